//! Access tokens that are not ours, or not any more.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dibao::accounts::{self, AccountState, Changes};
use dibao::auth::keyring::Keyring;
use dibao::auth::{Actor, Role};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};

use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind, database};

/// The parts of a token, decoded.
fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.');
    let mut part = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap()).unwrap();
    (part(), part())
}

/// Header and claims as they are signed.
fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// A token signed with a key.
fn signed(header: &Value, claims: &Value, key: &Ed25519KeyPair) -> String {
    let message = message(header, claims);
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// A key of nobody here.
fn foreign() -> Ed25519KeyPair {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()
}

/// The key that signs here, taken from the database.
async fn own(app: &App) -> Ed25519KeyPair {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let connection = Database::connect(database(&app.settings)).await.unwrap();
    let backend = connection.get_database_backend();
    let select = Statement::from_string(backend, "SELECT id FROM signing_key ORDER BY signs_from DESC");
    let row = connection.query_one_raw(select).await.unwrap().unwrap();
    own_of(app, &row.try_get::<String>("", "id").unwrap()).await
}

/// The key of an id, taken from the database.
async fn own_of(app: &App, id: &str) -> Ed25519KeyPair {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let connection = Database::connect(database(&app.settings)).await.unwrap();
    let backend = connection.get_database_backend();
    let select = Statement::from_string(backend, format!("SELECT private_key FROM signing_key WHERE id = '{id}'"));
    let row = connection.query_one_raw(select).await.unwrap().unwrap();
    let pem: String = row.try_get("", "private_key").unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).map(str::trim).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(der).unwrap();
    Ed25519KeyPair::from_pkcs8(&der).unwrap()
}

/// Values of `Authorization` that must not open anything: what each is, the value, and the code that is expected.
pub async fn forged(app: &App) -> Vec<(&'static str, String, &'static str)> {
    let chief = app.sign_in("forger", Role::Chief).await;
    let (header, claims) = parts(&chief.token);
    let key = own(app).await;
    let with = |changes: Value| {
        let mut changed = claims.clone();
        changed.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        changed
    };
    let under = |changes: Value| {
        let mut changed = header.clone();
        changed.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        changed
    };
    let now = chrono::Utc::now().timestamp();
    // The public key as the secret of HMAC: what a verifier falls for that believes what the header says.
    let confused = |secret: &[u8]| {
        let message = message(&under(json!({"alg": "HS256"})), &claims);
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, message.as_bytes())))
    };
    let jwk = app.json("/.well-known/jwks.json").await["keys"][0].to_string();
    let mut altered = chief.token.clone();
    let last = altered.pop().unwrap();
    let middle = chief.token.len() / 2;
    altered.push(last);
    let swap = if altered.as_bytes()[middle] == b'A' { "B" } else { "A" };
    altered.replace_range(middle..=middle, swap);
    let mut without = claims.clone();
    without.as_object_mut().unwrap().remove("exp");
    let tokens = vec![
        ("one that was altered", altered, "token_invalid"),
        ("one without a signature", format!("{}.", message(&header, &claims)), "token_invalid"),
        ("alg none", format!("{}.", message(&under(json!({"alg": "none"})), &claims)), "token_invalid"),
        ("HS256 with the public key's bytes", confused(key.public_key().as_ref()), "token_invalid"),
        ("HS256 with the published key", confused(jwk.as_bytes()), "token_invalid"),
        ("a foreign key under our id", signed(&header, &claims, &foreign()), "token_invalid"),
        ("a foreign key", signed(&under(json!({"kid": "another"})), &claims, &foreign()), "token_invalid"),
        ("no kid", signed(&under(json!({"kid": null})), &claims, &key), "token_invalid"),
        ("another kind", signed(&under(json!({"typ": "JWT"})), &claims, &key), "token_invalid"),
        ("another audience", signed(&header, &with(json!({"aud": "another"})), &key), "token_invalid"),
        ("another issuer", signed(&header, &with(json!({"iss": "another"})), &key), "token_invalid"),
        ("one of tomorrow", signed(&header, &with(json!({"nbf": now + 3_600})), &key), "token_invalid"),
        ("another account", signed(&header, &with(json!({"sub": uuid::Uuid::now_v7()})), &key), "token_invalid"),
        ("another session", signed(&header, &with(json!({"sid": uuid::Uuid::now_v7()})), &key), "token_invalid"),
        ("no end", signed(&header, &without, &key), "token_invalid"),
        ("one that has expired", signed(&header, &with(json!({"exp": now - 60})), &key), "token_expired"),
        ("a refresh token", chief.refresh.clone(), "token_invalid"),
        ("a token of a machine that nobody made", format!("dibao_at_{}", "0".repeat(72)), "token_invalid"),
        ("garbage", "garbage".to_owned(), "token_invalid"),
        ("a very long one", "a".repeat(8_000), "token_invalid"),
    ];
    let mut values: Vec<_> =
        tokens.into_iter().map(|(what, token, code)| (what, format!("Bearer {token}"), code)).collect();
    values.push(("no token", "Bearer".to_owned(), "token_invalid"));
    values.push(("a password", "Basic Zm9yZ2VyOmxhbXA=".to_owned(), "token_invalid"));
    // The same made by ourselves without a fault is taken: it is the fault that is refused.
    let sound = format!("bearer {}", signed(&header, &claims, &key));
    let answer = app.get_with("/v1/editorial/me", &[("authorization", &sound)]).await;
    assert_eq!(answer.status(), 200);
    values
}

#[rstest]
#[tokio::test]
async fn what_changes_of_an_account_counts_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("wang.xi", Role::Editor).await;
    let change = async |changes: Changes| {
        accounts::update(&app.db.primary, &Actor::command(), editor.id, accounts::whatever, changes).await.unwrap();
    };
    change(Changes { role: Some(Role::Chief), ..Changes::default() }).await;
    assert_eq!(editor.json("/v1/editorial/me").await["role"], "chief");
    change(Changes { state: Some(AccountState::Disabled), ..Changes::default() }).await;
    refused(editor.get("/v1/editorial/me").await, 401, "token_invalid").await;
    let again = app.post("/v1/editorial/token/refresh", &json!({"refresh_token": editor.refresh})).await;
    refused(again, 401, "refresh_token_invalid").await;
    change(Changes { state: Some(AccountState::Active), ..Changes::default() }).await;
    refused(editor.get("/v1/editorial/me").await, 401, "token_invalid").await;
}

#[rstest]
#[tokio::test]
async fn a_token_is_accepted_by_its_issuer_whatever_happens_to_keys_and_clock(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let keys = Keyring::new(app.db.current.clone(), app.db.primary.clone(), 900);
    let set = async |table: &'static str, column: &'static str, by_ms: i64| {
        let mut update = Query::update();
        update.table(table).value(column, Expr::col(column).add(by_ms));
        app.db.primary.transaction(async |tx| tx.execute(&update).await).await.unwrap();
    };
    let editor = app.sign_in("wang.xi", Role::Editor).await;
    let sign_in = async || {
        let answer = app.post("/v1/editorial/token", &json!({"name": "wang.xi", "password": PASSWORD})).await;
        answer.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned()
    };
    let me = async |token: &str| {
        let bearer = format!("Bearer {token}");
        app.get_with("/v1/editorial/me", &[("authorization", bearer.as_str())]).await.status().as_u16()
    };
    for _ in 0..3 {
        assert_eq!(me(&sign_in().await).await, 200);
        app.db.primary.transaction(async |tx| keys.replace(tx).await).await.unwrap();
        assert_eq!(me(&sign_in().await).await, 200, "all keys were replaced by another process");
        app.db.primary.transaction(async |tx| keys.rotate(tx).await).await.unwrap();
        assert_eq!(me(&sign_in().await).await, 200, "the key was rotated by another process");
    }
    // The clock is an hour behind what it was: keys, sessions and the account are from later.
    let hour = 3_600_000;
    for (table, columns) in [
        ("signing_key", &["created_at", "signs_from", "signs_until"][..]),
        ("account", &["created_at", "tokens_valid_from", "last_signed_in_at", "locked_until"][..]),
        ("session", &["created_at"][..]),
    ] {
        for column in columns {
            set(table, column, hour).await;
        }
    }
    let fresh = sign_in().await;
    assert_eq!(me(&fresh).await, 200);
    // A token whose time lies ahead is tolerated for as long as a token is valid.
    let (header, claims) = parts(&fresh);
    let key = own_of(&app, header["kid"].as_str().unwrap()).await;
    for (ahead, status) in [(60, 200), (890, 200), (1_000, 401)] {
        let mut claims = claims.clone();
        for name in ["iat", "nbf", "exp"] {
            claims[name] = (claims[name].as_i64().unwrap() + ahead).into();
        }
        assert_eq!(me(&signed(&header, &claims, &key)).await, status, "{ahead} s ahead");
    }
    drop(editor);
}

#[rstest]
#[tokio::test]
async fn keys_are_replaced_without_anybody_noticing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("wang.xi", Role::Editor).await;
    let kid = |token: &str| parts(token).0["kid"].as_str().unwrap().to_owned();
    let first = kid(&editor.token);
    // What another process does.
    let keys = Keyring::new(app.db.current.clone(), app.db.primary.clone(), 900);
    let (next, signs_from) = app.db.primary.transaction(async |tx| keys.rotate(tx).await).await.unwrap();
    assert!(signs_from > chrono::Utc::now().timestamp_millis() + 200_000, "it is published before it signs");
    let published = app.json("/.well-known/jwks.json").await;
    let published: Vec<&str> =
        published["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(published, [next.as_str(), first.as_str()]);
    assert_eq!(kid(&app.sign_in("li.na", Role::Editor).await.token), first, "the old one signs until then");
    assert_eq!(editor.get("/v1/editorial/me").await.status(), 200);
    let only = app.db.primary.transaction(async |tx| keys.replace(tx).await).await.unwrap();
    let later = app.sign_in("zhao.lei", Role::Editor).await;
    assert_eq!(kid(&later.token), only);
    assert_eq!(later.get("/v1/editorial/me").await.status(), 200, "what this instance issued it accepts at once");
    refused(editor.get("/v1/editorial/me").await, 401, "token_invalid").await;
}
