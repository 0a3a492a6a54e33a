//! Reading the members of an article that are plain: texts, addresses, files, notes, times.

use serde_json::Value;

use crate::articles::address::is_web;
use crate::articles::article::{AiLabel, Note};
use crate::articles::body::Media;
use crate::articles::body::check::of_media;
use crate::kernel::error::FieldCode;
use crate::kernel::instant::{self, Instant, Precision};
use crate::kernel::limits;
use crate::kernel::slug::Slug;
use crate::kernel::text::{self, Lines, Removed};
use crate::state::State;
use crate::web::body::Object;
use crate::web::forms::{Form, Moment};

/// Most characters of a title, a name or a label.
pub(super) const LINE: usize = limits::LINE;
/// Most characters of a summary or a note.
pub(super) const TEXT: usize = limits::TEXT;
/// Most people, tags, notes or media of an article.
const MOST: usize = limits::LINKS;

/// A text of a form.
pub(super) fn formed<F: Form>(object: &Object, name: &'static str) -> Option<String> {
    let text = object.optional_text(name, 1..=F::MAX_LENGTH)?;
    if !F::takes(&text) {
        object.refuse(name, FieldCode::Malformed, F::ASKED);
        return None;
    }
    Some(text)
}

/// The slug that is asked for.
pub(super) fn slug(object: &Object) -> Option<String> {
    let text = object.optional_text("slug", 1..=limits::SLUG)?;
    if Slug::parse(&text).is_none() {
        object.refuse("slug", FieldCode::Malformed, "It is not a slug: a-z, 0-9 and inner hyphens.");
    }
    Some(text)
}

/// Where it stood before.
pub(super) fn address(object: &Object) -> Option<String> {
    let url = object.optional_text("original_url", 1..=limits::ADDRESS_BYTES)?;
    if !is_web(&url) {
        object.refuse(
            "original_url",
            FieldCode::Malformed,
            "It is not an absolute http or https address with `//` and a host, without a user or password.",
        );
        return None;
    }
    Some(url)
}

/// The picture in lists.
pub(super) fn cover(object: &Object) -> Option<Media> {
    let cover: Media =
        whole(object, "cover", &["url", "id"], "a file with its `url`, or the `id` of an uploaded picture")?;
    check_file(object, "cover", "", &cover);
    Some(cover)
}

/// The media beside the body.
pub(super) fn media(object: &Object) -> Vec<Media> {
    let media: Vec<Media> =
        list(object, "media", "a list of files with their `url`, or the `id` of an uploaded picture");
    media.iter().enumerate().for_each(|(at, file)| check_file(object, "media", &format!("/{at}"), file));
    media
}

/// Refuses all that is wrong with a file.
fn check_file(object: &Object, name: &'static str, below: &str, file: &Media) {
    for problem in of_media(file) {
        let below = format!("{below}{}", problem.at);
        object.refuse_below(name, &below, problem.code, format!("It {}.", problem.what));
    }
}

/// A member that is an object and has at least one of some members, which a patch may have left out.
fn whole<T: for<'de> serde::Deserialize<'de>>(
    object: &Object,
    name: &'static str,
    needs: &[&'static str],
    expected: &str,
) -> Option<T> {
    if let Value::Object(members) = object.typed::<Value>(name, expected)?
        && !needs.iter().any(|member| members.contains_key(*member))
        && let Some(member) = needs.first()
    {
        object.refuse_below(name, &format!("/{member}"), FieldCode::Missing, "It must be given.");
        return None;
    }
    object.typed(name, expected)
}

/// A member that is a list of bounded length.
pub(super) fn list<T: for<'de> serde::Deserialize<'de>>(object: &Object, name: &'static str, expected: &str) -> Vec<T> {
    let items: Vec<T> = object.typed(name, expected).unwrap_or_default();
    if items.len() > MOST {
        let detail = format!("It has {} items; at most {MOST} are taken.", items.len());
        object.refuse(name, FieldCode::OutOfRange, detail);
        return Vec::new();
    }
    items
}

/// Refuses a text within a member that is empty, too long, or holds what no text keeps.
fn check_text(object: &Object, name: &'static str, below: &str, text: &str, most: usize) {
    if !(1..=most).contains(&text.trim().chars().count()) {
        object.refuse_below(name, below, FieldCode::OutOfRange, format!("It has 1 to {most} characters."));
    } else if let Err(refused) = text::check(text, Lines::Many) {
        object.refuse_below(name, below, FieldCode::Malformed, format!("It {refused}."));
    }
}

/// The notes; what their texts must not hold is removed and noted.
pub(super) fn notes(object: &Object, removed: &mut Removed) -> Vec<Note> {
    let mut notes: Vec<Note> = list(object, "notes", "a list of notes with `kind`, `label` and `text`");
    for (at, Note { kind: _, label, text }) in notes.iter_mut().enumerate() {
        removed.strip_in_place(text);
        for (member, text, most) in [("label", label, LINE), ("text", text, TEXT)] {
            check_text(object, "notes", &format!("/{at}/{member}"), text, most);
        }
    }
    notes
}

/// What a machine had to do with it.
pub(super) fn ai_label(object: &Object) -> Option<AiLabel> {
    let expected = "an object with `kind` and `text`";
    whole::<Value>(object, "ai_label", &["kind"], expected)?;
    let label: AiLabel = whole(object, "ai_label", &["text"], expected)?;
    check_text(object, "ai_label", "/text", &label.text, LINE);
    Some(label)
}

/// The time that readers are to be told, and how precisely it is known.
pub(super) fn published(object: &Object, state: &State) -> (Option<Instant>, Option<Precision>) {
    let asked: Option<Precision> = object.typed("published_precision", "one of `day`, `minute`, `second`");
    let text = formed::<Moment>(object, "published_at");
    let Some(written) = text.and_then(|text| instant::read_as(&text, asked, state.zone())) else { return (None, None) };
    (Some(written.at), Some(written.precision))
}
