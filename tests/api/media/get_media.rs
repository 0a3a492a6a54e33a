//! `GET /v1/editorial/media/{id}`.

use dibao::auth::Role;
use rstest::rstest;

use crate::support::pictures;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_picture_lists_what_it_can_be_had_in(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let settings = [("server.public_url", "https://api.example.org"), ("media.widths", "640, 320, 1280")];
    let Some(app) = App::start_with(kind, &settings).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let id = picture["id"].as_str().unwrap();
    let renditions = picture["renditions"].as_array().unwrap().iter();
    let renditions: Vec<_> = renditions
        .map(|one| (one["width"].as_u64().unwrap(), one["height"].as_u64().unwrap(), one["url"].as_str().unwrap()))
        .collect();
    let at = |file: &str| format!("https://api.example.org/media/{id}/{file}");
    let expected = [
        (320, 229, at("w320.webp")),
        (320, 229, at("w320.jpg")),
        (640, 457, at("w640.webp")),
        (640, 457, at("w640.jpg")),
        (700, 500, at("w1280.webp")),
        (700, 500, at("w1280.jpg")),
    ];
    let expected: Vec<_> = expected.iter().map(|(width, height, url)| (*width, *height, url.as_str())).collect();
    assert_eq!(renditions, expected);
    assert_eq!(picture["url"], at("original.jpg").as_str());
    assert_eq!(picture["uploaded_by"], "reporter (reporter)");

    let unknown = format!("/v1/editorial/media/{}", uuid::Uuid::now_v7());
    refused(reporter.get(&unknown).await, 404, "media_not_found").await;
    refused(reporter.get("/v1/editorial/media/x").await, 400, "invalid_parameter").await;
}
