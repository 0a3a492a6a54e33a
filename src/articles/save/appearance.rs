//! How a revision of an article appears to readers: what publishing writes, and what a preview shows without writing it.

use std::collections::{HashMap, HashSet};

use dibao_entity::article;
use uuid::Uuid;

use super::super::body::{check, text};
use super::super::manuscript::{Fields, Manuscript};
use super::super::pictures;
use super::super::query::{self, PUBLISHED, Stored, WITHDRAWN};
use crate::catalog::save::free_slugs;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::{Instant, Precision};
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::people::Role;
use crate::store::Reads;

/// The row of an article when a revision of it is published, without the line of the change log. `before` is its row until
/// then, of a draft or of what readers saw last.
pub(super) fn row(
    before: &article::Model,
    revision: i32,
    manuscript: &Manuscript,
    slug: String,
    at: Instant,
) -> Result<article::Model> {
    let Manuscript { fields, content } = manuscript;
    let now = at.timestamp_millis();
    let was_seen = before.revision > 0;
    let first_published_at = if was_seen { before.first_published_at } else { now };
    let published_at = fields.published_at.unwrap_or(if was_seen { before.published_at } else { now });
    let precision = match fields.published_at {
        Some(_) => fields.published_precision.unwrap_or(Precision::Second),
        None if was_seen => Precision::of_word(&before.published_precision),
        None => Precision::Second,
    };
    let Fields {
        slug: _,
        external_id,
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
        column,
        source: _,
        source_label,
        people: _,
        tags: _,
        cover,
        original_url,
        ai_label,
        published_at: _,
        published_precision: _,
    } = fields.clone();
    Ok(article::Model {
        id: before.id,
        external_id,
        slug,
        state: PUBLISHED.to_owned(),
        lang,
        title,
        kicker,
        subtitle,
        short_title,
        original_title,
        column_label,
        summary,
        summary_is_lead,
        channel_id: fields.channel,
        column_id: column,
        source_id: fields.source,
        source_label,
        authorised_at_publication: before.authorised_at_publication.clone(),
        has_image: check::has_image(&content.blocks) || cover.is_some(),
        has_video: check::has_video(&content.blocks),
        has_audio: check::has_audio(&content.blocks),
        cover: as_json(cover.as_ref())?,
        original_url,
        ai_label: as_json(ai_label.as_ref())?,
        published_at,
        published_precision: precision.word().to_owned(),
        // Nothing is published before it was first published.
        first_published_at: first_published_at.min(published_at),
        // The clock may have been set back since.
        updated_at: if was_seen { now.max(before.updated_at) } else { published_at }.max(published_at),
        withdrawn_at: None,
        revision,
        seq: 0,
        char_count: i32::try_from(text::char_count(&content.blocks)).unwrap_or(i32::MAX),
        import_digest: before.import_digest.clone(),
    })
}

/// Who has which part in an article, each once.
pub(super) fn people(fields: &Fields) -> Vec<(Role, Uuid)> {
    let mut seen = HashSet::new();
    fields.people.iter().map(|part| (part.role, part.person)).filter(|part| seen.insert(*part)).collect()
}

/// An article as readers would see it if a revision were published at that time; the very thing that they see, or saw last, for
/// the revision of that. Nothing where there is no such article.
///
/// Its line of the change log is 0 while none has brought it, and what publishing would refuse is shown as it was written. One that was
/// taken back for good stays as it is: the caller tells it by its state.
pub async fn preview(
    db: &impl Reads,
    id: Uuid,
    revision: i32,
    manuscript: Manuscript,
    at: Instant,
) -> Result<Option<Stored>> {
    let Some(before) = query::stored(db, id).await? else { return Ok(None) };
    if before.row.revision == revision || before.row.state == WITHDRAWN {
        return with_pictures(db, Stored { content: Some(manuscript.content), ..before }).await;
    }
    let slug = match &manuscript.fields.slug {
        Some(asked) => asked.clone(),
        None if before.row.revision > 0 => before.row.slug.clone(),
        None => {
            let wanted = Slug::of_name(&manuscript.fields.title, id);
            free_slugs(db, Kind::Article, &[(id, wanted)]).await?.pop().unwrap_or_default()
        }
    };
    let row = row(&before.row, revision, &manuscript, slug, at)?;
    let (people, tags) = (people(&manuscript.fields), manuscript.fields.tags);
    let content = Some(manuscript.content);
    with_pictures(db, Stored { row, people, tags, content, pictures: HashMap::new() }).await
}

/// The same with what is known of the pictures that it names.
async fn with_pictures(db: &impl Reads, mut stored: Stored) -> Result<Option<Stored>> {
    pictures::find(db, std::slice::from_mut(&mut stored)).await?;
    Ok(Some(stored))
}

/// A value as it is stored, if there is one.
fn as_json<T: serde::Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value.map(serde_json::to_string).transpose().map_err(Error::broken)
}
