//! `PUT /v1/editorial/collections/{collection}/items`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Board, at, item, order};
use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn the_whole_list_is_as_it_was_sent_section_by_section(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let head = board.head();
    let [a, b, c, d] = board.ids(&["demo-001", "demo-002", "demo-003", "demo-004"]).await.try_into().unwrap();
    let sections = json!([{"id": "scene", "title": "现场"}, {"id": "voices", "title": "声音"}]);
    let items = vec![
        item(&a, Some("voices")),
        json!({"article": b, "title": "短题", "summary": "两行。", "cover": {"url": "https://img.example/1.jpg", "alt": "桥"}}),
        item(&c, Some("scene")),
        item(&d, None),
    ];
    let arranged = board.arrange("tou-tiao", sections.clone(), items).await;
    assert_eq!(order(&arranged), [&b, &d, &c, &a].map(String::clone), "first those of no section");
    assert_eq!(arranged["sections"], sections);
    let shown = app.json("/v1/collections/tou-tiao").await;
    assert_eq!((order(&shown), &shown["sections"]), (order(&arranged), &sections));
    let first = &shown["items"][0];
    assert_eq!(
        (&first["title"], &first["summary"], &first["section"]),
        (&json!("短题"), &json!("两行。"), &json!(null))
    );
    assert_eq!((&first["cover"]["url"], &first["cover"]["width"]), (&json!("https://img.example/1.jpg"), &json!(null)));
    assert_eq!((&first["article"]["id"], &shown["items"][3]["section"]), (&json!(b), &json!("voices")));
    assert_eq!(shown["article_count"], 4);
    assert_eq!(board.lines_after(head).await, ["collection.updated"]);
    // What was answered can be sent back as it is, and changes nothing.
    let again =
        board.arrange("tou-tiao", arranged["sections"].clone(), arranged["items"].as_array().unwrap().clone()).await;
    assert_eq!((again, board.lines_after(head).await.len()), (arranged, 1));
    let chief = app.sign_in("chief", Role::Chief).await;
    let audit = chief.json("/v1/editorial/audit?action=replace_collection_items").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
    assert_eq!(audit["items"][0]["detail"], json!({"items": 4}));
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_with_its_place_and_nothing_is_lost(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let before = board.shown("tou-tiao").await;
    let (a, gone) = (board.id("demo-001").await, Uuid::now_v7().to_string());
    let path = at("tou-tiao", "/items");
    let long = |count: usize| (0..count).map(|_| item(&a, None)).collect::<Vec<_>>();
    for (body, pointers) in [
        (json!({}), vec!["/items"]),
        (json!({"items": null}), vec!["/items"]),
        (json!({"items": {"0": 1}}), vec!["/items"]),
        (
            json!({"items": [5, {"article": 5}, {"article": "x"}]}),
            vec!["/items/0", "/items/1/article", "/items/2/article"],
        ),
        (json!({"items": [{"artikel": a}]}), vec!["/items/0/article", "/items/0/artikel"]),
        (
            json!({"items": [item(&a, None), item(&gone, None), item(&a, Some("s"))]}),
            vec!["/items/2/article", "/items/2/section", "/items/1/article"],
        ),
        (json!({"items": long(1_001)}), vec!["/items"]),
        (
            json!({"items": [], "sections": [{"id": "A b", "title": "题"}, {"id": "a"}]}),
            vec!["/sections/0/id", "/sections/1/title"],
        ),
        (
            json!({"items": [], "sections": [{"id": "a", "title": "题"}, {"id": "a", "title": "题"}]}),
            vec!["/sections/1/id"],
        ),
        (
            json!({"items": [{"article": a, "title": " ", "cover": {"url": "javascript:alert(1)"}}]}),
            vec!["/items/0/title", "/items/0/cover/url"],
        ),
        (json!({"items": [{"article": a, "title": "a\u{7}"}]}), vec!["/items/0/title"]),
        (json!({"items": [{"article": a, "article ": a}]}), vec!["/items/0/article "]),
    ] {
        let problem = refused(board.send(Method::PUT, &path, "*", Some(&body)).await, 422, "invalid_content").await;
        let found: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{problem}");
    }
    refused(board.editor.put(&path, &json!({"items": []})).await, 428, "precondition_required").await;
    refused(board.send(Method::PUT, &path, "\"v99\"", Some(&json!({"items": []}))).await, 412, "precondition_failed")
        .await;
    refused(
        board.send(Method::PUT, &at("none", "/items"), "*", Some(&json!({"items": []}))).await,
        404,
        "collection_not_found",
    )
    .await;
    assert_eq!(board.shown("tou-tiao").await, before);
}

#[rstest]
#[tokio::test]
async fn a_draft_is_seen_once_it_is_published_and_what_is_withdrawn_leaves(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let (board, desk) = (Board::open(&app).await, Desk::open(&app).await);
    let (draft, a) = (desk.draft("大桥夜景").await, board.id("demo-001").await);
    let alone = vec![a.clone()];
    let arranged = board.arrange("tou-tiao", json!([]), vec![item(&draft.to_string(), None), item(&a, None)]).await;
    assert_eq!(
        (&arranged["items"][0]["state"], &arranged["items"][0]["headline"]),
        (&json!("draft"), &json!("大桥夜景"))
    );
    assert_eq!(board.shown("tou-tiao").await, alone);
    desk.approve(draft).await;
    desk.done(&desk.chief, draft, "publish", json!({})).await;
    assert_eq!(board.shown("tou-tiao").await, [draft.to_string(), a.clone()]);
    desk.done(&desk.chief, draft, "unpublish", json!({"reason": "核实"})).await;
    assert_eq!(board.shown("tou-tiao").await, alone);
    desk.done(&desk.chief, draft, "publish", json!({})).await;
    assert_eq!(board.shown("tou-tiao").await, [draft.to_string(), a.clone()], "it stands where it stood");
    desk.done(&desk.chief, draft, "withdraw", json!({"reason": "factual_error"})).await;
    assert_eq!(board.shown("tou-tiao").await, alone);
    let listed = app.json("/v1/articles?collection=tou-tiao&total=true").await;
    assert_eq!(listed["total"], 1);
    let held = board.editor.json(&at("tou-tiao", "")).await;
    assert_eq!(order(&held), alone, "it is gone for editors, too");
    let body = json!({"items": [item(&a, None), item(&draft.to_string(), None)]});
    let problem =
        refused(board.send(Method::PUT, &at("tou-tiao", "/items"), "*", Some(&body)).await, 422, "invalid_content")
            .await;
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/items/1/article"), &json!("not_allowed"))
    );
}

#[rstest]
#[tokio::test]
async fn a_draft_can_be_deleted_wherever_it_was_put(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let (board, desk) = (Board::open(&app).await, Desk::open(&app).await);
    let (draft, a) = (desk.draft("草稿").await.to_string(), board.id("demo-001").await);
    board.arrange("tou-tiao", json!([]), vec![item(&draft, None), item(&a, None)]).await;
    let choices = format!("/v1/editorial/articles/{a}/related-choices");
    let chosen = board.send(Method::PUT, &choices, "*", Some(&json!({"pinned": [draft]}))).await;
    assert_eq!(chosen.status(), 200);
    let path = format!("/v1/editorial/articles/{draft}");
    let deleted = desk.reporter.send(Method::DELETE, &path, &[("if-match", "*")], None).await;
    assert_eq!(deleted.status(), 204);
    assert_eq!(order(&board.editor.json(&at("tou-tiao", "")).await), [a]);
    assert_eq!(board.editor.json(&choices).await["pinned"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_full_collection_is_kept_and_read_page_by_page(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let board = Board::open(&app).await;
    let lines: Vec<Value> =
        (0..1_000).map(|at| article(&format!("a-{at}"), &format!("第{at}条"), "2026-01-01")).collect();
    app.publish(&lines).await;
    let mut ids: Vec<String> = app
        .walk("/v1/articles?limit=100&fields=id", "/id")
        .await
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    ids.sort_unstable_by_key(|id| id.bytes().rev().collect::<Vec<u8>>());
    let slug = board.made(json!({"name": "全部"})).await;
    let arranged = board.arrange(&slug, json!([]), ids.iter().map(|id| item(id, None)).collect()).await;
    assert_eq!(order(&arranged), ids);
    let walked = app.walk(&format!("/v1/collections/{slug}?limit=90&fields=section"), "/id").await;
    assert_eq!(walked, ids.iter().map(|id| json!(id)).collect::<Vec<_>>());
    let listed = app.walk(&format!("/v1/articles?collection={slug}&limit=100&fields=id"), "/id").await;
    assert_eq!(listed.len(), 1_000);
    let one_more =
        board.send(Method::PUT, &at(&slug, &format!("/items/{}", ids[5])), "*", Some(&json!({"position": 999}))).await;
    assert_eq!(one_more.status(), 200, "what is there may move");
}
