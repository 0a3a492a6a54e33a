//! Who may read: everybody, or who has a key.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind, contract};

/// An operation that is not the newsroom's.
struct Open {
    id: String,
    method: Method,
    /// Path with ids filled in, and the query parameters that must be there.
    target: String,
    body: Option<Value>,
    /// Whether it is for readers, who may need a key; otherwise nobody ever does.
    is_delivery: bool,
}

impl Open {
    async fn ask(&self, app: &App, headers: &[(&str, &str)]) -> Response {
        app.send_with(self.method.clone(), &self.target, headers, self.body.as_ref()).await
    }
}

/// The operations of the document that are not the newsroom's.
async fn open(app: &App) -> Vec<Open> {
    let mut found = Vec::new();
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let ways = operation["security"].as_array().map_or(0, Vec::len);
            if ways == 1 || path.starts_with("/v1/editorial/") {
                continue;
            }
            let mut target = path.clone();
            while let Some((head, rest)) = target.split_once('{') {
                let (name, tail) = rest.split_once('}').unwrap();
                let value = if name == "code" { "not_found".to_owned() } else { first(app, head).await };
                target = format!("{head}{value}{tail}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten().map(contract::resolved) {
                if parameter["in"] == "query" && parameter["required"] == true {
                    let sign = if target.contains('?') { '&' } else { '?' };
                    let example = parameter["example"].to_string();
                    let example = example.trim_matches('"');
                    target = format!("{target}{sign}{}={example}", parameter["name"].as_str().unwrap());
                }
            }
            found.push(Open {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                target,
                body: operation.get("requestBody").map(|_| json!({"title": "清河大桥"})),
                is_delivery: ways > 1,
            });
        }
    }
    assert!(found.iter().filter(|operation| operation.is_delivery).count() > 20);
    found
}

/// The id of the first thing of a list; the nil id where there is none.
async fn first(app: &App, list: &str) -> String {
    let list: Value = app.get(list.trim_end_matches('/')).await.json().await.unwrap_or_default();
    list.pointer("/items/0/id").and_then(Value::as_str).unwrap_or("00000000-0000-0000-0000-000000000000").to_owned()
}

#[rstest]
#[tokio::test]
async fn every_operation_for_readers_is_open_to_everybody(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    app.indexed().await;
    let mut answered = 0;
    for operation in open(&app).await {
        for headers in [vec![], vec![("authorization", "Bearer nonsense")]] {
            let status = operation.ask(&app, &headers).await.status().as_u16();
            let what = format!("{} {}: {status}", operation.id, operation.target);
            assert!(status != 401 && status != 403 && status < 500, "{what}");
            answered += usize::from(status == 200);
        }
    }
    assert!(answered > 50, "{answered}");
}

#[rstest]
#[tokio::test]
async fn by_key_every_operation_for_readers_needs_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    app.indexed().await;
    let operations = open(&app).await;
    let mut settings = app.settings.clone();
    settings.delivery.access = dibao::config::Access::Key;
    let closed = App::on(settings).await;
    closed.indexed().await;
    let admin = closed.sign_in("admin", Role::Admin).await;
    let new = json!({"name": "app", "role": "reader"});
    let made: Value = admin.post("/v1/editorial/tokens", &new).await.json().await.unwrap();
    let key = [("x-api-key", made["secret"].as_str().unwrap())];
    for operation in operations {
        let held = operation.ask(&closed, &key).await.status().as_u16();
        assert!(held != 401 && held != 403 && held < 500, "{} with a key: {held}", operation.target);
        if operation.is_delivery {
            refused(operation.ask(&closed, &[]).await, 401, "unauthenticated").await;
            refused(operation.ask(&closed, &[("x-api-key", "nonsense")]).await, 401, "token_invalid").await;
        } else {
            let status = operation.ask(&closed, &[]).await.status().as_u16();
            assert!(status != 401 && status != 403, "{} is no reader's: {status}", operation.id);
        }
    }
}

/// The operations that are open on every site. Whoever adds one has decided that it needs no key.
const ALWAYS_OPEN: [&str; 9] = [
    "check_live",
    "check_ready",
    "get_jwks",
    "get_media_file",
    "get_openapi",
    "get_openapi_3_0",
    "get_preview",
    "get_problem",
    "get_version",
];

/// The operations by which somebody signs in or out: what they are sent is the key.
const SIGNING_IN: [&str; 3] = ["issue_token", "refresh_token", "revoke_token"];

#[rstest]
#[tokio::test]
async fn what_is_not_declared_open_needs_a_key(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("delivery.access", "key")]).await else { return };
    let mut open = Vec::new();
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let mut filled = path.clone();
            while let Some((head, rest)) = filled.split_once('{') {
                let (_, tail) = rest.split_once('}').unwrap();
                filled = format!("{head}0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f{tail}");
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            let status = app.send_with(method, &filled, &[], None).await.status().as_u16();
            if status != 401 && !SIGNING_IN.contains(&id) {
                open.push(id.to_owned());
            }
        }
    }
    open.sort_unstable();
    assert_eq!(open, ALWAYS_OPEN);
}

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
