//! `import_authorisations`.

use dibao::auth::Role;
use encoding_rs::GB18030;
use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};

use super::create_source::begun;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

const LIST: &str = "/v1/editorial/authorisations?list=%E5%90%8D%E5%8D%95";

async fn import(by: &Signed<'_>, path: &str, table: impl Into<Vec<u8>>) -> Response {
    by.post_bytes(path, &[("content-type", "text/csv")], table).await
}

async fn imported(by: &Signed<'_>, path: &str, table: impl Into<Vec<u8>>) -> Value {
    let answer = import(by, path, table).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[rstest]
#[tokio::test]
async fn a_list_takes_the_place_of_itself_and_the_same_again_changes_nothing(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    begun(&chief, &json!({"name": "北湾晚报", "aliases": ["北湾晚报社"]})).await;
    begun(&chief, &json!({"name": "东港日报"})).await;
    begun(&chief, &json!({"name": "要闻", "parent": "dong-gang-ri-bao"})).await;
    let head = app.json("/v1/changes").await["next_after"].as_i64().unwrap();
    let table = "名称,类别,状态,生效日期,失效日期\n北湾晚报社,地方新闻单位,在列,2021-10-20,\n要闻,,frozen,2022/1/1,2022/12/31\n要闻,,removed,2023-01-01,\n无人知晓报,,,,\n";
    let first = imported(&chief, LIST, GB18030.encode(table).0.into_owned()).await;
    assert_eq!(
        first,
        json!({
            "list": "名单", "created": 0, "changed": 2, "unchanged": 0, "dropped": 0, "unmatched_count": 1,
            "unmatched": [{"line": 5, "name": "无人知晓报"}], "seq": head + 2,
        })
    );
    let read = chief.json("/v1/editorial/sources/bei-wan-wan-bao").await;
    assert_eq!((&read["version"], &read["authorisations"][0]["valid_from"]), (&json!(2), &json!("2021-10-20")));
    assert_eq!(app.json("/v1/sources/yao-wen").await["authorisation"]["periods"].as_array().unwrap().len(), 2);
    let again = imported(&chief, LIST, format!("\u{feff}{table}")).await;
    assert_eq!((&again["changed"], &again["unchanged"], &again["seq"]), (&json!(0), &json!(2), &json!(null)));
    assert_eq!(app.json("/v1/changes").await["next_after"], head + 2);
    // Another list stands beside it; less of this one takes away what it said.
    imported(&chief, "/v1/editorial/authorisations?list=b", "name\n北湾晚报\n").await;
    let less = imported(&chief, LIST, "name\n东港日报\n").await;
    assert_eq!((&less["changed"], &less["dropped"]), (&json!(3), &json!(2)));
    let read = chief.json("/v1/editorial/sources/bei-wan-wan-bao").await;
    assert_eq!(read["authorisations"].as_array().unwrap().len(), 1);
    assert_eq!(read["authorisations"][0]["list"], "b");
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=import_authorisations").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 3);
    assert_eq!(audit["items"][2]["detail"]["unmatched"], 1);
}

#[rstest]
#[tokio::test]
async fn who_is_not_there_is_made_only_when_that_is_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    let table = "name,status\n甲报,listed\n甲报,frozen\n乙报,\n";
    let told = imported(&chief, LIST, table).await;
    assert_eq!((&told["unmatched_count"], &told["seq"]), (&json!(3), &json!(null)));
    assert_eq!(app.json("/v1/sources?total=true").await["total"], 0);
    let made = imported(&chief, &format!("{LIST}&create=true"), table).await;
    assert_eq!((&made["created"], &made["changed"], &made["unmatched"]), (&json!(2), &json!(2), &json!([])));
    assert_eq!(app.json("/v1/sources/jia-bao").await["authorisation"]["periods"].as_array().unwrap().len(), 2);
    let again = imported(&chief, &format!("{LIST}&create=true"), table).await;
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(2)));
}

#[rstest]
#[tokio::test]
async fn where_anything_is_wrong_nothing_is_done(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    for medium in ["北湾晚报", "东港日报"] {
        let medium = begun(&chief, &json!({"name": medium})).await;
        begun(&chief, &json!({"name": "要闻", "parent": medium["id"]})).await;
    }
    let head = app.json("/v1/changes").await["next_after"].clone();
    for (table, lines) in [
        ("name,status\n北湾晚报,listed\n东港日报,ok\n北湾晚报,gone\n", &[3, 4][..]),
        ("name\n要闻\n北湾晚报\n", &[2]),
        ("name\n北湾晚报\n北湾晚报\n", &[3]),
        ("nam\n北湾晚报\n", &[1]),
        ("", &[1]),
        ("{}", &[1]),
    ] {
        let problem = refused(import(&chief, LIST, table).await, 422, "invalid_content").await;
        let found: Vec<u64> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["line"].as_u64().unwrap()).collect();
        assert_eq!(found, lines, "{table}: {problem}");
    }
    refused(import(&chief, LIST, vec![0xff; 100]).await, 422, "invalid_content").await;
    let million = format!("name\n{}", "无\n".repeat(1_000_000));
    refused(import(&chief, LIST, million.clone()).await, 422, "invalid_content").await;
    refused(import(&chief, LIST, million.repeat(3)).await, 413, "body_too_large").await;
    refused(import(&chief, "/v1/editorial/authorisations", "name\na").await, 400, "invalid_parameter").await;
    refused(import(&chief, &format!("{LIST}&created=true"), "name\na").await, 400, "invalid_parameter").await;
    let json = chief.post_bytes(LIST, &[("content-type", "application/json")], b"{}").await;
    refused(json, 415, "unsupported_media_type").await;
    let editor = app.sign_in("editor", Role::Editor).await;
    refused(import(&editor, LIST, "name\n北湾晚报\n").await, 403, "forbidden").await;
    assert_eq!(app.json("/v1/changes").await["next_after"], head);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    let headers = [("content-type", "text/csv"), ("idempotency-key", "k-1")];
    let create = format!("{LIST}&create=true");
    let send = async |path: &str, table: &str| chief.post_bytes(path, &headers, table).await;
    let first = send(&create, "name\n甲报\n").await.text().await.unwrap();
    assert_eq!(send(&create, "name\n甲报\n").await.text().await.unwrap(), first);
    refused(send(&create, "name\n乙报\n").await, 422, "idempotency_key_reused").await;
    refused(send(LIST, "name\n甲报\n").await, 422, "idempotency_key_reused").await;
}
