//! Every step of publication is a line of the audit, and of nothing that was refused is there one.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{Desk, at};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn who_published_what_when_and_from_where_is_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥长1208米").await;
    assert_eq!(desk.step(&desk.chief, id, "publish", json!({})).await.status(), 409);
    desk.approve(id).await;
    let later = "2126-03-16T06:00:00.000+08:00";
    desk.done(&desk.chief, id, "publish", json!({"at": later})).await;
    let any = [("if-match", "*")];
    assert_eq!(desk.chief.send(Method::DELETE, &at(id, "schedule"), &any, None).await.status(), 200);
    let published = desk.done(&desk.chief, id, "publish", json!({})).await;
    // What changes nothing is no act.
    desk.done(&desk.chief, id, "publish", json!({})).await;
    desk.edit(id, &desk.reporter, "清河大桥长1280米").await;
    desk.approve(id).await;
    let corrected = desk.done(&desk.chief, id, "correct", json!({"note": "应为1280米。"})).await;
    let hidden = desk.done(&desk.chief, id, "unpublish", json!({"reason": "等待核实"})).await;
    let again = desk.done(&desk.chief, id, "publish", json!({})).await;
    let withdrawn = desk.done(&desk.chief, id, "withdraw", json!({"reason": "legal", "note": "依法撤回。"})).await;
    assert_eq!(desk.step(&desk.chief, id, "publish", json!({})).await.status(), 410);

    let page = desk.chief.json(&format!("/v1/editorial/audit?subject={id}&limit=100")).await;
    let mut lines: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    lines.reverse();
    lines.retain(|line| line["actor"]["id"] == desk.chief.id.to_string());
    let told: Vec<(&str, &Value)> =
        lines.iter().map(|line| (line["action"].as_str().unwrap(), &line["detail"])).collect();
    let expected = [
        ("publish_article", json!({"revision": 1, "at": "2126-03-15T22:00:00.000Z"})),
        ("cancel_schedule", json!({"because": "It was cancelled."})),
        ("publish_article", json!({"revision": 1, "seq": published["seq"]})),
        ("correct_article", json!({"revision": 2, "seq": corrected["seq"]})),
        ("unpublish_article", json!({"seq": hidden["seq"], "reason": "等待核实"})),
        ("publish_article", json!({"revision": 2, "seq": again["seq"]})),
        ("withdraw_article", json!({"seq": withdrawn["seq"], "reason": "legal"})),
    ];
    assert_eq!(told, expected.iter().map(|(action, detail)| (*action, detail)).collect::<Vec<_>>());
    for line in lines {
        assert_eq!(
            (&line["actor"]["kind"], &line["actor"]["name"]),
            (&json!("account"), &json!("chief (chief)")),
            "{line}"
        );
        assert_eq!((&line["address"], &line["subject"]["kind"]), (&json!("127.0.0.1"), &json!("article")), "{line}");
        assert!(line["at"].is_string() && line["request_id"].is_string(), "{line}");
    }
}
