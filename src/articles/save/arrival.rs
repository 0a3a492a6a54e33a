//! An article that an import brings, on its way to the rows it becomes.

use std::collections::HashSet;

use dibao_entity::{article, revision};
use sea_orm::Set;
use uuid::Uuid;

use super::super::article::Incoming;
use super::super::body::{check, text};
use super::super::listing::Places;
use super::super::query::{PUBLISHED, Stored};
use super::super::refer::Referred;
use super::rows::{Before, Rows, Standing};
use crate::kernel::error::{Error, Result};
use crate::people::Role;
use crate::store::Tx;
use crate::store::change_log::Event;

/// An article that is to be written.
pub(super) struct Arrival<'a> {
    /// Its place among those that came in.
    pub(super) at: usize,
    /// What came in.
    pub(super) incoming: &'a Incoming,
    /// The digest of that.
    pub(super) digest: &'a str,
    /// What it is now, unless it is new.
    pub(super) before: Option<Box<Stored>>,
    /// The slugs that it had before that.
    pub(super) former_slugs: Vec<String>,
    /// Its id.
    pub(super) id: Uuid,
    /// Its slug.
    pub(super) slug: String,
    /// The number of its last revision, published or not; 0 for one that is new.
    pub(super) last_revision: i32,
}

impl Arrival<'_> {
    /// Whether the database says all of it already, though it came in otherwise before.
    pub(super) fn changes_nothing(&self, referred: &Referred) -> bool {
        let Some(before) = self.before.as_deref() else { return false };
        let places = referred.places(self.incoming);
        let new = self.row(referred, &places, before.row.updated_at);
        let row = &before.row;
        let same =
            article::Model { revision: row.revision, seq: row.seq, import_digest: row.import_digest.clone(), ..new }
                == *row;
        same && self.people(referred) == before.people
            && places.tags == before.tags
            && before.content.as_ref() == Some(&self.incoming.content)
            && self.incoming.former_slugs.iter().all(|slug| self.former_slugs.contains(slug))
    }

    /// Adds it to the rows that are to be written; its row.
    pub(super) async fn enter(&self, rows: &mut Rows, tx: &mut Tx, referred: &Referred) -> Result<article::Model> {
        let places = referred.places(self.incoming);
        let row = self.row(referred, &places, tx.now().timestamp_millis());
        let content = serde_json::to_string(&self.incoming.content).map_err(Error::broken)?;
        rows.keep(revision::ActiveModel {
            article_id: Set(row.id),
            number: Set(row.revision),
            content: Set(content),
            created_at: Set(tx.now().timestamp_millis()),
            fields: Set(None),
            author_id: Set(None),
            author_name: Set(None),
            note: Set(None),
            digest: Set(None),
        });
        let standing = Standing {
            row: row.clone(),
            places,
            people: self.people(referred),
            content: &self.incoming.content,
            former_slugs: self.incoming.former_slugs.clone(),
            before: self.before.as_deref().map_or(Before::Absent, Before::Shown),
            event: if self.before.is_some() { Event::Updated } else { Event::Published },
        };
        rows.take(tx, referred.ancestry(), standing).await?;
        Ok(row)
    }

    /// Who has which part in it, each once.
    fn people(&self, referred: &Referred) -> Vec<(Role, Uuid)> {
        let mut seen = HashSet::new();
        let people = self.incoming.people.iter();
        let people = people.filter_map(|(role, called)| Some((*role, referred.person(called)?)));
        people.filter(|part| seen.insert(*part)).collect()
    }

    /// Its row, without the line of the log.
    fn row(&self, referred: &Referred, places: &Places, now_ms: i64) -> article::Model {
        let Incoming {
            id: _,
            external_id,
            slug: _,
            former_slugs: _,
            revision,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel: _,
            column: _,
            source: _,
            source_label,
            authorised_at_publication,
            source_override: _,
            people: _,
            tags: _,
            cover,
            original_url,
            ai_label,
            published_at,
            published_on,
            published_precision,
            first_published_at,
            updated_at,
            content,
        } = self.incoming;
        let before = self.before.as_deref().map(|before| &before.row);
        let published_at = published_at.timestamp_millis();
        let first_published_at = first_published_at
            .map(|at| at.timestamp_millis())
            .or_else(|| before.map(|before| Ord::min(before.first_published_at, published_at)));
        let source_id = places.sources.last().copied();
        // What was found out once stays, unless it is about another source or day.
        let found_out = before
            .filter(|before| before.source_id == source_id && before.published_at == published_at)
            .map(|before| before.authorised_at_publication.clone());
        let authorised = authorised_at_publication
            .map(|status| status.word().to_owned())
            .or(found_out)
            .unwrap_or_else(|| referred.authorisation(places, *published_on).word().to_owned());
        let updated_at = updated_at
            .map(|at| at.timestamp_millis())
            .or_else(|| before.map(|before| now_ms.max(before.updated_at)))
            .unwrap_or(published_at);
        article::Model {
            id: self.id,
            external_id: external_id.clone(),
            slug: self.slug.clone(),
            state: PUBLISHED.to_owned(),
            lang: lang.clone(),
            title: title.clone(),
            kicker: kicker.clone(),
            subtitle: subtitle.clone(),
            short_title: short_title.clone(),
            original_title: original_title.clone(),
            column_label: column_label.clone(),
            summary: summary.clone(),
            summary_is_lead: *summary_is_lead,
            channel_id: places.channels.last().copied(),
            column_id: places.column,
            source_id,
            source_label: source_label.clone(),
            authorised_at_publication: authorised,
            has_image: check::has_image(&content.blocks) || cover.is_some(),
            has_video: check::has_video(&content.blocks),
            has_audio: check::has_audio(&content.blocks),
            cover: cover.as_ref().and_then(|cover| serde_json::to_string(cover).ok()),
            original_url: original_url.clone(),
            ai_label: ai_label.as_ref().and_then(|label| serde_json::to_string(label).ok()),
            published_at,
            published_precision: published_precision.word().to_owned(),
            first_published_at: first_published_at.unwrap_or(published_at),
            // Sources give times of change before the publication.
            updated_at: updated_at.max(published_at),
            withdrawn_at: None,
            revision: before.map_or(revision.unwrap_or(1), |_| self.last_revision + 1),
            seq: 0,
            char_count: i32::try_from(text::char_count(&content.blocks)).unwrap_or(i32::MAX),
            import_digest: Some(self.digest.to_owned()),
        }
    }
}
