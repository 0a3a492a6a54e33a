//! What `fields` may name according to the document is what the service takes.

use dibao::auth::Role;
use serde_json::{Value, json};

use crate::support::{App, Kind, contract};
use crate::{operations, parameters, root};

#[tokio::test]
async fn every_field_that_the_document_names_is_taken_and_no_other() {
    let app = App::demo(Kind::Sqlite).await.unwrap();
    app.indexed().await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let chief = app.sign_in("chief", Role::Chief).await;
    let link = chief.post(&format!("/v1/editorial/articles/{id}/preview-links"), &json!({})).await;
    let link: Value = link.json().await.unwrap();
    let mut tried = 0;
    for (path, item) in root()["paths"].as_object().unwrap() {
        let operations = ["get", "post"].into_iter().filter_map(|method| item.get(method));
        if path.starts_with("/v1/editorial/") {
            continue;
        }
        let [operation] = operations.collect::<Vec<_>>()[..] else { panic!("{path} has not one operation") };
        let parameters = parameters(operation);
        let Some(fields) = parameters.iter().find(|parameter| parameter["name"] == "fields") else { continue };
        let words = contract::resolved(&fields["schema"]["items"])["enum"].as_array().unwrap();
        let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        let mut target = path.replace("{id}", &id).replace("{token}", link["token"].as_str().unwrap());
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "path") {
            let example = parameter["example"].as_str().unwrap_or_default();
            target = target.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), example);
        }
        target.push_str(if path == "/v1/resolve" { "?path=/columns/zou-du-qing-he&fields=" } else { "?fields=" });
        for parameter in parameters.iter().filter(|one| one["in"] == "query" && one["required"] == true) {
            let example =
                format!("?{}={}&", parameter["name"].as_str().unwrap(), parameter["example"].as_str().unwrap());
            target = target.replace('?', &example);
        }
        let ask = async |fields: String| match operation.get("requestBody") {
            Some(_) => app.post(&format!("{target}{fields}"), &json!({"title": "清河大桥建成通车"})).await,
            None => app.get(&format!("{target}{fields}")).await,
        };
        for some in words.chunks(90) {
            assert_eq!(ask(some.join(",")).await.status(), 200, "{target}");
        }
        for wrong in [format!("{}.nothing", words[0]), "nothing".to_owned()] {
            assert_eq!(ask(wrong).await.status(), 400, "{target}");
        }
        tried += 1;
    }
    let with_fields = |operation: &'static Value| {
        let is_secured = operation["security"].as_array().is_some_and(|ways| ways.len() == 1);
        !is_secured && parameters(operation).iter().any(|one| one["name"] == "fields")
    };
    assert_eq!(tried, operations().into_iter().filter(|(_, operation)| with_fields(operation)).count());
}
