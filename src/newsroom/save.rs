//! Writing drafts and revisions.

use dibao_entity::{article, draft, revision};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::draft::Draft;
use super::lead::lead;
use super::query;
use super::stage::Stage;
use crate::articles::manuscript::Manuscript;
use crate::articles::{self, pictures};
use crate::auth::Actor;
use crate::kernel::error::{Error, Result};
use crate::media::uses;
use crate::store::Tx;
use crate::web::precondition::IfMatch;

/// The draft of an article, for a change by somebody who must have seen its present state.
///
/// Refuses who may not see it, as if it were not there; who may change it is the caller's to say.
pub async fn open(tx: &Tx, id: Uuid, by: &Actor, seen: &IfMatch) -> Result<Draft> {
    let draft = query::draft(tx, id).await?.ok_or_else(|| Draft::missing(id))?.seen_by(by)?;
    seen.admit(draft.version)?;
    Ok(draft)
}

/// Adds a revision and makes it the draft's latest; a draft that is new must have its article's row already.
///
/// Its stage becomes [`Stage::Draft`] and its level 0: what was approved was another text, which the record says, and what
/// was scheduled is not any more. Refuses names of what was deleted.
pub async fn revise(
    tx: &Tx,
    draft: &mut Draft,
    manuscript: &Manuscript,
    note: Option<String>,
    by: &Actor,
) -> Result<()> {
    // It may have been read before something that it names became part of something else.
    let mut manuscript = manuscript.clone();
    lead(tx, &mut [&mut manuscript.fields]).await?;
    let manuscript = &manuscript;
    super::named::still_there(tx, &manuscript.fields).await?;
    super::review::steps::void(tx, by, draft).await?;
    let last = articles::last_revisions(tx, &[draft.article]).await?.get(&draft.article).copied().unwrap_or(0);
    draft.revision = last + 1;
    draft.stage = Stage::Draft;
    draft.level = 0;
    draft.title.clone_from(&manuscript.fields.title);
    let json = |value: serde_json::Result<String>| value.map_err(Error::broken);
    tx.insert(vec![revision::ActiveModel {
        article_id: Set(draft.article),
        number: Set(draft.revision),
        content: Set(json(serde_json::to_string(&manuscript.content))?),
        created_at: Set(tx.now().timestamp_millis()),
        fields: Set(Some(json(serde_json::to_string(&manuscript.fields))?)),
        author_id: Set(by.known_id()),
        author_name: Set(Some(by.name.clone())),
        note: Set(note),
        digest: Set(Some(manuscript.digest()?)),
    }])
    .await?;
    let shown = pictures::ids(manuscript.fields.cover.as_ref(), &manuscript.content);
    uses::show(tx, draft.article, uses::Place::Draft, &shown).await?;
    write(tx, draft, manuscript, by).await
}

/// Writes a draft with a version one higher: something of it has changed. `manuscript` is that of its latest revision.
pub async fn write(tx: &Tx, draft: &mut Draft, manuscript: &Manuscript, by: &Actor) -> Result<()> {
    draft.version += 1;
    // The clock may have been set back since.
    draft.edited_at = Ord::max(draft.edited_at, tx.now().timestamp_millis());
    draft.edited_by = Some(by.name.clone());
    let row = draft::Model {
        article_id: draft.article,
        revision: draft.revision,
        version: draft.version,
        state: draft.state.clone(),
        stage: draft.stage.word().to_owned(),
        level: draft.level,
        title: draft.title.clone(),
        author_id: draft.author,
        author_name: draft.author_name.clone(),
        channel_id: manuscript.fields.channel,
        column_id: manuscript.fields.column,
        source_id: manuscript.fields.source,
        created_at: draft.created_at,
        edited_at: draft.edited_at,
        edited_by: draft.edited_by.clone(),
    };
    let insert = draft::Entity::insert(draft::ActiveModel::from(row).reset_all())
        .on_conflict(
            OnConflict::column(draft::Column::ArticleId)
                .update_columns(draft::Column::iter().filter(|column| !matches!(column, draft::Column::ArticleId)))
                .to_owned(),
        )
        .into_query();
    tx.execute(&insert).await
}

/// Puts a source in the place of another in what drafts are listed by; their revisions stay as they were written.
pub async fn name_source(tx: &Tx, from: Uuid, to: Uuid) -> Result<()> {
    let mut update = Query::update();
    update
        .table(draft::Entity)
        .value(draft::Column::SourceId, to)
        .and_where(Expr::col(draft::Column::SourceId).eq(from));
    tx.execute(&update).await
}

/// Deletes an article that was never published, with all that the newsroom wrote of it but the audit.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    uses::hide(tx, id).await?;
    let chosen = dibao_entity::related_choice::Column::ArticleId
        .eq(id)
        .or(dibao_entity::related_choice::Column::RelatedId.eq(id));
    for gone in [
        dibao_entity::related_choice::Entity::delete_many().filter(chosen).into_query(),
        dibao_entity::review::Entity::delete_many().filter(dibao_entity::review::Column::ArticleId.eq(id)).into_query(),
        dibao_entity::schedule::Entity::delete_many()
            .filter(dibao_entity::schedule::Column::ArticleId.eq(id))
            .into_query(),
        dibao_entity::source_override::Entity::delete_many()
            .filter(dibao_entity::source_override::Column::ArticleId.eq(id))
            .into_query(),
        draft::Entity::delete_many().filter(draft::Column::ArticleId.eq(id)).into_query(),
        revision::Entity::delete_many().filter(revision::Column::ArticleId.eq(id)).into_query(),
        article::Entity::delete_many().filter(article::Column::Id.eq(id)).into_query(),
    ] {
        tx.execute(&gone).await?;
    }
    Ok(())
}
