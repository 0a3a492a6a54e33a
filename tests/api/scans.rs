//! That PostgreSQL has an index for every question of a reader: it is told to go through tables only where it has none, and keeps
//! account of that itself. `combinations` counts the work of lists on both databases.

use std::collections::BTreeMap;
use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::support::{App, Kind, Stopped, database, settings};

/// How many articles there are.
const ARTICLES: usize = 1_500;
/// From how many rows on a table is large.
const LARGE: i64 = 1_000;

/// How often each large table was gone through.
async fn scans(direct: &DatabaseConnection) -> BTreeMap<String, i64> {
    let sql = format!("SELECT relname::text, seq_scan FROM pg_stat_user_tables WHERE n_live_tup >= {LARGE}");
    let rows = direct.query_all_raw(Statement::from_string(direct.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "relname").unwrap(), row.try_get("", "seq_scan").unwrap())).collect()
}

/// Asks a service for some paths and stops it. How often each large table was gone through by then: a process of `PostgreSQL` may
/// keep its counts to itself until it ends, so all of them are waited for.
async fn scans_after(app: App, paths: &[String], direct: &DatabaseConnection) -> (Stopped, BTreeMap<String, i64>) {
    for path in paths {
        let status = app.get(path).await.status().as_u16();
        assert!(status == 200 || (status == 404 && path.contains("nothing")), "{status} {path}");
    }
    let stopped = app.stop().await;
    let others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let others = || direct.query_one_raw(Statement::from_string(direct.get_database_backend(), others));
    while others().await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (stopped, scans(direct).await)
}

/// What was added to the counts.
fn added(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    after.iter().map(|(table, count)| (table.clone(), count - before.get(table).unwrap_or(&0))).collect()
}

#[rstest]
#[tokio::test]
async fn no_question_goes_through_a_large_table(#[values(Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let extra = [("cache.memory_mb", "0"), ("cache.rendered", "off")];
    let Some(settings) = settings(kind, &folder, &extra).await else { return };
    let mut one = sea_orm::ConnectOptions::new(database(&settings));
    one.max_connections(1);
    let direct = sea_orm::Database::connect(one).await.unwrap();
    let never = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$";
    direct.execute_unprepared(never).await.unwrap();
    let app = App::on(settings).await;
    app.publish_demo().await;
    let lines: Vec<Value> = (0..ARTICLES)
        .map(|n| {
            json!({
                "external_id": n.to_string(), "title": format!("第{n}号新桥"), "body": "清河新桥昨日通车。",
                "published_at": format!("20{:02}-{:02}-{:02}", 10 + n % 15, 1 + n % 12, 1 + n % 28),
                "channel": ["新闻", format!("第{}区", n % 20)], "column": format!("专栏{}", n % 30),
                "source": format!("来源{}", n % 40), "tags": [format!("标签{}", n % 50), "桥"],
                "people": [{"name": format!("记者{}", n % 60), "role": "reporter"}],
                "original_url": format!("https://example.org/{n}.html"),
            })
        })
        .collect();
    app.publish(&lines).await;
    app.indexed().await;
    direct.execute_unprepared("ANALYZE").await.unwrap();

    let slug = |list: Value| list["items"][0]["slug"].as_str().unwrap().to_owned();
    let id = app.json("/v1/articles").await["items"][9]["id"].as_str().unwrap().to_owned();
    let (column, source) = (slug(app.json("/v1/columns").await), slug(app.json("/v1/sources").await));
    let (person, tag) = (slug(app.json("/v1/people").await), slug(app.json("/v1/tags").await));
    let collection = slug(app.json("/v1/collections").await);
    let mut paths = vec![
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}?include=related"),
        format!("/v1/articles/{id}/neighbours"),
        format!("/v1/articles/{id}/neighbours?in=column"),
        format!("/v1/articles/{id}/corrections"),
        format!("/v1/articles/{id}/related"),
        format!("/v1/articles?ids={id}"),
        "/v1/channels/xin-wen".to_owned(),
        format!("/v1/columns/{column}"),
        format!("/v1/sources/{source}"),
        format!("/v1/people/{person}"),
        format!("/v1/tags/{tag}"),
        format!("/v1/collections/{collection}"),
    ];
    for filter in [
        "external_id=7",
        "channel=xin-wen",
        &format!("column={column}"),
        &format!("source={source}"),
        &format!("person={person}"),
        &format!("tags={tag}"),
        &format!("collection={collection}"),
        &format!("column={column}&tags={tag}"),
        "from=2012-01-01&to=2012-02-01",
        "from=2012-01-01&date_field=updated&sort=-updated_at",
        "has=image",
        "lang=zh-Hans",
        "sort=published_at",
        "total=true",
        "body=text&limit=20",
    ] {
        paths.push(format!("/v1/articles?{filter}"));
    }
    for path in [
        "/v1/resolve?url=https%3A%2F%2Fexample.org%2F7.html",
        "/v1/resolve?path=%2Fnothing%2Fhere",
        "/v1/changes",
        "/v1/changes?after=1000&limit=1000",
        "/v1/changes?after=1000&kind=column",
        "/v1/channels",
        "/v1/columns?total=true",
        "/v1/sources",
        "/v1/people",
        "/v1/tags",
        "/v1/tag-schemes",
        "/v1/collections",
        "/v1/search?q=%E6%96%B0%E6%A1%A5&total=true&facets=source",
        "/v1/suggest?q=%E6%96%B0",
        "/v1/site",
        "/health/ready",
    ] {
        paths.push(path.to_owned());
    }
    let (stopped, published) = scans_after(app, &[], &direct).await;
    assert!(
        ["article", "listing", "revision", "change", "article_tag", "article_person"]
            .iter()
            .all(|table| { published.contains_key(*table) })
    );
    let (stopped, idle) = scans_after(stopped.start().await, &[], &direct).await;
    let (mut stopped, mut last) = scans_after(stopped.start().await, &paths, &direct).await;
    let by_start = added(&published, &idle);
    if added(&idle, &last) == by_start {
        return;
    }
    // Which it was.
    let mut guilty = Vec::new();
    for path in &paths {
        let (again, now) = scans_after(stopped.start().await, std::slice::from_ref(path), &direct).await;
        if added(&last, &now) != by_start {
            guilty.push(path);
        }
        (stopped, last) = (again, now);
    }
    panic!("{guilty:?}: {published:?}, {idle:?}, then {last:?}");
}
