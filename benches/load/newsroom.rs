//! Articles that are published while readers read.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// Time between two publications: ten a second.
const EVERY: Duration = Duration::from_millis(100);

/// A token that may publish.
pub fn token(of: &[&str]) -> String {
    let mut add = Command::new(env!("CARGO_BIN_EXE_dibao"));
    let output = add.args(of).args(["token", "add", "load", "--role", "chief", "--json"]).output().unwrap();
    let made: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    made["secret"].as_str().unwrap().to_owned()
}

/// Publishes until it is aborted.
pub fn publish(address: &str, token: &str) -> JoinHandle<()> {
    let base = format!("http://{address}/v1/editorial/articles");
    let token = token.to_owned();
    tokio::spawn(async move {
        let client = reqwest::Client::new();
        let mut clock = tokio::time::interval(EVERY);
        for number in 0_u64.. {
            clock.tick().await;
            let said =
                json!({"title": format!("快讯{number}"), "body": {"format": "text", "value": "清河新桥昨日通车。"}});
            let begun = client.post(&base).bearer_auth(&token).json(&said).send().await.unwrap();
            assert_eq!(begun.status(), 201, "{}", begun.text().await.unwrap());
            let tag = begun.headers()["etag"].to_str().unwrap().to_owned();
            let draft: Value = begun.json().await.unwrap();
            let url = format!("{base}/{}/publish", draft["id"].as_str().unwrap());
            let step = client.post(url).bearer_auth(&token).header("if-match", tag).json(&json!({}));
            let published = step.send().await.unwrap();
            assert!(published.status().is_success(), "{}", published.text().await.unwrap());
        }
    })
}
