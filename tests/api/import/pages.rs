//! Pages of a portal as files: read back, corrected, and such as could overwrite each other.

use dibao::import::page::{self, PageFile, Pages};
use dibao::import::report::Report;
use rstest::rstest;
use serde_json::json;

use super::ZONE;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_portals_page_is_read_back_field_by_field(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let pages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let import = async |name: &str| {
        let mut report = Report::default();
        page::import(&app.db, &pages.join(name), ZONE, "zh-Hans", &mut report).await.unwrap();
        report
    };
    let report = import("opening-note.txt").await;
    assert_eq!((report.created, report.unplaced.len(), report.failed.len()), (1, 0, 0), "{report}");
    assert_eq!(import("opening-note.txt").await.unchanged, 1);
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let article = app.json(&format!("/v1/articles/{id}")).await;
    let at = |pointer: &str| article.pointer(pointer).cloned().unwrap();
    assert_eq!(app.json("/v1/site").await["name"], "清河在线");
    assert_eq!((at("/channel/path/0/name"), at("/channel/path/1/name")), (json!("新闻"), json!("综合")));
    assert_eq!(
        (at("/column/name"), at("/column_label")),
        (json!("清河区城市更新行动老街新生园地"), json!("老街新生园地"))
    );
    assert_eq!((at("/source/name"), at("/source/edition/name")), (json!("云溪日报"), json!("清河新闻")));
    assert_eq!((at("/people/0/name"), at("/people/0/role")), (json!("宋知予"), json!("editor")));
    assert_eq!((at("/published_at"), at("/published_precision")), (json!("2026-01-04T00:00:00+08:00"), json!("day")));
    assert_eq!((at("/summary_is_lead"), at("/notes/0/kind")), (json!(true), json!("opening")));
    assert_eq!(article["outline"].as_array().unwrap().len(), 3);
    assert_eq!(at("/body/blocks/0/spans/0/text"), at("/summary"));
    let column = app.json(&format!("/v1/columns/{}", at("/column/slug").as_str().unwrap())).await;
    assert!(column["opening_note"].as_str().unwrap().starts_with("一条老街"));
    assert_eq!(column["short_name"], "老街新生园地");

    let report = import("minutes-and-reporters.txt").await;
    assert_eq!((report.created, report.unplaced.len()), (1, 0), "{report}");
    let list = app.json("/v1/articles?body=text").await;
    assert_eq!(
        (&list["items"][0]["published_precision"], &list["items"][0]["source"]["edition"]["name"]),
        (&json!("minute"), &json!("城事"))
    );
    assert!(!list["items"][0]["body"]["value"].as_str().unwrap().contains("责任编辑"));
    for bad in ["", "nothing.txt"] {
        assert_eq!(import(bad).await.failed.len(), 1, "{bad}");
    }
}

#[rstest]
#[tokio::test]
async fn a_corrected_page_changes_its_article(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bridge.txt");
    let page = include_str!("../../pages/kicker-and-subtitle.txt");
    let import = async |text: &str| {
        std::fs::write(&path, text).unwrap();
        let mut report = Report::default();
        page::import(&app.db, &path, ZONE, "zh-Hans", &mut report).await.unwrap();
        (report.created, report.updated, report.unchanged)
    };
    assert_eq!(import(page).await, (1, 0, 0));
    assert_eq!(import(page).await, (0, 0, 1));
    assert_eq!(import(&page.replace("两岸的人", "两岸居民").replace("李明", "王芳")).await, (0, 1, 0));
    let list = app.json("/v1/articles?body=text").await;
    let article = &list["items"][0];
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert!(article["body"]["value"].as_str().unwrap().contains("两岸居民"));
    assert_eq!((&article["kicker"], &article["title"]), (&json!("全长八百米 历时两年"), &json!("清河新桥通车")));
    assert_eq!(article["subtitle"], "——写在通车之际");
    assert!(article["external_id"].as_str().unwrap().starts_with("page-"));
}

#[rstest]
#[tokio::test]
async fn pages_that_could_overwrite_each_other_are_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut pages = Pages::start(&app.db, ZONE, "zh-Hans", None).await.unwrap().in_language("zh-Hant");
    let mut report = Report::default();
    for (name, text) in [("a.txt", "桥通了。"), ("b.txt", "桥通车了。"), ("c.txt", "桥通了。")] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("清河新桥通车\n来源：云溪日报 2026-01-04\n{text}")).unwrap();
        pages.import(&PageFile { path, address: None }, &mut report).await.unwrap();
    }
    assert_eq!((report.created, report.unchanged, report.failed.len()), (1, 1, 1), "{report}");
    assert!(report.failed[0].file.ends_with("b.txt") && report.failed[0].reason.contains("a.txt"), "{report}");
    assert_eq!(app.json("/v1/articles").await["items"][0]["lang"], "zh-Hant");
}
