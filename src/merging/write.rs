//! Merging people, tags and sources.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use super::input::{self, MergeInput};
use super::merge::merge;
use super::query::Medium;
use super::view::Merged;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::people::{EditedPerson, PersonPath};
use crate::reference::edit;
use crate::sources::SourcePath;
use crate::state::State;
use crate::store::Primary;
use crate::tags::{EditedTag, TagPath};
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody};

/// Merge a person into another
///
/// For somebody who stands twice. An article in which both had the same part names the one who stays once in that part.
///
/// All in one step: every published article that named it names the other, once, and has a line of the change log
/// (`article.updated`) behind those of the merge (`person.merged`, whose `after` names the other) and of the other; `updated_at` of
/// articles stays. Drafts and earlier revisions are read as naming the other. Its id and slugs lead to the other. At most 20,000
/// published articles are moved. `If-Match` is about the one that goes; the other may be in any state. A request that may be sent
/// again has an `Idempotency-Key`: without one, what was merged already is refused as being the same.
#[utoipa::path(tag = "reference", params(PersonPath, Repeatable), request_body = MergeInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is part of the other.", body = Merged),
    (status = 404, description = "`person_not_found`: nothing has this slug or id."),
    (status = 409, description = "`merge_too_large`: more than 20,000 published articles name it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 422, description = "`invalid_content`: `into` names nobody, or the same person. `idempotency_key_reused`: the key came with another request."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/people/{person}/merge")]
pub async fn merge_person(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    (held, key): (IfMatch, IdempotencyKey),
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("person")?;
    let into = body.read(input::into)?.ok_or_else(edit::unread)?;
    let merged = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let merged = merge::<EditedPerson>(tx, &by, (&which, &held), &into).await?;
        Answer::json(&merged, &Fields::default())?.changed(None)
    });
    let merged = merged.await?;
    state.catch_up().await?;
    Ok(merged.send())
}

/// Merge a tag into another
///
/// For a subject that stands twice in its vocabulary.
///
/// All in one step: every published article that named it names the other, once, and has a line of the change log
/// (`article.updated`) behind those of the merge (`tag.merged`, whose `after` names the other) and of the other; `updated_at` of
/// articles stays. Drafts and earlier revisions are read as naming the other. Its id and slugs lead to the other. At most 20,000
/// published articles are moved. `If-Match` is about the one that goes; the other may be in any state. A request that may be sent
/// again has an `Idempotency-Key`: without one, what was merged already is refused as being the same.
#[utoipa::path(tag = "reference", params(TagPath, Repeatable), request_body = MergeInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is part of the other.", body = Merged),
    (status = 404, description = "`tag_not_found`: nothing has this slug or id."),
    (status = 409, description = "`merge_too_large`: more than 20,000 published articles name it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 422, description = "`invalid_content`: `into` names nothing, the same tag, or one of another vocabulary. `idempotency_key_reused`: the key came with another request."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/tags/{tag}/merge")]
pub async fn merge_tag(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    (held, key): (IfMatch, IdempotencyKey),
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("tag")?;
    let into = body.read(input::into)?.ok_or_else(edit::unread)?;
    let merged = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let merged = merge::<EditedTag>(tx, &by, (&which, &held), &into).await?;
        Answer::json(&merged, &Fields::default())?.changed(None)
    });
    let merged = merged.await?;
    state.catch_up().await?;
    Ok(merged.send())
}

/// Merge a source into another
///
/// For a medium or an edition that stands twice. Its editions become those of the other and take their articles along; its other names and
/// authorisations become those of the other.
///
/// All in one step: every published article that named it names the other, once, and has a line of the change log
/// (`article.updated`) behind those of the merge (`source.merged`, whose `after` names the other) and of the other; `updated_at` of
/// articles stays. Drafts and earlier revisions are read as naming the other. Its id and slugs lead to the other. At most 20,000
/// published articles are moved. `If-Match` is about the one that goes; the other may be in any state. A request that may be sent
/// again has an `Idempotency-Key`: without one, what was merged already is refused as being the same.
#[utoipa::path(tag = "reference", params(SourcePath, Repeatable), request_body = MergeInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is part of the other.", body = Merged),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 409, description = "`merge_too_large`: more than 20,000 published articles name it. `name_taken`: both have an edition of one name; `holder` is that of the other."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 422, description = "`invalid_content`: `into` names nothing, the same source, or one of which this is an edition or that is an edition of this. `idempotency_key_reused`: the key came with another request."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/sources/{source}/merge")]
pub async fn merge_source(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    (held, key): (IfMatch, IdempotencyKey),
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("source")?;
    let into = body.read(input::into)?.ok_or_else(edit::unread)?;
    let merged = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let merged = merge::<Medium>(tx, &by, (&which, &held), &into).await?;
        Answer::json(&merged, &Fields::default())?.changed(None)
    });
    let merged = merged.await?;
    state.catch_up().await?;
    Ok(merged.send())
}
