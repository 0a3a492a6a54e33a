//! `GET /v1/editorial/media`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::pictures;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// The ids of a list.
async fn ids(by: &Signed<'_>, query: &str) -> Vec<Value> {
    let page = by.json(&format!("/v1/editorial/media{query}")).await;
    page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn pictures_are_listed_newest_first_and_filtered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let mut made = Vec::new();
    for (by, bytes) in [
        (&reporter, pictures::jpeg(30, 20, 1)),
        (&reporter, pictures::png(30, 20, 2)),
        (&editor, pictures::jpeg(30, 20, 3)),
        (&reporter, pictures::jpeg(30, 20, 4)),
    ] {
        made.insert(0, by.uploaded(bytes).await["id"].clone());
    }
    assert_eq!(ids(&reporter, "").await, made);
    let own: Vec<Value> = [0, 2, 3].map(|at: usize| made[at].clone()).to_vec();
    assert_eq!(ids(&reporter, "?uploader=me").await, own);
    assert_eq!(ids(&editor, &format!("?uploader={}", reporter.id)).await, own);
    assert_eq!(ids(&editor, "?format=png").await, [made[2].clone()]);

    let first = reporter.json("/v1/editorial/media?limit=3&total=true").await;
    assert_eq!(first["total"], 4);
    let next = first["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&reporter, &format!("?limit=3&cursor={next}")).await, [made[3].clone()]);
    let second = reporter.json(&format!("/v1/editorial/media?limit=3&cursor={next}")).await;
    let back = second["prev_cursor"].as_str().unwrap();
    assert_eq!(ids(&reporter, &format!("?limit=3&cursor={back}")).await, made[..3]);
    for query in ["?limit=0", "?cursor=x", "?uploader=you", "?format=svg", &format!("?format=png&cursor={next}")] {
        let problem =
            refused(reporter.get(&format!("/v1/editorial/media{query}")).await, 400, "invalid_parameter").await;
        assert_ne!(problem["errors"], json!([]), "{query}");
    }
}
