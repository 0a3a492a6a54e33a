//! Suggesting while somebody types.

use std::collections::HashSet;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::matching::{Heard, Met, Typed};
use super::names::{MetName, Names};
use super::titles::titles_meeting;
use crate::articles::{Headline, headlines};
use crate::kernel::error::{FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::search::index::Index;
use crate::search::view::HighlightRange;
use crate::state::State;
use crate::web::cache::Basis;
use crate::web::params::Shaping;
use crate::web::query::Query;
use crate::web::{Answer, Ask};

/// Most characters that are typed.
const MAX_TYPED: usize = 60;
/// Most suggestions.
const MAX_LIMIT: i64 = 20;
/// Suggestions when nothing is said.
const DEFAULT_LIMIT: i64 = 10;
/// The kinds of things that are suggested, in the order of the documentation.
const KINDS: [(&str, Suggested); 5] = [
    ("article", Suggested::Article),
    ("column", Suggested::Column),
    ("source", Suggested::Source),
    ("person", Suggested::Person),
    ("tag", Suggested::Tag),
];

/// A kind of things that are suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = SuggestedKind, rename_all = "snake_case")]
pub enum Suggested {
    /// An article, by its title.
    Article,
    /// A column.
    Column,
    /// A source.
    Source,
    /// A person.
    Person,
    /// A tag.
    Tag,
}

impl Suggested {
    /// The same among all kinds of things.
    const fn kind(self) -> Kind {
        match self {
            Self::Article => Kind::Article,
            Self::Column => Kind::Column,
            Self::Source => Kind::Source,
            Self::Person => Kind::Person,
            Self::Tag => Kind::Tag,
        }
    }
}

/// What is typed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct SuggestQuery {
    /// What has been typed so far, at most 60 characters: characters of either script, pinyin in full, its initials, or
    /// characters and letters in turn.
    #[param(required = true, max_length = 60, example = "qhxq")]
    q: String,
    /// What to suggest: `article`, `column`, `source`, `person`, `tag`, separated by commas; all when left out.
    #[param(value_type = Option<Vec<Suggested>>, example = "article")]
    kind: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 20, default = 10, example = 10)]
    limit: Option<i64>,
}

/// Something that may be meant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Suggestion {
    /// What kind of thing it is.
    #[schema(example = "article")]
    pub kind: Kind,
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "qing-he-xin-qiao-tong-che")]
    pub slug: String,
    /// The article's title, or the thing's name.
    #[schema(example = "清河新桥通车")]
    pub text: String,
    /// The part of the text that was typed.
    #[serde(rename = "match")]
    pub matched: HighlightRange,
    /// How many published articles stand under it; null for an article.
    #[schema(example = json!(null))]
    pub article_count: Option<i64>,
    /// When the article was published; null for other things.
    #[schema(format = "date-time", example = "2025-10-12T00:00:00+08:00")]
    pub published_at: Option<String>,
}

/// What may be meant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Suggestions {
    /// The suggestions, the likeliest first.
    pub items: Vec<Suggestion>,
}

/// Everything that is asked with.
struct Asked {
    typed: Typed,
    kinds: Vec<Kind>,
    limit: usize,
    shaping: Shaping,
}

/// Suggest while typing
///
/// Titles, columns, sources, people and tags that go on like what is typed, by their characters, by pinyin in full (`qinghe`)
/// or by its initials (`qhxq`). What is met at its beginning comes before what is met inside; names before titles, the most
/// used names and the newest titles first. Same titles come once.
#[utoipa::path(tag = "search", params(SuggestQuery, Shaping), responses(
    (status = 200, description = "The suggestions.", body = Suggestions),
    (status = 503, description = "`search_unavailable`: the search index is being built or cannot be read."),
))]
#[get("/suggest")]
pub async fn suggest(state: Data<State>, index: Data<Index>, names: Data<Names>, ask: Ask) -> Result<HttpResponse> {
    let asked = ask.query(|query| Asked::take(query, &state))?;
    state.at_least(asked.shaping.min_seq).await?;
    let answer = async { Answer::json(&suggestions(&state, &index, &names, &asked).await?, &asked.shaping.fields) };
    ask.keep(state.cache_control(), Basis::Index, answer).await
}

/// What may be meant, as far as there is room.
async fn suggestions(state: &State, index: &Index, names: &Names, asked: &Asked) -> Result<Suggestions> {
    let catalog = state.catalog();
    let mut found = names.meeting(&catalog, &asked.typed, &asked.kinds);
    let titles = if asked.kinds.contains(&Kind::Article) { titles(state, index, asked).await? } else { Vec::new() };
    // Titles have two of five places, as far as there are any.
    let places = (asked.limit * 2).div_ceil(5).min(titles.len());
    found.truncate(asked.limit - places);
    let mut items: Vec<(Met, Suggestion)> = found.into_iter().map(of_name).collect();
    let places = asked.limit - items.len();
    items.extend(titles.into_iter().take(places).map(|(met, headline)| (met, of_title(state, met, headline))));
    items.sort_by_key(|(met, _)| (met.manner, met.inside));
    let items = items.into_iter().map(|(_, suggestion)| suggestion).collect();
    Ok(Suggestions { items })
}

impl Asked {
    /// Reads the parameters.
    fn take(query: &Query, state: &State) -> Self {
        let text = query.text("q");
        let length = text.map_or(0, |text| text.chars().count());
        if text.is_none() {
            query.refuse("q", FieldCode::Missing, "It says what has been typed so far.");
        }
        if length > MAX_TYPED {
            let detail = format!("It has {length} characters; at most {MAX_TYPED} are taken.");
            query.refuse("q", FieldCode::OutOfRange, detail);
        }
        let mut kinds = query.words("kind", &KINDS);
        if kinds.is_empty() {
            kinds = KINDS.map(|(_, kind)| kind).to_vec();
        }
        let limit = query.number("limit", 1..=MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        Self {
            typed: Typed::of(text.filter(|_| length <= MAX_TYPED).unwrap_or_default()),
            kinds: kinds.into_iter().map(Suggested::kind).collect(),
            limit: usize::try_from(limit).unwrap_or(1),
            shaping: Shaping::take(query, &state.document, "Suggestion"),
        }
    }
}

/// Titles that meet what is typed, each once, the best and newest first.
async fn titles(state: &State, index: &Index, asked: &Asked) -> Result<Vec<(Met, Headline)>> {
    if asked.typed.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = index.at_least(asked.shaping.min_seq).await?;
    let typed = asked.typed.clone();
    let ids = index.search(&snapshot, move |have| titles_meeting(have, &typed)).await?;
    let mut seen = HashSet::new();
    let mut met: Vec<(Met, Headline)> = headlines(&state.read, &ids)
        .await?
        .into_iter()
        .filter_map(|headline| Some((asked.typed.met_in(&Heard::of(&headline.title))?, headline)))
        .collect();
    met.sort_by_key(|(met, headline)| (met.manner, met.inside, -headline.published_at, headline.id));
    met.retain(|(_, headline)| seen.insert(headline.title.clone()));
    Ok(met)
}

/// A name as a suggestion.
fn of_name(name: MetName) -> (Met, Suggestion) {
    let MetName { kind, id, slug, text, met, article_count } = name;
    let matched = range(met);
    let id = id.to_string();
    (met, Suggestion { kind, id, slug, text, matched, article_count: Some(article_count), published_at: None })
}

/// A title as a suggestion.
fn of_title(state: &State, met: Met, headline: Headline) -> Suggestion {
    let Headline { id, slug, title, published_at } = headline;
    Suggestion {
        kind: Kind::Article,
        id: id.to_string(),
        slug,
        text: title,
        matched: range(met),
        article_count: None,
        published_at: Some(state.time(published_at)),
    }
}

/// The part that was met.
fn range(met: Met) -> HighlightRange {
    HighlightRange { start: met.start as usize, length: (met.end - met.start) as usize }
}
