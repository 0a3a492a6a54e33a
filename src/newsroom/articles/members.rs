//! Reading the members of an article that are plain: texts, addresses, files, notes, times.

use crate::articles::address::is_web;
use crate::articles::article::{AiLabel, Note};
use crate::articles::body::Media;
use crate::kernel::error::FieldCode;
use crate::kernel::instant::{self, Instant, Precision};
use crate::kernel::slug::Slug;
use crate::state::State;
use crate::web::body::Object;
use crate::web::forms::{Form, Moment};

/// Most characters of a title, a name or a label.
pub(super) const LINE: usize = 500;
/// Most characters of a summary or a note.
pub(super) const TEXT: usize = 20_000;
/// Most people, tags, notes or media of an article.
const MOST: usize = 100;

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
    let text = object.optional_text("slug", 1..=120)?;
    if Slug::parse(&text).is_none() {
        object.refuse("slug", FieldCode::Malformed, "It is not a slug: a-z, 0-9 and inner hyphens.");
    }
    Some(text)
}

/// Where it stood before.
pub(super) fn address(object: &Object) -> Option<String> {
    let url = object.optional_text("original_url", 1..=2_048)?;
    if !is_web(&url) {
        object.refuse("original_url", FieldCode::Malformed, "It is not an absolute http or https address.");
        return None;
    }
    Some(url)
}

/// Whether a file is one that readers may be sent to; refused otherwise.
pub(super) fn sound(object: &Object, name: &'static str, media: &Media) -> bool {
    let plain = |text: &Option<String>, most| {
        text.as_deref().is_none_or(|text| text.chars().count() <= most && !text.chars().any(char::is_control))
    };
    let sound = (media.id.is_some() || is_web(&media.url)) && plain(&media.mime_type, LINE) && plain(&media.alt, TEXT);
    if !sound {
        let detail = "A file has the `id` of an uploaded picture, or a `url` that is an absolute http or https address; `mime_type` and `alt` are without control characters.";
        object.refuse(name, FieldCode::Malformed, detail);
    }
    sound
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

/// Whether a text of somebody else's may stand in an article.
pub(super) fn fits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.trim().chars().count()) && !text.chars().any(|c| c.is_control() && c != '\n')
}

/// The notes.
pub(super) fn notes(object: &Object) -> Vec<Note> {
    let notes: Vec<Note> = list(object, "notes", "a list of notes with `kind`, `label` and `text`");
    for (at, note) in notes.iter().enumerate() {
        if !fits(&note.label, LINE) || !fits(&note.text, TEXT) {
            let detail = "`label` has 1 to 500 characters and `text` 1 to 20,000, without control characters.";
            object.refuse_item("notes", at, FieldCode::OutOfRange, detail);
        }
    }
    notes
}

/// What a machine had to do with it.
pub(super) fn ai_label(object: &Object) -> Option<AiLabel> {
    let label: AiLabel = object.typed("ai_label", "an object with `kind` and `text`")?;
    if !fits(&label.text, LINE) {
        object.refuse("ai_label", FieldCode::OutOfRange, "`text` has 1 to 500 characters, without control characters.");
    }
    Some(label)
}

/// The time that readers are to be told, and how precisely it is known.
pub(super) fn published(object: &Object, state: &State) -> (Option<Instant>, Option<Precision>) {
    let asked: Option<Precision> = object.typed("published_precision", "one of `day`, `minute`, `second`");
    let written = formed::<Moment>(object, "published_at").and_then(|text| instant::read(&text, state.zone()));
    let Some(written) = written else { return (None, None) };
    (Some(written.at), Some(asked.unwrap_or(written.precision)))
}
