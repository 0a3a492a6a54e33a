//! `GET /v1/editorial/articles`.

use std::collections::BTreeSet;

use dibao::auth::Role;
use dibao::kernel::cursor::{Cursor, Direction, TimeAndId};
use dibao::newsroom::Stage;
use dibao::newsroom::listing::{ScheduleState, Wanted, statement};
use dibao::store::keyset::Keyset;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::update_article::{begun, patch};
use crate::support::desk::Desk;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

const LIST: &str = "/v1/editorial/articles";

/// All items of a list, page by page.
async fn walk(by: &Signed<'_>, path: &str) -> Vec<Value> {
    let (mut items, mut next) = (Vec::new(), String::new());
    loop {
        let page = by.json(&format!("{path}{next}")).await;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return items,
        }
    }
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

fn texts(items: &[Value], name: &str) -> BTreeSet<String> {
    items.iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn what_changed_last_comes_first_wherever_it_came_from(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let imported = app.walk("/v1/articles?limit=100", "").await;
    let editor = app.sign_in("editor", Role::Editor).await;
    for title in ["一", "二", "三"] {
        begun(&editor, title).await;
    }
    let old = format!("{LIST}/{}", imported.last().unwrap()["id"].as_str().unwrap());
    assert_eq!(patch(&editor, &old, "*", &json!({"title": "旧闻新编"})).await.status(), 200);

    let items = walk(&editor, &format!("{LIST}?limit=3")).await;
    assert_eq!(items.len(), imported.len() + 3, "each once: the old one has its place among what was edited");
    assert_eq!(texts(&items, "id").len(), items.len());
    assert_eq!(
        (&items[0]["title"], &items[0]["state"], &items[0]["stage"]),
        (&json!("旧闻新编"), &json!("published"), &json!("draft"))
    );
    assert_eq!((&items[0]["published_revision"], &items[0]["revision"]), (&json!(1), &json!(2)));
    assert_eq!((&items[1]["title"], &items[1]["published_revision"]), (&json!("三"), &json!(null)));
    let mut keys: Vec<(i64, Uuid)> = Vec::new();
    for item in &items {
        let at = chrono::DateTime::parse_from_rfc3339(item["edited_at"].as_str().unwrap()).unwrap().timestamp_millis();
        keys.push((at, item["id"].as_str().unwrap().parse().unwrap()));
    }
    assert!(keys.windows(2).all(|two| two[0].0 >= two[1].0), "{keys:?}");
    let total = editor.json(&format!("{LIST}?limit=1&total=true")).await["total"].clone();
    assert_eq!(total, json!(items.len()));

    // Back again, page by page, from the last one.
    let mut page = editor.json(&format!("{LIST}?limit=3")).await;
    while let Some(cursor) = page["next_cursor"].as_str() {
        page = editor.json(&format!("{LIST}?limit=3&cursor={cursor}")).await;
    }
    let mut back: Vec<Value> = page["items"].as_array().unwrap().clone();
    while let Some(cursor) = page["prev_cursor"].as_str() {
        page = editor.json(&format!("{LIST}?limit=3&cursor={cursor}")).await;
        back.splice(0..0, page["items"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(ids(&back), ids(&items));
}

#[rstest]
#[tokio::test]
async fn each_filter_lets_through_what_it_says(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let (draft, submitted) = (desk.draft("草稿").await, desk.draft("待审").await);
    desk.done(&desk.reporter, submitted, "submit", json!({})).await;
    let withdrawn = desk.published("撤稿").await;
    desk.done(&desk.chief, withdrawn, "withdraw", json!({"reason": "other"})).await;
    let hidden = desk.published("暂撤").await;
    desk.done(&desk.chief, hidden, "unpublish", json!({"reason": "核实"})).await;
    let scheduled = desk.draft("明天").await;
    desk.approve(scheduled).await;
    desk.done(&desk.chief, scheduled, "publish", json!({"at": "2199-01-01T00:00:00+08:00"})).await;

    let found = async |query: &str| {
        let items = walk(&desk.chief, &format!("{LIST}?limit=2&{query}")).await;
        let total = desk.chief.json(&format!("{LIST}?limit=1&total=true&{query}")).await["total"].clone();
        assert_eq!(total, json!(items.len()), "{query}");
        items
    };
    let of = |all: &[Uuid]| all.iter().map(Uuid::to_string).collect::<BTreeSet<_>>();
    assert_eq!(texts(&found("state=draft").await, "id"), of(&[draft, submitted, scheduled]));
    assert_eq!(texts(&found("state=withdrawn").await, "id"), of(&[withdrawn]));
    assert_eq!(texts(&found("state=unpublished,withdrawn").await, "id"), of(&[hidden, withdrawn]));
    assert_eq!(texts(&found("stage=submitted").await, "id"), of(&[submitted]));
    assert_eq!(texts(&found("stage=submitted,draft,submitted&state=draft").await, "id"), of(&[draft, submitted]));
    assert_eq!(texts(&found("state=draft,withdrawn").await, "id"), of(&[draft, submitted, scheduled, withdrawn]));
    assert_eq!(
        texts(&found(&format!("author={}", desk.reporter.id)).await, "id"),
        of(&[draft, submitted, scheduled, withdrawn, hidden])
    );
    assert_eq!(found("author=me").await, Vec::<Value>::new());
    let due = found("stage=approved").await;
    assert_eq!((texts(&due, "id"), &due[0]["scheduled_at"]), (of(&[scheduled]), &json!("2199-01-01T00:00:00+08:00")));

    // What was imported is found where readers find it; a draft where its latest revision says it belongs.
    let readers = app.walk("/v1/articles?channel=xin-wen&limit=100", "").await;
    assert!(readers.len() > 2);
    let place = format!("{LIST}/{draft}");
    assert_eq!(
        patch(&desk.reporter, &place, "*", &json!({"channel": readers[0]["channel"]["id"]})).await.status(),
        200
    );
    let mut expected = texts(&readers, "id");
    expected.insert(draft.to_string());
    assert_eq!(texts(&found("channel=xin-wen").await, "id"), expected);
    for (name, key) in [("column", "column"), ("source", "source")] {
        let with = app.walk("/v1/articles?limit=100", "").await;
        let thing = with.iter().find_map(|item| item[key]["slug"].as_str()).unwrap();
        let readers = app.walk(&format!("/v1/articles?{name}={thing}&limit=100"), "").await;
        assert_eq!(texts(&found(&format!("{name}={thing}")).await, "id"), texts(&readers, "id"), "{name}");
    }
    let today = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).format("%Y-%m-%d");
    let edited = found(&format!("from={today}&stage=draft,submitted,approved,returned")).await;
    assert_eq!(texts(&edited, "id"), of(&[draft, submitted, scheduled]));
    assert_eq!(found("to=1999-01-01").await, Vec::<Value>::new());
    let all = found("").await.len();
    assert_eq!(found("to=2100-01-01").await.len(), all);
    assert_eq!(walk(&editor, &format!("{LIST}?limit=100&fields=title")).await.len(), all);
}

#[rstest]
#[tokio::test]
async fn who_may_not_read_all_sees_their_own(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let (one, other) = (app.sign_in("one", Role::Reporter).await, app.sign_in("other", Role::Reporter).await);
    begun(&one, "我的").await;
    begun(&other, "她的").await;
    for query in ["", "?author=me", "?state=draft,published", "?stage=draft"] {
        let items = one.json(&format!("{LIST}{query}")).await["items"].clone();
        let titles: Vec<&Value> = items.as_array().unwrap().iter().map(|item| &item["title"]).collect();
        assert_eq!(titles, [&json!("我的")], "{query}");
    }
    for query in [format!("?author={}", other.id), "?state=published".into()] {
        assert_eq!(one.json(&format!("{LIST}{query}")).await["items"], json!([]), "{query}");
    }
}

#[rstest]
#[tokio::test]
async fn what_it_does_not_know_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let cursor = chief.json(&format!("{LIST}?limit=1")).await["next_cursor"].as_str().unwrap().to_owned();
    for query in [
        "state=gone",
        "stage=done",
        "author=you",
        "author=",
        "channel=no-such",
        "column=no-such",
        "source=no-such",
        "from=2026-13-01",
        "from=2026-02-01&to=2026-01-01",
        "limit=0",
        "limit=101",
        "cursor=x",
        "sort=title",
        "state=",
        &format!("cursor={cursor}&state=published"),
    ] {
        refused(chief.get(&format!("{LIST}?{query}")).await, 400, "invalid_parameter").await;
    }
}

#[rstest]
#[tokio::test]
async fn every_page_is_a_seek(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    // Rows enough that a seek is worth its while; their articles are of no account here.
    let direct = sea_orm::Database::connect(crate::support::database(&app.settings)).await.unwrap();
    let (free, numbers, id, of_fifty) = match kind {
        Kind::Sqlite => (
            "PRAGMA foreign_keys = OFF;",
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n)",
            "randomblob(16)",
            "unhex(printf('%032x', i % 50))",
        ),
        Kind::Postgres => (
            "SET session_replication_role = replica;",
            "generate_series(1, 20000) AS n(i)",
            "gen_random_uuid()",
            "lpad(to_hex(i % 50), 32, '0')::uuid",
        ),
    };
    let fill = format!(
        "{free} INSERT INTO draft (article_id, revision, version, state, stage, level, title, author_id, channel_id, \
         column_id, source_id, created_at, edited_at) SELECT {id}, 1, 1, \
         CASE i % 50 WHEN 7 THEN 'withdrawn' WHEN 8 THEN 'unpublished' ELSE 'published' END, \
         CASE i % 50 WHEN 7 THEN 'submitted' WHEN 8 THEN 'returned' ELSE 'published' END, \
         0, 't', {of_fifty}, {of_fifty}, {of_fifty}, {of_fifty}, i, i FROM {numbers}; ANALYZE"
    );
    direct.execute_unprepared(&fill).await.unwrap();
    let thing = vec![Uuid::from_u128(7), Uuid::from_u128(8)];
    let position = TimeAndId { at_ms: 10_000, id: Uuid::from_u128(9) };
    for (wanted, index) in [
        (Wanted::default(), "draft_edited_idx"),
        (Wanted { stages: vec![Stage::Submitted, Stage::Returned], ..Wanted::default() }, "draft_stage_idx"),
        (Wanted { states: vec!["withdrawn", "unpublished"], ..Wanted::default() }, "draft_state_idx"),
        (Wanted { author: Some(Uuid::from_u128(7)), ..Wanted::default() }, "draft_author_idx"),
        (Wanted { channels: thing.clone(), ..Wanted::default() }, "draft_channel_idx"),
        (Wanted { columns: thing.clone(), ..Wanted::default() }, "draft_column_idx"),
        (Wanted { sources: thing, ..Wanted::default() }, "draft_source_idx"),
    ] {
        for direction in [Direction::After, Direction::Before] {
            let keyset = Keyset { cursor: Some(Cursor { direction, position }), limit: 20 };
            let plan = app.state.read.plan(&statement(&wanted, &keyset)).await.unwrap();
            assert!(plan.contains(index) && !plan.contains("Seq Scan on draft"), "{wanted:?} {plan}");
            assert!(plan.contains("(edited_at") || plan.contains("ROW("), "{wanted:?} {plan}");
        }
    }
    // Few articles are scheduled: they are found by the schedule, and sorted.
    let wanted = Wanted { schedules: vec![ScheduleState::Failed, ScheduleState::Pending], ..Wanted::default() };
    let plan = app.state.read.plan(&statement(&wanted, &Keyset { cursor: None, limit: 20 })).await.unwrap();
    let by_id = if kind == Kind::Sqlite { "SEARCH draft USING INDEX sqlite_autoindex_draft_1" } else { "draft_pkey" };
    assert!(plan.contains(by_id) && !plan.contains("draft_edited_idx"), "{plan}");
}
