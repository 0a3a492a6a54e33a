//! Names that scheduled articles reserve, and publications that failed.

use chrono::{TimeDelta, Utc};
use dibao::articles::save::Outcome;
use futures_util::future::join_all;
use reqwest::Response;
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind, article};

const UNREVIEWED: &[(&str, &str)] = &[("review.levels", "0")];

/// A time in an hour.
fn later() -> Value {
    json!({"at": (Utc::now() + TimeDelta::hours(1)).to_rfc3339()})
}

/// Begins an article over HTTP and submits it, which approves it.
async fn ready(desk: &Desk<'_>, body: Value) -> Uuid {
    let made = desk.reporter.post("/v1/editorial/articles", &body).await;
    let status = made.status();
    let made: Value = made.json().await.unwrap();
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap().parse().unwrap();
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    id
}

/// An article with a slug that is scheduled.
async fn scheduled(desk: &Desk<'_>, slug: &str) -> Uuid {
    let id = ready(desk, json!({"title": "甲", "slug": slug, "external_id": format!("id-{slug}")})).await;
    desk.done(&desk.chief, id, "publish", later()).await;
    id
}

/// Publishes or schedules an article whatever was seen.
async fn publish(desk: &Desk<'_>, id: Uuid, body: Value) -> Response {
    desk.step(&desk.chief, id, "publish", body).await
}

/// Waits until nothing of an article is pending; the article as the newsroom has it.
async fn settled(desk: &Desk<'_>, id: Uuid) -> Value {
    let path = format!("/v1/editorial/articles/{id}");
    for _ in 0..300 {
        if desk.chief.json(&path).await["scheduled_at"] == Value::Null {
            // What was read together with that may be from before it.
            return desk.chief.json(&path).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it stays scheduled");
}

/// Ids of the articles that a list of the newsroom has.
async fn listed(desk: &Desk<'_>, query: &str) -> Vec<String> {
    let page = desk.chief.json(&format!("/v1/editorial/articles?{query}&total=true")).await;
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["total"], items.len());
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn a_scheduled_article_keeps_others_from_its_slug_and_external_id(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start_with(kind, UNREVIEWED).await else { return };
    let desk = Desk::open(&app).await;
    let first = scheduled(&desk, "zhan-yong").await;
    // Publishing now, scheduling, and giving a published article another slug.
    let second = ready(&desk, json!({"title": "乙", "slug": "zhan-yong"})).await;
    for body in [json!({}), later()] {
        let problem = refused(publish(&desk, second, body).await, 409, "slug_taken").await;
        let holder = json!({"kind": "article", "id": first.to_string(), "slug": "zhan-yong", "name": "甲"});
        assert_eq!(problem["holder"], holder, "{problem}");
    }
    let renamed = ready(&desk, json!({"title": "丙", "slug": "bing"})).await;
    desk.done(&desk.chief, renamed, "publish", json!({})).await;
    desk.reporter.patch_any(&format!("/v1/editorial/articles/{renamed}"), &json!({"slug": "zhan-yong"})).await;
    desk.done(&desk.reporter, renamed, "submit", json!({})).await;
    let correction = desk.step(&desk.chief, renamed, "correct", json!({"note": "更名。"})).await;
    refused(correction, 409, "slug_taken").await;
    let third = ready(&desk, json!({"title": "丁", "external_id": "id-zhan-yong"})).await;
    for body in [json!({}), later()] {
        let problem = refused(publish(&desk, third, body).await, 409, "external_id_taken").await;
        assert_eq!(problem["holder"]["id"], first.to_string());
    }
    // An import has neither, also not as a former slug; one by another name is not in the way.
    let (mut by_slug, mut by_former) =
        (article("by-slug", "戊", "2026-01-02"), article("by-former", "己", "2026-01-02"));
    by_slug["slug"] = "zhan-yong".into();
    by_former["former_slugs"] = json!(["zhan-yong"]);
    let lines = [by_slug, by_former, article("id-zhan-yong", "庚", "2026-01-02"), article("free", "辛", "2026-01-02")];
    let outcomes = app.publish(&lines).await;
    assert!(matches!(outcomes[1..3], [Outcome::Refused(_), Outcome::Refused(_)]), "{outcomes:?}");
    assert!(matches!(outcomes[3], Outcome::Created(_)), "{outcomes:?}");
    if let Outcome::Created(id) = outcomes[0] {
        assert_ne!(app.json(&format!("/v1/articles/{id}")).await["slug"], "zhan-yong");
    }
    // The time comes, and the article has its names.
    app.pass_hours(&[first]).await;
    let out = settled(&desk, first).await;
    assert_eq!(
        (&out["state"], &out["slug"], &out["scheduled"]),
        (&json!("published"), &json!("zhan-yong"), &Value::Null)
    );
    let seen = app.json(&format!("/v1/articles/{first}")).await;
    assert_eq!((&seen["slug"], &seen["external_id"]), (&json!("zhan-yong"), &json!("id-zhan-yong")));
}

#[rstest]
#[tokio::test]
async fn a_slug_made_from_the_title_is_reserved_too(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, UNREVIEWED).await else { return };
    let desk = Desk::open(&app).await;
    let first = ready(&desk, json!({"title": "清河大桥"})).await;
    desk.done(&desk.chief, first, "publish", later()).await;
    let asked = ready(&desk, json!({"title": "乙", "slug": "qing-he-da-qiao"})).await;
    refused(publish(&desk, asked, json!({})).await, 409, "slug_taken").await;
    let namesake = ready(&desk, json!({"title": "清河大桥"})).await;
    let other = desk.done(&desk.chief, namesake, "publish", json!({})).await;
    assert_ne!(other["slug"], "qing-he-da-qiao");
    let imported = app.publish(&[article("x", "清河大桥", "2026-01-02")]).await;
    assert!(matches!(imported[0], Outcome::Created(_)));
    app.pass_hours(&[first]).await;
    assert_eq!(settled(&desk, first).await["slug"], "qing-he-da-qiao");
}

#[rstest]
#[tokio::test]
async fn its_own_reservation_is_in_nobodys_way_and_is_given_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, UNREVIEWED).await else { return };
    let desk = Desk::open(&app).await;
    for end in ["cancelled", "changed", "returned", "deleted", "unpublished", "withdrawn", "published"] {
        let slug = format!("slug-{end}");
        let first = scheduled(&desk, &slug).await;
        // Scheduling it anew keeps it.
        desk.done(&desk.chief, first, "publish", json!({"at": (Utc::now() + TimeDelta::hours(2)).to_rfc3339()})).await;
        let second = ready(&desk, json!({"title": "乙", "slug": slug, "external_id": format!("id-{slug}")})).await;
        refused(publish(&desk, second, json!({})).await, 409, "slug_taken").await;
        let path = format!("/v1/editorial/articles/{first}");
        match end {
            "cancelled" | "changed" | "returned" | "deleted" => {
                let answer = match end {
                    "cancelled" => {
                        let any = [("if-match", "*")];
                        desk.chief.send(reqwest::Method::DELETE, &at(first, "schedule"), &any, None).await
                    }
                    "changed" => desk.reporter.patch_any(&path, &json!({"slug": "another"})).await,
                    "returned" => desk.step(&desk.reviewers[0], first, "return", json!({"comment": "再改。"})).await,
                    _ => {
                        let any = [("if-match", "*")];
                        desk.reporter.send(reqwest::Method::DELETE, &path, &any, None).await
                    }
                };
                assert!(answer.status().is_success(), "{end}: {}", answer.text().await.unwrap());
            }
            "published" => {
                desk.done(&desk.chief, first, "publish", json!({})).await;
                refused(publish(&desk, second, json!({})).await, 409, "slug_taken").await;
                continue;
            }
            _ => {
                // Of a published article whose next revision has the slug.
                desk.reporter.patch_any(&path, &json!({"slug": format!("before-{end}"), "external_id": null})).await;
                desk.done(&desk.reporter, first, "submit", json!({})).await;
                desk.done(&desk.chief, first, "publish", json!({})).await;
                desk.reporter.patch_any(&path, &json!({"slug": slug})).await;
                desk.done(&desk.reporter, first, "submit", json!({})).await;
                desk.done(&desk.chief, first, "publish", later()).await;
                refused(publish(&desk, second, json!({})).await, 409, "slug_taken").await;
                let (step, why) = match end {
                    "unpublished" => ("unpublish", json!({"reason": "核实。"})),
                    _ => ("withdraw", json!({"reason": "other"})),
                };
                desk.done(&desk.chief, first, step, why).await;
            }
        }
        let published = desk.done(&desk.chief, second, "publish", json!({})).await;
        assert_eq!(published["slug"], slug.as_str(), "{end}");
    }
}

#[rstest]
#[tokio::test]
async fn of_two_that_are_scheduled_at_once_with_one_slug_one_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, UNREVIEWED).await else { return };
    let desk = Desk::open(&app).await;
    let other = app.beside().await;
    for round in 0..3 {
        let body = json!({"title": "同名", "slug": format!("tong-{round}")});
        let (first, second) = (ready(&desk, body.clone()).await, ready(&desk, body).await);
        let bearer = format!("Bearer {}", desk.chief.token);
        let headers = [("if-match", "*"), ("authorization", bearer.as_str())];
        let (here, there, due) = (at(first, "publish"), at(second, "publish"), later());
        let answers = join_all([
            app.send_with(reqwest::Method::POST, &here, &headers, Some(&due)),
            other.send_with(reqwest::Method::POST, &there, &headers, Some(&due)),
        ]);
        let mut statuses: Vec<u16> = answers.await.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[rstest]
#[tokio::test]
async fn a_failed_publication_is_seen_on_the_article_and_found_in_the_list(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start_with(kind, UNREVIEWED).await else { return };
    let desk = Desk::open(&app).await;
    let (fails, waits) = (scheduled(&desk, "fails").await, scheduled(&desk, "waits").await);
    let idle = ready(&desk, json!({"title": "丙"})).await;
    app.publish(&[article("imported", "丁", "2026-01-02")]).await;
    let (fails_id, waits_id) = (fails.to_string(), waits.to_string());
    let mut both = vec![waits_id.clone(), fails_id.clone()];
    assert_eq!(listed(&desk, "schedule=pending").await, both);
    assert_eq!(listed(&desk, "schedule=failed").await, Vec::<String>::new());
    // Its text is not the one that was approved any more.
    let spoil = Query::update()
        .table("revision")
        .value("digest", "another")
        .and_where(Expr::col("article_id").eq(fails))
        .take();
    app.db.primary.transaction(async |tx| tx.execute(&spoil).await).await.unwrap();
    app.pass_hours(&[fails]).await;
    let article = settled(&desk, fails).await;
    let schedule = &article["scheduled"];
    assert_eq!((&article["state"], &schedule["revision"]), (&json!("draft"), &json!(1)));
    assert!(schedule["failed_at"].is_string(), "{schedule}");
    assert!(schedule["failure"].as_str().unwrap().starts_with("not_approved: "), "{schedule}");
    assert_eq!(listed(&desk, "schedule=failed").await, std::slice::from_ref(&fails_id));
    assert_eq!(listed(&desk, "schedule=pending").await, [waits_id]);
    both.reverse();
    assert_eq!(listed(&desk, "schedule=pending,failed").await, both);
    assert_eq!(listed(&desk, "schedule=failed&stage=approved&state=draft&author=me").await, Vec::<String>::new());
    assert_eq!(listed(&desk, "schedule=failed&stage=approved&state=draft").await, [fails_id]);
    let page = desk.chief.json("/v1/editorial/articles?schedule=failed").await;
    assert_eq!(page["items"][0]["scheduled"], *schedule);
    assert_eq!(page["items"][0]["scheduled_at"], Value::Null);
    let idle = desk.chief.json(&format!("/v1/editorial/articles/{idle}")).await;
    assert_eq!(idle["scheduled"], Value::Null);
    refused(desk.chief.get("/v1/editorial/articles?schedule=late").await, 400, "invalid_parameter").await;
    // What failed is in nobody's way.
    let other = ready(&desk, json!({"title": "乙", "slug": "fails", "external_id": "id-fails"})).await;
    assert_eq!(desk.done(&desk.chief, other, "publish", json!({})).await["slug"], "fails");
}
