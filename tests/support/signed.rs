//! Somebody who has signed in to the newsroom.

use dibao::accounts::{self, NewAccount};
use dibao::auth::{Actor, Password, Role};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::App;

/// The password of every account of a test.
pub const PASSWORD: &str = "third lamp by the bridge";

/// An account that has signed in, and the service it has signed in to.
pub struct Signed<'a> {
    app: &'a App,
    /// The account.
    pub id: Uuid,
    /// The name to sign in with.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The access token.
    pub token: String,
    /// The refresh token.
    pub refresh: String,
}

impl App {
    /// Makes an account with [`PASSWORD`].
    pub async fn account(&self, name: &str, role: Role) -> Uuid {
        let new = NewAccount {
            name: name.to_owned(),
            display_name: format!("{name} ({})", role.word()),
            role,
            password: Some(Password::new(PASSWORD).unwrap()),
        };
        let passwords = &self.gate.passwords;
        accounts::create(&self.db.primary, passwords, &Actor::command(), new).await.expect("the account is made").id
    }

    /// Makes an account of a role and signs in over HTTP.
    pub async fn sign_in(&self, name: &str, role: Role) -> Signed<'_> {
        let id = self.account(name, role).await;
        let answer = self.post("/v1/editorial/token", &json!({"name": name, "password": PASSWORD})).await;
        let status = answer.status();
        let tokens: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{tokens}");
        let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let (token, refresh) = (text("access_token"), text("refresh_token"));
        Signed { app: self, id, name: name.to_owned(), role, token, refresh }
    }
}

impl<'a> Signed<'a> {
    /// The service.
    pub fn app(&self) -> &'a App {
        self.app
    }
}

impl Signed<'_> {
    /// Gets a path.
    pub async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[], None).await
    }

    /// Posts JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// Puts JSON at a path.
    pub async fn put(&self, path: &str, body: &Value) -> Response {
        self.send(Method::PUT, path, &[], Some(body)).await
    }

    /// Changes what is at a path by a merge patch.
    pub async fn patch(&self, path: &str, body: &Value) -> Response {
        let headers = [("content-type", "application/merge-patch+json")];
        self.send(Method::PATCH, path, &headers, Some(body)).await
    }

    /// The same whatever state was seen.
    pub async fn patch_any(&self, path: &str, body: &Value) -> Response {
        let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
        self.send(Method::PATCH, path, &headers, Some(body)).await
    }

    /// Deletes what is at a path.
    pub async fn delete(&self, path: &str) -> Response {
        self.send(Method::DELETE, path, &[], None).await
    }

    /// Sends any request, with the token unless the headers bring an `authorization` of their own.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Response {
        let bearer = format!("Bearer {}", self.token);
        let mut all = headers.to_vec();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
            all.push(("authorization", &bearer));
        }
        self.app.send_with(method, path, &all, body).await
    }

    /// Posts bytes.
    pub async fn post_bytes(&self, path: &str, headers: &[(&str, &str)], bytes: impl Into<Vec<u8>>) -> Response {
        self.app.post_bytes(path, &self.token, headers, bytes.into()).await
    }

    /// Gets a path that must answer 200 with JSON.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).expect("the answer is JSON")
    }
}

/// Holds that an answer is a refusal with a code; the problem document.
pub async fn refused(answer: Response, status: u16, code: &str) -> Value {
    let found = answer.status().as_u16();
    let problem: Value = answer.json().await.unwrap();
    assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{problem}");
    problem
}
