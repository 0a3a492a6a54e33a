//! A folder of pictures that vanishes while the service runs, as when its volume is unmounted.

use std::path::Path;

use dibao::auth::Role;
use rstest::rstest;

use crate::support::signed::refused;
use crate::support::{App, Kind, pictures};

/// How a folder vanishes, and what it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// Nothing.
    Nothing,
    /// An empty folder, as where a volume was mounted.
    Empty,
}

/// Takes the folder away.
fn unmount(folder: &Path, away: &Path, left: Left) {
    std::fs::rename(folder, away).unwrap();
    if left == Left::Empty {
        std::fs::create_dir(folder).unwrap();
    }
}

/// Brings it back; nothing was put in its place meanwhile.
fn mount(folder: &Path, away: &Path, left: Left) {
    match left {
        Left::Nothing => assert!(!folder.exists(), "it was created again"),
        Left::Empty => std::fs::remove_dir(folder).expect("nothing was created in it"),
    }
    std::fs::rename(away, folder).unwrap();
}

#[rstest]
#[tokio::test]
async fn what_is_missing_with_its_storage_is_not_called_missing(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Left::Nothing, Left::Empty)] left: Left,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let (folder, away) = (app.settings.media.folder.clone(), app.settings.data_dir.join("away"));
    let kept = pictures::jpeg(700, 500, 1);
    let picture = chief.uploaded(kept.clone()).await;
    let (id, original) = (picture["id"].as_str().unwrap(), picture["url"].as_str().unwrap());
    let made = original.replace("original.jpg", "w320.webp");
    assert_eq!(app.get(&made).await.status(), 200);
    let not_made = original.replace("original.jpg", "w640.webp");
    let at = format!("/v1/editorial/media/{id}");

    unmount(&folder, &away, left);
    for path in [original, &made, &not_made] {
        let answer = app.get(path).await;
        assert!(answer.headers().contains_key("retry-after"), "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        refused(answer, 503, "storage_unavailable").await;
        let part = app.get_with(path, &[("range", "bytes=0-9")]).await;
        refused(part, 503, "storage_unavailable").await;
    }
    refused(chief.upload("image/jpeg", kept.clone()).await, 503, "storage_unavailable").await;
    refused(chief.upload("image/jpeg", pictures::jpeg(60, 50, 2)).await, 503, "storage_unavailable").await;
    let delete = chief.send(reqwest::Method::DELETE, &at, &[("if-match", "*")], None).await;
    refused(delete, 503, "storage_unavailable").await;
    assert_eq!(chief.json(&at).await["id"], id, "what is known of it is answered");
    let stopped = app.stop().await;
    let app = stopped.start().await;
    let again = app.sign_in("again", Role::Chief).await;
    refused(app.get(original).await, 503, "storage_unavailable").await;
    refused(again.upload("image/jpeg", pictures::jpeg(60, 50, 2)).await, 503, "storage_unavailable").await;

    mount(&folder, &away, left);
    for path in [original, &made, &not_made] {
        assert_eq!(app.get(path).await.status(), 200, "{path}");
    }
    assert_eq!(app.get(original).await.bytes().await.unwrap(), kept);
    again.uploaded(pictures::jpeg(60, 50, 2)).await;
}

#[tokio::test]
async fn a_file_that_is_missing_in_a_storage_that_is_there_is_not_found() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let chief = app.sign_in("chief", Role::Chief).await;
    let picture = chief.uploaded(pictures::jpeg(700, 500, 1)).await;
    let original = picture["url"].as_str().unwrap();
    std::fs::remove_dir_all(app.settings.media.folder.join("original")).unwrap();
    app.refused(original, 404, "media_not_found").await;
    app.refused(&original.replace("original.jpg", "w320.webp"), 404, "media_not_found").await;
    chief.uploaded(pictures::jpeg(60, 50, 2)).await;
}
