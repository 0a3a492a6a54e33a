//! `GET /v1/editorial/collections`.

use rstest::rstest;
use serde_json::{Value, json};

use super::Board;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn all_are_listed_page_by_page_also_those_that_readers_do_not_see(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    board.made(json!({"name": "两会", "status": "hidden"})).await;
    let slugs = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap().to_owned()).collect()
    };
    let path = "/v1/editorial/collections";
    let first = board.editor.json(&format!("{path}?limit=2&total=true")).await;
    assert_eq!((slugs(&first), &first["total"]), (vec!["liang-hui".into(), "tou-tiao".into()], &json!(3)));
    let next = board.editor.json(&format!("{path}?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((slugs(&next), &next["next_cursor"]), (vec!["wang-du-qiao".into()], &json!(null)));
    let back = board.editor.json(&format!("{path}?limit=2&cursor={}", next["prev_cursor"].as_str().unwrap())).await;
    assert_eq!(slugs(&back), slugs(&first));
    for (status, expected) in [("hidden", "liang-hui"), ("open", "tou-tiao"), ("closed", "wang-du-qiao")] {
        assert_eq!(slugs(&board.editor.json(&format!("{path}?status={status}")).await), [expected]);
    }
    for wrong in ["status=ajar", "limit=0", "cursor=x", "colour=red"] {
        refused(board.editor.get(&format!("{path}?{wrong}")).await, 400, "invalid_parameter").await;
    }
}
