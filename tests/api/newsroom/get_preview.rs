//! `GET /v1/preview/{token}`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use dibao::auth::Role;
use dibao::newsroom::preview;
use dibao_entity::preview_key;
use reqwest::Method;
use ring::hmac;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::create_preview_link::link;
use super::update_article::{begun, patch};
use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// All that can be compared between a preview and what readers are answered.
fn without(mut article: Value, members: &[&str]) -> Value {
    for member in members {
        article.as_object_mut().unwrap().remove(*member).unwrap();
    }
    article
}

/// A draft with something in every field.
async fn full(by: &crate::support::signed::Signed<'_>) -> String {
    let path = begun(by, "清河新桥通车").await;
    let said = json!({
        "external_id": "wire-1", "kicker": "引题", "subtitle": "副题", "short_title": "通车", "original_title": "【走读】清河新桥通车",
        "column_label": "走读", "summary": "两年建成。", "notes": [{"kind": "editor", "label": "编者按", "text": "按语。"}],
        "body": {"format": "text", "value": "一、通车\n清河新桥昨日通车。"}, "channel": "zong-he", "column": "zou-du-qing-he",
        "source": "yun-xi-ri-bao", "source_label": "云溪日报▪头版", "people": [{"person": "luo-ping-ling", "role": "editor"}],
        "tags": ["fang-xun"], "cover": {"url": "https://img.example.org/1.jpg"}, "media": [{"url": "https://img.example.org/2.jpg"}],
        "original_url": "https://www.example.org/1.html", "ai_label": {"kind": "assisted", "text": "图表由人工智能辅助。"},
        "published_at": "2026-03-14T09:30:00+08:00",
    });
    let answer = patch(by, &path, "*", &said).await;
    let status = answer.status();
    assert_eq!(status, 200, "{}", answer.text().await.unwrap());
    path
}

#[rstest]
#[tokio::test]
async fn it_shows_what_readers_will_see(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let desk = Desk::open(&app).await;
    let path = full(&desk.reporter).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    let link = link(&desk.reporter, &path, &json!({})).await;
    let preview = link["path"].as_str().unwrap();
    let answer = app.get(preview).await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-robots-tag"), "noindex, nofollow");
    assert_eq!(header("referrer-policy"), "no-referrer");
    let before: Value = answer.json().await.unwrap();
    assert_eq!((&before["title"], &before["seq"]), (&json!("清河新桥通车"), &json!(0)));
    app.refused(&format!("/v1/articles/{id}"), 404, "article_not_found").await;

    let id = id.parse().unwrap();
    desk.approve(id).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    for form in ["", "?body=html&include=channel,column,source", "?body=markdown", "?body=text&fields=title,body"] {
        let published = app.json(&format!("/v1/articles/{id}{form}")).await;
        assert_eq!(app.json(&format!("{preview}{form}")).await, published, "{form}");
    }
    let published = app.json(&format!("/v1/articles/{id}")).await;
    // What moves with the moment of publication; `published_at` is what the draft says.
    let moving = ["seq", "updated_at", "first_published_at", "channel", "column", "source", "tags"];
    assert_eq!(without(before.clone(), &moving), without(published.clone(), &moving));
    for name in ["channel", "column", "source", "tags"] {
        assert_eq!(before[name], published[name], "{name}");
    }

    // A later revision does not show through an earlier link, and readers see nothing of it.
    patch(&desk.reporter, &path, "*", &json!({"title": "清河新桥昨日通车", "slug": "qing-he-er"})).await;
    assert_eq!(app.json(preview).await, published);
    let later = super::create_preview_link::link(&desk.chief, &path, &json!({})).await;
    let shown = app.json(later["path"].as_str().unwrap()).await;
    assert_eq!(
        (&shown["title"], &shown["slug"], &shown["revision"]),
        (&json!("清河新桥昨日通车"), &json!("qing-he-er"), &json!(3))
    );
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await, published);
    // What readers do not see any more can be looked at still, and nothing of what was taken back for good.
    desk.done(&desk.chief, id, "unpublish", json!({"reason": "核实。"})).await;
    assert_eq!(app.json(preview).await["title"], "清河新桥通车");
    desk.done(&desk.chief, id, "withdraw", json!({"reason": "legal"})).await;
    let gone = app.refused(preview, 410, "article_withdrawn").await;
    assert_eq!(gone["withdrawal"]["reason"], "legal");
    app.refused(later["path"].as_str().unwrap(), 410, "article_withdrawn").await;
}

#[rstest]
#[tokio::test]
async fn nothing_else_is_a_link_and_a_link_is_nothing_else(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    // Before there is a key, too.
    app.refused("/v1/preview/dibao_pv_AAAA", 404, "preview_not_found").await;
    let path = begun(&reporter, "清河").await;
    let made = link(&reporter, &path, &json!({})).await;
    let token = made["token"].as_str().unwrap();
    let mut answers = std::collections::HashSet::new();
    let id = path.rsplit('/').next().unwrap();
    let altered = format!("{}{}", &token[..token.len() - 1], if token.ends_with('A') { 'Q' } else { 'A' });
    for wrong in
        [altered.as_str(), &reporter.token, &reporter.refresh, id, "x", "dibao_pv_", "%E6%A1%A5", &format!("{token}A")]
    {
        let mut problem = app.refused(&format!("/v1/preview/{wrong}"), 404, "preview_not_found").await;
        let members = problem.as_object_mut().unwrap();
        members.remove("request_id");
        let instance = members.remove("instance").unwrap();
        assert!(!instance.to_string().contains("dibao_"), "{instance}");
        answers.insert(problem.to_string());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let bearer = format!("Bearer {token}");
    let as_account = app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await;
    refused(as_account, 401, "token_invalid").await;
    app.refused(&format!("/v1/preview/{token}?include=related"), 400, "invalid_parameter").await;
    assert_eq!(app.send(Method::HEAD, &format!("/v1/preview/{token}")).await.status(), 200);
    let kept = app.cache.size();
    assert_eq!(app.json(&format!("/v1/preview/{token}")).await["title"], "清河");
    assert_eq!(app.cache.size(), kept, "no preview is kept");
}

/// The path of a link signed by hand with the service's key.
async fn signed(app: &App, purpose: &str, article: Uuid, revision: i32, expires_at_s: i64) -> String {
    use dibao::store::Reads;
    use sea_orm::{EntityTrait, QueryTrait};
    let key = app.db.current.one::<preview_key::Model>(&preview_key::Entity::find().into_query()).await.unwrap();
    let key = URL_SAFE_NO_PAD.decode(key.unwrap().secret).unwrap();
    let said = [article.as_bytes().as_slice(), &revision.to_be_bytes(), &expires_at_s.to_be_bytes()].concat();
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &[purpose.as_bytes(), &said].concat());
    format!("/v1/preview/dibao_pv_{}", URL_SAFE_NO_PAD.encode([said.as_slice(), signature.as_ref()].concat()))
}

#[rstest]
#[tokio::test]
async fn it_ends_with_its_time_its_draft_and_its_key(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    let first = link(&reporter, &path, &json!({})).await;
    let first = first["path"].as_str().unwrap();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let now = Utc::now().timestamp();
    let purpose = "dibao preview link 1\n";
    assert_eq!(app.json(&signed(&app, purpose, id, 1, now + 60).await).await["title"], "清河");
    app.refused(&signed(&app, purpose, id, 1, now - 1).await, 410, "preview_expired").await;
    app.refused(&signed(&app, purpose, id, 2, now + 60).await, 404, "preview_not_found").await;
    app.refused(&signed(&app, "", id, 1, now + 60).await, 404, "preview_not_found").await;
    app.db.primary.transaction(async |tx| preview::key::replace(tx).await).await.unwrap();
    app.refused(first, 404, "preview_not_found").await;
    let second = link(&reporter, &path, &json!({})).await;
    let second = second["path"].as_str().unwrap();
    // The keys of access tokens have nothing to do with it.
    app.db.primary.transaction(async |tx| app.gate.keys.replace(tx).await).await.unwrap();
    assert_eq!(app.json(second).await["title"], "清河");
    app.db.primary.transaction(async |tx| dibao::newsroom::delete(tx, id).await).await.unwrap();
    app.refused(second, 404, "preview_not_found").await;
}

#[rstest]
#[tokio::test]
async fn it_is_open_where_readers_need_a_key(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("delivery.access", "key")]).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    let made = link(&reporter, &path, &json!({})).await;
    assert_eq!(app.json(made["path"].as_str().unwrap()).await["title"], "清河");
    app.refused("/v1/articles", 401, "unauthenticated").await;
}
