//! Import and export.

use rstest::rstest;
use serde_json::{Value, json};

use dibao::import::line::Reading;
use dibao::import::page::{PageFile, Pages};
use dibao::import::report::Report;
use dibao::import::{export, jsonl, page};

use crate::support::{App, Kind, demo_articles};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

fn reading(labels: bool) -> Reading {
    Reading { zone: ZONE, lang: "zh-Hans".into(), labels }
}

async fn exported(app: &App) -> String {
    let mut out = Vec::new();
    export::export(&app.db.read, ZONE, &mut out, |_| {}).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[rstest]
#[tokio::test]
async fn the_same_file_twice_changes_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let import = || jsonl::import(&app.db.primary, "demo", demo_articles().as_bytes(), reading(false), |_| {});
    let first = import().await.unwrap();
    assert_eq!((first.created, first.failed.len()), (62, 0));
    let head = app.json("/v1/changes?limit=1000").await["next_after"].clone();
    let second = import().await.unwrap();
    assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 62));
    assert_eq!(app.json("/v1/changes?limit=1000").await["next_after"], head);
}

#[rstest]
#[tokio::test]
async fn lines_without_an_id_are_known_again_and_bad_ones_are_reported(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let lines = [
        r#"{"title":"【走读】甲","body_html":"<p>正文。</p>","published_at":"2026-01-01","source":"云溪日报"}"#,
        r#"{"title":"","body":"x","published_at":"yesterday","source":"y"}"#,
        "not json",
        "",
        r#"{"title":"乙","body":"x","published_at":"2026-01-01","colour":"red"}"#,
        r#"{"title":"丙","body":"正文","published_at":"2026-01-02 09:30","source":"云溪日报"}"#,
        r#"{"title":"丙","body":"正文","published_at":"2026-01-02 09:30","source":"云溪日报"}"#,
    ]
    .join("\n");
    for (created, unchanged) in [(2, 1), (0, 3)] {
        let report = jsonl::import(&app.db.primary, "f", std::io::Cursor::new(lines.clone()), reading(true), |_| {})
            .await
            .unwrap();
        assert_eq!((report.created, report.unchanged), (created, unchanged), "{report}");
        assert_eq!(report.failed.iter().filter_map(|failure| failure.line).collect::<Vec<_>>(), [2, 3, 5]);
        assert!(report.failed[0].reason.contains("title") && report.failed[0].reason.contains("published_at"));
    }
    let list = app.json("/v1/articles").await;
    assert_eq!((&list["items"][1]["title"], &list["items"][1]["column"]["name"]), (&json!("甲"), &json!("走读")));
    assert_eq!(list["items"][0]["published_precision"], "minute");
}

#[rstest]
#[tokio::test]
async fn what_goes_out_comes_in_again_on_the_other_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let (Some(app), Some(empty)) = (App::demo(kind).await, App::start(other).await) else { return };
    let lines = exported(&app).await;
    let report =
        jsonl::import(&empty.db.primary, "export", std::io::Cursor::new(lines.clone()), reading(false), |_| {})
            .await
            .unwrap();
    assert_eq!((report.created, report.failed.len()), (62, 0), "{report}");
    let sorted = |text: &str| {
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.sort_by_key(|line| line["external_id"].as_str().map(str::to_owned));
        lines
    };
    assert_eq!(sorted(&exported(&empty).await), sorted(&lines));
}

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
    let page = include_str!("../pages/kicker-and-subtitle.txt");
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
