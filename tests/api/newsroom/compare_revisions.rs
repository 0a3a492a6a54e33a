//! `GET /v1/editorial/articles/{id}/revisions/{number}/compare`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::update_article::{begun, patch};
use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind, article};

/// Each field that differs, what it said and says.
fn fields(compared: &Value) -> Vec<(&str, &Value, &Value)> {
    let fields = compared["fields"].as_array().unwrap().iter();
    fields.map(|field| (field["field"].as_str().unwrap(), &field["before"], &field["after"])).collect()
}

/// What became of the blocks, each with the text of its runs where it changed.
fn blocks(compared: &Value) -> Vec<String> {
    let told = |block: &Value| {
        let runs = block["runs"].as_array().into_iter().flatten();
        let runs = runs.map(|run| match run["op"].as_str().unwrap() {
            "equal" => run["text"].as_str().unwrap().to_owned(),
            op => format!("[{op} {}]", run["text"].as_str().unwrap()),
        });
        format!("{} {}", block["op"].as_str().unwrap(), runs.collect::<String>())
    };
    compared["blocks"].as_array().unwrap().iter().map(told).collect()
}

#[rstest]
#[tokio::test]
async fn fields_blocks_and_words_that_differ_are_told(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河大桥通车").await;
    let body = |lines: &[&str]| json!({"format": "text", "value": lines.join("\n")});
    let first = json!({
        "body": body(&["清河大桥昨日通车，市民欢庆。", "全县秋粮入库工作基本完成。", "今晚有雨。"]),
        "tags": ["fang-xun"], "people": [{"person": "luo-ping-ling", "role": "editor"}],
        "published_at": "2026-03-14T09:30:00+08:00",
    });
    assert_eq!(patch(&reporter, &path, "*", &first).await.status(), 200);
    let second = json!({
        "title": "清河新桥通车", "channel": "zong-he", "tags": [], "summary": "两年建成。", "published_at": null,
        "body": body(&["今晚有雨。", "清河新桥昨日通车，市民欢庆。", "全县秋粮入库工作基本完成。"]),
    });
    assert_eq!(patch(&reporter, &path, "*", &second).await.status(), 200);
    let compared = reporter.json(&format!("{path}/revisions/3/compare")).await;
    assert_eq!((&compared["before"], &compared["after"]), (&json!(2), &json!(3)), "no reader sees it: the one before");
    let found = fields(&compared);
    assert_eq!(
        found.iter().map(|(name, ..)| *name).collect::<Vec<_>>(),
        ["title", "summary", "channel", "tags", "published_at", "published_precision"]
    );
    assert_eq!((found[0].1, found[0].2), (&json!("清河大桥通车"), &json!("清河新桥通车")));
    assert_eq!((found[1].1, found[1].2), (&Value::Null, &json!("两年建成。")));
    assert_eq!(
        (found[2].1, &found[2].2["slug"], &found[2].2["name"]),
        (&Value::Null, &json!("zong-he"), &json!("综合"))
    );
    assert_eq!((&found[3].1[0]["name"], found[3].2), (&json!("防汛"), &json!([])));
    assert_eq!((found[4].1, found[4].2), (&json!("2026-03-14T09:30:00+08:00"), &Value::Null));
    let runs = &compared["fields"][0]["runs"];
    assert_eq!(runs[1], json!({"op": "delete", "text": "大"}));
    assert_eq!(runs[2], json!({"op": "insert", "text": "新"}));
    assert_eq!(blocks(&compared), ["moved ", "changed 清河[delete 大][insert 新]桥昨日通车，市民欢庆。", "kept "]);
    assert_eq!(compared["characters"], json!({"added": 1, "removed": 1}));
    assert_eq!([&compared["is_same"], &compared["is_coarse"]], [false, false]);

    let same = reporter.json(&format!("{path}/revisions/3/compare?with=3")).await;
    assert_eq!((&same["is_same"], fields(&same).len()), (&json!(true), 0));
    let all = reporter.json(&format!("{path}/revisions/1/compare")).await;
    assert_eq!((&all["before"], fields(&all)[0].0), (&json!(0), "lang"));
    let back = reporter.json(&format!("{path}/revisions/2/compare?with=3")).await;
    assert_eq!((fields(&back)[0].1, fields(&back)[0].2), (&json!("清河新桥通车"), &json!("清河大桥通车")));
    let none = reporter.json(&format!("{path}/revisions/2/compare?with=0")).await;
    assert_eq!(blocks(&none), ["added ", "added ", "added "]);
}

#[rstest]
#[tokio::test]
async fn it_is_compared_with_what_readers_see(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河").await;
    desk.edit(id, &desk.reporter, "大桥").await;
    desk.edit(id, &desk.reporter, "新桥").await;
    let path = format!("/v1/editorial/articles/{id}/revisions");
    let before = async |number: i32| desk.chief.json(&format!("{path}/{number}/compare")).await["before"].clone();
    assert_eq!([before(3).await, before(2).await, before(1).await], [json!(1), json!(1), json!(0)]);
    // Only those who see the draft.
    let other = app.sign_in("other", Role::Reporter).await;
    for number in [1, 3, 9] {
        refused(other.get(&format!("{path}/{number}/compare")).await, 404, "article_not_found").await;
    }
    refused(desk.chief.get(&format!("{path}/9/compare")).await, 404, "revision_not_found").await;
    refused(desk.chief.get(&format!("{path}/1/compare?with=9")).await, 404, "revision_not_found").await;
    for wrong in ["x/compare", "0/compare", "1/compare?with=-1", "1/compare?with=x", "1/compare?widh=1"] {
        refused(desk.chief.get(&format!("{path}/{wrong}")).await, 400, "invalid_parameter").await;
    }
}

#[rstest]
#[tokio::test]
async fn what_was_imported_and_replaced_is_compared_too(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    app.publish(&[article("a-1", "清河", "2026-03-14T09:30:00+08:00")]).await;
    app.publish(&[article("a-1", "大桥", "2026-03-14T09:30:00+08:00")]).await;
    let listed = app.json("/v1/articles").await;
    let id = listed["items"][0]["id"].as_str().unwrap();
    let compared = chief.json(&format!("/v1/editorial/articles/{id}/revisions/2/compare?with=1")).await;
    assert_eq!(fields(&compared), [("title", &json!("清河"), &json!("大桥"))]);
    assert_eq!(blocks(&compared), ["changed [delete 清河][insert 大桥]。正文一句。"]);
}

#[rstest]
#[tokio::test]
async fn files_are_shown_with_all_that_is_answered_of_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河大桥通车").await;
    let file = json!({"url": "https://img.example.org/bridge.jpg"});
    let pictured = json!({
        "cover": file, "media": [file],
        "body": {"format": "blocks", "blocks": [{"type": "image", "media": file}]},
    });
    assert_eq!(patch(&reporter, &path, "*", &pictured).await.status(), 200);
    let compared = reporter.json(&format!("{path}/revisions/2/compare")).await;
    let found = fields(&compared);
    assert_eq!(found.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), ["cover", "media"]);
    for shown in [found[0].2, &found[1].2[0], &compared["blocks"][0]["block"]["media"]] {
        assert_eq!((&shown["url"], &shown["id"], &shown["renditions"]), (&file["url"], &Value::Null, &json!([])));
    }
}
