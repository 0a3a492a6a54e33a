//! Examples are real answers to requests for the sample articles; ids, cursors and times of writing are made the same.

use std::collections::HashMap;
use std::path::Path;

use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::support::contract::{self, Fit};
use crate::support::{App, Kind};
use crate::{operations, parameters, root};

/// What every cursor is shown as.
const CURSOR: &str = "AQBpe9a1vM-xQQAAAZvHiPQAAaILg8RPcY2Ai0z_gUPDsw";
/// What every time of writing is shown as.
const WRITTEN_AT: &str = "2026-03-15T09:30:00.125+08:00";

fn committed() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/examples.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_example_is_as_its_schema_says() {
    let mut shown = 0;
    for (id, operation) in operations() {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let content = contract::resolved(answer)["content"].as_object().into_iter().flatten();
            for (_, media) in content {
                for (name, example) in media["examples"].as_object().into_iter().flatten() {
                    let what = format!("the example {name} of {id} {status}");
                    contract::fits(&what, &media["schema"], Fit::Whole, &example["value"]);
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 20, "{shown}");
}

#[rstest]
#[tokio::test]
async fn every_example_is_what_the_service_answers(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    dibao::site::save::name_once(&app.db.primary, "清河在线").await.unwrap();
    app.publish_demo().await;
    app.indexed().await;
    let mut examples = committed();
    let updates = std::env::var_os("UPDATE_OPENAPI").is_some() && kind == Kind::Sqlite;
    if updates {
        examples.extend(missing(&examples));
    }
    let mut names = std::collections::HashSet::new();
    for example in &mut examples {
        let name = example["name"].as_str().unwrap().to_owned();
        assert!(names.insert(name.clone()), "{name} is there twice");
        let request = filled(&app, example["request"].as_str().unwrap()).await;
        let response = match example.get("body") {
            Some(body) => app.post(&request, body).await,
            None => app.get(&request).await,
        };
        assert_eq!(response.status().as_u16(), example["status"], "{name}: {request}");
        let mut answer: Value = response.json().await.unwrap();
        Mask::default().apply(&mut answer);
        if updates {
            example["value"] = answer;
        } else {
            assert_eq!(example["value"], answer, "{name}; run UPDATE_OPENAPI=1 cargo test --test openapi, twice");
        }
    }
    if updates {
        let text = format!("{}\n", serde_json::to_string_pretty(&examples).unwrap());
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/examples.json"), text).unwrap();
    }
}

/// An example for each operation that has none: the request with the examples of its required parameters and of its body.
fn missing(examples: &[Value]) -> Vec<Value> {
    let mut made = Vec::new();
    for (path, item) in root()["paths"].as_object().unwrap() {
        if dibao::web::document::illustrated::is_made(path) {
            continue;
        }
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            let is_json = operation["responses"]["200"]["content"].get("application/json").is_some();
            if !is_json || id.starts_with("get_openapi") || examples.iter().any(|one| one["operation"] == id) {
                continue;
            }
            let mut request = path.clone();
            for parameter in parameters(operation).iter().filter(|parameter| parameter["required"] == true) {
                let name = parameter["name"].as_str().unwrap();
                let example = if name == "id" { "{demo-001}" } else { parameter["example"].as_str().unwrap() };
                match parameter["in"].as_str() {
                    Some("path") => request = request.replace(&format!("{{{name}}}"), example),
                    _ => request.push_str(&format!("?{name}={example}")),
                }
            }
            let mut example = Map::new();
            example.insert("operation".into(), id.into());
            example.insert("status".into(), 200.into());
            example.insert("name".into(), id.into());
            example.insert("summary".into(), operation["summary"].clone());
            example.insert("request".into(), request.into());
            if let Some(body) = operation.pointer("/requestBody/content/application~1json") {
                let schema = contract::resolved(&body["schema"]);
                let shown = schema["properties"].as_object().into_iter().flatten();
                let shown = shown.filter_map(|(name, inner)| Some((name.clone(), inner["examples"].get(0)?.clone())));
                example.insert("body".into(), Value::Object(shown.collect()));
            }
            made.push(Value::Object(example));
        }
    }
    made
}

/// A request with the ids of articles in place of `{external id}`, and the end of the log in place of `{head}`.
async fn filled(app: &App, request: &str) -> String {
    let Some((head, rest)) = request.split_once('{') else { return request.to_owned() };
    let (external, tail) = rest.split_once('}').unwrap();
    if external == "head" {
        return format!("{head}{}{tail}", app.json("/v1/site").await["seq"]);
    }
    let found = app.json(&format!("/v1/articles?external_id={external}&fields=id")).await;
    format!("{head}{}{tail}", found["items"][0]["id"].as_str().unwrap())
}

/// Makes what differs from run to run the same.
#[derive(Default)]
struct Mask {
    ids: HashMap<String, String>,
}

impl Mask {
    fn apply(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                // Of articles the samples say when they changed; other things have just been written.
                let is_article = members.contains_key("published_at");
                for (name, inner) in members.iter_mut() {
                    match name.as_str() {
                        "next_cursor" | "prev_cursor" if inner.is_string() => *inner = json!(CURSOR),
                        "at" => *inner = json!(WRITTEN_AT),
                        "updated_at" if !is_article => *inner = json!(WRITTEN_AT),
                        "slug" if inner.is_string() => *inner = json!(told_apart(inner.as_str().unwrap())),
                        _ => self.apply(inner),
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.apply(value)),
            Value::String(text) => *text = self.text(text),
            _ => {}
        }
    }

    /// A text with each id in it by the order in which they appear; the nil id stays.
    fn text(&mut self, text: &str) -> String {
        let mut masked = String::new();
        let mut rest = text;
        while let Some(at) = (0..rest.len()).find(|at| rest.get(*at..at + 36).is_some_and(is_id)) {
            let count = self.ids.len() + 1;
            let shown = self.ids.entry(rest[at..at + 36].to_owned());
            masked.push_str(&rest[..at]);
            masked.push_str(shown.or_insert_with(|| format!("0195a2b4-7a10-7cc3-9f5e-{count:012x}")));
            rest = &rest[at + 36..];
        }
        masked + rest
    }
}

/// A slug in which the part of an id that tells it from another thing's is always the same.
fn told_apart(slug: &str) -> String {
    match slug.rsplit_once('-') {
        Some((name, tail)) if tail.len() == 12 && tail.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{name}-0195a2b47a10")
        }
        _ => slug.to_owned(),
    }
}

fn is_id(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.bytes().enumerate().all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { digit(byte) })
        && text != "00000000-0000-0000-0000-000000000000"
}
