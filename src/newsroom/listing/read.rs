//! Listing articles as the newsroom has them.

use std::collections::BTreeSet;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::query::{self, ScheduleState, Wanted};
use super::view::{EditorialPage, EditorialSummary};
use crate::articles::filter::Condition;
use crate::articles::params::{any_of, between};
use crate::auth::permission::grant;
use crate::auth::{Actor, Gate, May, Permission};
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::cursor::Binding;
use crate::kernel::error::Result;
use crate::newsroom::stage::Stage;
use crate::state::State;
use crate::web::ask::parse_id;
use crate::web::forms::{Id, Moment, NameOrId};
use crate::web::page::{self, TOTAL_CAP, Total};
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask, Query};

/// Which articles of the newsroom.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct EditorialFilter {
    /// What they are to readers, separated by commas.
    #[param(value_type = Option<Vec<ArticleState>>, example = "draft")]
    state: Option<String>,
    /// How far their latest revisions are, separated by commas.
    #[param(value_type = Option<Vec<Stage>>, example = "submitted")]
    stage: Option<String>,
    /// States of their scheduled publications, separated by commas.
    #[param(value_type = Option<Vec<ScheduleState>>, example = "failed")]
    schedule: Option<String>,
    /// Who began them: the id of an account or token, or `me`.
    #[param(value_type = Option<AuthorFilter>, example = "me")]
    author: Option<String>,
    /// In any of these channels or below them: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "xin-wen")]
    channel: Option<String>,
    /// In any of these columns: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "zou-du-qing-he")]
    column: Option<String>,
    /// From any of these sources or their editions: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "yun-xi-ri-bao")]
    source: Option<String>,
    /// Only what last changed from this time on.
    #[param(value_type = Option<Moment>, example = "2026-03-01")]
    from: Option<String>,
    /// Only what last changed before this time; a date includes its day.
    #[param(value_type = Option<Moment>, example = "2026-03-31")]
    to: Option<String>,
}

/// What an article is to readers.
#[derive(Clone, Copy, Debug, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ArticleState {
    /// They never saw it.
    Draft,
    /// They see it.
    Published,
    /// It was taken out of their sight and may come back.
    Unpublished,
    /// It was taken back for good.
    Withdrawn,
}

/// Somebody who began articles.
#[derive(Clone, Copy, Debug)]
pub struct AuthorFilter;

impl utoipa::PartialSchema for AuthorFilter {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("The id of an account or token, or `me` for the caller."))
            .min_length(Some(2))
            .max_length(Some(36))
            .pattern(Some("^(me|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$"))
            .examples(["me"])
            .into()
    }
}

impl utoipa::ToSchema for AuthorFilter {}

/// List articles as the newsroom has them
///
/// Drafts, what waits for review, and what readers see, without what they say: what changed last comes first. Channel, column
/// and source are those of the latest revisions. Who may not `read_drafts` sees what they began themselves. Articles that were
/// imported and never edited stand among the published ones, at the time of their last change.
#[utoipa::path(tag = "newsroom", params(EditorialFilter, Paging, Shaping), security(("account" = ["see_drafts"])), responses(
    (status = 200, description = "A page of articles.", body = EditorialPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles")]
pub async fn list_editorial_articles(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let catalog = state.catalog();
    let (wanted, binding, keyset, wants_total, shaping) = ask.query(|query| {
        let wanted = take(query, &by, &state, &catalog);
        let binding = Binding::of(&format!("editorial articles {wanted:?}"));
        let shaping = Shaping::take(query, &state.document, "EditorialSummary");
        (wanted, binding, page::keyset(query, binding), query.truth("total"), shaping)
    })?;
    state.at_least(shaping.min_seq).await?;
    let page = keyset.page(query::page(gate.db(), &wanted, &keyset).await?, binding, query::Listed::position);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db(), &wanted, TOTAL_CAP.unsigned_abs()).await?)),
        false => None,
    };
    let links = page::links(&ask, &page);
    let catalog = state.catalog();
    let items = page.rows.into_iter().map(|listed| EditorialSummary::of(&state, &catalog, listed)).collect();
    let view = EditorialPage::new(items, page.next, page.prev, total);
    Answer::json(&view, &shaping.fields)?.linked(links).send(&ask)
}

/// Reads which articles are asked for; of those, who may not read everybody's drafts gets their own.
fn take(query: &Query, by: &Actor, state: &State, catalog: &Catalog) -> Wanted {
    let states = ["draft", "published", "unpublished", "withdrawn"].map(|word| (word, word));
    let each_stage = Stage::ALL.map(|stage| (stage.word(), stage));
    let author = match query.text("author") {
        Some("me") => Some(by.known_id().unwrap_or_default()),
        Some(_) => query.of::<Id>("author").and_then(parse_id),
        None => None,
    };
    let own = (!by.has(Permission::ReadDrafts)).then(|| by.known_id().unwrap_or_default());
    let (from_ms, to_ms) = between(query, state.zone());
    let mut wanted = Wanted {
        states: each_once(&query.words("state", &states), &states),
        stages: each_once(&query.words("stage", &each_stage), &each_stage),
        author,
        channels: with_below(query, "channel", &catalog.channels),
        columns: with_below(query, "column", &catalog.columns),
        sources: with_below(query, "source", &catalog.sources),
        schedules: each_once(&query.words("schedule", &ScheduleState::WORDS), &ScheduleState::WORDS),
        from_ms,
        to_ms,
    };
    match (own, author) {
        // Somebody else's are none of theirs.
        (Some(own), Some(author)) if own != author => wanted.author = Some(Uuid::nil()),
        (Some(own), _) => wanted.author = Some(own),
        (None, _) => {}
    }
    wanted
}

/// Those of all words that were asked for, each once.
fn each_once<T: Copy + PartialEq>(asked: &[T], all: &[(&str, T)]) -> Vec<T> {
    all.iter().map(|(_, meaning)| *meaning).filter(|meaning| asked.contains(meaning)).collect()
}

/// The things that a parameter names, with all that lie below them, in the order of their ids.
fn with_below<T: Named>(query: &Query, name: &'static str, shelf: &Shelf<T>) -> Vec<Uuid> {
    let Some(Condition::AnyKey(keys)) = any_of(query, name, shelf) else { return Vec::new() };
    let mut found = BTreeSet::new();
    let mut open: Vec<Uuid> = keys.into_iter().map(|(id, _)| id).collect();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(shelf.children(Some(id)).map(|thing| thing.names().id));
        }
    }
    found.into_iter().collect()
}
