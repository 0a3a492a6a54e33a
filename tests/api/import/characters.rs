//! Pages with characters that no text keeps, and with links that are none: left out and listed.

use dibao::import::page::{PageFile, Pages};
use dibao::import::report::Report;
use rstest::rstest;

use crate::support::{App, Kind};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// Imports a page in a file of that name.
async fn import(app: &App, name: &str, page: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, page).unwrap();
    let mut report = Report::default();
    let page = PageFile { path, address: Some("https://qinghe.example/xw/1.html".parse().unwrap()) };
    Pages::start(&app.db, ZONE, "zh-Hans", None).await.unwrap().import(&page, &mut report).await.unwrap();
    app.state.catch_up().await.unwrap();
    report
}

/// Texts that a report lists as left out.
fn listed(report: &Report) -> Vec<&str> {
    report.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect()
}

#[rstest]
#[tokio::test]
async fn pages_leave_hidden_characters_out_and_list_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let text = "清河大桥昨日正式通车，两岸居民出行时间由四十分钟缩短到十分钟，沿线商户纷纷表示欢迎。".repeat(3);
    let html = format!(
        "<html><head><title>清\u{202e}河大桥通车</title></head><body><h1>清\u{202e}河大桥通车</h1>\
         <div>2026-01-04 来源：云溪日报</div><div class=\"content\"><p>{text}</p><p>两\u{200b}岸<a href=\"https:evil.example\">居民</a>\
         和<a href=\"https://a:b@host.example/\">商户</a>，{text}</p></div></body></html>"
    );
    let report = import(&app, "1.html", &html).await;
    assert_eq!(report.created, 1, "{report}");
    let found = listed(&report);
    for one in ["U+202E ×1", "U+200B ×1", "a https:evil.example", "a https://a:b@host.example/"] {
        assert!(found.contains(&one), "{one}: {report}");
    }
    let list = app.json("/v1/articles?body=blocks").await;
    let article = list["items"][0].to_string();
    assert_eq!(list["items"][0]["title"], "清河大桥通车");
    assert!(!article.contains(['\u{202e}', '\u{200b}']) && !article.contains("evil") && !article.contains("a:b@"));

    let page = format!("北\u{feff}湾新桥通车\n日期:2026-01-05 来源:北湾晚报\n{text}\n北\u{2066}湾\u{2028}新桥。\n");
    let report = import(&app, "2.txt", &page).await;
    assert_eq!(report.created + report.updated, 1, "{report}");
    for one in ["U+FEFF ×1", "U+2066 ×1", "U+2028 ×1"] {
        assert!(listed(&report).contains(&one), "{one}: {report}");
    }
    let article = app.json("/v1/articles?from=2026-01-05&body=blocks").await["items"][0].clone();
    assert_eq!(article["title"], "北湾新桥通车");
    assert!(!article.to_string().contains(['\u{feff}', '\u{2066}', '\u{2028}']), "{article}");
}
