//! `Idempotency-Key` on everything that is created or imported.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{PASSWORD, Signed, refused};
use crate::support::{App, Kind, contract, pictures};

/// A body to send, twice.
enum Body {
    Json(Value),
    Bytes(&'static str, Vec<u8>),
}

/// A request of each operation that creates or imports: operation, path, body, and another body.
fn requests(article: &str) -> Vec<(&'static str, String, Body, Body)> {
    let json = |id, path: &str, one, other| (id, format!("/v1/editorial/{path}"), Body::Json(one), Body::Json(other));
    let named = |id, path| json(id, path, json!({"name": "其一"}), json!({"name": "其二"}));
    let csv = |text: &str| Body::Bytes("text/csv", text.as_bytes().to_vec());
    let account = |name: &str| json!({"name": name, "display_name": "王曦", "role": "reporter", "password": PASSWORD});
    let token = |name: &str| json!({"name": name, "role": "reporter", "scopes": [], "expires_in_days": 30});
    let form = |credit: &str| {
        let mut form = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n".to_vec();
        form.extend(pictures::png(40, 30, 9));
        form.extend(
            format!("\r\n--b\r\nContent-Disposition: form-data; name=\"credit\"\r\n\r\n{credit}\r\n--b--\r\n").bytes(),
        );
        Body::Bytes("multipart/form-data; boundary=b", form)
    };
    let media = || "/v1/editorial/media".to_owned();
    vec![
        json("create_account", "accounts", account("xi.wang"), account("na.li")),
        json("create_api_token", "tokens", token("其一"), token("其二")),
        json("create_article", "articles", json!({"title": "其一"}), json!({"title": "其二"})),
        json(
            "create_preview_link",
            &format!("articles/{article}/preview-links"),
            json!({"valid_minutes": 9}),
            json!({"valid_minutes": 8}),
        ),
        named("create_channel", "channels"),
        named("create_collection", "collections"),
        named("create_column", "columns"),
        named("create_person", "people"),
        named("create_source", "sources"),
        named("create_tag", "tags"),
        (
            "upload_media",
            media(),
            Body::Bytes("image/png", pictures::png(40, 30, 2)),
            Body::Bytes("image/png", pictures::png(40, 30, 3)),
        ),
        ("upload_media", media(), form("新华社"), form("路透社")),
        (
            "import_authorisations",
            "/v1/editorial/authorisations?list=a&create=true".to_owned(),
            csv("name\n云溪日报\n"),
            csv("name\n北湾晚报\n"),
        ),
        (
            "import_vocabulary",
            "/v1/editorial/tags/import?scheme=themes".to_owned(),
            csv("code,name\n1,媒体\n"),
            csv("code,name\n1,防洪\n"),
        ),
    ]
}

/// Sends a body with a key.
async fn send(by: &Signed<'_>, path: &str, key: &str, body: &Body) -> Response {
    match body {
        Body::Json(json) => by.send(Method::POST, path, &[("idempotency-key", key)], Some(json)).await,
        Body::Bytes(kind, bytes) => {
            by.post_bytes(path, &[("idempotency-key", key), ("content-type", kind)], bytes.clone()).await
        }
    }
}

/// Status, headers and body of an answer.
async fn said(answer: Response) -> (u16, [Option<String>; 3], Value) {
    let headers = ["etag", "location", "content-type"];
    let headers = headers.map(|name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()));
    (answer.status().as_u16(), headers, answer.json().await.unwrap())
}

/// The operations of the document that create or import.
fn creating() -> Vec<String> {
    let paths = contract::document().root()["paths"].as_object().unwrap().values();
    let posts = paths.filter_map(|item| item.get("post"));
    let creates = posts.filter(|operation| {
        let id = operation["operationId"].as_str().unwrap();
        operation["responses"].get("201").is_some() || id.starts_with("import_")
    });
    let mut ids = Vec::new();
    for operation in creates {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        assert!(parameters.into_iter().any(|one| one["name"] == "Idempotency-Key"), "{id} takes no Idempotency-Key");
        ids.push(id);
    }
    ids.sort();
    ids
}

#[rstest]
#[tokio::test]
async fn whatever_is_created_or_imported_is_so_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let article: Value = chief.post("/v1/editorial/articles", &json!({"title": "清河"})).await.json().await.unwrap();
    let requests = requests(article["id"].as_str().unwrap());
    let mut known: Vec<String> = requests.iter().map(|(id, ..)| (*id).to_owned()).collect();
    known.sort();
    known.dedup();
    assert_eq!(creating(), known, "each operation that creates or imports has a request here");
    for (number, (id, path, body, other)) in requests.iter().enumerate() {
        let by = if ["create_account", "create_api_token"].contains(id) { &admin } else { &chief };
        let key = format!("k-{number}");
        let head = app.json("/v1/changes").await["next_after"].clone();
        let first = said(send(by, path, &key, body).await).await;
        assert!([200, 201].contains(&first.0), "{id}: {first:?}");
        let after = app.json("/v1/changes").await["next_after"].clone();
        let again = send(by, path, &key, body).await;
        if *id == "create_api_token" {
            let problem = refused(again, 409, "already_created").await;
            assert_eq!(problem["id"], first.2["token"]["id"]);
            let kept = by.json(&format!("/v1/editorial/tokens/{}", problem["id"].as_str().unwrap())).await;
            assert_eq!(kept, first.2["token"]);
            assert_eq!(by.json("/v1/editorial/tokens").await["items"].as_array().unwrap().len(), 1);
        } else {
            assert_eq!(said(again).await, first, "{id}");
        }
        assert_eq!(app.json("/v1/changes").await["next_after"], after, "{id} does it once, after {head}");
        refused(send(by, path, &key, other).await, 422, "idempotency_key_reused").await;
        assert_eq!(send(by, path, "", body).await.status(), 400, "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn no_secret_is_in_the_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let article: Value = chief.post("/v1/editorial/articles", &json!({"title": "清河"})).await.json().await.unwrap();
    let mut secrets = vec![PASSWORD.to_owned(), admin.token.clone(), admin.refresh.clone()];
    for (number, (id, path, body, _)) in requests(article["id"].as_str().unwrap()).iter().enumerate() {
        let by = if ["create_account", "create_api_token"].contains(id) { &admin } else { &chief };
        for _ in 0..2 {
            let (_, _, answer) = said(send(by, path, &format!("k-{number}"), body).await).await;
            secrets.extend(["secret", "token"].iter().filter_map(|name| answer[name].as_str()).map(str::to_owned));
        }
    }
    // A token that was used, too.
    let token = secrets.iter().find(|secret| secret.starts_with("dibao_at_")).unwrap().clone();
    let bearer = format!("Bearer {token}");
    assert_eq!(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await.status(), 200);
    assert!(secrets.iter().any(|secret| secret.starts_with("dibao_pv_")), "{secrets:?}");
    app.gate.write_uses().await.unwrap();
    let stored = app.stored().await;
    assert!(stored.contains("xi.wang") && stored.contains("create_api_token"), "it is the database that is searched");
    for secret in &secrets {
        assert!(!stored.contains(secret.as_str()), "{secret}");
        // Nor are its random digits, without the prefix that identifies it in lists and the checksum.
        if let Some(digits) = secret.strip_prefix("dibao_at_") {
            assert!(!stored.contains(&digits[8..64]), "{secret}");
        }
        if let Some(signature) = secret.strip_prefix("dibao_pv_").and_then(|text| text.get(text.len() - 40..)) {
            assert!(!stored.contains(signature), "{secret}");
        }
    }
}
