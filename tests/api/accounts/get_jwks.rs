//! `GET /.well-known/jwks.json`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_signing_key_is_published(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    assert_eq!(app.json("/.well-known/jwks.json").await, json!({"keys": []}), "it is made at first need");
    let signed = app.sign_in("wang.xi", Role::Editor).await;
    let keys = app.json("/.well-known/jwks.json").await;
    let [key] = keys["keys"].as_array().unwrap().as_slice() else { panic!("{keys}") };
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
    assert!(key.get("d").is_none(), "the private half stays here");
    assert_eq!(app.json("/.well-known/jwks.json").await, keys);
    drop(signed);
}
