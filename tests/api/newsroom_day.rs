//! The story that `examples/newsroom_day` plays, on both databases: every answer as the document describes it, everything in the
//! audit, and no secret in it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use dibao::auth::Role;
use rstest::rstest;
use serde_json::Value;

use crate::support::signed::PASSWORD;
use crate::support::{App, Kind, contract};

#[path = "../../examples/newsroom_day/story/mod.rs"]
mod story;

use story::teller::{Step, Teller};

/// The members of bodies that hold secrets.
const SECRETS: [&str; 5] = ["password", "old_password", "access_token", "refresh_token", "token"];

/// Plays the story, which has so many steps; the secrets that were sent and answered in it.
async fn play(app: &App, steps: usize) -> HashSet<String> {
    let secrets = Rc::new(RefCell::new(HashSet::new()));
    let noted = Rc::clone(&secrets);
    let listener = move |step: &Step<'_>| {
        let answer = step.answer;
        contract::check(&contract::Answer {
            method: &answer.method,
            target: &answer.path,
            status: answer.status.as_u16(),
            headers: &answer.headers,
            body: &answer.bytes,
        });
        let printed = step.to_string();
        for body in step.sent.into_iter().chain([&answer.json]) {
            let found: Vec<&str> = SECRETS.iter().filter_map(|name| body[*name].as_str()).collect();
            assert!(found.iter().all(|secret| !printed.contains(secret)), "{printed}");
            noted.borrow_mut().extend(found.into_iter().map(ToOwned::to_owned));
        }
    };
    let teller = Teller::new(&app.base, Box::new(listener)).unwrap();
    story::play(&teller, "admin", PASSWORD).await.unwrap();
    assert_eq!(teller.steps(), steps);
    secrets.take()
}

#[rstest]
#[tokio::test]
async fn a_day_can_be_played_twice_and_no_secret_is_in_the_audit(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("allow", "refuse")] unlisted: &str,
) {
    let Some(app) = App::start_with(kind, &[("sources.unlisted", unlisted)]).await else { return };
    app.account("admin", Role::Admin).await;
    // A refusal, and the reason that is read in the record.
    let steps = if unlisted == "refuse" { 144 } else { 142 };
    let mut secrets = play(&app, steps).await;
    secrets.extend(play(&app, steps).await);
    assert!(secrets.len() > 25, "{}", secrets.len());
    let auditor = app.sign_in("auditor", Role::Admin).await;
    let mut path = "/v1/editorial/audit?limit=100".to_owned();
    let mut lines: Vec<Value> = Vec::new();
    loop {
        let page = auditor.json(&path).await;
        lines.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/editorial/audit?limit=100&cursor={next}");
    }
    assert_eq!(lines.last().unwrap()["position"], 1, "all of it was read");
    let text = Value::from(lines).to_string();
    for secret in secrets.iter().map(String::as_str).chain(["$argon2", "dibao_rt_", "dibao_at_", "dibao_rk_"]) {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[rstest]
#[case::levels("review.levels", "1", "review.levels")]
#[case::an_upload("media.max_bytes", "1024", "uploads a picture: 201 was expected")]
#[case::a_width("media.widths", "320", "there is no webp 640 pixels wide")]
#[tokio::test]
async fn the_story_ends_at_the_first_answer_that_is_not_expected(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] setting: &str,
    #[case] value: &str,
    #[case] said: &str,
) {
    let Some(app) = App::start_with(kind, &[(setting, value)]).await else { return };
    app.account("admin", Role::Admin).await;
    let teller = Teller::new(&app.base, Box::new(|_| {})).unwrap();
    let wrong = story::play(&teller, "admin", "not the password").await.unwrap_err().to_string();
    assert!(wrong.contains("200 was expected") && wrong.contains("sign_in_failed"), "{wrong}");
    let other = story::play(&teller, "admin", PASSWORD).await.unwrap_err().to_string();
    assert!(other.contains(said), "{other}");
}
