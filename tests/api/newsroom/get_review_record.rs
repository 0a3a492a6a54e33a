use dibao::auth::Role;
use dibao::newsroom::review::check;
use rstest::rstest;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_record_can_be_checked_elsewhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    let path = format!("{}?texts=true", at(id, "review"));
    let saved = desk.chief.get(&path).await.bytes().await.unwrap();
    let record = check::read(&saved).unwrap();
    let whole = check::check(&record).unwrap();
    assert_eq!((whole.lines, whole.texts), (5, 1));
    let mut altered = record.clone();
    altered.lines[2].account.name = "somebody else".into();
    assert_eq!(check::check(&altered).unwrap_err().line, Some(3));
    let mut text = record;
    text.revisions[0].text = text.revisions[0].text.as_ref().map(|text| text.replace("清河", "云溪"));
    assert!(check::check(&text).is_err());
    let stranger = app.sign_in("stranger", Role::Reporter).await;
    refused(stranger.get(&path).await, 404, "article_not_found").await;
}
