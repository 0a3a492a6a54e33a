//! `POST /v1/editorial/token/revoke`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_session_ends_by_either_of_its_tokens(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let by_refresh = app.sign_in("one", Role::Editor).await;
    let by_access = app.sign_in("two", Role::Editor).await;
    for (signed, token) in [(&by_refresh, &by_refresh.refresh), (&by_access, &by_access.token)] {
        assert_eq!(app.post("/v1/editorial/token/revoke", &json!({"token": token})).await.status(), 204);
        refused(signed.get("/v1/editorial/me").await, 401, "token_invalid").await;
        let again = app.post("/v1/editorial/token/refresh", &json!({"refresh_token": signed.refresh})).await;
        refused(again, 401, "refresh_token_invalid").await;
        assert_eq!(app.post("/v1/editorial/token/revoke", &json!({"token": token})).await.status(), 204, "again");
    }
    assert_eq!(app.post("/v1/editorial/token/revoke", &json!({"token": "nonsense"})).await.status(), 204);
}
