//! Collections, as readers see them and as editors put them together.

mod create_collection;
mod delete_collection;
mod delete_collection_item;
mod get_collection;
mod get_editorial_collection;
mod list_collections;
mod list_editorial_collections;
mod place_collection_item;
mod replace_collection_items;
mod update_collection;

use dibao::auth::Role;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::App;
use crate::support::signed::Signed;

/// An editor on a site with the demo's articles.
pub struct Board<'a> {
    pub app: &'a App,
    pub editor: Signed<'a>,
}

/// The address of a collection in the newsroom.
pub fn at(collection: &str, rest: &str) -> String {
    format!("/v1/editorial/collections/{collection}{rest}")
}

/// An item of an arrangement.
pub fn item(article: &str, section: Option<&str>) -> Value {
    json!({"article": article, "section": section})
}

impl<'a> Board<'a> {
    pub async fn open(app: &'a App) -> Self {
        Self { app, editor: app.sign_in("editor", Role::Editor).await }
    }

    /// The id of a demo article.
    pub async fn id(&self, external_id: &str) -> String {
        let found = self.app.json(&format!("/v1/articles?external_id={external_id}&fields=id")).await;
        found["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The ids of demo articles.
    pub async fn ids(&self, external_ids: &[&str]) -> Vec<String> {
        let mut ids = Vec::new();
        for external_id in external_ids {
            ids.push(self.id(external_id).await);
        }
        ids
    }

    /// Makes a collection; its slug.
    pub async fn made(&self, body: Value) -> String {
        let answer = self.editor.post("/v1/editorial/collections", &body).await;
        assert_eq!(answer.status(), 201);
        let made: Value = answer.json().await.unwrap();
        made["slug"].as_str().unwrap().to_owned()
    }

    /// Sends a change of what was seen.
    pub async fn send(&self, method: Method, path: &str, seen: &str, body: Option<&Value>) -> Response {
        let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let mut headers = vec![("if-match", seen)];
        headers.extend(body.map(|_| ("content-type", kind)));
        self.editor.send(method, path, &headers, body).await
    }

    /// The same whatever the state is, which must be answered 200.
    pub async fn done(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let answer = self.send(method, path, "*", body).await;
        let (status, tag) = (answer.status(), answer.headers().get("etag").cloned());
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(tag.unwrap(), format!("\"v{}\"", json["version"]).as_str());
        json
    }

    /// Puts articles into a collection in this order.
    pub async fn arrange(&self, collection: &str, sections: Value, items: Vec<Value>) -> Value {
        let body = json!({"sections": sections, "items": items});
        self.done(Method::PUT, &at(collection, "/items"), Some(&body)).await
    }

    /// The articles of a collection in order, as readers see them.
    pub async fn shown(&self, collection: &str) -> Vec<String> {
        order(&self.app.json(&format!("/v1/collections/{collection}?limit=100")).await)
    }

    /// The types of the lines of the change log about collections after a number.
    pub async fn lines_after(&self, seq: i64) -> Vec<String> {
        let lines = self.app.json(&format!("/v1/changes?after={seq}&kind=collection&limit=1000")).await;
        lines["items"].as_array().unwrap().iter().map(|line| line["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The end of the log.
    pub fn head(&self) -> i64 {
        self.app.state.catalog().head.seq
    }
}

/// The ids of the items of an answer, in order.
pub fn order(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap();
    let id = |item: &Value| {
        item.get("article").filter(|id| id.is_string()).unwrap_or(&item["id"]).as_str().unwrap().to_owned()
    };
    items.iter().map(id).collect()
}
