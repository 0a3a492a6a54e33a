//! The rules that an imported article follows, from wherever it comes: those of the API for the same members.

use super::address::is_web;
use super::article::{Called, ColumnCalled, Content, Incoming, TagCalled};
use super::body::check;
use crate::kernel::instant::Instant;
use crate::kernel::limits::{self, is_line, is_text};
use crate::kernel::slug::Slug;
use crate::web::forms::{ExternalId, Form, LanguageTag};

/// Everything that is wrong with an article, the time aside, each as `field: what`.
#[must_use]
pub fn problems(article: &Incoming) -> Vec<String> {
    let Incoming {
        id: _,
        external_id,
        slug,
        former_slugs,
        revision,
        lang,
        title,
        kicker,
        subtitle,
        short_title,
        original_title,
        column_label,
        summary,
        summary_is_lead: _,
        channel: _,
        column: _,
        source: _,
        source_label,
        authorised_at_publication: _,
        source_override,
        people: _,
        tags: _,
        cover,
        original_url,
        ai_label,
        published_at,
        published_on: _,
        published_precision: _,
        first_published_at,
        updated_at: _,
        content: Content { notes, blocks, media },
    } = article;
    let mut found = Found::default();
    found.holds(external_id.as_deref().is_none_or(is_external_id), || {
        format!(
            "external_id: is not a text of 1 to {} characters without commas, control characters and characters that show nothing",
            limits::EXTERNAL_ID
        )
    });
    slug.iter().for_each(|slug| found.slug("slug", slug));
    former_slugs.iter().for_each(|slug| found.slug("former_slugs", slug));
    found.holds(revision.is_none_or(|revision| revision >= 1), || "revision: is less than 1".to_owned());
    found.holds(lang.chars().count() <= limits::LANGUAGE_TAG && LanguageTag::takes(lang), || {
        "lang: is not a language tag by BCP 47".to_owned()
    });
    found.line("title", title, limits::LINE);
    for (field, text) in [
        ("kicker", kicker),
        ("subtitle", subtitle),
        ("short_title", short_title),
        ("original_title", original_title),
        ("column_label", column_label),
        ("source_label", source_label),
    ] {
        text.iter().for_each(|text| found.line(field, text, limits::LINE));
    }
    summary.iter().for_each(|text| found.text("summary", text, limits::TEXT));
    found.references(article);
    found.most("notes", notes.len(), limits::LINKS);
    for note in notes {
        found.text("notes.label", &note.label, limits::LINE);
        found.text("notes.text", &note.text, limits::TEXT);
    }
    found.most("media", media.len(), limits::LINKS);
    let files = cover.iter().map(|cover| ("cover", cover)).chain(media.iter().map(|media| ("media", media)));
    for (field, file) in files {
        found.0.extend(
            check::of_media(file).into_iter().map(|problem| format!("{field}{}: {}", problem.at, problem.what)),
        );
    }
    found.0.extend(check::problems(blocks).into_iter().map(|problem| format!("body{}: {}", problem.at, problem.what)));
    found.holds(original_url.as_deref().is_none_or(is_web), || {
        "original_url: is not an absolute http or https address of at most 2,048 bytes, without a user or password"
            .to_owned()
    });
    ai_label.iter().for_each(|label| found.text("ai_label.text", &label.text, limits::LINE));
    if let Some(source_override) = source_override {
        found.text("source_override.reason", &source_override.reason, limits::REASON);
        found.line("source_override.by", &source_override.by, limits::LINE);
    }
    found.holds(first_published_at.is_none_or(|first| first <= *published_at), || {
        "first_published_at: is after `published_at`".to_owned()
    });
    found.0
}

/// Why an article cannot be published at `now`: a time of it lies in the future.
#[must_use]
pub fn too_early(article: &Incoming, now: Instant) -> Option<String> {
    if article.published_at > now {
        return Some(
            "published_at: is in the future; import it when that time has come, or schedule it in the newsroom"
                .to_owned(),
        );
    }
    (article.updated_at? > now).then(|| "updated_at: is in the future".to_owned())
}

/// Whether a text can be an id in another system.
fn is_external_id(text: &str) -> bool {
    is_line(text, limits::EXTERNAL_ID) && ExternalId::takes(text)
}

/// The problems found so far.
#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    /// Notes a problem unless a rule holds.
    fn holds(&mut self, rule: bool, problem: impl FnOnce() -> String) {
        if !rule {
            self.0.push(problem());
        }
    }

    /// Notes what is wrong with what an article refers to.
    fn references(&mut self, article: &Incoming) {
        let Incoming { channel, column, source, people, tags, .. } = article;
        self.most("channel", channel.len(), limits::CHANNEL_LEVELS);
        channel.iter().for_each(|called| self.called("channel", called));
        if let Some(ColumnCalled { column, short_name }) = column {
            self.called("column", column);
            short_name.iter().for_each(|name| self.line("column.short_name", name, limits::LINE));
        }
        self.most("source", source.len(), limits::SOURCE_LEVELS);
        source.iter().for_each(|called| self.called("source", called));
        self.most("people", people.len(), limits::LINKS);
        people.iter().for_each(|(_, called)| self.called("people", called));
        self.most("tags", tags.len(), limits::LINKS);
        for TagCalled { tag, scheme, code } in tags {
            self.called("tags", tag);
            self.line("tags.scheme", scheme, limits::CODE);
            code.iter().for_each(|code| self.line("tags.code", code, limits::CODE));
        }
    }

    /// Notes a slug that is none.
    fn slug(&mut self, field: &str, slug: &str) {
        self.holds(Slug::parse(slug).is_some(), || {
            format!("{field}: `{slug}` is not a slug (a-z, 0-9 and single inner hyphens, and not an id)")
        });
    }

    /// Notes a text that is not one line, or too long.
    fn line(&mut self, field: &str, text: &str, most: usize) {
        self.holds(is_line(text, most), || format!("{field}: is not one line of 1 to {most} characters"));
    }

    /// Notes a text that is empty, too long, or holds control characters.
    fn text(&mut self, field: &str, text: &str, most: usize) {
        self.holds(is_text(text, most), || {
            format!("{field}: is not a text of 1 to {most} characters without control characters and characters that show nothing")
        });
    }

    /// Notes a list that is too long.
    fn most(&mut self, field: &str, length: usize, most: usize) {
        self.holds(length <= most, || format!("{field}: has {length} items; at most {most} are taken"));
    }

    /// Notes a name or slug that is none.
    fn called(&mut self, field: &str, called: &Called) {
        self.line(field, &called.name, limits::LINE);
        called.slug.iter().for_each(|slug| self.slug(&format!("{field}.slug"), slug));
    }
}
