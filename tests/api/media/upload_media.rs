//! `POST /v1/editorial/media`.

use std::path::Path;

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::pictures::{self, PLACE};
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else {
            found.push(entry.display().to_string());
        }
    }
    found
}

/// The bytes at a path.
async fn bytes(app: &App, path: &str) -> Vec<u8> {
    let answer = app.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

#[rstest]
#[tokio::test]
async fn a_picture_is_what_its_bytes_are(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    for (bytes, mime, size, moves) in [
        (pictures::jpeg(300, 200, 1), "image/jpeg", (300, 200), false),
        (pictures::png(40, 30, 2), "image/png", (40, 30), false),
        (pictures::webp(64, 48, 3), "image/webp", (64, 48), false),
        (pictures::gif(20, 10, 3), "image/gif", (20, 10), true),
        (pictures::gif(21, 10, 1), "image/gif", (21, 10), false),
    ] {
        // The type that is said does not count.
        let answer = reporter.upload("image/png", bytes.clone()).await;
        assert_eq!(answer.status(), 201, "{mime}");
        assert_eq!(answer.headers()["etag"], "\"v1\"");
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let picture: Value = answer.json().await.unwrap();
        let (width, height) = size;
        assert_eq!(
            [&picture["mime_type"], &picture["width"], &picture["height"], &picture["is_animated"]],
            [&json!(mime), &json!(width), &json!(height), &json!(moves)]
        );
        assert!(picture["dominant_color"].as_str().unwrap().starts_with('#'));
        assert_eq!(reporter.json(&location).await, picture);
        let served = app.get(picture["url"].as_str().unwrap()).await;
        assert_eq!(served.headers()["content-type"], mime);
        assert_eq!(served.bytes().await.unwrap(), bytes, "what had nothing to take out is served as it came");

        let again = reporter.upload(mime, bytes).await;
        assert_eq!(again.status(), 200);
        assert_eq!(again.json::<Value>().await.unwrap()["id"], picture["id"]);
    }
}

#[rstest]
#[tokio::test]
async fn what_a_picture_tells_of_its_maker_is_taken_out(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let plain = pictures::jpeg(300, 200, 1);
    let telling = pictures::with_exif(&plain, 6);
    assert!(telling.windows(PLACE.len()).any(|part| part == PLACE));
    let picture = reporter.uploaded(telling.clone()).await;
    // It lay on its side.
    assert_eq!((&picture["width"], &picture["height"]), (&json!(200), &json!(300)));
    let served = bytes(&app, picture["url"].as_str().unwrap()).await;
    for told in [PLACE, b"neighbour"] {
        assert!(!served.windows(told.len()).any(|part| part == told), "{}", String::from_utf8_lossy(told));
    }
    // What is seen is the same, coefficient for coefficient, and viewers turn it the same way.
    assert!(served.ends_with(&plain[plain.len() - 1_000..]));
    let mut decoder = image::ImageReader::with_format(std::io::Cursor::new(&served), image::ImageFormat::Jpeg)
        .into_decoder()
        .unwrap();
    assert_eq!(image::ImageDecoder::orientation(&mut decoder).unwrap().to_exif(), 6);
    let rendition = bytes(&app, picture["renditions"][0]["url"].as_str().unwrap()).await;
    let rendition = image::load_from_memory(&rendition).unwrap();
    assert_eq!((rendition.width(), rendition.height()), (200, 300));

    let upright = reporter.uploaded(pictures::with_exif(&plain, 1)).await;
    assert_eq!(bytes(&app, upright["url"].as_str().unwrap()).await, plain);
    let answer = reporter.upload("image/jpeg", plain).await;
    assert_eq!(answer.status(), 200, "without its EXIF it is the same picture");
    assert_eq!(answer.json::<Value>().await.unwrap()["id"], upright["id"]);

    let commented = reporter.uploaded(pictures::grey_png(8, 8, 8 * 9)).await;
    let served = bytes(&app, commented["url"].as_str().unwrap()).await;
    assert!(!served.windows(4).any(|part| part == b"tEXt"));
    assert_eq!(image::load_from_memory(&served).unwrap().width(), 8);
}

#[rstest]
#[tokio::test]
async fn hostile_files_are_refused_and_leave_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("media.max_megapixels", "10")]).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let jpeg = pictures::jpeg(300, 200, 1);
    let png = pictures::png(60, 60, 1);
    let gif = pictures::gif(30, 30, 2);
    let webp = pictures::webp(60, 60, 1);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    for (what, bytes, code) in [
        ("nothing", Vec::new(), "unsupported_image"),
        ("a text", b"a picture, honestly".to_vec(), "unsupported_image"),
        ("an SVG", svg, "unsupported_image"),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), "unsupported_image"),
        ("a ZIP", b"PK\x03\x04\x14\0\0\0\0\0".to_vec(), "unsupported_image"),
        ("half a JPEG", half(&jpeg), "broken_image"),
        ("a JPEG without its end", jpeg[..jpeg.len() - 2].to_vec(), "broken_image"),
        ("the beginning of a JPEG", jpeg[..20].to_vec(), "broken_image"),
        ("half a PNG", half(&png), "broken_image"),
        ("half a GIF", half(&gif), "broken_image"),
        ("a GIF without its end", gif[..gif.len() - 1].to_vec(), "broken_image"),
        ("half a WebP", half(&webp), "broken_image"),
        ("a row too long", pictures::grey_png(30_001, 1, 30_002), "image_too_large"),
        ("a column too high", pictures::grey_png(1, 30_001, 2 * 30_001), "image_too_large"),
        ("a bomb", pictures::grey_png(4_000, 4_000, 4_001 * 4_000), "image_too_large"),
        ("the header of a bomb", pictures::grey_png(u32::MAX >> 1, u32::MAX >> 1, 100), "image_too_large"),
    ] {
        let problem = refused(reporter.upload("image/jpeg", bytes).await, 422, code).await;
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    assert_eq!(files(&app.settings.media.folder), Vec::<String>::new());
    assert_eq!(reporter.json("/v1/editorial/media").await["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn what_hides_behind_a_picture_is_cut_off(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let archive = b"PK\x03\x04\x0a\0\0\0\0\0<script>alert(1)</script>PK\x05\x06\0\0\0\0".to_vec();
    for plain in
        [pictures::jpeg(50, 40, 1), pictures::png(50, 40, 1), pictures::gif(50, 40, 2), pictures::webp(50, 40, 1)]
    {
        let picture = reporter.uploaded([plain.clone(), archive.clone()].concat()).await;
        assert_eq!(bytes(&app, picture["url"].as_str().unwrap()).await, plain);
    }
}

#[rstest]
#[tokio::test]
async fn a_form_brings_a_name_and_texts(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let form = |parts: &[(&str, &[u8])]| {
        let mut body = Vec::new();
        for (head, content) in parts {
            body.extend(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        body
    };
    let jpeg = pictures::jpeg(50, 40, 1);
    let file = ("name=\"file\"; filename=\"../../桥.jpg\"", jpeg.as_slice());
    let kind = "multipart/form-data; boundary=b";
    let body = form(&[
        ("name=\"alt\"", "新桥".as_bytes()),
        file,
        ("name=\"credit\"", "记者 周明 摄".as_bytes()),
        ("name=\"focal_x\"", b"0.25"),
        ("name=\"focal_y\"", b"1"),
        ("name=\"caption\"", b" "),
    ]);
    let answer = reporter.upload(kind, body).await;
    assert_eq!(answer.status(), 201);
    let picture: Value = answer.json().await.unwrap();
    assert_eq!(picture["file_name"], "桥.jpg");
    assert_eq!((&picture["alt"], &picture["caption"]), (&json!("新桥"), &json!(null)));
    assert_eq!(picture["focal_point"], json!({"x": 0.25, "y": 1.0}));

    let other = pictures::jpeg(50, 40, 2);
    let file = ("name=\"file\"; filename=\"a.jpg\"", other.as_slice());
    for (parts, pointer) in [
        (vec![file, ("name=\"focal_x\"", b"2".as_slice()), ("name=\"focal_y\"", b"0".as_slice())], "/focal_x"),
        (vec![file, ("name=\"focal_x\"", b"1".as_slice())], "/focal_x"),
        (vec![file, file], "/file"),
        (vec![file, ("name=\"title\"", b"x".as_slice())], "/title"),
        (vec![file, ("name=\"alt\"", b"a\0b".as_slice())], "/alt"),
        (vec![file, ("name=\"alt\"", b"a".as_slice()), ("name=\"alt\"", b"b".as_slice())], "/alt"),
    ] {
        let problem = refused(reporter.upload(kind, form(&parts)).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    for body in [form(&[("name=\"alt\"", b"a".as_slice())]), form(&[file])[..200].to_vec(), b"nonsense".to_vec()] {
        refused(reporter.upload(kind, body).await, 400, "malformed_upload").await;
    }
    refused(reporter.upload("multipart/form-data", form(&[file])).await, 400, "malformed_upload").await;
    refused(reporter.upload("application/json", b"{}".to_vec()).await, 415, "unsupported_media_type").await;
    assert_eq!(reporter.json("/v1/editorial/media?total=true").await["total"], 1);
}

#[rstest]
#[tokio::test]
async fn too_many_bytes_are_refused_whether_announced_or_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("media.max_bytes", "4096")]).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    refused(reporter.upload("image/jpeg", vec![0xff; 4_097]).await, 413, "body_too_large").await;
    let headers = [("content-type", "image/jpeg"), ("transfer-encoding", "chunked")];
    let answer = reporter.post_bytes("/v1/editorial/media", &headers, vec![0xff; 40_000]).await;
    refused(answer, 413, "body_too_large").await;
    assert_eq!(files(&app.settings.media.folder), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let jpeg = pictures::jpeg(300, 200, 1);
    let mut line = tokio::net::TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST /v1/editorial/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        reporter.token,
        jpeg.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&jpeg[..jpeg.len() / 2]).await.unwrap();
    line.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = line.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(reporter.json("/v1/editorial/media").await["items"], json!([]));
    assert_eq!(files(&app.settings.media.folder), Vec::<String>::new());
    assert_eq!(reporter.upload("image/jpeg", jpeg).await.status(), 201, "it can be sent again");
}

#[rstest]
#[tokio::test]
async fn of_many_who_bring_the_same_picture_one_is_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let jpeg = pictures::jpeg(300, 200, 1);
    let upload = || reporter.upload("image/jpeg", jpeg.clone());
    let (a, b, c) = tokio::join!(upload(), upload(), upload());
    let mut statuses = [a.status().as_u16(), b.status().as_u16(), c.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 201]);
    assert_eq!(files(&app.settings.media.folder).len(), 1);
    let audit = app.sign_in("chief", Role::Chief).await.json("/v1/editorial/audit?action=upload_media").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
}
