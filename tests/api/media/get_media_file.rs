//! `GET /media/{id}/{file}`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::Value;

use crate::support::pictures;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn pictures_are_served_whole_in_part_and_for_ever(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let jpeg = pictures::jpeg(700, 500, 1);
    let picture = reporter.uploaded(jpeg.clone()).await;
    let url = picture["url"].as_str().unwrap();
    let whole = app.get(url).await;
    assert_eq!(whole.status(), 200);
    let headers = whole.headers().clone();
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "bytes"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert_eq!(whole.bytes().await.unwrap(), jpeg);
    let etag = headers["etag"].to_str().unwrap();
    assert!(etag.starts_with('"'));
    assert_eq!(app.get_with(url, &[("if-none-match", etag)]).await.status(), 304);
    let head = app.send(Method::HEAD, url).await;
    assert_eq!(head.headers()["content-length"], jpeg.len().to_string().as_str());
    assert!(head.bytes().await.unwrap().is_empty());

    let size = jpeg.len();
    for (range, expected) in [
        ("bytes=0-99", 0..100),
        ("bytes=100-", 100..size),
        ("bytes=-50", size - 50..size),
        (&format!("bytes=10-{}", size * 2) as &str, 10..size),
    ] {
        let part = app.get_with(url, &[("range", range)]).await;
        assert_eq!(part.status(), 206, "{range}");
        let said = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(part.headers()["content-range"], said.as_str());
        assert_eq!(part.bytes().await.unwrap(), jpeg[expected], "{range}");
    }
    let beyond = app.get_with(url, &[("range", &format!("bytes={size}-") as &str)]).await;
    assert_eq!(
        (beyond.status().as_u16(), &beyond.headers()["content-range"]),
        (416, &format!("bytes */{size}").parse().unwrap())
    );
    for headers in [
        &[("range", "bytes=5-1")][..],
        &[("range", "lines=0-1")],
        &[("range", "bytes=0-1,5-6")],
        &[("range", "bytes=0-1"), ("if-range", "\"another\"")],
    ] {
        assert_eq!(app.get_with(url, headers).await.status(), 200, "{headers:?}");
    }
    let same = app.get_with(url, &[("range", "bytes=0-1"), ("if-range", etag)]).await;
    assert_eq!(same.status(), 206);
}

#[rstest]
#[tokio::test]
async fn a_query_behind_the_address_makes_no_difference(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let id = picture["id"].as_str().unwrap();
    for file in ["original.jpg", "w640.webp", "w640.jpg"] {
        let url = format!("/media/{id}/{file}");
        let plain = app.get(&url).await;
        let etag = plain.headers()["etag"].to_str().unwrap().to_owned();
        let bytes = plain.bytes().await.unwrap();
        for query in ["?v=2", "?from=timeline", "?", "?a=1&a=2", "?q=%zz", "?%00=%ff", "?min_seq=x"] {
            let answer = app.get(&format!("{url}{query}")).await;
            assert_eq!(
                (answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()),
                (200, etag.as_str()),
                "{query}"
            );
            assert_eq!(answer.bytes().await.unwrap(), bytes, "{query}");
            let held = app.get_with(&format!("{url}{query}"), &[("if-none-match", &etag)]).await;
            assert_eq!(held.status(), 304, "{query}");
            let part = app.get_with(&format!("{url}{query}"), &[("range", "bytes=0-9")]).await;
            assert_eq!((part.status().as_u16(), part.bytes().await.unwrap()), (206, bytes.slice(..10)), "{query}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_width_that_is_missing_is_answered_with_those_that_exist(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("media.widths", "200, 400")]).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::png(500, 300, 1)).await;
    let id = picture["id"].as_str().unwrap();
    for file in ["w640.webp", "w200.png", "w200.gif", "original.jpg", "w0200.webp", "w200", "large.jpg"] {
        let problem = app.refused(&format!("/media/{id}/{file}"), 404, "media_not_found").await;
        let detail = problem["detail"].as_str().unwrap();
        for named in ["`original.png`", "200, 400", "`w200.webp`", "`w200.jpg`"] {
            assert!(detail.contains(named), "{file}: {detail}");
        }
    }
    let nobody = app.refused("/media/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/w640.webp", 404, "media_not_found").await;
    assert!(!nobody["detail"].as_str().unwrap().contains("200, 400"), "{nobody}");
}

#[rstest]
#[tokio::test]
async fn renditions_are_made_once_and_never_larger(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    for bytes in [
        pictures::jpeg(700, 500, 1),
        pictures::png(700, 500, 1),
        pictures::webp(700, 500, 1),
        pictures::gif(700, 500, 2),
    ] {
        let picture = reporter.uploaded(bytes).await;
        for rendition in picture["renditions"].as_array().unwrap() {
            let url = rendition["url"].as_str().unwrap();
            let (one, other) = tokio::join!(app.get(url), app.get(url));
            assert_eq!((one.status().as_u16(), other.status().as_u16()), (200, 200), "{url}");
            assert_eq!(one.headers()["etag"], other.headers()["etag"]);
            let mime = format!("image/{}", rendition["format"].as_str().unwrap());
            assert_eq!(one.headers()["content-type"], mime.as_str());
            let bytes = one.bytes().await.unwrap();
            assert_eq!(bytes, other.bytes().await.unwrap());
            let image = image::load_from_memory(&bytes).unwrap();
            let size = (Value::from(image.width()), Value::from(image.height()));
            assert_eq!(size, (rendition["width"].clone(), rendition["height"].clone()), "{url}");
            let part = app.get_with(url, &[("range", "bytes=0-9")]).await;
            assert_eq!(part.bytes().await.unwrap(), bytes[..10]);
        }
    }
    let folder = app.settings.media.folder.join("rendition");
    let count = walk(&folder);
    assert_eq!(count, 4 * 3 * 2, "three widths in two formats of four pictures");
}

/// How many files are below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[rstest]
#[tokio::test]
async fn a_rendition_looks_like_its_picture(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(640, 480, 1)).await;
    let original = pictures::pixels(640, 480, 1);
    for format in ["webp", "jpg"] {
        let url = format!("/media/{}/w320.{format}", picture["id"].as_str().unwrap());
        let made = image::load_from_memory(&app.get(&url).await.bytes().await.unwrap()).unwrap().into_rgb8();
        let mut difference = 0_u64;
        for (x, y, pixel) in made.enumerate_pixels() {
            let same = original.get_pixel(x * 2, y * 2);
            difference += pixel.0.iter().zip(same.0).map(|(a, b)| u64::from(a.abs_diff(b))).sum::<u64>();
        }
        let mean = difference / u64::from(made.width() * made.height() * 3);
        assert!(mean < 12, "{format}: {mean}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_not_there_is_not_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("delivery.access", "key")]).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let id = picture["id"].as_str().unwrap();
    assert_eq!(app.get(&format!("/media/{id}/original.jpg")).await.status(), 200, "a page shows it without a key");
    for file in ["original.png", "w641.webp", "w320.gif", "w0320.webp", "w320", "320.webp", "..%2foriginal.jpg"] {
        app.refused(&format!("/media/{id}/{file}"), 404, "media_not_found").await;
    }
    app.refused(&format!("/media/{}/original.jpg", uuid::Uuid::now_v7()), 404, "media_not_found").await;
    app.refused("/media/x/original.jpg", 400, "invalid_parameter").await;
}
