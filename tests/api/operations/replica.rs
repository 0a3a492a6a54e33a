//! A replica for reads that comes and goes.

use std::time::Duration;

use dibao::config::DatabaseUrl;
use dibao::store::Database;
use serde_json::json;

use crate::support::link::{self, Link};
use crate::support::{App, Kind, article, settings};

/// Waits until a link has carried more connections than before.
async fn used_again(link: &Link, before: usize) {
    for _ in 0..600 {
        if link.accepted() > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the replica is not used again");
}

#[tokio::test]
async fn reads_go_to_the_primary_while_the_replica_is_away() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let mut link = Link::cut_to(&url).await;
    let mut settings = settings(Kind::Postgres, &folder, &[("cache.memory_mb", "0")]).await.unwrap();
    settings.database.url = DatabaseUrl::Postgres(url.clone());
    settings.database.read_url = Some(DatabaseUrl::Postgres(link.url(&url)));
    // It need not be there at the start.
    let app = App::on(settings).await;
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    assert_eq!(app.walk("/v1/articles", "/title").await, [json!("一")]);
    for (title, day) in [("二", "2026-01-02"), ("三", "2026-01-03")] {
        let before = link.accepted();
        link.mend().await;
        used_again(&link, before).await;
        assert_eq!(app.get("/v1/articles").await.status(), 200);
        link.cut().await;
        for path in ["/v1/articles", "/v1/channels", "/v1/changes", "/v1/articles?total=true"] {
            assert_eq!(app.get(path).await.status(), 200, "{path}");
        }
        app.publish(&[article(title, title, day)]).await;
        assert_eq!(app.json("/v1/articles").await["items"][0]["title"], title);
        assert_eq!(app.json("/health/ready").await["reads"]["status"], "ok");
        // Background tasks read from the primary, too.
        app.indexed().await;
        app.rendered().await;
    }
}

#[tokio::test]
async fn a_replica_that_has_not_caught_up_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (Some(url), Some(behind)) = (link::database(&folder).await, link::database(&folder).await) else { return };
    let mut link = Link::cut_to(&behind).await;
    let mut settings = settings(Kind::Postgres, &folder, &[("cache.memory_mb", "0")]).await.unwrap();
    settings.database.url = DatabaseUrl::Postgres(url);
    settings.database.read_url = Some(DatabaseUrl::Postgres(link.url(&behind)));
    let app = App::on(settings).await;
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    link.mend().await;
    used_again(&link, 0).await;
    // It was looked at by now, or is being looked at; whatever comes of that, answers do not go back in time.
    for _ in 0..20 {
        assert_eq!(app.walk("/v1/articles", "/title").await, [json!("一")]);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_replica_that_can_never_be_used_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let mut settings = settings(Kind::Postgres, &folder, &[]).await.unwrap();
    settings.database.read_url = Some(DatabaseUrl::Postgres(format!("{url}_not_there")));
    settings.database.url = DatabaseUrl::Postgres(url);
    assert!(Database::open(&settings.database).await.is_err());
}
