//! A newsroom with somebody in each role, and drafts made as the newsroom makes them.

use dibao::articles::manuscript::{Fields, Manuscript};
use dibao::auth::{Actor, Role, Via};
use dibao::newsroom::{Draft, Stage};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::App;
use super::signed::Signed;

/// Somebody in each role.
pub struct Desk<'a> {
    pub app: &'a App,
    pub reporter: Signed<'a>,
    pub reviewers: [Signed<'a>; 3],
    pub chief: Signed<'a>,
}

/// The address of an article in the newsroom.
pub fn at(id: Uuid, step: &str) -> String {
    format!("/v1/editorial/articles/{id}/{step}")
}

impl<'a> Desk<'a> {
    pub async fn open(app: &'a App) -> Self {
        let reviewers = [
            app.sign_in("first", Role::Reviewer).await,
            app.sign_in("second", Role::Reviewer).await,
            app.sign_in("third", Role::Reviewer).await,
        ];
        Self {
            app,
            reporter: app.sign_in("reporter", Role::Reporter).await,
            reviewers,
            chief: app.sign_in("chief", Role::Chief).await,
        }
    }

    fn actor(who: &Signed<'_>) -> Actor {
        Actor { via: Via::Account, id: who.id, name: who.name.clone(), role: who.role, ..Actor::command() }
    }

    /// A draft of the reporter.
    pub async fn draft(&self, title: &str) -> Uuid {
        let id = Uuid::now_v7();
        let by = Self::actor(&self.reporter);
        let manuscript = Manuscript {
            fields: Fields { title: title.into(), lang: "zh-Hans".into(), ..Fields::default() },
            ..Manuscript::default()
        };
        let made = self.app.db.primary.transaction(async |tx| {
            dibao::articles::save::begin(tx, id, &manuscript.fields).await?;
            let mut draft = Draft {
                article: id,
                state: "draft".into(),
                slug: None,
                published_revision: 0,
                revision: 0,
                version: 0,
                stage: Stage::Draft,
                level: 0,
                title: title.into(),
                author: by.known_id(),
                author_name: Some(by.name.clone()),
                created_at: tx.now().timestamp_millis(),
                edited_at: 0,
                edited_by: None,
            };
            dibao::newsroom::revise(tx, &mut draft, &manuscript, None, &by).await
        });
        made.await.expect("the draft is made");
        id
    }

    /// Another revision of it.
    pub async fn edit(&self, id: Uuid, by: &Signed<'_>, title: &str) {
        let actor = Self::actor(by);
        let edited = self.app.db.primary.transaction(async |tx| {
            let mut draft = dibao::newsroom::query::draft(tx, id).await?.expect("the draft is there");
            let revision = dibao::newsroom::query::revision(tx, id, draft.revision).await?.expect("it has a text");
            let mut manuscript = revision.manuscript;
            manuscript.fields.title = title.into();
            dibao::newsroom::revise(tx, &mut draft, &manuscript, None, &actor).await
        });
        edited.await.expect("the draft is edited");
    }

    /// Takes a step whatever state was seen.
    pub async fn step(&self, by: &Signed<'_>, id: Uuid, step: &str, body: Value) -> Response {
        by.send(Method::POST, &at(id, step), &[("if-match", "*")], Some(&body)).await
    }

    /// The same, which must be answered 200.
    pub async fn done(&self, by: &Signed<'_>, id: Uuid, step: &str, body: Value) -> Value {
        let answer = self.step(by, id, step, body).await;
        let status = answer.status();
        let tag = answer.headers().get("etag").cloned();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{step}: {text}");
        let json: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(tag.unwrap(), format!("\"v{}\"", json["version"]).as_str());
        json
    }

    /// Brings the latest revision to its approval.
    pub async fn approve(&self, id: Uuid) -> Value {
        let mut last = self.done(&self.reporter, id, "submit", json!({})).await;
        for reviewer in &self.reviewers {
            last = self.done(reviewer, id, "approve", json!({"comment": "可以。"})).await;
        }
        last
    }

    /// A published article.
    pub async fn published(&self, title: &str) -> Uuid {
        let id = self.draft(title).await;
        self.approve(id).await;
        self.done(&self.chief, id, "publish", json!({})).await;
        id
    }

    /// Types and numbers of the lines of the change log about an article.
    pub async fn changes(&self, id: Uuid) -> Vec<(String, i64)> {
        let lines = self.app.json("/v1/changes?limit=1000").await;
        let lines = lines["items"].as_array().unwrap().iter().filter(|line| line["subject"]["id"] == id.to_string());
        lines.map(|line| (line["type"].as_str().unwrap().to_owned(), line["seq"].as_i64().unwrap())).collect()
    }

    /// The actions of the record.
    pub async fn actions(&self, id: Uuid) -> Vec<String> {
        let record = self.chief.json(&at(id, "review")).await;
        record["lines"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap().to_owned()).collect()
    }
}
