//! What the combinations of filters cost: every pair and some triples, in every order, and their totals, among articles whose
//! columns, sources and tags are as unequal as a newsroom's; and that pages which end early lose nothing.

use std::collections::HashSet;

use rstest::rstest;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use dibao::articles::filter::{Condition, DateField, Filter, Gathering, Named, Sort};
use dibao::articles::{REACH, With, list_page, list_total};
use dibao::kernel::cursor::{Binding, Cursor, Direction, TimeAndId};
use dibao::store::keyset::Keyset;

use crate::support::{App, Kind};
use crate::work::Measured;

/// How many articles there are: more under two keys than a page looks at.
const ARTICLES: i64 = 24_000;
/// How far apart they were published.
const APART_MS: i64 = 60_000;
const SORTS: [Sort; 3] = [Sort::NewestFirst, Sort::OldestFirst, Sort::UpdatedFirst];

/// How much a page or a total may cost: those within reach are gone through to find how far it goes, by either time, and to test them, and
/// each is looked up under the keys that the filter names. PostgreSQL is counted by rows, SQLite by steps, some 25 for a row.
fn most(kind: Kind, filter: &Filter) -> u64 {
    let lookups: u64 = filter.conditions.iter().map(keys_in).sum();
    let rows = (REACH + REACH / 20) * (3 + lookups) + 1000;
    if kind == Kind::Sqlite { rows * 25 } else { rows }
}

/// How many keys a condition names.
fn keys_in(condition: &Condition) -> u64 {
    match condition {
        Condition::AnyKey(keys) => keys.len() as u64,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(keys_in).sum(),
        Condition::Not(part) => keys_in(part),
    }
}

/// Keys and which articles stand under them, by a number of each.
const KEYS: [(u128, &str); 8] = [
    (0, "n > 0"),
    (EVEN, "n % 2 = 0"),
    (ODD, "n % 2 = 1"),
    (MOSTLY_ODD, "n % 2 = 1 OR n % 4000 = 0"),
    (FREQUENT, "n % 10 < 8"),
    (RARE, "n % 2000 = 3"),
    (EARLY, "n <= 12000"),
    (LATE, "n > 12000"),
];
const EVEN: u128 = 11;
const ODD: u128 = 12;
const MOSTLY_ODD: u128 = 13;
const FREQUENT: u128 = 14;
const RARE: u128 = 15;
const EARLY: u128 = 16;
const LATE: u128 = 17;
/// The first of the columns, each of which has half the articles of the one before.
const COLUMNS: u128 = 100;

/// Fills the database.
async fn fill(measured: &Measured, kind: Kind) {
    let numbers = match kind {
        Kind::Sqlite => {
            format!("WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ARTICLES}) ")
        }
        Kind::Postgres => format!("WITH s(n) AS (SELECT generate_series(1, {ARTICLES})) "),
    };
    let (id, no) = match kind {
        Kind::Sqlite => ("randomblob(16)", "0"),
        Kind::Postgres => ("gen_random_uuid()", "false"),
    };
    let article = format!(
        "{numbers} INSERT INTO article (id, external_id, slug, state, lang, title, summary_is_lead, authorised_at_publication, \
         published_at, published_precision, first_published_at, updated_at, revision, seq, char_count, has_image, has_video, \
         has_audio) SELECT {id}, 'e' || n, 's' || n, 'published', 'zh', 't', {no}, 'unlisted', n * {APART_MS}, 'minute', \
         n * {APART_MS} - n % 7, n * {APART_MS} + (n % 97) * 5000000, 1, 0, n, {no}, {no}, {no} FROM s"
    );
    let under = |key: u128, which: &str| {
        let key = match kind {
            Kind::Sqlite => format!("x'{key:032x}'"),
            Kind::Postgres => format!("'{}'::uuid", Uuid::from_u128(key)),
        };
        let which = which.replace('n', "char_count");
        format!(
            "INSERT INTO listing (key, published_at, article_id, updated_at, first_published_at) \
             SELECT {key}, published_at, id, updated_at, first_published_at FROM article WHERE {which}"
        )
    };
    let mut statements = vec!["BEGIN".to_owned(), article];
    statements.extend(KEYS.iter().map(|(key, which)| under(*key, which)));
    statements.extend((0..12).map(|c| under(COLUMNS + c, &format!("n % {} = {}", 2 << c, 1 << c))));
    statements.extend(
        [
            "INSERT INTO person (id, slug, name, article_count, created_at, updated_at, version, seq) \
             SELECT id, 'p', 'p', 0, 0, 0, 1, 0 FROM article WHERE char_count = 1",
            "INSERT INTO tag (id, slug, name, article_count, created_at, updated_at, scheme, version, seq) \
             SELECT id, 't', 't', 0, 0, 0, 's', 1, 0 FROM article WHERE char_count = 1",
            "INSERT INTO article_person (article_id, position, person_id, role) \
             SELECT article.id, 0, person.id, 'author' FROM article, person",
            "INSERT INTO article_tag (article_id, position, tag_id) SELECT article.id, 0, tag.id FROM article, tag",
            "COMMIT",
        ]
        .map(str::to_owned),
    );
    // The service has no statistics made on SQLite; PostgreSQL makes them of itself.
    if kind == Kind::Postgres {
        statements.push("ANALYZE".to_owned());
    }
    for statement in statements {
        measured.direct.execute_unprepared(&statement).await.unwrap();
    }
}

/// How many articles stand under a key.
fn counted(key: u128) -> (Uuid, i64) {
    let count = match key {
        EVEN | ODD | EARLY | LATE => ARTICLES / 2,
        MOSTLY_ODD => ARTICLES / 2 + ARTICLES / 4000,
        FREQUENT => ARTICLES / 10 * 8,
        RARE => ARTICLES / 2000,
        column => ARTICLES >> (column - COLUMNS + 1),
    };
    (Uuid::from_u128(key), count)
}

fn any(keys: &[u128]) -> Condition {
    Condition::AnyKey(keys.iter().map(|key| counted(*key)).collect())
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

/// The filters that are put together, each by a name.
fn filters(ids: &[Uuid]) -> Vec<(&'static str, Filter)> {
    let on = |condition: Condition| Filter { conditions: vec![condition], ..Filter::default() };
    let between = |date_field, from: i64, to: i64| Filter {
        date_field,
        from_ms: Some(from * APART_MS),
        to_ms: Some(to * APART_MS),
        ..Filter::default()
    };
    let columns: Vec<u128> = (0..12).map(|c| COLUMNS + c).collect();
    vec![
        ("even", on(any(&[EVEN]))),
        ("odd", on(any(&[ODD]))),
        ("frequent", on(any(&[FREQUENT]))),
        ("rare", on(any(&[RARE]))),
        ("early", on(any(&[EARLY]))),
        ("late", on(any(&[LATE]))),
        ("a small column", on(any(&[COLUMNS + 8]))),
        ("even or rare", on(any(&[EVEN, RARE]))),
        ("any column", on(any(&columns))),
        ("not rare", on(not(any(&[RARE])))),
        ("not frequent", on(not(any(&[FREQUENT])))),
        (
            "even and odd, or rare",
            on(Condition::Any(vec![Condition::All(vec![any(&[EVEN]), any(&[ODD])]), any(&[RARE])])),
        ),
        ("late and not late, or not early and early", {
            let never = |key| Condition::All(vec![any(&[key]), not(any(&[key]))]);
            on(Condition::Any(vec![never(LATE), never(EARLY)]))
        }),
        ("published on a day", between(DateField::Published, 2000, 3440)),
        ("published long", between(DateField::Published, 2000, 20_000)),
        ("changed on a day", between(DateField::Updated, 9000, 10_440)),
        ("changed long", between(DateField::Updated, 3000, 22_000)),
        ("first published on a day", between(DateField::FirstPublished, 2000, 3440)),
        ("named", Filter { named: Some(Named::Ids(ids[..60].to_vec())), ..Filter::default() }),
        ("gathered", {
            let gathering = Gathering { collections: vec![Uuid::from_u128(1)], articles: ids[..60].to_vec() };
            Filter { gathering: Some(gathering), ..Filter::default() }
        }),
    ]
}

/// Both filters; none where they are of the same parameter.
fn both(a: &Filter, b: &Filter) -> Option<Filter> {
    let is_dated = |filter: &Filter| filter.from_ms.is_some();
    // Few articles, named twice over, are as well found by any plan.
    let is_listed = |filter: &Filter| filter.named.is_some() || filter.gathering.is_some();
    if is_dated(a) && is_dated(b) || is_listed(a) && is_listed(b) {
        return None;
    }
    let (dated, other) = if is_dated(b) { (b, a) } else { (a, b) };
    Some(Filter {
        conditions: [a.conditions.clone(), b.conditions.clone()].concat(),
        named: a.named.clone().or_else(|| b.named.clone()),
        gathering: dated.gathering.clone().or_else(|| other.gathering.clone()),
        ..dated.clone()
    })
}

/// Whether a plan goes through a whole table.
fn scans(plan: &str) -> bool {
    plan.lines().any(|line| {
        let table = line.contains("SCAN article") || line.contains("SCAN listing") || line.contains("SCAN other");
        table
            || line.contains("SCAN") && line.contains("USING")
            || line.contains("Seq Scan on") && !line.contains("never executed")
    })
}

async fn ids(measured: &Measured) -> Vec<Uuid> {
    let rows = measured.direct.query_all_raw(sea_orm::Statement::from_string(
        measured.direct.get_database_backend(),
        "SELECT id FROM article WHERE char_count % 24 = 0 ORDER BY char_count",
    ));
    rows.await.unwrap().iter().map(|row| row.try_get("", "id").unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn no_combination_looks_at_more_than_is_stated(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let measured = Measured::of(&app, kind).await;
    fill(&measured, kind).await;
    pages_that_end_early_lose_nothing(&measured).await;
    let filters = filters(&ids(&measured).await);
    let mut cases: Vec<(String, Filter)> =
        filters.iter().map(|(name, filter)| ((*name).to_owned(), filter.clone())).collect();
    for (at, (a, first)) in filters.iter().enumerate() {
        for (b, second) in filters.iter().skip(at + 1) {
            cases.extend(both(first, second).map(|filter| (format!("{a} + {b}"), filter)));
        }
    }
    // A linear congruential generator (Knuth): the same triples every time.
    let mut seed: u64 = 7;
    for _ in 0..25 {
        let mut pick = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            &filters[usize::try_from(seed >> 33).unwrap() % filters.len()]
        };
        let ((a, first), (b, second), (c, third)) = (pick(), pick(), pick());
        let triple = both(first, second).and_then(|two| both(&two, third));
        cases.extend(triple.map(|filter| (format!("{a} + {b} + {c}"), filter)));
    }
    let mut costs: Vec<(u64, String)> = Vec::new();
    let mut wrong = Vec::new();
    measured.taken();
    for (number, (name, filter)) in cases.iter().enumerate() {
        let most = most(kind, filter);
        for (of, sort) in SORTS.into_iter().enumerate() {
            // Alone in every order, together in one of them.
            if number >= filters.len() && of != number % 3 {
                continue;
            }
            let position = TimeAndId { at_ms: ARTICLES / 2 * APART_MS, id: Uuid::from_u128(9) };
            let cursor = match (number / 3 + of) % 3 {
                0 => None,
                1 => Some(Cursor { direction: Direction::After, position }),
                _ => Some(Cursor { direction: Direction::Before, position }),
            };
            let case = format!("{name}, {sort:?}, {:?}", cursor.as_ref().map(|cursor| cursor.direction));
            list_page(&measured, filter, sort, &Keyset { cursor, limit: 20 }, With::Summary).await.unwrap();
            let (cost, plans) = measured.taken();
            if cost > most || plans.iter().any(|plan| scans(plan)) {
                wrong.push(format!("{cost} of {most} for a page of {case}:\n{}", plans.join("\n--\n")));
            }
            costs.push((cost, case));
        }
        if number >= filters.len() && number % 3 != 0 {
            continue;
        }
        list_total(&measured, filter, 10_000).await.unwrap();
        let (cost, plans) = measured.taken();
        if cost > most || plans.iter().any(|plan| scans(plan)) {
            wrong.push(format!("{cost} of {most} for the total of {name}:\n{}", plans.join("\n--\n")));
        }
        costs.push((cost, format!("total of {name}")));
    }
    costs.sort_unstable();
    costs.reverse();
    println!("{} lists and totals; the dearest of {kind:?}: {:#?}", costs.len(), &costs[..12]);
    assert!(wrong.is_empty(), "{} of {}; {}", wrong.len(), costs.len(), wrong[..wrong.len().min(6)].join("\n\n"));
}

/// Goes through a list to its end and back, by pages that end early.
async fn pages_that_end_early_lose_nothing(measured: &Measured) {
    let filter = Filter { conditions: vec![any(&[EVEN]), any(&[MOSTLY_ODD])], ..Filter::default() };
    let total = list_total(measured, &filter, 10_000).await.unwrap();
    assert!(!total.is_whole && (3..=6).contains(&total.count), "{total:?}");
    for sort in SORTS {
        let binding = Binding::of("x");
        let place = |row: &dibao::articles::Stored| TimeAndId {
            at_ms: if sort == Sort::UpdatedFirst { row.row.updated_at } else { row.row.published_at },
            id: row.row.id,
        };
        let page = async |cursor: Option<String>| {
            let cursor = cursor.map(|cursor| Cursor::decode(&cursor, binding).unwrap());
            let keyset = Keyset { cursor, limit: 2 };
            let found = list_page(measured, &filter, sort, &keyset, With::Summary).await.unwrap();
            let rows = found.articles;
            keyset.page_up_to(rows, found.end, binding, place)
        };
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let mut at = page(None).await;
        loop {
            there.extend(at.rows.iter().map(|row| i64::from(row.row.char_count)));
            let Some(next) = at.next.clone() else { break };
            at = page(Some(next)).await;
        }
        let is_sorted = match sort {
            Sort::NewestFirst => there.is_sorted_by(|a, b| a > b),
            Sort::OldestFirst => there.is_sorted(),
            Sort::UpdatedFirst => true,
        };
        let unique: HashSet<i64> = there.iter().copied().collect();
        let wanted: HashSet<i64> = (1..=ARTICLES / 4000).map(|n| n * 4000).collect();
        assert!(is_sorted && there.len() == unique.len() && unique == wanted, "{sort:?}: {there:?}");
        loop {
            back.extend(at.rows.iter().rev().map(|row| i64::from(row.row.char_count)));
            let Some(prev) = at.prev.clone() else { break };
            at = page(Some(prev)).await;
        }
        back.reverse();
        assert_eq!(back, there, "{sort:?}");
    }
}
