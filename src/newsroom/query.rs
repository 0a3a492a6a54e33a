//! Reading drafts and revisions.

use dibao_entity::{article, draft, revision};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::draft::{Draft, Revision};
use super::lead::lead;
use super::stage::Stage;
use crate::articles::Stored;
use crate::articles::article::Content;
use crate::articles::manuscript::{Fields, Manuscript};
use crate::kernel::error::{Error, Result};
use crate::store::Reads;
use crate::store::keyset::Keyset;

/// The draft of an article; one that was imported has its published revision as its draft.
pub async fn draft(db: &impl Reads, id: Uuid) -> Result<Option<Draft>> {
    let row: Option<article::Model> = db.one(&article::Entity::find_by_id(id).into_query()).await?;
    let Some(row) = row else { return Ok(None) };
    let draft: Option<draft::Model> = db.one(&draft::Entity::find_by_id(id).into_query()).await?;
    Ok(Some(of(row, draft)))
}

/// A draft of its rows.
pub(super) fn of(row: article::Model, draft: Option<draft::Model>) -> Draft {
    let slug = (row.revision > 0).then_some(row.slug);
    match draft {
        Some(draft) => {
            let draft::Model {
                article_id,
                revision,
                version,
                state: _,
                stage,
                level,
                title,
                author_id,
                author_name,
                channel_id: _,
                column_id: _,
                source_id: _,
                created_at,
                edited_at,
                edited_by,
            } = draft;
            Draft {
                article: article_id,
                state: row.state,
                slug,
                published_revision: row.revision,
                revision,
                version,
                stage: Stage::of_word(&stage),
                level,
                title,
                author: author_id,
                author_name,
                created_at,
                edited_at,
                edited_by,
            }
        }
        None => Draft {
            article: row.id,
            state: row.state,
            slug,
            published_revision: row.revision,
            revision: row.revision,
            version: i64::from(row.revision),
            stage: Stage::Published,
            level: 0,
            title: row.title,
            author: None,
            author_name: None,
            created_at: row.first_published_at,
            edited_at: row.updated_at,
            edited_by: None,
        },
    }
}

/// A revision of an article. What it names that has become part of something else since, it is read as naming that; its digest
/// is that of the text that was written.
pub async fn revision(db: &impl Reads, id: Uuid, number: i32) -> Result<Option<Revision>> {
    let row: Option<revision::Model> = db.one(&revision::Entity::find_by_id((id, number)).into_query()).await?;
    match row {
        Some(row) => {
            let mut revision = revision_of(db, row).await?;
            lead(db, &mut [&mut revision.manuscript.fields]).await?;
            Ok(Some(revision))
        }
        None => Ok(None),
    }
}

/// Whether a revision still is the text that was written, as its digest says: what it names is looked at as it was named.
pub async fn is_as_written(db: &impl Reads, id: Uuid, number: i32) -> Result<bool> {
    let row: Option<revision::Model> = db.one(&revision::Entity::find_by_id((id, number)).into_query()).await?;
    let Some(row) = row else { return Ok(false) };
    let revision = revision_of(db, row).await?;
    Ok(revision.manuscript.digest()? == revision.digest)
}

/// A page of the revisions of an article, the latest first, in reading order and in one statement; that of an import costs a few
/// more.
pub async fn revisions(db: &impl Reads, id: Uuid, keyset: &Keyset<i64>) -> Result<Vec<Revision>> {
    let order = keyset.reading_order(Order::Desc);
    let mut query = revision::Entity::find().filter(revision::Column::ArticleId.eq(id));
    if let Some(position) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(revision::Column::Number.gt(*position)),
            _ => query.filter(revision::Column::Number.lt(*position)),
        };
    }
    let query = query.order_by(revision::Column::Number, order).limit(keyset.rows());
    let rows: Vec<revision::Model> = db.all(&query.into_query()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(revision_of(db, row).await?);
    }
    let mut fields: Vec<&mut Fields> = found.iter_mut().map(|revision| &mut revision.manuscript.fields).collect();
    lead(db, &mut fields).await?;
    Ok(found)
}

/// A revision of its row.
async fn revision_of(db: &impl Reads, row: revision::Model) -> Result<Revision> {
    let revision::Model { article_id, number, content, created_at, fields, author_id, author_name, note, digest } = row;
    let content: Content = serde_json::from_str(&content).map_err(Error::broken)?;
    let fields = match fields {
        Some(fields) => serde_json::from_str(&fields).map_err(Error::broken)?,
        // It was imported and is what readers see: the article's row says the rest.
        None => published_fields(db, article_id).await?,
    };
    let manuscript = Manuscript { fields, content };
    let digest = match digest {
        Some(digest) => digest,
        None => manuscript.digest()?,
    };
    Ok(Revision { article: article_id, number, manuscript, digest, author: author_id, author_name, note, created_at })
}

/// What an article says beside its text, by its row.
async fn published_fields(db: &impl Reads, id: Uuid) -> Result<Fields> {
    let stored: Option<Stored> = crate::articles::stored(db, id).await?;
    stored.map_or_else(|| Ok(Fields::default()), |stored| Fields::of(&stored))
}
