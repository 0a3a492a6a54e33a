//! Import of HTML pages: field by field, by folder, with profiles, and of pages that are none.

use std::path::{Path, PathBuf};
use std::process::Command;

use dibao::config::DatabaseUrl;
use dibao::import::html::Profile;
use dibao::import::page::{PageFile, Pages};
use dibao::import::report::Report;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, settings};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// The folder of the test's pages.
fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// Imports one page, at an address where one is given.
async fn import(app: &App, path: &Path, address: Option<&str>, profile: Option<&str>) -> Report {
    let profile = profile.map(|name| Profile::open(&pages().join("profiles").join(name)).unwrap());
    let page = PageFile { path: path.to_owned(), address: address.map(|address| address.parse().unwrap()) };
    let mut report = Report::default();
    Pages::start(&app.db, ZONE, "zh-Hans", profile).await.unwrap().import(&page, &mut report).await.unwrap();
    app.state.catch_up().await.unwrap();
    report
}

/// The newest article.
async fn newest(app: &App) -> Value {
    let list = app.json("/v1/articles?limit=1").await;
    app.json(&format!("/v1/articles/{}", list["items"][0]["id"].as_str().unwrap())).await
}

/// Values of an article by their pointers.
fn at(article: &Value, pointers: &[&str]) -> Vec<Value> {
    pointers.iter().map(|pointer| article.pointer(pointer).cloned().unwrap_or(json!("nothing there"))).collect()
}

#[rstest]
#[tokio::test]
async fn a_government_page_says_what_its_plain_text_says(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let page = pages().join("html/government.html");
    let report = import(&app, &page, None, None).await;
    assert_eq!((report.created, report.unplaced.len(), report.failed.len()), (1, 0, 0), "{report}");
    assert_eq!((report.found["title"], report.found["source"], report.found["notes"]), (1, 1, 1), "{report}");
    assert_eq!(import(&app, &page, None, None).await.unchanged, 1);
    assert_eq!(app.json("/v1/site").await["name"], "清河在线");
    let article = newest(&app).await;
    let fields = ["/title", "/column_label", "/column/name", "/channel/path/0/name", "/channel/path/1/name"];
    assert_eq!(
        at(&article, &fields),
        ["石门镇:守住“三条线” 让老街活起来", "老街新生园地", "清河区城市更新行动老街新生园地", "新闻", "综合"]
    );
    let fields = ["/source/name", "/source/edition/name", "/people/0/name", "/people/1/name", "/published_at"];
    assert_eq!(at(&article, &fields), ["云溪日报", "清河新闻", "宋知予", "何静园", "2026-01-04T08:15:00+08:00"]);
    assert_eq!((&article["summary_is_lead"], &article["notes"][0]["kind"]), (&json!(true), &json!("opening")));
    assert_eq!(article["outline"].as_array().unwrap().len(), 3);
    let image = article["body"]["blocks"].as_array().unwrap().iter().find(|block| block["type"] == "image").unwrap();
    assert_eq!(image["media"]["url"], "https://www.qinghe.example/xinwen/zonghe/202601/W020260104.jpg");
    assert_eq!((&image["caption"], &image["credit"]), (&json!("石门老街的木板门。"), &json!("记者 周明 摄")));
    assert_eq!(article["tags"].as_array().unwrap().len(), 3);
    let body = article["body"].to_string();
    for other in ["不该出现", "相关新闻", "责任编辑", "原标题", "javascript"] {
        assert!(!body.contains(other), "{other}");
    }
    for address in [
        "https://www.qinghe.example/xinwen/zonghe/202601/t20260104_1001.html",
        "http://WWW.qinghe.example/xinwen/zonghe/202601/t20260104_1001.html",
    ] {
        let resolved = app.json(&format!("/v1/resolve?url={address}")).await;
        assert_eq!(resolved["id"], article["id"], "{address}");
    }
}

#[rstest]
#[tokio::test]
async fn pages_of_every_make_are_read(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let fields = ["/title", "/published_at", "/source/name", "/people/0/name", "/lang"];
    let base = "https://www.qinghe.example/ms/77.htm";
    let report = import(&app, &pages().join("html/district-gbk.html"), Some(base), None).await;
    assert_eq!((report.created, report.unplaced.len()), (1, 0), "{report}");
    let district = newest(&app).await;
    assert_eq!(
        at(&district, &fields),
        ["望渡桥今早恢复通车", "2026-02-09T07:45:00+08:00", "云溪晚报", "陆明舟", "zh-Hans"]
    );
    assert_eq!(district["body"]["blocks"][3]["media"]["url"], "https://www.qinghe.example/upload/2026/qiao.jpg");
    assert_eq!((&district["notes"][0]["label"], &district["original_url"]), (&json!("编者按"), &json!(base)));

    let report = import(&app, &pages().join("html/evening-big5.html"), None, None).await;
    assert_eq!((report.created, report.unplaced.len()), (1, 0), "{report}");
    let list = app.json("/v1/articles").await;
    let evening = list["items"].as_array().unwrap().iter().find(|item| item["lang"] == "zh-Hant").unwrap();
    let evening = app.json(&format!("/v1/articles/{}", evening["id"].as_str().unwrap())).await;
    assert_eq!(at(&evening, &["/title", "/people/0/name"]), ["望渡橋恢復通車 居民：等了半年", "陸明舟"]);
    let quote = evening["body"]["blocks"].as_array().unwrap().iter().find(|block| block["type"] == "quote").unwrap();
    assert_eq!(quote["citation"], "北門國小校長");

    let report = import(&app, &pages().join("html/json-ld.html"), None, None).await;
    assert_eq!(report.unplaced[0].text, "iframe https://video.qinghe.example/embed/8801");
    let library = newest(&app).await;
    assert_eq!(
        at(&library, &fields),
        ["清河图书馆夜间开放三个月 来了四万人次", "2026-03-01T10:30:15+08:00", "清河客户端", "沈禾", "zh-Hans"]
    );
    let types: Vec<&str> =
        library["body"]["blocks"].as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["paragraph", "paragraph", "list", "table", "paragraph"]);
    assert_eq!(library["tags"].as_array().unwrap().len(), 2, "the site's own words are no tags");

    let report = import(&app, &pages().join("html/noise.shtml"), None, None).await;
    assert_eq!(report.unplaced[0].text, "img /upload/1.jpg", "{report}");
    let grain = app.json("/v1/articles?sort=published_at&limit=1&body=text").await["items"][0].clone();
    assert_eq!(
        at(&grain, &["/title", "/source/name", "/published_precision"]),
        ["秋粮入库进度过半", "云溪农业网", "day"]
    );
    let text = grain["body"]["value"].as_str().unwrap();
    for other in ["广告", "【1】", "看不见", "夏粮收购结束", "责编", "版权", "分享", "别的文章"]
    {
        assert!(!text.contains(other), "{other}: {text}");
    }
}

#[rstest]
#[tokio::test]
async fn a_profile_overrules_what_a_page_seems_to_say(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let fields = ["/title", "/published_at", "/source/name", "/people/0/name", "/summary", "/column_label"];
    let page = pages().join("html/profiled-qinghe.html");
    assert_eq!(import(&app, &page, None, Some("qinghe-government.toml")).await.created, 1);
    let park = newest(&app).await;
    let wanted = [
        "二十处口袋公园年内完工",
        "2026-04-02T16:20:05+08:00",
        "清河发布",
        "李明",
        "全区今年新建二十处口袋公园，年内全部完工。",
        "惠民实事",
    ];
    assert_eq!(at(&park, &fields), wanted);
    assert_eq!(park["body"]["blocks"].as_array().unwrap().len(), 2);
    let page = pages().join("html/profiled-yunxi.html");
    assert_eq!(import(&app, &page, None, Some("yunxi-mobile.toml")).await.created, 1);
    let ferry = newest(&app).await;
    assert_eq!(
        at(&ferry, &["/title", "/source/edition/name", "/people/1/role"]),
        ["渡口最后一班船", "副刊", "photographer"]
    );
}

#[rstest]
#[tokio::test]
async fn a_page_that_changed_changes_its_article(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.html");
    let page = |text: &str| {
        format!(
            "<title>渡口最后一班船</title><h1>渡口最后一班船</h1><p>2026-05-01 来源：云溪日报</p><div id=content><p>{text}最后一班船在五点半离开渡口，船上有七个人，两辆自行车，一筐还活着的鱼。</p></div>"
        )
    };
    std::fs::write(&path, page("")).unwrap();
    let at = Some("http://www.yunxi.example/a/1.html");
    assert_eq!(import(&app, &path, at, None).await.created, 1);
    let before = newest(&app).await;
    std::fs::write(&path, page("更正：")).unwrap();
    assert_eq!(import(&app, &path, at, None).await.updated, 1);
    assert_eq!(import(&app, &path, at, None).await.unchanged, 1);
    let after = newest(&app).await;
    assert_eq!((&after["id"], after["revision"].as_i64()), (&before["id"], Some(2)));
    assert_eq!(after["external_id"], "www.yunxi.example/a/1.html");

    // Two pages that name one address are two articles, of which the second cannot be told from the first.
    let mut report = Report::default();
    let mut pages = Pages::start(&app.db, ZONE, "zh-Hans", None).await.unwrap();
    for (name, title) in [("2.html", "甲甲甲甲甲甲"), ("3.html", "乙乙乙乙乙乙")] {
        let path = folder.path().join(name);
        let text = page("").replace("渡口最后一班船", title);
        std::fs::write(&path, format!("<link rel=canonical href='https://www.yunxi.example/list.html'>{text}"))
            .unwrap();
        pages.import(&PageFile { path, address: None }, &mut report).await.unwrap();
    }
    assert_eq!((report.created, report.failed.len()), (1, 1), "{report}");
    assert!(report.failed[0].reason.contains("--base-url"), "{report}");
}

#[rstest]
#[tokio::test]
async fn pages_that_are_none_fail_with_a_line_each_and_the_rest_goes_on(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let prose = "最后一班船在五点半离开渡口，船上有七个人，两辆自行车，一筐还活着的鱼。";
    let head = "<title>渡口最后一班船</title><h1>渡口最后一班船</h1><p>2026-05-01 来源：云溪日报</p>";
    let article = |title: &str| format!("<article><h2>{title}</h2><p>{prose}{prose}</p></article>");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.html", Vec::new(), "empty"),
        ("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\xff".to_vec(), "control characters"),
        (
            "frames.html",
            b"<html><frameset><frame src=top.htm><frame src=main.htm></frameset></html>".to_vec(),
            "top.htm, main.htm",
        ),
        (
            "script.html",
            format!("<html>{head}<div id=app></div><script>render('{prose}')</script>").into_bytes(),
            "a script",
        ),
        (
            "many.html",
            format!("<html>{head}{}{}{}", article("甲文"), article("乙文"), article("丙文")).into_bytes(),
            "3 articles",
        ),
        (
            "links.html",
            format!(
                "<html>{head}<div id=content>{}</div>",
                "<p><a href=x>一条新闻的标题，说的是别的事情，很长的一行字。</a></p>".repeat(20)
            )
            .into_bytes(),
            "list of links",
        ),
        (
            "undated.html",
            format!("<html><h1>渡口最后一班船</h1><div id=content><p>{prose}{prose}</p></div>").into_bytes(),
            "no date",
        ),
        ("elements.html", ("<html>".to_owned() + &"<p>x".repeat(120_000)).into_bytes(), "more than 100000 elements"),
        (
            "long.html",
            format!("<html>{head}<div id=content><p>{}</p></div>", prose.repeat(40_000)).into_bytes(),
            "characters",
        ),
        ("huge.html", vec![b' '; 21 * 1024 * 1024], "larger than"),
    ];
    let mut report = Report::default();
    let mut pages = Pages::start(&app.db, ZONE, "zh-Hans", None).await.unwrap();
    for (name, bytes, why) in &cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        pages.import(&PageFile { path, address: None }, &mut report).await.unwrap();
        let failure = report.failed.last().unwrap();
        assert!(failure.file.ends_with(name) && failure.reason.contains(why), "{name}: {}", failure.reason);
        assert!(!failure.reason.contains('\n'), "{}", failure.reason);
    }
    let path = folder.path().join("good.html");
    std::fs::write(&path, format!("<html>{head}<div id=content><p>{prose}</p></div>")).unwrap();
    pages.import(&PageFile { path, address: None }, &mut report).await.unwrap();
    app.state.catch_up().await.unwrap();
    assert_eq!((report.created, report.failed.len()), (1, cases.len()));
    assert_eq!(app.walk("/v1/articles", "/id").await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn nothing_that_runs_gets_through_in_any_format(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.html");
    let prose = "最后一班船在五点半离开渡口，船上有七个人，两辆自行车，一筐还活着的鱼。";
    std::fs::write(
        &path,
        format!(
            "<html><base href='javascript:alert(1)//'><link rel=canonical href='javascript:alert(2)'><meta property=og:title content='<script>alert(3)</script>渡口最后一班船'>\
             <title>渡口最后一班船</title><h1 onclick=alert(4)>渡口最后一班船</h1><p>2026-05-01 来源：<a href='javascript:alert(5)'>云溪日报</a></p>\
             <div id=content onload=alert(6)><p>{prose}<a href='java\nscript:alert(7)'>甲</a><a href='data:text/html,<script>alert(8)</script>'>乙</a><a href=' vbscript:x'>丙</a></p>\
             <img src='data:image/svg+xml,<svg onload=alert(9)>'><img src=x onerror=alert(10)><svg><script>alert(11)</script></svg><math><mi xlink:href='javascript:alert(12)'></math>\
             <object data='javascript:alert(13)'></object><p>{prose}&lt;script&gt;alert(14)&lt;/script&gt;<iframe srcdoc='<script>alert(15)</script>'></iframe></p></div>"
        ),
    )
    .unwrap();
    let report = import(&app, &path, None, None).await;
    assert_eq!(report.created, 1, "{report}");
    let id = newest(&app).await["id"].as_str().unwrap().to_owned();
    for format in ["blocks", "html", "markdown", "text"] {
        let article = app.json(&format!("/v1/articles/{id}?body={format}")).await.to_string().to_lowercase();
        for bad in ["javascript:", "vbscript:", "data:", "<script", "onerror=", "onload=", "<svg", "<iframe", "srcdoc"]
        {
            let text_only = bad == "<script" && format != "html";
            assert!(text_only || !article.contains(bad), "{format}: {bad}: {article}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_folder_is_one_call_with_a_summary(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let url = match settings.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url,
    };
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DIBAO_")) {
            command.env_remove(name);
        }
        let output = command
            .current_dir(&folder)
            .args(["--database-url", &url, "import", "page"])
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let pages = pages();
    let all = pages.to_str().unwrap();
    let (code, summary, _) = run(&["--json", "--base-url", "https://old.qinghe.example", all]);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!((code, &summary["created"], &summary["passed_over"]), (3, &json!(11), &json!(2)), "{summary}");
    let failed = &summary["failed"][0]["file"];
    assert!(failed.as_str().unwrap().ends_with("profiled-qinghe.html"), "{failed}");
    assert_eq!((&summary["found"]["title"], &summary["found"]["column"]), (&json!(11), &json!(3)), "{summary}");
    let (code, summary, _) = run(&["--base-url", "https://old.qinghe.example/", all]);
    assert_eq!(code, 3);
    assert!(
        summary.contains("0 created, 0 updated, 11 unchanged, 1 failed") && summary.contains("passed over: 2 files"),
        "{summary}"
    );
    let page = pages.join("html/profiled-qinghe.html");
    let page = page.to_str().unwrap();
    let profile = pages.join("profiles/qinghe-government.toml");
    assert_eq!(run(&["--profile", profile.to_str().unwrap(), page]).0, 0);
    for (arguments, why) in
        [(["--base-url", "ftp://x.example/"], "http"), (["--profile", "nothing.toml"], "cannot be read")]
    {
        let (code, _, refused) = run(&[&arguments[..], &[page]].concat());
        assert_eq!((code, refused.lines().count()), (1, 1), "{refused}");
        assert!(refused.contains(why), "{refused}");
    }
    std::fs::write(folder.path().join("bad.toml"), "titel = 'h1'").unwrap();
    let (code, _, refused) = run(&["--profile", "bad.toml", page]);
    assert!(code == 1 && refused.contains("did you mean `title`?"), "{refused}");
}
