//! Comparing two revisions.

use actix_web::web::{Data, block};
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::blocks::blocks;
use super::clock::Clock;
use super::fields::fields;
use super::query;
use super::view::{BlockComparison, RevisionComparison};
use crate::articles::manuscript::Manuscript;
use crate::articles::pictures::show_to_newsroom;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::{Error, Result};
use crate::newsroom::articles::{RevisionPath, known, number, seen};
use crate::state::State;
use crate::store::ReadDb;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask};

/// What to compare a revision with.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ComparedWith {
    /// The number of the other revision; 0 for none, so that all is new. When left out, the one that readers see or saw last; for
    /// that one itself, and where there is none, the one before.
    #[param(minimum = 0, maximum = 2_147_483_647, example = 1)]
    with: Option<i32>,
}

/// Compare two revisions of an article
///
/// What became of each field and each block of the body from the revision `with` to the one of the path. Texts are told word by
/// word, where a Chinese character, a word of other scripts and a number are whole. Looking for
/// differences ends after 0.4 seconds; what is left of texts that differ very much is told in longer stretches, as `is_coarse` says.
#[utoipa::path(tag = "newsroom", params(RevisionPath, ComparedWith), security(("account" = ["see_drafts"])), responses(
    (status = 200, description = "What differs.", body = RevisionComparison),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id. `revision_not_found`: it has no such revision."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}/revisions/{number}/compare")]
pub async fn compare_revisions(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let with = ask.query(|query| query.number("with", 0..=i64::from(i32::MAX)))?;
    let (id, number) = (ask.id("id")?, number(&ask)?);
    let draft = seen(&gate, &by, id).await?;
    let after = said(&state, gate.db(), id, number).await?;
    let with = match with.and_then(|with| i32::try_from(with).ok()) {
        Some(with) => with,
        None if draft.published_revision > 0 && draft.published_revision != number => draft.published_revision,
        None => query::before(gate.db(), id, number).await?,
    };
    let before = said(&state, gate.db(), id, with).await?;
    let compared = block(move || compared(&state, (with, &before), (number, &after))).await;
    Answer::json(&compared.map_err(Error::broken)??, &Fields::default())?.send(&ask)
}

/// What a revision says, with what the library says of its pictures; nothing for none.
async fn said(state: &State, db: &ReadDb, id: Uuid, number: i32) -> Result<Manuscript> {
    if number == 0 {
        return Ok(Manuscript::default());
    }
    let mut said = known(db, id, number).await?.manuscript;
    show_to_newsroom(db, &state.settings, said.fields.cover.as_mut(), &mut said.content).await?;
    Ok(said)
}

/// Compares two revisions; it may take as long as the clock runs.
fn compared(
    state: &State,
    (before, old): (i32, &Manuscript),
    (after, new): (i32, &Manuscript),
) -> Result<RevisionComparison> {
    let clock = Clock::start();
    let fields = fields(state, &state.catalog(), (old, new), clock);
    let (blocks, characters) = blocks(&old.content.blocks, &new.content.blocks, clock)?;
    Ok(RevisionComparison {
        before,
        after,
        is_same: fields.is_empty() && blocks.iter().all(|block| matches!(block, BlockComparison::Kept(_))),
        is_coarse: clock.is_up(),
        fields,
        blocks,
        characters,
    })
}
