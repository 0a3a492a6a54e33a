//! What the newsroom does to what readers see of one article: publish a revision, take it out of sight, take it back for good.

use std::collections::HashSet;

use dibao_entity::article;
use uuid::Uuid;

use super::super::ancestry_query::Ancestry;
use super::super::article::Authorisation;
use super::super::listing::Places;
use super::super::manuscript::{Fields, Manuscript};
use super::super::query::{self, DRAFT, PUBLISHED, Stored, UNPUBLISHED, WITHDRAWN};
use super::rows::{Before, Rows, Standing};
use super::{appearance, claims};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::instant::Precision;
use crate::kernel::kind::Kind;
use crate::store::Tx;
use crate::store::change_log::Event;

/// Makes the row of an article that no reader sees yet: the newsroom begins it.
pub async fn begin(tx: &Tx, id: Uuid, fields: &Fields) -> Result<()> {
    let now = tx.now().timestamp_millis();
    let row = article::Model {
        id,
        external_id: None,
        // It takes no name away from others before it is published.
        slug: id.to_string(),
        state: DRAFT.to_owned(),
        lang: fields.lang.clone(),
        title: fields.title.clone(),
        kicker: None,
        subtitle: None,
        short_title: None,
        original_title: None,
        column_label: None,
        summary: None,
        summary_is_lead: false,
        channel_id: None,
        column_id: None,
        source_id: None,
        source_label: None,
        authorised_at_publication: Authorisation::Unknown.word().to_owned(),
        cover: None,
        original_url: None,
        ai_label: None,
        published_at: now,
        published_precision: Precision::Second.word().to_owned(),
        first_published_at: now,
        updated_at: now,
        withdrawn_at: None,
        revision: 0,
        seq: 0,
        char_count: 0,
        has_image: false,
        has_video: false,
        has_audio: false,
        import_digest: None,
    };
    tx.insert(vec![<article::ActiveModel as sea_orm::ActiveModelTrait>::reset_all(row.into())]).await
}

/// An article as it stands before readers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Its slug.
    pub slug: String,
    /// When readers are told that it was published, in milliseconds since 1970.
    pub published_at: i64,
    /// The line of the change log that brought this.
    pub seq: i64,
}

/// Puts a revision of an article before readers in place of what they saw of it. The revision itself is stored already.
///
/// Refuses a slug or an `external_id` to which another article has a claim, a time of publication that has not come, and an article that
/// was withdrawn.
pub async fn publish(
    tx: &mut Tx,
    id: Uuid,
    revision: i32,
    manuscript: &Manuscript,
    authorised: Option<Authorisation>,
    event: Event,
) -> Result<Stands> {
    let stored = stored(tx, id).await?;
    if stored.row.state == WITHDRAWN {
        return Err(Error::refused(Code::ArticleWithdrawn, format!("The article {id} was withdrawn for good.")));
    }
    let Manuscript { fields, content } = manuscript;
    let is_told = |at: i64| stored.row.revision > 0 && stored.row.published_at == at;
    if fields.published_at.is_some_and(|at| at > tx.now().timestamp_millis() && !is_told(at)) {
        return Err(refused(
            "published_at",
            FieldCode::OutOfRange,
            "It lies in the future; schedule the article instead.",
        ));
    }
    let ancestry = Ancestry::read(tx).await?;
    let places = places(&ancestry, fields);
    let slug = claims::slug(tx, &stored.row, fields).await?;
    claims::external_id(tx, id, fields.external_id.as_deref()).await?;
    let mut row = appearance::row(&stored.row, revision, manuscript, slug.clone(), tx.now())?;
    if let Some(status) = authorised {
        status.word().clone_into(&mut row.authorised_at_publication);
    }
    let published_at = row.published_at;
    let people = appearance::people(fields);
    let before = if stored.row.state == PUBLISHED { Before::Shown(&stored) } else { Before::Hidden(&stored.row) };
    let mut rows = Rows::default();
    let standing = Standing { row, places, people, content, former_slugs: Vec::new(), before, event };
    let seq = rows.take(tx, &ancestry, standing).await?;
    rows.write(tx).await?;
    Ok(Stands { slug, published_at, seq })
}

/// Takes a published article out of readers' sight, so that it may come back; the line of the change log. Nothing where
/// readers do not see it.
pub async fn unpublish(tx: &mut Tx, id: Uuid) -> Result<Option<i64>> {
    hide(tx, id, UNPUBLISHED, Event::Unpublished).await
}

/// Takes an article back for good; the line of the change log. Nothing where that was done already or readers never saw it.
pub async fn withdraw(tx: &mut Tx, id: Uuid) -> Result<Option<i64>> {
    hide(tx, id, WITHDRAWN, Event::Withdrawn).await
}

/// Takes an article out of readers' sight.
async fn hide(tx: &mut Tx, id: Uuid, state: &str, event: Event) -> Result<Option<i64>> {
    let stored = stored(tx, id).await?;
    let withdrawn_at = (event == Event::Withdrawn).then(|| tx.now().timestamp_millis());
    let row = article::Model { state: state.to_owned(), withdrawn_at, ..stored.row.clone() };
    let mut rows = Rows::default();
    let seq = match stored.row.state.as_str() {
        PUBLISHED => {
            let ancestry = Ancestry::read(tx).await?;
            rows.hide(tx, &ancestry, &stored, row, event).await?
        }
        UNPUBLISHED if event == Event::Withdrawn => rows.entomb(tx, row).await?,
        _ => return Ok(None),
    };
    rows.write(tx).await?;
    Ok(Some(seq))
}

/// The article in whatever state it is.
async fn stored(tx: &Tx, id: Uuid) -> Result<Stored> {
    let stored = query::stored(tx, id).await?;
    stored.ok_or_else(|| Error::refused(Code::ArticleNotFound, format!("No article has the id `{id}`.")))
}

/// Where an article stands.
fn places(ancestry: &Ancestry, fields: &Fields) -> Places {
    let outermost_first = |kind, id| {
        let mut line = ancestry.of(kind, id);
        line.reverse();
        line
    };
    let once = |ids: &mut dyn Iterator<Item = Uuid>| {
        let mut seen = HashSet::new();
        ids.filter(|id| seen.insert(*id)).collect()
    };
    Places {
        channels: outermost_first(Kind::Channel, fields.channel),
        column: fields.column,
        sources: outermost_first(Kind::Source, fields.source),
        people: once(&mut fields.people.iter().map(|part| part.person)),
        tags: once(&mut fields.tags.iter().copied()),
    }
}

/// A refusal of one member of the body.
pub(super) fn refused(member: &str, code: FieldCode, detail: &str) -> Error {
    let place = Place::Pointer(format!("/{member}"));
    Error::content(vec![FieldError { place, code, detail: detail.to_owned() }])
}
