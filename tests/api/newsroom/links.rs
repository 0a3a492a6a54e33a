//! What is a link: addresses that a parser would repair lead elsewhere than they seem to, and those with a password give it away.

use dibao::auth::Role;
use dibao::import::jsonl;
use dibao::import::line::Reading;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

/// Addresses that are no links.
const NO_LINKS: [&str; 16] = [
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https://user:pass@host.example/",
    "https://user@host.example/",
    "https://@host.example/",
    "//host.example/",
    "http://",
    "http://:80/",
    "https://host.example:65536/",
    "https://host.example:0/",
    "https://ho%73t.example/",
    "https://host.example\\@evil.example/",
    "javascript:alert(1)",
    "https://a.exa\tmple/",
];

#[rstest]
#[tokio::test]
async fn an_address_that_leads_elsewhere_is_refused_wherever_one_is_taken(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let path = "/v1/editorial/articles";
    for address in NO_LINKS {
        let span = json!({"text": "甲", "marks": [], "href": address});
        let file = json!({"url": address});
        let blocks = json!([
            {"type": "paragraph", "spans": [span]},
            {"type": "image", "media": file},
            {"type": "video", "media": file, "poster": file},
        ]);
        let body = json!({
            "title": "桥", "original_url": address, "cover": file, "media": [file], "body": {"format": "blocks", "blocks": blocks},
        });
        let problem = refused(chief.post(path, &body).await, 422, "invalid_content").await;
        let mut pointers: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        pointers.sort_unstable();
        let expected = [
            "/body/blocks/0/spans/0/href",
            "/body/blocks/1/media/url",
            "/body/blocks/2/media/url",
            "/body/blocks/2/poster/url",
            "/cover/url",
            "/media/0/url",
            "/original_url",
        ];
        assert_eq!(pointers, expected, "{address}: {problem}");
        let article = app.json("/v1/articles?limit=1").await["items"][0]["id"].clone();
        let made: Value =
            chief.post("/v1/editorial/collections", &json!({"name": address})).await.json().await.unwrap();
        let items = format!("/v1/editorial/collections/{}/items", made["id"].as_str().unwrap_or("none"));
        let arranged = json!({"sections": [], "items": [{"article": article, "cover": file}]});
        if made["id"].is_string() {
            let answer = chief.send(reqwest::Method::PUT, &items, &[("if-match", "*")], Some(&arranged)).await;
            let problem = refused(answer, 422, "invalid_content").await;
            assert_eq!(problem["errors"][0]["pointer"], "/items/0/cover/url", "{address}: {problem}");
        }
        let line = json!({"title": "桥", "body": "文。", "published_at": "2026-01-04"});
        for (member, value) in [
            ("original_url", json!(address)),
            ("cover", file.clone()),
            ("media", json!([file])),
            ("body", json!({"format": "blocks", "blocks": blocks})),
        ] {
            let mut line = line.clone();
            line[member] = value;
            let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
            let lines = std::io::Cursor::new(line.to_string());
            let report = jsonl::import(&app.db.primary, "f", lines, reading, |_| {}).await.unwrap();
            assert_eq!((report.created, report.failed_count), (0, 1), "{member} {address}: {report}");
            assert!(report.failed[0].reason.contains(member), "{report}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn html_keeps_the_text_of_what_is_no_link_and_names_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    for address in NO_LINKS {
        // Browsers leave a tab in an address out, and `//` follows the page that it is on; without one there is no such page.
        let is_repaired = address.contains('\t');
        let value = format!("<p>甲<a href='{address}'>乙</a></p><p><img src='{address}'></p>");
        let body = json!({"title": "桥", "body": {"format": "html", "value": value}});
        let made: Value = reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
        let first = &made["content"]["body"]["blocks"][0]["spans"];
        if is_repaired {
            assert_eq!(first[1]["href"], "https://a.example/", "{made}");
            continue;
        }
        assert_eq!(first, &json!([{"text": "甲乙", "marks": [], "href": null}]), "{address}: {made}");
        let dropped: Vec<&str> = made["dropped"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let named = format!("a {address}");
        let is_script = address.starts_with("javascript");
        assert_eq!(dropped.contains(&named.as_str()), !is_script, "{address}: {made}");
        assert!(dropped.contains(&format!("img {address}").as_str()), "{address}: {made}");
    }
    let value =
        "<a href='/rel/1.html'>相对</a> <a href='#a'>锚</a> <a>无</a> <a href='HTTPS://水.example/河?a=b'>水</a>";
    let body = json!({"title": "桥", "body": {"format": "html", "value": value}});
    let made: Value = reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    assert_eq!(made["dropped"], json!(["a /rel/1.html"]));
    let linked = &made["content"]["body"]["blocks"][0]["spans"][1];
    assert_eq!(linked, &json!({"text": "水", "marks": [], "href": "https://xn--1rw.example/%E6%B2%B3?a=b"}));
    let based =
        json!({"title": "桥", "original_url": "https://qinghe.example/a/", "body": {"format": "html", "value": value}});
    let made: Value = reporter.post("/v1/editorial/articles", &based).await.json().await.unwrap();
    assert_eq!(made["content"]["body"]["blocks"][0]["spans"][0]["href"], "https://qinghe.example/rel/1.html");
    assert_eq!(made["dropped"], json!([]));
}
