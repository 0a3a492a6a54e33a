//! `merge_tag`.

use dibao::auth::Role;
use dibao::import::{export, jsonl, line::Reading};
use futures_util::join;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{merge, merged};
use crate::support::desk::Desk;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// A new tag.
async fn tag(by: &Signed<'_>, body: Value) -> Value {
    let answer = by.post("/v1/editorial/tags", &body).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// An article with tags.
fn tagged(number: usize, tags: &[&str]) -> Value {
    json!({
        "external_id": format!("t-{number}"), "title": format!("第{number}篇稿件"), "body": "正文。",
        "published_at": format!("2026-02-{:02}", number + 1), "tags": tags,
    })
}

/// The names of the tags of an article.
async fn tags_of(app: &App, number: usize) -> Vec<String> {
    let found = app.json(&format!("/v1/articles?external_id=t-{number}")).await;
    let tags = found["items"][0]["tags"].as_array().unwrap();
    tags.iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
}

/// The end of the log.
async fn head(app: &App) -> i64 {
    app.json("/v1/site").await["seq"].as_i64().unwrap()
}

#[rstest]
#[tokio::test]
async fn its_articles_are_those_of_the_other_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[
        tagged(1, &["防洪", "桥"]),
        tagged(2, &["防汛", "桥", "防洪"]),
        tagged(3, &["防洪", "桥", "防汛"]),
        tagged(4, &["防汛"]),
        tagged(5, &["桥"]),
    ])
    .await;
    let gone = app.json("/v1/tags/fang-hong").await;
    let stays = app.json("/v1/tags/fang-xun").await;
    assert_eq!((&gone["article_count"], &stays["article_count"]), (&json!(3), &json!(3)));
    let before = app.json("/v1/articles?external_id=t-1").await["items"][0].clone();
    let cached = app.get(&format!("/v1/articles/{}", before["id"].as_str().unwrap())).await.headers()["etag"].clone();
    let log_before = head(&app).await;
    let answer = merge(&editor, "tags/fang-hong", "\"v1\"", "fang-xun").await;
    assert_eq!(answer.status(), 200);
    let done: Value = answer.json().await.unwrap();
    assert_eq!(
        (&done["id"], &done["into"], &done["moved_articles"]),
        (&gone["id"], &json!({"id": stays["id"], "slug": "fang-xun", "name": "防汛"}), &json!(3))
    );
    assert_eq!(done["seq"], log_before + 5);
    // Lists, whatever name they are asked by, without waiting.
    for name in ["fang-xun", "fang-hong", gone["id"].as_str().unwrap(), stays["id"].as_str().unwrap()] {
        let read = app.json(&format!("/v1/tags/{name}")).await;
        assert_eq!((&read["id"], &read["article_count"]), (&stays["id"], &json!(4)), "{name}");
        assert_eq!(app.json(&format!("/v1/articles?tags={name}&total=true")).await["total"], 4, "{name}");
    }
    // Named once, where the first of them stood.
    assert_eq!(tags_of(&app, 1).await, ["防汛", "桥"]);
    assert_eq!(tags_of(&app, 2).await, ["防汛", "桥"]);
    assert_eq!(tags_of(&app, 3).await, ["防汛", "桥"]);
    assert_eq!(app.json("/v1/tags/qiao").await["article_count"], 4);
    assert_eq!(app.json("/v1/tags?total=true").await["total"], 2);
    // The article's content is as it was; its representation and its place in the log are not.
    let path = format!("/v1/articles/{}", before["id"].as_str().unwrap());
    let read = app.json(&path).await;
    assert_eq!((&read["updated_at"], &read["revision"]), (&before["updated_at"], &before["revision"]));
    assert!(read["seq"].as_i64().unwrap() > before["seq"].as_i64().unwrap());
    assert_ne!(app.get(&path).await.headers()["etag"], cached);
    // The log: the merge, the other, and each article with what filters saw.
    let log = app.json(&format!("/v1/changes?after={log_before}")).await;
    let lines = log["items"].as_array().unwrap();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["tag.merged", "tag.updated", "article.updated", "article.updated", "article.updated"]);
    assert_eq!(lines[0]["subject"]["id"], gone["id"]);
    let ids = |values: &Value| -> Vec<Value> {
        values["tags"].as_array().unwrap().iter().map(|tag| tag.get("id").unwrap_or(tag).clone()).collect()
    };
    assert_eq!(
        (ids(&lines[0]["before"]), ids(&lines[0]["after"])),
        (vec![gone["id"].clone()], vec![stays["id"].clone()])
    );
    for line in &lines[2..] {
        assert!(ids(&line["before"]).contains(&gone["id"]) && !ids(&line["after"]).contains(&gone["id"]), "{line}");
        assert!(ids(&line["after"]).contains(&stays["id"]), "{line}");
    }
    let seqs = app.json("/v1/articles?tags=fang-xun;qiao&sort=published_at").await;
    let seqs: Vec<i64> = seqs["items"].as_array().unwrap().iter().map(|one| one["seq"].as_i64().unwrap()).collect();
    let own = [lines[2]["seq"].as_i64().unwrap(), lines[3]["seq"].as_i64().unwrap(), lines[4]["seq"].as_i64().unwrap()];
    assert_eq!(seqs, own, "each article tells its own line");
    // Search follows.
    app.indexed().await;
    for name in ["fang-xun", "fang-hong"] {
        let found = app.json(&format!("/v1/search?q=稿件&tags={name}&min_seq={}", done["seq"])).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 4, "{name}");
    }
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=merge_tag").await;
    assert_eq!(audit["items"][0]["subject"], json!({"kind": "tag", "id": gone["id"], "name": "防洪"}));
    assert_eq!(audit["items"][0]["detail"]["moved_articles"], 3);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
    let kept = editor.json("/v1/editorial/tags/fang-hong").await;
    assert_eq!((&kept["former_slugs"], &kept["version"]), (&json!(["fang-hong"]), &json!(2)));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_one_is_refused_and_nothing_is_moved(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let one = tag(&editor, json!({"name": "防汛"})).await;
    tag(&editor, json!({"name": "防洪"})).await;
    tag(&editor, json!({"name": "防汛", "slug": "coded", "scheme": "medtop", "code": "20000145"})).await;
    let log = head(&app).await;
    for into in ["fang-xun", one["id"].as_str().unwrap(), "coded", "nothing", "Fang Xun", ""] {
        let problem = refused(merge(&editor, "tags/fang-xun", "*", into).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], "/into", "{problem}");
    }
    for body in [json!({}), json!({"into": null}), json!({"into": "fang-hong", "into_version": 1})] {
        let path = "/v1/editorial/tags/fang-xun/merge";
        let answer = editor.send(Method::POST, path, &[("if-match", "*")], Some(&body)).await;
        refused(answer, 422, "invalid_content").await;
    }
    refused(merge(&editor, "tags/none", "*", "fang-xun").await, 404, "tag_not_found").await;
    refused(merge(&editor, "tags/fang-xun", "\"v2\"", "fang-hong").await, 412, "precondition_failed").await;
    let bare = editor.post("/v1/editorial/tags/fang-xun/merge", &json!({"into": "fang-hong"})).await;
    refused(bare, 428, "precondition_required").await;
    assert_eq!(head(&app).await, log);
}

#[rstest]
#[tokio::test]
async fn a_merge_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let gone = tag(&editor, json!({"name": "防洪"})).await;
    tag(&editor, json!({"name": "防汛"})).await;
    let path = format!("/v1/editorial/tags/{}/merge", gone["id"].as_str().unwrap());
    let send = async |key: &str| {
        let headers = [("if-match", "\"v1\""), ("idempotency-key", key)];
        editor.send(Method::POST, &path, &headers, Some(&json!({"into": "fang-xun"}))).await
    };
    let (first, again) = (send("k-1").await.text().await.unwrap(), send("k-1").await.text().await.unwrap());
    assert_eq!(first, again);
    let log = head(&app).await;
    refused(send("k-2").await, 422, "invalid_content").await;
    assert_eq!(head(&app).await, log);
}

#[rstest]
#[tokio::test]
async fn of_two_that_are_to_become_each_other_one_does(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[tagged(1, &["甲乙"]), tagged(2, &["丙丁"]), tagged(3, &["甲乙", "丙丁"])]).await;
    let (one, other) = (app.json("/v1/tags/jia-yi").await, app.json("/v1/tags/bing-ding").await);
    let (id, other_id) = (one["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    let (path, other_path) = (format!("tags/{id}"), format!("tags/{other_id}"));
    let (a, b) = join!(merge(&editor, &path, "\"v1\"", other_id), merge(&editor, &other_path, "\"v1\"", id));
    let mut statuses = [a.status().as_u16(), b.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    let left = app.json("/v1/tags?total=true").await;
    assert_eq!((&left["total"], &left["items"][0]["article_count"]), (&json!(1), &json!(3)));
    for name in [id, other_id, "jia-yi", "bing-ding"] {
        assert_eq!(app.json(&format!("/v1/articles?tags={name}&total=true")).await["total"], 3, "{name}");
    }
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn one_after_the_other_all_lead_to_the_last(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[tagged(1, &["甲"]), tagged(2, &["乙"]), tagged(3, &["丙"])]).await;
    let first = app.json("/v1/tags/jia").await["id"].as_str().unwrap().to_owned();
    merged(&editor, "tags/jia", "yi").await;
    merged(&editor, "tags/jia", "bing").await;
    for name in ["jia", "yi", "bing", first.as_str()] {
        assert_eq!(app.json(&format!("/v1/articles?tags={name}&total=true")).await["total"], 3, "{name}");
    }
    // What drafts and articles refer to by a former name is in use.
    let delete = editor.send(Method::DELETE, "/v1/editorial/tags/bing", &[("if-match", "*")], None).await;
    refused(delete, 409, "in_use").await;
    // A slug that leads elsewhere is no one's to take.
    refused(editor.post("/v1/editorial/tags", &json!({"name": "新", "slug": "jia"})).await, 409, "slug_taken").await;
    // Another service that gets the whole is led as well.
    let mut lines = Vec::new();
    let zone = chrono_tz::Asia::Shanghai;
    export::export(&app.db.read, zone, export::What::Everything, &mut lines, |_| {}).await.unwrap();
    let Some(other) = App::start(kind).await else { return };
    let reading = Reading { zone, lang: "zh-Hans".into(), labels: false };
    let report = jsonl::import(&other.db.primary, "all", std::io::Cursor::new(lines), reading, |_| {}).await.unwrap();
    assert!(report.failed.is_empty(), "{report}");
    let led = other.beside().await;
    for name in ["jia", "yi", "bing", first.as_str()] {
        assert_eq!(led.json(&format!("/v1/articles?tags={name}&total=true")).await["total"], 3, "{name}");
    }
}

#[rstest]
#[tokio::test]
async fn drafts_and_earlier_revisions_are_read_as_naming_the_other(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("li", Role::Editor).await;
    tag(&editor, json!({"name": "防洪"})).await;
    let stays = tag(&editor, json!({"name": "防汛"})).await;
    let body = json!({"title": "两岸防洪", "tags": ["fang-hong", "fang-xun"]});
    let begun = desk.reporter.post("/v1/editorial/articles", &body).await;
    assert_eq!(begun.status(), 201);
    let article: Value = begun.json().await.unwrap();
    let id: uuid::Uuid = article["id"].as_str().unwrap().parse().unwrap();
    desk.approve(id).await;
    let path = format!("/v1/editorial/articles/{id}");
    let (version, digest) = (
        desk.reporter.json(&path).await["version"].clone(),
        desk.reporter.json(&format!("{path}/revisions/1")).await["digest"].clone(),
    );
    let done = merged(&editor, "tags/fang-hong", "fang-xun").await;
    assert_eq!(done["moved_articles"], 0);
    let only = json!([{"id": stays["id"], "slug": "fang-xun", "name": "防汛"}]);
    let read = desk.reporter.json(&path).await;
    assert_eq!((&read["content"]["tags"], &read["version"]), (&only, &version));
    let revision = desk.reporter.json(&format!("{path}/revisions/1")).await;
    assert_eq!((&revision["content"]["tags"], &revision["digest"]), (&only, &digest), "it is the text that was signed");
    // What names it by its former id alone keeps the other from being deleted.
    let delete = editor.send(Method::DELETE, "/v1/editorial/tags/fang-xun", &[("if-match", "*")], None).await;
    refused(delete, 409, "in_use").await;
    // It is published as it was approved, under the other.
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let published = app.json(&format!("/v1/articles/{id}")).await;
    assert_eq!(published["tags"].as_array().unwrap().len(), 1);
    assert_eq!(published["tags"][0]["id"], stays["id"]);
    assert_eq!(app.json("/v1/tags/fang-hong").await["article_count"], 1);
    // An earlier revision that is restored names the other.
    let patch = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
    let patched = desk.reporter.send(Method::PATCH, &path, &patch, Some(&json!({"tags": []}))).await;
    assert_eq!(patched.status(), 200);
    let restore = format!("{path}/revisions/1/restore");
    let restored = desk.reporter.send(Method::POST, &restore, &[("if-match", "*")], None).await;
    assert_eq!(restored.status(), 200);
    assert_eq!(desk.reporter.json(&path).await["content"]["tags"], only);
}

#[rstest]
#[tokio::test]
async fn what_is_published_meanwhile_stands_under_the_other(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("li", Role::Editor).await;
    tag(&editor, json!({"name": "防洪"})).await;
    tag(&editor, json!({"name": "防汛"})).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        let body = json!({"title": format!("第{number}篇"), "tags": ["fang-hong"]});
        let begun: Value = desk.reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
        let id: uuid::Uuid = begun["id"].as_str().unwrap().parse().unwrap();
        desk.approve(id).await;
        ids.push(id);
    }
    let publish = futures_util::future::join_all(
        ids.iter().map(|id| async { desk.step(&desk.chief, *id, "publish", json!({})).await.status().as_u16() }),
    );
    let (merged, published) = join!(merge(&editor, "tags/fang-hong", "*", "fang-xun"), publish);
    assert_eq!((merged.status().as_u16(), published), (200, vec![200; 4]));
    assert_eq!(app.json("/v1/articles?tags=fang-hong&total=true").await["total"], 4);
    assert_eq!(app.json("/v1/tags/fang-xun").await["article_count"], 4);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}

/// How long a large merge takes: `cargo test --test api -- --ignored --nocapture ten_thousand`.
#[rstest]
#[tokio::test]
#[ignore = "it takes minutes to make the articles"]
async fn ten_thousand_articles_are_moved_in_one_step(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    for part in 0..20 {
        let line = |number: usize| {
            json!({
                "external_id": format!("t-{part}-{number}"), "title": format!("第{part}批第{number}篇稿件"), "body": "正文。",
                "published_at": format!("2026-02-{:02}", number % 28 + 1), "tags": if number.is_multiple_of(2) { vec!["防洪"] } else { vec!["防洪", "防汛"] },
            })
        };
        app.publish(&(0..500).map(line).collect::<Vec<_>>()).await;
    }
    let began = std::time::Instant::now();
    let done = merged(&editor, "tags/fang-hong", "fang-xun").await;
    println!("{kind:?}: {} articles in {:?}", done["moved_articles"], began.elapsed());
    assert_eq!(done["moved_articles"], 10_000);
    assert_eq!(app.json("/v1/tags/fang-xun").await["article_count"], 10_000);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}
