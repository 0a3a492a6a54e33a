//! Reading drafts and revisions.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::draft::Draft;
use super::super::publication::query as schedule;
use super::super::query;
use super::content::ArticleContent;
use super::restore::known;
use super::view::{EditorialArticle, RevisionPage, RevisionView};
use crate::auth::permission::grant;
use crate::auth::{Actor, Gate, May};
use crate::kernel::cursor::Binding;
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};
use crate::state::State;
use crate::web::fields::Fields;
use crate::web::forms::Id;
use crate::web::page::{self, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask};

/// Which article.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct DraftPath {
    /// The article's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
}

/// Which revision.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct RevisionPath {
    /// The article's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
    /// The revision's number.
    #[param(minimum = 1, maximum = 2_147_483_647, example = 1)]
    number: i32,
}

/// Get an article as the newsroom has it
///
/// How far it is, and what its latest revision says, published or not. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "newsroom", params(DraftPath), security(("account" = ["see_drafts"])), responses(
    (status = 200, description = "The article.", body = EditorialArticle),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}")]
pub async fn get_editorial_article(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let draft = seen(&gate, &by, ask.id("id")?).await?;
    let revision = known(gate.db(), draft.article, draft.revision).await?;
    let content = ArticleContent::of(gate.db(), &state, revision.manuscript).await?;
    let view = EditorialArticle::of(&state, &draft, content, Vec::new());
    let view = view.scheduled(&state, schedule::of_article(gate.db(), draft.article).await?);
    Answer::json(&view, &Fields::default())?.version(draft.version).send(&ask)
}

/// List the revisions of an article
///
/// The latest first, without what they say.
#[utoipa::path(tag = "newsroom", params(DraftPath, Paging), security(("account" = ["see_drafts"])), responses(
    (status = 200, description = "A page of the revisions.", body = RevisionPage),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}/revisions")]
pub async fn list_revisions(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let binding = Binding::of(&format!("revisions {id}"));
    let (keyset, wants_total) = ask.query(|query| (page::keyset(query, binding), query.truth("total")))?;
    let draft = seen(&gate, &by, id).await?;
    let page = query::revisions(gate.db(), id, &keyset).await?;
    let page = keyset.page(page, binding, |revision| i64::from(revision.number));
    // They are numbered without gaps.
    let total = wants_total.then(|| Total::of(i64::from(draft.revision)));
    let links = page::links(&ask, &page);
    let items = page.rows.iter().map(|revision| RevisionView::of(&state, &draft, revision, None)).collect();
    let view = RevisionPage::new(items, page.next, page.prev, total);
    Answer::json(&view, &Fields::default())?.linked(links).send(&ask)
}

/// Get one revision of an article
///
/// What it says, who made it, and what they said of it.
#[utoipa::path(tag = "newsroom", params(RevisionPath), security(("account" = ["see_drafts"])), responses(
    (status = 200, description = "The revision.", body = RevisionView),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id. `revision_not_found`: it has no such revision."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}/revisions/{number}")]
pub async fn get_revision(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (id, number) = (ask.id("id")?, number(&ask)?);
    let draft = seen(&gate, &by, id).await?;
    let revision = known(gate.db(), id, number).await?;
    let content = Some(ArticleContent::of(gate.db(), &state, revision.manuscript.clone()).await?);
    Answer::json(&RevisionView::of(&state, &draft, &revision, content), &Fields::default())?.send(&ask)
}

/// The draft, if they may see it.
pub(in crate::newsroom) async fn seen(gate: &Gate, by: &Actor, id: Uuid) -> Result<Draft> {
    query::draft(gate.db(), id).await?.ok_or_else(|| Draft::missing(id))?.seen_by(by)
}

/// The number of a revision in the path.
pub(in crate::newsroom) fn number(ask: &Ask) -> Result<i32> {
    let text = ask.segment("number")?;
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
        let detail = "It is not a whole number from 1 on.".to_owned();
        let place = Place::Parameter("number".to_owned());
        Error::parameters(vec![FieldError { place, code: FieldCode::Malformed, detail }])
    })
}
