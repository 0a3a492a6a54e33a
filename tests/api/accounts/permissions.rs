//! What the table of permissions says is what happens: every secured operation of the document, every kind of bad token, every
//! role. Operations that are added are tested without a word here.

use dibao::auth::{Permission, Role};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::access_tokens::forged;
use crate::support::{App, Kind, contract};

/// A secured operation: method, path with ids filled in, and the permission that it declares.
struct Secured {
    id: String,
    method: Method,
    path: String,
    content_type: Option<String>,
    permission: Permission,
}

/// The operations that are never open.
fn secured() -> Vec<Secured> {
    let mut found = Vec::new();
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let Some([way]) = operation["security"].as_array().map(Vec::as_slice) else {
                assert!(!path.starts_with("/v1/editorial/") || id.ends_with("_token"), "{id} is open");
                continue;
            };
            let [word] = way["account"].as_array().unwrap().as_slice() else { panic!("{id} has not one permission") };
            let mut filled = path.clone();
            while let Some((head, rest)) = filled.split_once('{') {
                let (_, tail) = rest.split_once('}').unwrap();
                filled = format!("{head}{}{tail}", uuid::Uuid::now_v7());
            }
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
            found.push(Secured {
                id,
                method: method.to_uppercase().parse().unwrap(),
                path: filled,
                content_type: content.and_then(|content| content.keys().next().cloned()),
                permission: Permission::parse(word.as_str().unwrap()).expect("the permission is in the table"),
            });
        }
    }
    found
}

/// Asks for an operation with or without a token; status and problem code.
async fn ask(app: &App, operation: &Secured, authorization: Option<&str>) -> (u16, String) {
    let mut headers: Vec<(&str, &str)> = authorization.map(|value| ("authorization", value)).into_iter().collect();
    headers.extend(operation.content_type.as_deref().map(|value| ("content-type", value)));
    let body = operation.content_type.as_ref().map(|_| json!({}));
    let answer = app.send_with(operation.method.clone(), &operation.path, &headers, body.as_ref()).await;
    let status = answer.status().as_u16();
    let challenge = answer.headers().get("www-authenticate").is_some();
    assert_eq!(challenge, matches!(status, 401 | 403), "{}", operation.id);
    let problem: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default();
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

#[rstest]
#[tokio::test]
async fn no_bad_token_opens_anything(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let forged = forged(&app).await;
    let operations = secured();
    assert!(operations.len() > 10);
    for operation in &operations {
        assert_eq!(ask(&app, operation, None).await, (401, "unauthenticated".into()), "{}", operation.id);
        for (what, token, code) in &forged {
            let found = ask(&app, operation, Some(token)).await;
            assert_eq!(found, (401, (*code).to_owned()), "{} with {what}", operation.id);
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_role_may_what_the_table_says_and_nothing_else(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Reader) {
        for operation in secured() {
            // Some operations end what they were asked by: each is asked by somebody of its own.
            let name = format!("{}-{}", role.word(), operation.id.replace('_', "-"));
            let name: String = name.chars().take(64).collect();
            let signed = app.sign_in(&name, role).await;
            let (status, code) = ask(&app, &operation, Some(&format!("Bearer {}", signed.token))).await;
            let may = operation.permission.roles().contains(&role);
            let what = format!("{} as {}: {status} {code}", operation.id, role.word());
            assert_eq!(status == 403, !may, "{what}");
            assert!(status != 401 && status < 500, "{what}");
            assert!(may || code == "forbidden", "{what}");
        }
    }
}

#[tokio::test]
async fn the_document_shows_the_table_that_is_enforced() {
    let root = contract::document().root();
    let described = root["components"]["securitySchemes"]["account"]["description"].as_str().unwrap();
    for permission in Permission::ALL {
        let line = described.lines().find(|line| line.starts_with(&format!("| `{}`", permission.word()))).unwrap();
        let cells: Vec<&str> = line.split('|').skip(3).map(str::trim).collect();
        for (role, cell) in Role::ALL.iter().zip(cells) {
            assert_eq!(cell == "yes", permission.roles().contains(role), "{line}");
        }
    }
}
