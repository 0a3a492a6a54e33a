//! What lists say of an article's source on the day of publication, and what is published in spite of it.

use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind, article};

const REFUSE: [(&str, &str); 1] = [("sources.unlisted", "refuse")];

/// Makes a source of which one list says some periods.
async fn source(desk: &Desk<'_>, name: &str, periods: Value) -> String {
    let made = desk.chief.post("/v1/editorial/sources", &json!({"name": name})).await;
    let made: Value = made.json().await.unwrap();
    let path = format!("/v1/editorial/sources/{}/authorisations", made["id"].as_str().unwrap());
    let body = json!({"authorisations": periods});
    let put = desk.chief.send(reqwest::Method::PUT, &path, &[("if-match", "*")], Some(&body)).await;
    assert_eq!(put.status(), 200);
    made["slug"].as_str().unwrap().to_owned()
}

/// An approved article of a source.
async fn approved(desk: &Desk<'_>, title: &str, mut fields: Value) -> Uuid {
    fields["title"] = json!(title);
    fields["body"] = json!({"format": "html", "value": "<p>正文。</p>"});
    let made = desk.reporter.post("/v1/editorial/articles", &fields).await;
    let made: Value = made.json().await.unwrap();
    let id = made["id"].as_str().unwrap_or_else(|| panic!("{made}")).parse().unwrap();
    desk.approve(id).await;
    id
}

/// What readers are told of an article's source.
async fn told(app: &App, id: Uuid) -> Value {
    app.json(&format!("/v1/articles/{id}")).await["source"]["authorised_at_publication"].clone()
}

#[rstest]
#[tokio::test]
async fn what_lists_say_on_the_day_is_noted_and_stays(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    desk.chief.post("/v1/editorial/sources", &json!({"name": "早报"})).await;
    let early = approved(&desk, "早", json!({"source": "zao-bao"})).await;
    desk.done(&desk.chief, early, "publish", json!({})).await;
    assert_eq!(told(&app, early).await, "unknown", "no list was ever imported");
    let periods = json!([
        {"list": "名单", "status": "listed"},
        {"list": "名单", "status": "frozen", "valid_from": "2022-01-01", "valid_to": "2022-12-31"},
    ]);
    let listed = source(&desk, "晚报", periods).await;
    let now = approved(&desk, "今", json!({"source": listed})).await;
    // Midnight of the site's zone is the day before in UTC.
    let frozen = approved(&desk, "旧", json!({"source": listed, "published_at": "2022-01-01T00:00:00+08:00"})).await;
    let unlisted = approved(&desk, "无", json!({"source": "zao-bao"})).await;
    for (id, status) in [(now, "listed"), (frozen, "frozen"), (unlisted, "unlisted")] {
        desk.done(&desk.chief, id, "publish", json!({})).await;
        assert_eq!(told(&app, id).await, status);
    }
    // What was found out stays when the list says something else later, for corrections, too.
    let path = format!("/v1/editorial/sources/{listed}/authorisations");
    let gone = json!({"authorisations": [{"list": "名单", "status": "removed"}]});
    desk.chief.send(reqwest::Method::PUT, &path, &[("if-match", "*")], Some(&gone)).await;
    desk.edit(now, &desk.reporter, "今(改)").await;
    desk.approve(now).await;
    desk.done(&desk.chief, now, "correct", json!({"note": "更正。"})).await;
    assert_eq!(told(&app, now).await, "listed");
    // Imports find out what their lines do not say, and only that.
    let line = |id: &str, status: Option<&str>| {
        let mut line = article(id, id, "2026-01-01");
        line["source"] = json!("晚报");
        if let Some(status) = status {
            line["authorised_at_publication"] = json!(status);
        }
        line
    };
    app.publish(&[line("a-1", None), line("a-2", Some("unknown")), line("a-3", Some("listed"))]).await;
    for (id, status) in [("a-1", "removed"), ("a-2", "unknown"), ("a-3", "listed")] {
        let found = app.json(&format!("/v1/articles?external_id={id}")).await;
        assert_eq!(found["items"][0]["source"]["authorised_at_publication"], status, "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_not_listed_is_refused_unless_somebody_says_why(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &REFUSE).await else { return };
    let desk = Desk::open(&app).await;
    let frozen = source(&desk, "晚报", json!([{"list": "名单", "status": "frozen"}])).await;
    let own = approved(&desk, "自", json!({})).await;
    desk.done(&desk.chief, own, "publish", json!({})).await;
    let id = approved(&desk, "冻", json!({"source": frozen})).await;
    let at = json!({"at": "2126-03-16T06:00:00+08:00"});
    for body in [json!({}), at.clone()] {
        let problem = refused(desk.step(&desk.chief, id, "publish", body).await, 409, "source_not_authorised").await;
        assert_eq!(problem["authorisation"], "frozen");
    }
    let bad = desk.step(&desk.chief, id, "publish", json!({"source_override": "a\u{7}"})).await;
    refused(bad, 422, "invalid_content").await;
    assert!(desk.changes(id).await.is_empty());
    let published = desk.done(&desk.chief, id, "publish", json!({"source_override": "当地应急部门提供。"})).await;
    assert_eq!((told(&app, id).await, &published["state"]), (json!("frozen"), &json!("published")));
    let record = desk.chief.json(&crate::support::desk::at(id, "review")).await;
    assert_eq!(record["lines"].as_array().unwrap().last().unwrap()["comment"], "当地应急部门提供。");
    let audit = desk.chief.json("/v1/editorial/audit?action=publish_article&limit=1").await;
    assert_eq!(audit["items"][0]["detail"]["source_override"], "当地应急部门提供。");
    // A later revision from the same source needs no other reason; one from another source does.
    desk.edit(id, &desk.reporter, "冻(改)").await;
    desk.approve(id).await;
    desk.done(&desk.chief, id, "correct", json!({"note": "更正。"})).await;
    source(&desk, "无名报", json!([])).await;
    let moved = json!({"source": "wu-ming-bao"});
    let path = format!("/v1/editorial/articles/{id}");
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
    let patched = desk.reporter.send(reqwest::Method::PATCH, &path, &headers, Some(&moved)).await;
    assert_eq!(patched.status(), 200);
    desk.approve(id).await;
    let again = desk.step(&desk.chief, id, "correct", json!({"note": "更正。"})).await;
    assert_eq!(refused(again, 409, "source_not_authorised").await["authorisation"], "unlisted");
    assert_eq!(told(&app, id).await, "frozen");
}

#[rstest]
#[tokio::test]
async fn the_schedule_holds_to_it_and_fails_where_everybody_sees_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start_with(kind, &REFUSE).await else { return };
    let desk = Desk::open(&app).await;
    let listed = source(&desk, "晚报", json!([{"list": "名单", "status": "listed"}])).await;
    source(&desk, "早报", json!([{"list": "名单", "status": "removed"}])).await;
    let (falls, goes) = (
        approved(&desk, "落", json!({"source": listed})).await,
        approved(&desk, "行", json!({"source": "zao-bao"})).await,
    );
    let at = "2126-03-16T06:00:00+08:00";
    desk.done(&desk.chief, falls, "publish", json!({"at": at})).await;
    desk.done(&desk.chief, goes, "publish", json!({"at": at, "source_override": "有授权书。"})).await;
    let path = format!("/v1/editorial/sources/{listed}/authorisations");
    let none = json!({"authorisations": []});
    desk.chief.send(reqwest::Method::PUT, &path, &[("if-match", "*")], Some(&none)).await;
    app.pass_hours(&[falls, goes]).await;
    for _ in 0..100 {
        let schedule = desk.chief.json("/v1/editorial/schedule").await;
        let failed = schedule["items"].as_array().unwrap().iter().any(|item| !item["failed_at"].is_null());
        if failed && !desk.changes(goes).await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let schedule = desk.chief.json("/v1/editorial/schedule").await.to_string();
    assert!(schedule.contains("source_not_authorised"), "{schedule}");
    assert!(desk.changes(falls).await.is_empty());
    assert_eq!(told(&app, goes).await, "removed");
    // A reason goes with what it was said for: what is changed before it is due needs another one.
    let other = approved(&desk, "改", json!({"source": "zao-bao"})).await;
    desk.done(&desk.chief, other, "publish", json!({"at": at, "source_override": "有授权书。"})).await;
    desk.edit(other, &desk.reporter, "改了").await;
    desk.approve(other).await;
    refused(desk.step(&desk.chief, other, "publish", json!({})).await, 409, "source_not_authorised").await;
}
