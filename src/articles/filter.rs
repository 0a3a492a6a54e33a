//! Which articles a list shows, and in which order.

use utoipa::ToSchema;
use uuid::Uuid;

/// A condition on the keys under which an article stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Stands under one of these keys; with each the number of articles that do, as far as it is known.
    AnyKey(Vec<(Uuid, i64)>),
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
}

impl Condition {
    /// Keys under which all stands that fulfils it, those with the fewest articles; none where only the site has them all.
    #[must_use]
    pub fn seeks(&self) -> Option<Vec<(Uuid, i64)>> {
        match self {
            Self::AnyKey(keys) => Some(keys.clone()),
            Self::All(parts) => parts.iter().filter_map(Self::seeks).min_by_key(|keys| articles_under(keys)),
            Self::Any(parts) => {
                let mut keys = parts.iter().map(Self::seeks).collect::<Option<Vec<_>>>()?.concat();
                keys.sort_unstable();
                keys.dedup();
                Some(keys)
            }
            Self::Not(_) => None,
        }
    }

    /// How many keys it names.
    #[must_use]
    pub fn keys(&self) -> u64 {
        match self {
            Self::AnyKey(keys) => keys.len() as u64,
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::keys).sum(),
            Self::Not(part) => part.keys(),
        }
    }
}

/// How many articles stand under keys, those under several counted with each.
#[must_use]
pub fn articles_under(keys: &[(Uuid, i64)]) -> u64 {
    keys.iter().map(|(_, count)| count.unsigned_abs()).sum()
}

/// A time of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(as = ArticleDateField, rename_all = "snake_case")]
pub enum DateField {
    /// When it was published.
    #[default]
    Published,
    /// When it was first published.
    FirstPublished,
    /// When its content last changed.
    Updated,
}

/// The order of a list of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(as = ArticleSort)]
pub enum Sort {
    /// The newest first.
    #[schema(rename = "-published_at")]
    #[default]
    NewestFirst,
    /// The oldest first.
    #[schema(rename = "published_at")]
    OldestFirst,
    /// The most recently changed first.
    #[schema(rename = "-updated_at")]
    UpdatedFirst,
}

/// Articles named one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By id.
    Ids(Vec<Uuid>),
    /// By the id in the system they come from.
    ExternalIds(Vec<String>),
}

/// Articles put together by hand, of which articles know nothing: what keeps collections says which they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathering {
    /// The collections.
    pub collections: Vec<Uuid>,
    /// The articles that stand in any of them; none before they are gathered.
    pub articles: Vec<Uuid>,
}

/// Rows of articles that another module keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The table.
    pub table: &'static str,
    /// Its column with the article's id.
    pub column: &'static str,
}

/// Ranges of languages (RFC 4647, section 3.3.1) and the languages of this site within them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// The ranges, in lower case.
    pub ranges: Vec<String>,
    /// The keys of the ranges and of what is within them, with the number of articles under each.
    pub keys: Vec<(Uuid, i64)>,
}

/// Which articles a list shows: all conditions hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Conditions on keys.
    pub conditions: Vec<Condition>,
    /// Ranges of languages; their keys are a condition, too.
    pub languages: Option<Languages>,
    /// Only these articles.
    pub named: Option<Named>,
    /// Only the articles of these collections.
    pub gathering: Option<Gathering>,
    /// Which time `from_ms` and `to_ms` are about.
    pub date_field: DateField,
    /// The first moment, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// The first moment after the last, in milliseconds since 1970.
    pub to_ms: Option<i64>,
    /// Only articles that have no row there. Lists of the database know it, the search does not.
    pub without: Option<Rows>,
}

impl Filter {
    /// Only the articles under one key.
    #[must_use]
    pub fn under(key: Uuid) -> Self {
        Self { conditions: vec![Condition::AnyKey(vec![(key, 0)])], ..Self::default() }
    }
}
