//! Import and export of lines; `html` and `pages` import pages.

mod characters;
mod html;
mod moved;
mod names;
mod pages;
mod rules;

use rstest::rstest;
use serde_json::{Value, json};

use dibao::import::line::Reading;
use dibao::import::{export, jsonl};

use crate::support::{App, Kind, demo_articles};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

fn reading(labels: bool) -> Reading {
    Reading { zone: ZONE, lang: "zh-Hans".into(), labels }
}

async fn exported(app: &App) -> String {
    let mut out = Vec::new();
    export::export(&app.db.read, ZONE, export::What::Articles, &mut out, |_| {}).await.unwrap();
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
async fn many_that_are_known_come_in_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let lines = |title: &str| {
        let line = |number: usize| {
            format!(r#"{{"external_id":"{number}","title":"{title}","body":"文。","published_at":"2026-01-01"}}"#)
        };
        (0..2_100).map(line).collect::<Vec<_>>().join("\n")
    };
    for (title, expected) in [("桥", (2_100, 0, 0)), ("桥", (0, 0, 2_100)), ("路", (0, 2_100, 0))] {
        let lines = std::io::Cursor::new(lines(title));
        let report = jsonl::import(&app.db.primary, "f", lines, reading(true), |_| {}).await.unwrap();
        assert_eq!((report.created, report.updated, report.unchanged), expected, "{report}");
    }
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
    assert_eq!(sorted(&exported(&empty).await), sorted(&lines), "ids and all");
    for home in [&app, &empty] {
        let head = home.json("/v1/changes?limit=1000").await["next_after"].clone();
        let again =
            jsonl::import(&home.db.primary, "export", std::io::Cursor::new(lines.clone()), reading(false), |_| {})
                .await
                .unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 62), "{again}");
        assert_eq!(home.json("/v1/changes?limit=1000").await["next_after"], head);
    }
}

#[rstest]
#[tokio::test]
async fn everything_goes_out_and_comes_in_on_the_other_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let (Some(app), Some(empty)) = (App::demo(kind).await, App::start(other).await) else { return };
    let import = async |app: &App, lines: &str| {
        let lines = std::io::Cursor::new(lines.to_owned());
        let report = jsonl::import(&app.db.primary, "f", lines, reading(false), |_| {}).await.unwrap();
        app.state.catch_up().await.unwrap();
        assert_eq!(report.failed.len(), 0, "{report}");
        report
    };
    // Things without articles, and slugs that have changed.
    let mut moved: Value = serde_json::from_str(demo_articles().lines().next().unwrap()).unwrap();
    moved["slug"] = json!("moved");
    moved["authorised_at_publication"] = json!("frozen");
    moved["source_override"] = json!({"reason": "有授权书。", "by": "李总编", "at": "2026-01-01T09:30:00+08:00"});
    let names = [
        json!({"kind": "site", "name": "清河在线"}),
        json!({"kind": "channel", "name": "空频道", "slug": "kong", "position": 7}),
        json!({"kind": "channel", "name": "空子频道", "parent": "kong"}),
        json!({"kind": "column", "name": "旧栏", "is_closed": true, "opening_note": "开篇。", "opening_note_at": "2020-01-01"}),
        json!({"kind": "column", "name": "走读清河：一条河与一座城", "slug": "zou-du", "short_name": "走读清河", "former_slugs": ["zdqh"]}),
        json!({
            "kind": "source", "name": "云溪日报", "slug": "yun-xi-ri-bao-she", "medium": "newspaper", "aliases": ["云溪报", "云溪"],
            "authorisations": [
                {"list": "名单", "category": "地方新闻单位", "status": "listed", "valid_from": "2021-10-20", "valid_to": null},
                {"list": "名单", "category": null, "status": "frozen", "valid_from": "2022-01-01", "valid_to": "2022-02-01"},
            ],
        }),
        json!({"kind": "person", "name": "无稿人"}),
        json!({"kind": "tag_scheme", "scheme": "medtop", "title": "IPTC Media Topics"}),
        json!({"kind": "tag", "name": "灾害", "scheme": "medtop", "code": "03000000"}),
        moved,
    ];
    import(&app, &names.map(|line| line.to_string()).join("\n")).await;
    assert_eq!(app.json("/v1/columns/zdqh").await["slug"], "zou-du");
    assert_eq!(app.json("/v1/columns/zou-du-qing-he").await["slug"], "zou-du");
    let everything = async |app: &App| {
        let mut out = Vec::new();
        export::export(&app.db.read, ZONE, export::What::Everything, &mut out, |_| {}).await.unwrap();
        String::from_utf8(out).unwrap()
    };
    let lines = everything(&app).await;
    assert!(lines.contains("\"former_slugs\":[") && lines.contains("\"revision\":2"), "{lines}");
    assert!(lines.contains("\"medium\":\"newspaper\"") && lines.contains("有授权书。"), "{lines}");
    import(&empty, &lines).await;
    let copied = everything(&empty).await;
    copied.lines().zip(lines.lines()).for_each(|(copied, line)| assert_eq!(copied, line));
    assert_eq!(copied.lines().count(), lines.lines().count());
    assert_eq!(empty.json("/v1/site").await["name"], "清河在线");
    let schemes = empty.json("/v1/tag-schemes").await;
    let of = |scheme: &str| schemes["items"].as_array().unwrap().iter().find(|one| one["scheme"] == scheme).unwrap();
    assert_eq!(of("medtop")["title"], "IPTC Media Topics");
    let untitled = json!({"kind": "tag_scheme", "scheme": "x".repeat(65), "title": ""}).to_string();
    let report =
        jsonl::import(&app.db.primary, "f", std::io::Cursor::new(untitled), reading(false), |_| {}).await.unwrap();
    assert!(report.failed[0].reason.contains("scheme") && report.failed[0].reason.contains("title"), "{report}");
    let head = empty.json("/v1/changes?limit=1000").await["next_after"].clone();
    let again = import(&empty, &lines).await;
    assert_eq!((again.unchanged, &empty.json("/v1/changes?limit=1000").await["next_after"]), (62, &head));
    let orphan = json!({"kind": "channel", "name": "孤儿", "parent": "nowhere"}).to_string();
    let report =
        jsonl::import(&app.db.primary, "f", std::io::Cursor::new(orphan), reading(false), |_| {}).await.unwrap();
    assert!(report.failed[0].reason.contains("parent"), "{report}");
}

#[rstest]
#[tokio::test]
async fn an_article_is_one_however_it_is_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::ConnectionTrait;
    let Some(app) = App::start(kind).await else { return };
    let import = async |lines: &[Value]| {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        jsonl::import(&app.db.primary, "f", std::io::Cursor::new(lines.join("\n")), reading(false), |_| {})
            .await
            .unwrap()
    };
    let line = |name: &str, value: &str, title: &str| json!({"title": title, "body": "正文。", "published_at": "2026-01-04", name: value});
    let (one, two) = ("0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e60");
    assert_eq!(
        import(&[line("id", one, "甲"), line("id", two, "乙"), line("external_id", "x", "丙")]).await.created,
        3
    );
    let mut both = line("id", one, "甲改");
    both["external_id"] = json!("x");
    let report = import(&[both.clone(), line("id", two, "乙改"), line("id", two, "再改")]).await;
    assert_eq!((report.updated, report.failed.len()), (1, 2), "{report}");
    assert!(
        report.failed.iter().any(|failure| failure.line == Some(3) && failure.reason.contains("line 2")),
        "{report}"
    );
    assert!(
        report.failed.iter().any(|failure| failure.line == Some(1) && failure.reason.contains("another")),
        "{report}"
    );
    app.state.catch_up().await.unwrap();
    assert_eq!(app.json(&format!("/v1/articles/{two}")).await["title"], "乙改");
    assert!(
        import(&[line("id", "0195A2B4-7a10-7cc3-9f5e-1f0b2d3c4e5f", "丁")]).await.failed[0].reason.contains("UUID")
    );

    let url = match &app.settings.database.url {
        dibao::config::DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        dibao::config::DatabaseUrl::Postgres(url) => url.clone(),
    };
    let direct = sea_orm::Database::connect(url).await.unwrap();
    direct
        .execute_unprepared("UPDATE article SET state = 'withdrawn', withdrawn_at = 1 WHERE external_id = 'x'")
        .await
        .unwrap();
    let report = import(&[line("external_id", "x", "丙改")]).await;
    assert!(report.failed[0].reason.contains("withdrawn"), "{report}");
}

#[tokio::test]
async fn lines_that_are_no_articles_are_passed_over_one_by_one() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let good = |title: &str| json!({"title": title, "body": "正文。", "published_at": "2026-01-04", "tags": null, "people": ["李明"], "channel": "要闻"});
    let framed = json!({"title": "丙", "body_html": "<p>正文。</p><iframe src='https://v.example/1'></iframe>", "published_at": "2026-01-04"});
    let mut file = format!("\u{feff}{}\n", good("甲")).into_bytes();
    file.extend(b"{\"title\": \"\xb1\xea\"}\n");
    file.extend(vec![b'x'; 33 << 20]);
    file.extend(format!("\n{}\n{framed}", good("乙")).into_bytes());
    let report = jsonl::import(&app.db.primary, "f", std::io::Cursor::new(file), reading(false), |_| {}).await.unwrap();
    let failed: Vec<_> = report.failed.iter().map(|failure| failure.line).collect();
    assert_eq!((report.created, failed), (3, vec![Some(2), Some(3)]), "{report}");
    assert!(report.failed[0].reason.contains("UTF-8") && report.failed[1].reason.contains("longer"), "{report}");
    assert_eq!((report.unplaced[0].line, report.unplaced[0].text.contains("iframe")), (Some(5), true), "{report}");
    let list = app.json("/v1/articles?person=li-ming&channel=yao-wen").await;
    assert_eq!(list["items"][0]["people"][0]["role"], "author");
    let nothing = jsonl::import(&app.db.primary, "f", std::io::empty(), reading(false), |_| {}).await.unwrap();
    assert_eq!(nothing.failed.len(), 1, "{nothing}");
}

#[rstest]
#[tokio::test]
async fn what_a_line_says_of_a_source_must_fit_what_is_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let lines = [
        json!({"kind": "source", "name": "云溪日报", "aliases": ["云溪"]}),
        json!({"kind": "source", "name": "云溪"}),
        json!({"kind": "source", "name": "东港", "aliases": ["云溪"]}),
        json!({"kind": "source", "name": "西山", "aliases": ["云溪日报"]}),
        json!({"kind": "source", "name": "南岭", "authorisations": [{"list": "a", "status": "listed", "valid_from": "soon"}]}),
        json!({"kind": "source", "name": "北川", "authorisations": [{"list": "a", "status": "listed", "valid_from": "2022-01-02", "valid_to": "2022-01-01"}]}),
        json!({"kind": "source", "name": "中州", "medium": "paper"}),
    ];
    let text = lines.map(|line| line.to_string()).join("\n");
    let report = jsonl::import(&app.db.primary, "f", std::io::Cursor::new(text), reading(false), |_| {}).await.unwrap();
    let mut failed: Vec<u64> = report.failed.iter().filter_map(|failure| failure.line).collect();
    failed.sort_unstable();
    assert_eq!(failed, [2, 3, 4, 5, 6, 7], "{report}");
}

#[rstest]
#[tokio::test]
async fn what_was_put_together_by_hand_goes_along(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let (Some(app), Some(empty)) = (App::demo(kind).await, App::start(other).await) else { return };
    let import = async |app: &App, lines: &[String]| {
        let lines = std::io::Cursor::new(lines.join("\n"));
        let report = jsonl::import(&app.db.primary, "f", lines, reading(false), |_| {}).await.unwrap();
        app.state.catch_up().await.unwrap();
        report
    };
    let mut ids = Vec::new();
    for external_id in ["demo-060", "demo-048", "demo-031"] {
        ids.push(app.json(&format!("/v1/articles?external_id={external_id}")).await["items"][0]["id"].clone());
    }
    let hidden = json!({
        "kind": "collection", "slug": "liang-hui", "former_slugs": ["nian-hui"], "name": "两会", "status": "hidden",
        "sections": [{"id": "a", "title": "会"}],
        "items": [{"article": ids[1], "section": "a", "title": "题", "summary": "两\n行", "cover": {"url": "https://i.example/1.jpg"}}, {"external_id": "demo-060"}],
    });
    let choices = json!({"kind": "related_choices", "article": ids[0], "pinned": [ids[2], ids[1]], "banned": []});
    let report = import(&app, &[hidden.to_string(), choices.to_string()]).await;
    assert_eq!(report.failed.len(), 0, "{report}");
    let everything = async |app: &App| {
        let mut out = Vec::new();
        export::export(&app.db.read, ZONE, export::What::Everything, &mut out, |_| {}).await.unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let lines = everything(&app).await;
    let [.., secret, top, bridge, chosen] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(secret.contains("nian-hui") && secret.contains("hidden") && top.contains("tou-tiao"), "{secret} {top}");
    assert!(bridge.contains("gong-di") && chosen.contains("related_choices"), "{bridge} {chosen}");
    assert_eq!(import(&empty, &lines).await.failed.len(), 0);
    assert_eq!(everything(&empty).await, lines);
    let shown = async |app: &App, path: &str| {
        let items = app.json(path).await["items"].as_array().unwrap().clone();
        items.iter().map(|item| (item["id"].clone(), item["title"].clone())).collect::<Vec<_>>()
    };
    for path in ["/v1/collections/tou-tiao", "/v1/collections/wang-du-qiao?limit=100"] {
        assert_eq!(shown(&empty, path).await, shown(&app, path).await);
    }
    let head = empty.json("/v1/changes?limit=1000").await["next_after"].clone();
    assert_eq!(import(&empty, &lines).await.failed.len(), 0);
    assert_eq!(empty.json("/v1/changes?limit=1000").await["next_after"], head, "what is the same is left alone");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_put_together_is_reported_line_by_line(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let nobody = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f";
    let collection = |items: Value| json!({"kind": "collection", "name": "集", "items": items}).to_string();
    let lines = [
        collection(json!([{"article": nobody}])),
        collection(json!([{"external_id": "late"}])),
        json!({"title": "迟", "body": "正文。", "published_at": "2026-01-04", "external_id": "late"}).to_string(),
        collection(json!([{"external_id": "demo-001"}, {"external_id": "demo-001"}])),
        collection(json!([{"external_id": "demo-001", "section": "x"}])),
        collection(json!([{"external_id": "demo-001", "article": nobody}])),
        collection(json!([{}])),
        collection(json!([{"external_id": "demo-001", "cover": {"url": "javascript:1"}}])),
        collection(json!(vec![json!({"external_id": "demo-001"}); 1_001])),
        json!({"kind": "collection", "name": "集", "status": "ajar"}).to_string(),
        json!({"kind": "related_choices", "article": nobody, "pinned": []}).to_string(),
        json!({"kind": "related_choices", "article": "x"}).to_string(),
        collection(json!([{"external_id": "late"}])),
    ];
    let lines = std::io::Cursor::new(lines.join("\n"));
    let report = jsonl::import(&app.db.primary, "f", lines, reading(false), |_| {}).await.unwrap();
    app.state.catch_up().await.unwrap();
    let mut failed: Vec<u64> = report.failed.iter().filter_map(|failure| failure.line).collect();
    failed.sort_unstable();
    assert_eq!(failed, [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12], "{report}");
    assert_eq!(app.json("/v1/collections/ji").await["items"][0]["article"]["external_id"], "late");
}
