//! Nobody sets by a body what is not theirs to set: every operation that reads JSON refuses members that it does not know.
//! Operations that are added are tested without a word here.

use std::collections::HashMap;

use dibao::auth::{Permission, Role};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind, contract, pictures};

/// What somebody may try to smuggle in.
const SMUGGLED: [&str; 6] = ["is_admin", "state", "version", "published_revision", "created_by", "__proto__"];

/// A body with the examples of the members that must be there.
fn least(schema: &'static Value) -> Map<String, Value> {
    let schema = contract::resolved(schema);
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let example = |name: &str| {
        let member = contract::resolved(&schema["properties"][name]);
        member.pointer("/examples/0").or_else(|| member.get("example")).cloned().unwrap_or_default()
    };
    required.map(|name| (name.to_owned(), example(name))).collect()
}

/// The id of a thing of a collection of the newsroom: the first of its list, or one that is made for it.
async fn one_of(app: &App, by: &Signed<'_>, collection: &str) -> String {
    let made = match collection {
        "accounts" => return app.account("somebody", Role::Reporter).await.to_string(),
        "articles" => by.post("/v1/editorial/articles", &json!({"title": "清河"})).await,
        "tokens" => by.post("/v1/editorial/tokens", &json!({"name": "x", "role": "reader"})).await,
        "media" => return by.uploaded(pictures::jpeg(70, 50, 1)).await["id"].as_str().unwrap().to_owned(),
        _ => {
            for list in [format!("/v1/editorial/{collection}"), format!("/v1/{collection}")] {
                let answer: Value = by.get(&list).await.json().await.unwrap_or_default();
                if let Some(id) = answer.pointer("/items/0/id").and_then(Value::as_str) {
                    return id.to_owned();
                }
            }
            let path = format!("/v1/editorial/{collection}");
            let schema = &contract::document().root()["paths"][&path]["post"]["requestBody"]["content"];
            by.post(&path, &least(&schema["application/json"]["schema"]).into()).await
        }
    };
    let made: Value = made.json().await.unwrap();
    let id = made.get("id").or_else(|| made.pointer("/token/id")).and_then(Value::as_str);
    id.unwrap_or_else(|| panic!("say how to make one of {collection}: {made}")).to_owned()
}

#[rstest]
#[tokio::test]
async fn members_that_nobody_asked_for_are_refused_everywhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let signed = [app.sign_in("chief", Role::Chief).await, app.sign_in("admin", Role::Admin).await];
    let mut things: HashMap<String, String> = HashMap::new();
    let mut tried = 0;
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let contents = operation.pointer("/requestBody/content").and_then(Value::as_object);
            let json = contents.and_then(|contents| contents.iter().find(|(kind, _)| kind.ends_with("json")));
            let Some((media_type, media)) = json.filter(|(media_type, _)| !media_type.contains("ndjson")) else {
                continue;
            };
            let needed = operation.pointer("/security/0/account/0").and_then(Value::as_str).and_then(Permission::parse);
            let may = |who: &&Signed<'_>| needed.is_none_or(|needed| needed.roles().contains(&who.role));
            let by = signed.iter().find(may).unwrap_or_else(|| panic!("{id} is for neither chief nor admin"));
            let mut target = path.clone();
            while let Some((head, rest)) = target.split_once('{') {
                let (name, tail) = rest.split_once('}').unwrap();
                let list = head.trim_start_matches("/v1/editorial/").trim_end_matches('/');
                let collection = if name == "article" { "articles".to_owned() } else { list.to_owned() };
                let value = if name == "number" {
                    "1".to_owned()
                } else if let Some(known) = things.get(&collection) {
                    known.clone()
                } else {
                    let made = one_of(&app, by, &collection).await;
                    things.insert(collection, made.clone());
                    made
                };
                target = format!("{head}{value}{tail}");
            }
            let schema = contract::resolved(&media["schema"]);
            let mut body = least(schema);
            let smuggled: Vec<&str> =
                SMUGGLED.into_iter().filter(|name| schema["properties"].get(name).is_none()).collect();
            assert!(smuggled.contains(&"is_admin"), "{id}");
            body.extend(smuggled.iter().map(|name| ((*name).to_owned(), true.into())));
            let headers = [("content-type", media_type.as_str()), ("if-match", "*")];
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = by.send(method, &target, &headers, Some(&body.into())).await;
            assert_eq!(answer.status(), 422, "{id}: {}", answer.text().await.unwrap());
            let problem = refused(answer, 422, "invalid_content").await;
            for name in smuggled {
                let error = json!({"pointer": format!("/{name}"), "code": "unknown"});
                let is_it = |found: &Value| found["pointer"] == error["pointer"] && found["code"] == error["code"];
                assert!(problem["errors"].as_array().unwrap().iter().any(is_it), "{id} takes {name}: {problem}");
            }
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried}");
}
