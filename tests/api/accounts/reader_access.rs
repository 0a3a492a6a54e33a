//! Who may read: everybody, or who has a key.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn where_it_is_open_nobody_is_asked(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for headers in [vec![], vec![("authorization", "Bearer nonsense")], vec![("x-api-key", "nonsense")]] {
        let answer = app.get_with("/v1/articles", &headers).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public"));
    }
}

#[rstest]
#[tokio::test]
async fn where_it_is_not_a_key_is_needed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("delivery.access", "key")]).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let answer = admin.post("/v1/editorial/tokens", &json!({"name": "app", "role": "reader"})).await;
    let made: Value = answer.json().await.unwrap();
    let (key, id) = (made["secret"].as_str().unwrap(), made["token"]["id"].as_str().unwrap());
    assert!(key.starts_with("dibao_rk_"));
    for path in ["/v1/articles", "/v1/site", "/v1/search?q=x", "/v1/changes"] {
        refused(app.get(path).await, 401, "unauthenticated").await;
        refused(app.get_with(path, &[("x-api-key", "nonsense")]).await, 401, "token_invalid").await;
    }
    for path in ["/health/live", "/version", "/openapi.json", "/.well-known/jwks.json", "/v1/problems/forbidden"] {
        assert_eq!(app.get(path).await.status(), 200, "{path}");
    }
    let bearer = format!("Bearer {key}");
    for headers in [("x-api-key", key), ("authorization", &bearer)] {
        let answer = app.get_with("/v1/articles", &[headers]).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("private, max-age="));
        assert!(answer.headers()["vary"].to_str().unwrap().contains("Authorization, X-Api-Key"));
    }
    let both = [("x-api-key", key), ("authorization", bearer.as_str())];
    refused(app.get_with("/v1/articles", &both).await, 401, "token_invalid").await;
    assert_eq!(admin.get("/v1/articles").await.status(), 200);
    refused(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await, 403, "forbidden").await;
    let scoped = json!({"name": "machine", "role": "editor", "scopes": ["use_newsroom"]});
    let scoped: Value = admin.post("/v1/editorial/tokens", &scoped).await.json().await.unwrap();
    let headers = [("x-api-key", scoped["secret"].as_str().unwrap())];
    refused(app.get_with("/v1/articles", &headers).await, 403, "forbidden").await;
    assert_eq!(admin.delete(&format!("/v1/editorial/tokens/{id}")).await.status(), 204);
    refused(app.get_with("/v1/articles", &[("x-api-key", key)]).await, 401, "token_invalid").await;
}
