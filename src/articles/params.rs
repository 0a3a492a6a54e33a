//! The parameters with which readers find articles.

use utoipa::IntoParams;
use uuid::Uuid;

use super::filter::{Condition, DateField, Filter, Gathering, Languages, Named, Sort};
use super::listing::{Property, language_key};
use super::tag_expression::TagExpression;
use super::view::{BodyFormat, Include, Included, IncludedInOne};
use crate::catalog::{self, Catalog, Shelf};
use crate::kernel::cursor::{Binding, TimeAndId};
use crate::kernel::error::{FieldCode, nearest};
use crate::kernel::instant;
use crate::state::State;
use crate::store::keyset::Keyset;
use crate::web::ask::parse_id;
use crate::web::forms::{ExternalId, Id, LanguageTag, Moment, NameOrId, TagFilter};
use crate::web::page;
use crate::web::params::Shaping;
use crate::web::query::{Query, shown};

/// Most collections in one filter: a collection has up to 1,000 articles.
const MAX_COLLECTIONS: usize = 20;
/// Most items on a page that has bodies.
const MAX_BODIES: u32 = 20;

/// Which articles.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ArticleFilter {
    /// In any of these channels or below them: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "xin-wen")]
    channel: Option<String>,
    /// In any of these columns: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "zou-du-qing-he")]
    column: Option<String>,
    /// From any of these sources or their editions: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "yun-xi-ri-bao")]
    source: Option<String>,
    /// With any of these people in any role: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "luo-ping-ling")]
    person: Option<String>,
    /// With these tags: an expression of slugs or ids, in which `a,b` is OR, `a;b` is AND, `-a` is NOT.
    #[param(value_type = Option<TagFilter>, example = "fang-xun")]
    tags: Option<String>,
    /// In any of these collections, put together by hand: slugs or ids, separated by commas. The order is that of `sort`;
    /// `get_collection` has the editors'.
    #[param(value_type = Option<Vec<NameOrId>>, max_items = 20, example = "tou-tiao")]
    collection: Option<String>,
    /// Only these articles: ids, separated by commas. What is not published is left out in silence. Not with `external_id`.
    #[param(value_type = Option<Vec<Id>>, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    ids: Option<String>,
    /// Only the articles with these ids in the system they came from, separated by commas. Not with `ids`.
    #[param(value_type = Option<Vec<ExternalId>>, example = "demo-001")]
    external_id: Option<String>,
    /// With any of these, separated by commas.
    #[param(value_type = Option<Vec<Property>>, example = "image")]
    has: Option<String>,
    /// In any of these languages: BCP 47 tags, separated by commas; `zh` finds `zh-Hans`, too (RFC 4647, basic filtering).
    #[param(value_type = Option<Vec<LanguageTag>>, example = "zh-Hans")]
    lang: Option<String>,
    /// The first moment: a date in the site's zone, or a time by RFC 3339.
    #[param(value_type = Option<Moment>, example = "2025-10-01")]
    from: Option<String>,
    /// The end: a date, which is included, or a time by RFC 3339, which is not.
    #[param(value_type = Option<Moment>, example = "2025-10-31")]
    to: Option<String>,
    /// Which time `from` and `to` are about.
    #[param(value_type = Option<DateField>, default = "published", example = "published")]
    date_field: Option<String>,
}

/// In which order articles come.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ArticleSort {
    /// The order: `-published_at` newest first, `published_at` oldest first, `-updated_at` last changed first.
    #[param(
        value_type = Option<Sort>,
        default = "-published_at",
        example = "-published_at"
    )]
    sort: Option<String>,
}

/// In which form articles come in a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ListedForm {
    /// The form of the bodies; with any but `none`, `limit` is at most 20.
    #[param(value_type = Option<BodyFormat>, default = "none", example = "none")]
    body: Option<String>,
    /// References to fill with more than names: `channel`, `column`, `source`, separated by commas.
    #[param(value_type = Option<Vec<Included>>, example = "column")]
    include: Option<String>,
}

/// In which form one article comes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct Form {
    /// The form of the body.
    #[param(value_type = Option<BodyFormat>, default = "blocks", example = "blocks")]
    body: Option<String>,
    /// What to fill: the references `channel`, `column`, `source` with more than names, and the list `related` with the ten
    /// articles that `list_related_articles` begins with; separated by commas.
    #[param(value_type = Option<Vec<IncludedInOne>>, example = "column")]
    include: Option<String>,
}

/// Everything that a list of articles is asked with.
#[derive(Debug)]
pub(super) struct AskedList {
    pub(super) filter: Filter,
    pub(super) sort: Sort,
    pub(super) binding: Binding,
    pub(super) keyset: Keyset<TimeAndId>,
    pub(super) wants_total: bool,
    pub(super) body: BodyFormat,
    pub(super) include: Include,
    pub(super) shaping: Shaping,
}

impl AskedList {
    /// Reads the parameters of a list.
    pub(super) fn take(query: &Query, state: &State, catalog: &Catalog) -> Self {
        let filter = filter(query, state.zone(), catalog);
        let sorts = [
            ("-published_at", Sort::NewestFirst),
            ("published_at", Sort::OldestFirst),
            ("-updated_at", Sort::UpdatedFirst),
        ];
        let sort = query.word("sort", &sorts).unwrap_or_default();
        let binding = Binding::of(&format!("{} {sort:?}", canonical(&filter)));
        let keyset: Keyset<TimeAndId> = page::keyset(query, binding);
        let (body, include) = listed_form(query, keyset.limit);
        Self {
            filter,
            sort,
            binding,
            keyset,
            wants_total: query.truth("total"),
            body,
            include,
            shaping: Shaping::take(query, &state.document, "ArticleSummary"),
        }
    }
}

/// Reads in which form articles come in a list with so many on a page.
pub fn listed_form(query: &Query, limit: u32) -> (BodyFormat, Include) {
    let body = body(query, BodyFormat::None);
    if body != BodyFormat::None && limit > MAX_BODIES {
        let detail = format!("With bodies a page has at most {MAX_BODIES} items; the nearest value is {MAX_BODIES}.");
        query.refuse("limit", FieldCode::OutOfRange, detail);
    }
    (body, include(query))
}

/// The filter in one canonical form; how many articles a key has does not matter, nor which a collection has just now.
#[must_use]
pub fn canonical(filter: &Filter) -> String {
    fn plain(condition: &Condition) -> Condition {
        match condition {
            Condition::AnyKey(keys) => Condition::AnyKey(keys.iter().map(|(key, _)| (*key, 0)).collect()),
            Condition::All(parts) => Condition::All(parts.iter().map(plain).collect()),
            Condition::Any(parts) => Condition::Any(parts.iter().map(plain).collect()),
            Condition::Not(part) => Condition::Not(Box::new(plain(part))),
        }
    }
    // Which languages are within a range changes with the articles.
    let within = filter.languages.as_ref().map(|languages| Condition::AnyKey(languages.keys.clone()));
    let conditions = filter.conditions.iter().filter(|part| Some(*part) != within.as_ref()).map(plain).collect();
    let languages = filter.languages.clone().map(|languages| Languages { keys: Vec::new(), ..languages });
    let gathering = filter.gathering.clone();
    let gathering = gathering.map(|gathering| Gathering { articles: Vec::new(), ..gathering });
    format!("{:?}", Filter { conditions, languages, gathering, ..filter.clone() })
}

/// Reads the form of bodies.
pub fn body(query: &Query, default: BodyFormat) -> BodyFormat {
    let formats = [
        ("blocks", BodyFormat::Blocks),
        ("html", BodyFormat::Html),
        ("markdown", BodyFormat::Markdown),
        ("text", BodyFormat::Text),
        ("none", BodyFormat::None),
    ];
    query.word("body", &formats).unwrap_or(default)
}

/// Reads which references are filled.
pub fn include(query: &Query) -> Include {
    let words = [("channel", Included::Channel), ("column", Included::Column), ("source", Included::Source)];
    let named = query.words("include", &words);
    Include {
        channel: named.contains(&Included::Channel),
        column: named.contains(&Included::Column),
        source: named.contains(&Included::Source),
    }
}

/// Reads what is filled of a single article: references, and the list of related articles.
pub(super) fn include_of_one(query: &Query) -> (Include, IncludeRelated) {
    let words = [
        ("channel", IncludedInOne::Channel),
        ("column", IncludedInOne::Column),
        ("source", IncludedInOne::Source),
        ("related", IncludedInOne::Related),
    ];
    let named = query.words("include", &words);
    let include = Include {
        channel: named.contains(&IncludedInOne::Channel),
        column: named.contains(&IncludedInOne::Column),
        source: named.contains(&IncludedInOne::Source),
    };
    let is_related = named.contains(&IncludedInOne::Related);
    (include, if is_related { IncludeRelated::Yes } else { IncludeRelated::No })
}

/// Whether the list of related articles is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IncludeRelated {
    Yes,
    No,
}

/// Reads the filter.
pub fn filter(query: &Query, zone: chrono_tz::Tz, catalog: &Catalog) -> Filter {
    let mut conditions = Vec::new();
    conditions.extend(any_of(query, "channel", &catalog.channels));
    conditions.extend(any_of(query, "column", &catalog.columns));
    conditions.extend(any_of(query, "source", &catalog.sources));
    conditions.extend(any_of(query, "person", &catalog.people));
    conditions.extend(query.of::<TagFilter>("tags").and_then(|text| match TagExpression::parse(text) {
        Ok(expression) => tags(query, &expression, &catalog.tags),
        Err(detail) => {
            query.refuse("tags", FieldCode::Malformed, detail);
            None
        }
    }));
    let counted = |key: Uuid| (key, catalog.listing_counts.get(&key).copied().unwrap_or(0));
    let properties = query.words("has", &Property::WORDS).into_iter().map(|property| counted(property.key())).collect();
    let languages = languages(query, catalog);
    let of_languages = languages.as_ref().map(|languages| languages.keys.clone()).unwrap_or_default();
    conditions
        .extend([properties, of_languages].into_iter().filter(|keys: &Vec<_>| !keys.is_empty()).map(Condition::AnyKey));
    let (from_ms, to_ms) = between(query, zone);
    let dates = [
        ("published", DateField::Published),
        ("first_published", DateField::FirstPublished),
        ("updated", DateField::Updated),
    ];
    Filter {
        conditions,
        languages,
        named: named(query),
        gathering: gathering(query, &catalog.collections),
        date_field: query.word("date_field", &dates).unwrap_or_default(),
        from_ms,
        to_ms,
        without: None,
    }
}

/// Reads ranges of languages: each finds the language itself and those with further subtags (RFC 4647, basic filtering).
fn languages(query: &Query, catalog: &Catalog) -> Option<Languages> {
    let mut ranges: Vec<String> =
        query.list_of::<LanguageTag>("lang").into_iter().map(str::to_ascii_lowercase).collect();
    ranges.sort_unstable();
    ranges.dedup();
    let mut keys: Vec<Uuid> = ranges.iter().map(|range| language_key(range)).collect();
    keys.extend(catalog.languages.within(&ranges));
    keys.sort_unstable();
    keys.dedup();
    let counted = |key: Uuid| (key, catalog.listing_counts.get(&key).copied().unwrap_or(0));
    (!ranges.is_empty()).then(|| Languages { keys: keys.into_iter().map(counted).collect(), ranges })
}

/// Reads the part of the filter that related articles take: channel, source and range of publication.
pub fn place_and_time(query: &Query, zone: chrono_tz::Tz, catalog: &Catalog) -> Filter {
    let channel = any_of(query, "channel", &catalog.channels);
    let source = any_of(query, "source", &catalog.sources);
    let (from_ms, to_ms) = between(query, zone);
    Filter { conditions: channel.into_iter().chain(source).collect(), from_ms, to_ms, ..Filter::default() }
}

/// Reads `from` and `to`, in milliseconds since 1970.
pub fn between(query: &Query, zone: chrono_tz::Tz) -> (Option<i64>, Option<i64>) {
    let time = |name: &'static str, read: fn(&str, chrono_tz::Tz) -> Option<instant::Instant>| {
        query.of::<Moment>(name).and_then(|text| read(text, zone)).map(|at| at.timestamp_millis())
    };
    let from_ms = time("from", instant::read_start);
    let to_ms = time("to", instant::read_end);
    if from_ms.zip(to_ms).is_some_and(|(from, to)| from > to) {
        query.refuse("to", FieldCode::OutOfRange, "It lies before `from`.");
    }
    (from_ms, to_ms)
}

/// Reads which articles are named one by one.
fn named(query: &Query) -> Option<Named> {
    let ids: Vec<Uuid> = query.list_of::<Id>("ids").into_iter().filter_map(parse_id).collect();
    let external: Vec<String> = query.list_of::<ExternalId>("external_id").into_iter().map(str::to_owned).collect();
    match (ids.is_empty(), external.is_empty()) {
        (true, true) => None,
        (false, true) => Some(Named::Ids(ids)),
        (true, false) => Some(Named::ExternalIds(external)),
        (false, false) => {
            query.refuse("external_id", FieldCode::Conflict, "It cannot go together with `ids`.");
            None
        }
    }
}

/// Reads the collections that articles must stand in.
fn gathering(query: &Query, shelf: &Shelf<catalog::Collection>) -> Option<Gathering> {
    let Condition::AnyKey(keys) = any_of(query, "collection", shelf)? else { return None };
    if keys.len() > MAX_COLLECTIONS {
        let detail = format!("It has {} values; at most {MAX_COLLECTIONS} are taken.", keys.len());
        query.refuse("collection", FieldCode::OutOfRange, detail);
        return None;
    }
    let collections = keys.into_iter().map(|(id, _)| id).collect();
    Some(Gathering { collections, articles: Vec::new() })
}

/// Reads a parameter that names things, any of which an article may stand under.
pub fn any_of<T: catalog::Named>(query: &Query, name: &'static str, shelf: &Shelf<T>) -> Option<Condition> {
    let mut keys: Vec<(Uuid, i64)> =
        query.list(name).into_iter().filter_map(|wanted| key(query, name, wanted, shelf)).collect();
    keys.sort_unstable();
    keys.dedup();
    (!keys.is_empty()).then_some(Condition::AnyKey(keys))
}

/// The key of a thing by its slug or id; an unknown one is refused with the nearest.
fn key<T: catalog::Named>(query: &Query, name: &'static str, wanted: &str, shelf: &Shelf<T>) -> Option<(Uuid, i64)> {
    let found = shelf.find(wanted).map(|thing| (thing.names().id, thing.names().article_count));
    if found.is_none() {
        // Looking through all slugs is worth it once, not for each of a hundred names.
        let near = if query.is_refused(name) { None } else { nearest(wanted, shelf.slugs()) };
        let hint = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        let detail = format!("No {} has the slug or id `{}`.{hint}", T::KIND.word(), shown(wanted));
        query.refuse(name, FieldCode::NotFound, detail);
    }
    found
}

/// A tag expression as a condition; alternatives that are plain tags become one set of keys.
fn tags(query: &Query, expression: &TagExpression, shelf: &Shelf<catalog::Tag>) -> Option<Condition> {
    let all = |parts: &[TagExpression]| -> Option<Vec<Condition>> {
        parts.iter().map(|part| tags(query, part, shelf)).collect::<Vec<_>>().into_iter().collect()
    };
    Some(match expression {
        TagExpression::Tag(name) => Condition::AnyKey(vec![key(query, "tags", name, shelf)?]),
        TagExpression::Not(part) => Condition::Not(Box::new(tags(query, part, shelf)?)),
        TagExpression::All(parts) => Condition::All(all(parts)?),
        TagExpression::Any(parts) => {
            let mut keys = Vec::new();
            let mut others = Vec::new();
            for part in all(parts)? {
                match part {
                    Condition::AnyKey(more) => keys.extend(more),
                    other => others.push(other),
                }
            }
            if others.is_empty() {
                Condition::AnyKey(keys)
            } else {
                others.push(Condition::AnyKey(keys));
                Condition::Any(others)
            }
        }
    })
}
