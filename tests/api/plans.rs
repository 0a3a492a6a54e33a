//! How the databases go about a list: by seeking, on every page.

use rstest::rstest;
use uuid::Uuid;

use dibao::articles::filter::{Condition, Filter, Gathering, Sort};
use dibao::articles::{named_statement, page_statement};
use dibao::kernel::cursor::{Cursor, Direction, TimeAndId};
use dibao::store::Reads;
use dibao::store::keyset::Keyset;
use dibao_entity::article;
use sea_orm::ConnectionTrait;

use crate::support::{App, Kind};
use crate::work::Measured;

#[rstest]
#[tokio::test]
async fn every_page_of_a_list_is_one_seek(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let url = match &app.settings.database.url {
        dibao::config::DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        dibao::config::DatabaseUrl::Postgres(url) => url.clone(),
    };
    // Rows enough that a seek is worth its while, whatever the statistics are.
    let direct = sea_orm::Database::connect(url).await.unwrap();
    let column = Uuid::from_u128(7);
    let fill = match kind {
        Kind::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
             INSERT INTO listing (key, published_at, article_id, updated_at, first_published_at) \
             SELECT x'00000000000000000000000000000007', i, randomblob(16), i, i FROM n"
        }
        Kind::Postgres => {
            "INSERT INTO listing (key, published_at, article_id, updated_at, first_published_at) \
             SELECT '00000000-0000-0000-0000-000000000007', i, gen_random_uuid(), i, i FROM generate_series(1, 20000) i"
        }
    };
    direct.execute_unprepared(fill).await.unwrap();
    direct.execute_unprepared("ANALYZE").await.unwrap();
    let position = TimeAndId { at_ms: 10_000, id: Uuid::from_u128(9) };
    for sort in [Sort::NewestFirst, Sort::OldestFirst, Sort::UpdatedFirst] {
        for direction in [Direction::After, Direction::Before] {
            let keyset = Keyset { cursor: Some(Cursor { direction, position }), limit: 20 };
            let filter = Filter { conditions: vec![Condition::AnyKey(vec![(column, 1)])], ..Filter::default() };
            let plan = app.state.read.plan(&page_statement(&filter, sort, &keyset)).await.unwrap();
            let index = if sort == Sort::UpdatedFirst { "listing_updated_idx" } else { "PRIMARY KEY" };
            match kind {
                Kind::Sqlite => {
                    assert!(
                        plan.contains("(key=? AND (")
                            || plan.contains("(key=? AND published_at")
                            || plan.contains("(key=? AND updated_at"),
                        "{plan}"
                    );
                    assert!(plan.contains(index), "{plan}");
                    assert!(!plan.contains("SCAN row_of_list USING") || !plan.contains("SCAN listing"), "{plan}");
                }
                Kind::Postgres => {
                    assert!(plan.contains("Index Cond: ((key = ") && plan.contains("ROW("), "{plan}");
                    assert!(!plan.contains("Seq Scan on listing"), "{plan}");
                }
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_collection_is_read_from_its_own_rows(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let direct = sea_orm::Database::connect(crate::support::database(&app.settings)).await.unwrap();
    let (collections, items) = match kind {
        Kind::Sqlite => (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) \
             INSERT INTO collection (id, slug, name, status, version, seq, created_at, updated_at) \
             SELECT randomblob(16), 'c' || i, 'c', 'open', 1, 0, 1, 1 FROM n",
            "INSERT OR IGNORE INTO collection_item (collection_id, position, article_id) \
             SELECT c.id, 100 + row_number() OVER (PARTITION BY c.id ORDER BY a.id), a.id FROM collection c, article a",
        ),
        Kind::Postgres => (
            "INSERT INTO collection (id, slug, name, status, version, seq, created_at, updated_at) \
             SELECT gen_random_uuid(), 'c' || i, 'c', 'open', 1, 0, 1, 1 FROM generate_series(1, 400) i",
            "INSERT INTO collection_item (collection_id, position, article_id) \
             SELECT c.id, 100 + row_number() OVER (PARTITION BY c.id ORDER BY a.id), a.id FROM collection c, article a \
             ON CONFLICT DO NOTHING",
        ),
    };
    for statement in [collections, items, "ANALYZE"] {
        direct.execute_unprepared(statement).await.unwrap();
    }
    let id = app.json("/v1/collections/wang-du-qiao").await["id"].as_str().unwrap().parse().unwrap();
    for direction in [Direction::After, Direction::Before] {
        let keyset = Keyset { cursor: Some(Cursor { direction, position: 50_i64 }), limit: 20 };
        let plan = app.state.read.plan(&dibao::collections::query::shown_statement(id, &keyset)).await.unwrap();
        match kind {
            Kind::Sqlite => {
                assert!(plan.contains("SEARCH collection_item USING"), "{plan}");
                assert!(plan.contains("(collection_id=? AND position"), "{plan}");
                assert!(plan.contains("SEARCH article") && !plan.contains("TEMP B-TREE"), "{plan}");
            }
            Kind::Postgres => {
                assert!(
                    plan.contains("collection_item_pkey") && !plan.contains("Seq Scan on collection_item"),
                    "{plan}"
                );
            }
        }
    }
    // A list by collection is made of its articles alone, however many stand in the listing.
    let articles = dibao::collections::query::members(&app.db.read, &[id]).await.unwrap();
    let filter = Filter { gathering: Some(Gathering { collections: vec![id], articles }), ..Filter::default() };
    let keyset = Keyset { cursor: None, limit: 20 };
    let plan = app.state.read.plan(&page_statement(&filter, Sort::NewestFirst, &keyset)).await.unwrap();
    assert!(!plan.contains("listing"), "{plan}");
}

#[rstest]
#[tokio::test]
async fn articles_that_come_in_are_looked_up_by_their_names(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let measured = Measured::of(&app, kind).await;
    if kind == Kind::Postgres {
        // So few articles as there are here would be read whole.
        measured.direct.execute_unprepared("SET enable_seqscan = off").await.unwrap();
    }
    let ids: Vec<Uuid> = (0..3).map(Uuid::from_u128).collect();
    for (ids, external) in [(ids.clone(), vec![]), (vec![], vec!["a", "b"]), (ids, vec!["a"])] {
        let found: Vec<article::Model> = measured.all(&named_statement(ids, external)).await.unwrap();
        let plan = measured.taken().1.concat();
        assert!(found.is_empty() && !plan.contains("SCAN article") && !plan.contains("Seq Scan"), "{plan}");
    }
}
