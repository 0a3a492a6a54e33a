//! What is said of a source that becomes part of another one moves there.

use dibao::auth::Role;
use dibao::catalog::sourcing::{query, save};
use rstest::rstest;
use serde_json::{Value, json};

use super::create_source::begun;
use super::replace_source_authorisations::put;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn other_names_and_periods_move_and_what_both_say_is_said_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    let holder = |source: &Value| query::Holder {
        id: source["id"].as_str().unwrap().parse().unwrap(),
        slug: source["slug"].as_str().unwrap().to_owned(),
        name: source["name"].as_str().unwrap().to_owned(),
    };
    let winner = begun(&chief, &json!({"name": "北湾晚报", "aliases": ["北湾"]})).await;
    let loser = begun(&chief, &json!({"name": "北湾晚报社", "aliases": ["北湾报业"]})).await;
    let both = json!({"list": "名单", "status": "listed"});
    let frozen = json!({"list": "名单", "status": "frozen", "valid_from": "2022-01-01"});
    for (source, periods) in [(&winner, json!([both])), (&loser, json!([both, frozen]))] {
        let path = format!("/v1/editorial/sources/{}/authorisations", source["id"].as_str().unwrap());
        assert_eq!(put(&chief, &path, "*", &json!({"authorisations": periods})).await.status(), 200);
    }
    let moved = app.db.primary.transaction(async |tx| save::move_to(tx, &holder(&loser), &holder(&winner)).await);
    moved.await.unwrap();
    let read = |source: &Value| format!("/v1/editorial/sources/{}", source["id"].as_str().unwrap());
    let (winner, loser) = (chief.json(&read(&winner)).await, chief.json(&read(&loser)).await);
    assert_eq!(winner["aliases"], json!(["北湾", "北湾报业", "北湾晚报社"]));
    assert_eq!(winner["authorisations"].as_array().unwrap().len(), 2);
    assert_eq!((&loser["aliases"], &loser["authorisations"]), (&json!([]), &json!([])));
}
