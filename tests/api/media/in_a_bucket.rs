//! Pictures in a bucket of S3.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;

use crate::support::bucket::{self, Bucket};
use crate::support::pictures;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_bucket_keeps_pictures_as_a_folder_does(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let kept = Bucket::default();
    let address = kept.serve();
    let Some(app) = App::start_with(kind, &bucket::settings(&address)).await else { return };
    let editor = app.sign_in("editor", Role::Editor).await;
    let jpeg = pictures::jpeg(700, 500, 1);
    let picture = editor.uploaded(jpeg.clone()).await;
    let digest = picture["digest"].as_str().unwrap();
    assert_eq!(kept.names(), [format!("original/{}/{digest}", &digest[..2])]);
    assert_eq!(editor.upload("image/jpeg", jpeg.clone()).await.status(), 200);
    let url = picture["url"].as_str().unwrap();
    assert_eq!(app.get(url).await.bytes().await.unwrap(), jpeg);
    let part = app.get_with(url, &[("range", "bytes=5-9")]).await;
    assert_eq!((part.status().as_u16(), &part.bytes().await.unwrap()[..]), (206, &jpeg[5..10]));
    let rendition = picture["renditions"][0]["url"].as_str().unwrap();
    let (one, other) = tokio::join!(app.get(rendition), app.get(rendition));
    assert_eq!(one.bytes().await.unwrap(), other.bytes().await.unwrap());
    assert_eq!((kept.names().len(), kept.puts()), (2, 2), "made once");

    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    assert_eq!(editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await.status(), 204);
    assert_eq!(kept.names(), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_bucket_that_is_not_reached_is_told_of(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let kept = Bucket::default();
    let address = kept.serve();
    let Some(app) = App::start_with(kind, &bucket::settings(&address)).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    kept.break_down(true);
    let answer = reporter.upload("image/jpeg", pictures::jpeg(70, 50, 2)).await;
    assert!(answer.headers().contains_key("retry-after"));
    refused(answer, 503, "storage_unavailable").await;
    app.refused(picture["url"].as_str().unwrap(), 503, "storage_unavailable").await;
    kept.break_down(false);
    assert_eq!(reporter.json("/v1/editorial/media?total=true").await["total"], 1, "nothing is left of what failed");
    assert_eq!(reporter.upload("image/jpeg", pictures::jpeg(70, 50, 2)).await.status(), 201);
}
