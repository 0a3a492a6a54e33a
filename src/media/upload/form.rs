//! What comes with a file: its name, and what is said of it.

use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};
use crate::kernel::limits;
use crate::kernel::text::{self, Lines, Removed};
use crate::media::picture::Said;

/// Most characters of what a picture shows.
pub const ALT: usize = limits::PICTURE_ALT;
/// Most characters of what is printed below it.
pub const CAPTION: usize = limits::PICTURE_CAPTION;
/// Most characters of who made it.
pub const CREDIT: usize = limits::PICTURE_CREDIT;
/// Most characters of a file's name that are kept.
const FILE_NAME: usize = limits::FILE_NAME;

/// The texts of a form as they come in.
#[derive(Debug, Default)]
pub(super) struct Texts {
    said: Said,
    x: Option<f64>,
    y: Option<f64>,
    seen: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl Texts {
    /// The names of the texts that are taken, each with the most bytes that are read of it.
    pub(super) const NAMES: [(&'static str, usize); 5] =
        [("alt", ALT * 4), ("caption", CAPTION * 4), ("credit", CREDIT * 4), ("focal_x", 32), ("focal_y", 32)];

    /// Takes a text in; empty is as good as left out.
    pub(super) fn take(&mut self, name: &'static str, text: &str) {
        if self.seen.contains(&name) {
            return self.refuse(name, FieldCode::Repeated, "It is given more than once.");
        }
        self.seen.push(name);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match name {
            "alt" => self.said.alt = self.line(name, text, ALT),
            "caption" => self.said.caption = self.line(name, text, CAPTION),
            "credit" => self.said.credit = self.line(name, text, CREDIT),
            "focal_x" => self.x = self.fraction(name, text),
            _ => self.y = self.fraction(name, text),
        }
    }

    /// Notes that something is wrong.
    pub(super) fn refuse(&mut self, name: &str, code: FieldCode, detail: impl Into<String>) {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.errors.push(FieldError { place: Place::Pointer(format!("/{name}")), code, detail: detail.into() });
    }

    /// What was said, or all that is wrong with it.
    pub(super) fn finish(mut self) -> Result<Said> {
        match (self.x, self.y) {
            (Some(x), Some(y)) => self.said.focal = Said::focal_of(x, y),
            (None, None) => {}
            _ if self.errors.is_empty() => {
                self.refuse("focal_x", FieldCode::Missing, "`focal_x` and `focal_y` are given together.");
            }
            _ => {}
        }
        if self.errors.is_empty() { Ok(self.said) } else { Err(Error::content(self.errors)) }
    }

    /// A text in one line.
    fn line(&mut self, name: &str, text: &str, most: usize) -> Option<String> {
        if text.chars().count() > most {
            self.refuse(name, FieldCode::OutOfRange, format!("It has more than {most} characters."));
            return None;
        }
        if let Err(refused) = text::check(text, Lines::One) {
            self.refuse(name, FieldCode::Malformed, format!("It {refused}."));
            return None;
        }
        Some(text.to_owned())
    }

    /// A number from 0 to 1.
    fn fraction(&mut self, name: &str, text: &str) -> Option<f64> {
        let taken = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
        if taken.is_none() {
            self.refuse(name, FieldCode::OutOfRange, "It is not a number from 0 to 1.");
        }
        taken
    }
}

/// A file's name as it may be shown: without folders, without control characters, of some length; it is never used as a path.
pub(super) fn plain_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = Removed::default().strip(last).replace(char::is_control, "");
    let plain: String = plain.chars().take(FILE_NAME).collect();
    let plain = plain.trim();
    (!plain.is_empty() && plain.chars().any(|c| c != '.')).then(|| plain.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (name, shown) in [
            ("桥.jpg", Some("桥.jpg")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\fakepath\\a.png", Some("a.png")),
            ("..", None),
            ("a\0b\n.jpg", Some("ab.jpg")),
            ("/", None),
        ] {
            assert_eq!(plain_name(name).as_deref(), shown, "{name}");
        }
        assert_eq!(plain_name(&"桥".repeat(900)).unwrap().chars().count(), FILE_NAME);
    }

    #[test]
    fn focal_points_lie_within_the_picture() {
        assert_eq!(Said::focal_of(0.0, 1.0), Some((0, 10_000)));
        assert_eq!(Said::focal_of(0.123_456, 0.5), Some((1_235, 5_000)));
        assert_eq!([-0.1, 1.1, f64::NAN, f64::INFINITY].map(|wrong| Said::focal_of(wrong, 0.5)), [None; 4]);
    }

    #[test]
    fn half_a_focal_point_is_none() {
        let mut texts = Texts::default();
        texts.take("focal_x", "0.5");
        assert!(texts.finish().is_err());
    }
}
