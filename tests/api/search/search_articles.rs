//! `search_articles`.

use std::collections::HashMap;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article};

/// A text as a query parameter carries it.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The path of a search.
fn search(query: &str, rest: &str) -> String {
    format!("/v1/search?q={}{rest}", encoded(query))
}

/// The demo's articles, all of them in the index.
async fn demo(kind: Kind) -> Option<App> {
    let app = App::demo(kind).await?;
    app.indexed().await;
    Some(app)
}

/// Some articles with these titles and bodies, numbered from 0, all of them in the index.
async fn with(kind: Kind, texts: &[(&str, &str)]) -> Option<App> {
    let app = App::start(kind).await?;
    let lines: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(number, (title, body))| {
            let mut line = article(&number.to_string(), title, "2026-01-01");
            line["body"] = json!(body);
            line
        })
        .collect();
    app.publish(&lines).await;
    app.indexed().await;
    Some(app)
}

/// Which articles a search finds, by number, in no order.
async fn found(app: &App, query: &str) -> Vec<u32> {
    let ids = app.walk(&search(query, "&limit=2"), "/article/external_id").await;
    let mut numbers: Vec<u32> = ids.iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

#[rstest]
#[tokio::test]
async fn the_query_language_finds_what_it_says(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let texts = [
        ("精武镇举行防汛演练", "今天上午,精武镇举行防汛演练。\n雨季将至。"),
        ("社区举办音乐会", "音乐会上演奏了防风林之歌,武术队表演。"),
        ("防汛物资到位", "ＡＩ大模型用于5G基站,iPhone手机可查。\n头发与发展"),
        ("Café opens", "a quiet place"),
    ];
    let Some(app) = with(kind, &texts).await else { return };
    for (query, expected) in [
        ("防汛", vec![0, 2]),
        ("\"防汛演练\"", vec![0]),
        ("「防汛演練」", vec![0]),
        ("防汛 AND 演练", vec![0]),
        ("音乐会 OR 物资", vec![1, 2]),
        ("防汛 NOT 演练", vec![2]),
        ("NOT 防汛", vec![1, 3]),
        ("(音乐会 OR 防汛) AND NOT 物资", vec![0, 1]),
        ("title:防汛", vec![0, 2]),
        ("body:防汛", vec![0]),
        ("title:防汛 body:iphone", vec![2]),
        ("source:云溪日报", vec![0, 1, 2, 3]),
        ("source:雲溪 音乐会", vec![1]),
        ("source:无此报", vec![]),
        ("ai", vec![2]),
        ("5g", vec![2]),
        ("ＣＡＦＥ", vec![3]),
        ("quiet place", vec![3]),
        ("\"頭髮與發展\"", vec![2]),
        ("镇", vec![0]),
        ("\"演练。雨季\"", vec![]),
        ("\"举行，防汛\"", vec![0]),
    ] {
        assert_eq!(found(&app, query).await, expected, "{query}");
    }
    // A part of what is asked for is enough; those that have more of it come first.
    let all = app.walk(&search("精武镇防汛演练活动", ""), "/article/external_id").await;
    assert_eq!(all, [json!("0"), json!("2")]);
}

#[rstest]
#[tokio::test]
async fn every_run_of_characters_finds_its_article_in_either_script(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = demo(kind).await else { return };
    let scripts = [BuiltinConfig::S2t, BuiltinConfig::S2tw, BuiltinConfig::S2hk, BuiltinConfig::T2s];
    let scripts = scripts.map(|script| OpenCC::from_config(script).unwrap());
    let all = app.json("/v1/articles?limit=20&body=blocks&sort=published_at").await;
    let mut number = 0;
    for item in all["items"].as_array().unwrap() {
        let blocks = item["body"]["blocks"].as_array().unwrap().iter().filter(|block| block["spans"].is_array());
        let texts = blocks.map(|block| {
            let spans = block["spans"].as_array().unwrap();
            spans.iter().map(|span| span["text"].as_str().unwrap()).collect::<String>()
        });
        for text in texts.chain([item["title"].as_str().unwrap().to_owned()]) {
            let runs = text.split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c)).filter(|run| !run.is_empty());
            for run in runs {
                number += 1;
                let run: Vec<char> = run.chars().collect();
                let from = number * 7 % run.len();
                let part: String = run[from..].iter().take(1 + number % 9).collect();
                if number % 8 > 0 {
                    continue;
                }
                let part = match number % 5 {
                    4 => part,
                    script => scripts[script].convert(&part),
                };
                let path = search(&format!("\"{part}\""), "&limit=100&highlight=false&fields=id");
                let ids = app.walk(&path, "/id").await;
                assert!(ids.contains(&item["id"]), "{part} of {text}");
            }
        }
    }
    assert!(number > 400);
}

#[rstest]
#[tokio::test]
async fn every_filter_means_the_same_as_in_lists(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    let person = app.json("/v1/articles").await["items"][0]["people"][0]["slug"].as_str().unwrap().to_owned();
    let id = app.json("/v1/articles").await["items"][3]["id"].as_str().unwrap().to_owned();
    for filter in [
        "channel=xin-wen",
        "channel=jiao-tong,gong-gao",
        "column=zou-du-qing-he",
        "source=yun-xi-ri-bao",
        "source=cheng-shi",
        "tags=fang-xun;-yan-lian",
        "tags=-(fang-xun,jiao-yu)",
        "tags=fang-xun,-jiao-yu",
        "lang=zh-Hant",
        "has=column",
        "has=image",
        "from=2025-10-01&to=2025-10-31",
        "from=2025-10-01&date_field=first_published",
        "to=2025-10-31&date_field=updated",
        "channel=xin-wen&source=yun-xi-ri-bao&tags=fang-xun",
        "external_id=demo-001,demo-062",
        &format!("person={person}"),
        &format!("ids={id}"),
    ] {
        for sort in ["-published_at", "published_at"] {
            let listed = app.walk(&format!("/v1/articles?limit=100&sort={sort}&{filter}"), "/id").await;
            let found = app.walk(&format!("/v1/search?limit=7&sort={sort}&{filter}"), "/id").await;
            assert_eq!(found, listed, "{filter} {sort}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn facets_count_what_their_filters_find(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    for query in ["", "&q=%E6%B8%85%E6%B2%B3"] {
        let path = format!("/v1/search?total=true&limit=1&facets=channel,column,source,person,year{query}");
        let page = app.json(&path).await;
        assert!(page["total"].as_u64().unwrap() > 3, "{page}");
        assert_eq!(page["total_is_lower_bound"], false);
        for facet in ["channel", "column", "source", "person"] {
            let counts = page["facets"][facet].as_array().unwrap();
            assert!(!counts.is_empty() && counts.is_sorted_by_key(|count| -count["count"].as_i64().unwrap()));
            for count in counts.iter().step_by(3) {
                let slug = count["slug"].as_str().unwrap();
                let found = app.json(&format!("/v1/search?total=true&limit=1&{facet}={slug}{query}")).await;
                assert_eq!(found["total"], count["count"], "{facet} {slug}");
            }
        }
        for count in page["facets"]["year"].as_array().unwrap() {
            let year = count["year"].as_i64().unwrap();
            let range = format!("from={year}-01-01&to={year}-12-31");
            let found = app.json(&format!("/v1/search?total=true&limit=1&{range}{query}")).await;
            assert_eq!(found["total"], count["count"], "{year}");
        }
    }
    let page = app.json("/v1/search?facets=year").await;
    assert!(page["facets"]["channel"].is_null() && page["facets"]["year"].is_array());
    assert!(app.json("/v1/search").await["facets"].is_null());
}

#[rstest]
#[tokio::test]
async fn pages_follow_each_other_in_either_direction(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    for sort in ["relevance", "-published_at", "published_at"] {
        let path = search("清河 防汛 学校", &format!("&sort={sort}"));
        let whole = app.walk(&format!("{path}&limit=100"), "/id").await;
        assert!(whole.len() > 12, "{}", whole.len());
        assert_eq!(app.walk(&format!("{path}&limit=5"), "/id").await, whole, "{sort}");
        let second = app.json(&format!("{path}&limit=5")).await["next_cursor"].as_str().unwrap().to_owned();
        let second = app.json(&format!("{path}&limit=5&cursor={second}")).await;
        let back = second["prev_cursor"].as_str().unwrap();
        let first = app.json(&format!("{path}&limit=5&cursor={back}")).await;
        let ids: Vec<&Value> = first["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
        assert_eq!(ids, whole[..5].iter().collect::<Vec<_>>(), "{sort}");
        let other = search("清河", &format!("&sort={sort}&cursor={back}"));
        app.refused(&other, 400, "invalid_parameter").await;
    }
    let scores = app.walk(&search("清河 防汛", "&limit=9"), "/score").await;
    assert!(scores.is_sorted_by(|a, b| a.as_f64() >= b.as_f64()));
}

#[rstest]
#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended_while_articles_arrive(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = demo(kind).await else { return };
    let path = search("清河", "&limit=4");
    let whole = app.walk(&search("清河", "&limit=100"), "/id").await;
    assert!(whole.len() > 12);
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = app.json(&cursor.map_or(path.clone(), |cursor| format!("{path}&cursor={cursor}"))).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = Some(next.to_owned());
        let number = seen.len();
        app.publish(&[article(&format!("new-{number}"), "清河的一则消息", "2026-12-01")]).await;
        app.indexed().await;
    }
    assert_eq!(seen, whole);
}

#[rstest]
#[tokio::test]
async fn highlights_stand_where_they_say(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    let mut fields: HashMap<String, usize> = HashMap::new();
    for query in ["防汛演练", "\"清河\"", "學校 開學", "63所"] {
        for item in app.json(&search(query, "&limit=20&body=text")).await["items"].as_array().unwrap() {
            let highlights = item["highlights"].as_array().unwrap();
            for highlight in highlights {
                let field = highlight["field"].as_str().unwrap();
                let whole = match field {
                    "body" => item["article"]["body"]["value"].as_str().unwrap(),
                    field => item["article"][field].as_str().unwrap(),
                };
                let whole: Vec<char> = whole.chars().collect();
                let (start, text) = (highlight["start"].as_u64().unwrap(), highlight["text"].as_str().unwrap());
                let start = usize::try_from(start).unwrap();
                let length = text.chars().count();
                assert_eq!(whole[start..start + length].iter().collect::<String>(), text);
                let ranges = highlight["ranges"].as_array().unwrap();
                assert!(!ranges.is_empty());
                for range in ranges {
                    let at = usize::try_from(range["start"].as_u64().unwrap()).unwrap();
                    let end = at + usize::try_from(range["length"].as_u64().unwrap()).unwrap();
                    assert!(at >= start && end <= start + length);
                    let hit: String = whole[at..end].iter().collect();
                    if query == "\"清河\"" {
                        assert_eq!(hit.chars().count() % 2, 0, "{hit}");
                        assert!(hit.starts_with('清'), "{hit}");
                    }
                }
                *fields.entry(field.to_owned()).or_default() += 1;
            }
        }
    }
    assert!(["title", "summary", "body"].iter().all(|field| fields.contains_key(*field)), "{fields:?}");
    let bare = app.json(&search("清河", "&highlight=false")).await;
    assert!(bare["items"].as_array().unwrap().iter().all(|item| item["highlights"] == json!([])));
    let trimmed = app.json(&search("清河", "&fields=article.title,score&limit=1")).await;
    assert_eq!(trimmed["items"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "article", "score"]);
}

#[rstest]
#[tokio::test]
async fn nothing_that_can_be_typed_breaks_a_search(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    for query in [
        "的了是",
        "，。！？",
        "\"",
        "\"\"",
        "“清河",
        "((((清河",
        "清河))))",
        "AND",
        "OR OR NOT",
        "NOT",
        "NOT NOT NOT 清河",
        "NOT (清河 OR 的)",
        "title:",
        "title:\"",
        "source:",
        "person:nobody",
        "🙂🙂",
        "👨‍👩‍👧 清河",
        "\\ud800\\udfff",
        ".*(a|b)+[",
        "'; DROP TABLE article; --",
        "1=1 OR ''=''",
        "%_%",
        "<script>alert(1)</script>",
        "\u{202e}清河\u{200b}",
        "e\u{301}\u{301}\u{301}",
        "𠮷野家",
        "a:b:c",
        "-1 +2 ~3 ^4",
        "*",
        "？",
        &"清河".repeat(250),
        &"(清 ".repeat(160),
        &"a".repeat(500),
        &"\"清\" ".repeat(120),
        &"NOT ".repeat(120),
    ] {
        for rest in ["", "&sort=-published_at&facets=channel,year&total=true"] {
            let answer = app.get(&search(query, rest)).await;
            assert_eq!(answer.status(), 200, "{query} {rest}");
        }
    }
    assert_eq!(app.json(&search("，。", "")).await["items"], json!([]));
    for path in [
        "/v1/search?q=".to_owned(),
        search(&"长".repeat(501), ""),
        format!("/v1/search?q={}", "x".repeat(10_000)),
        "/v1/search?q=%ED%A0%80".to_owned(),
        "/v1/search?q=a%00b".to_owned(),
        "/v1/search?q=%FF".to_owned(),
        "/v1/search?sort=relevance".to_owned(),
        "/v1/search?sort=title".to_owned(),
        "/v1/search?facets=colour".to_owned(),
        "/v1/search?limit=0".to_owned(),
        "/v1/search?limit=101".to_owned(),
        "/v1/search?limit=21&body=html".to_owned(),
        "/v1/search?highlight=perhaps".to_owned(),
        "/v1/search?cursor=garbled".to_owned(),
        "/v1/search?fields=nothing".to_owned(),
        "/v1/search?channel=nowhere".to_owned(),
        "/v1/search?query=x".to_owned(),
    ] {
        let answer = app.get(&path).await;
        assert_eq!(answer.status(), 400, "{path}");
        assert!(answer.json::<Value>().await.unwrap()["code"].is_string(), "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn a_page_takes_five_statements_at_most(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = demo(kind).await else { return };
    for rest in ["&limit=1", "&limit=100&total=true&facets=channel,person,year"] {
        let path = search("清河", rest);
        let statements = app.statements(&path).await;
        assert!(statements <= 5, "{path}: {statements}");
    }
}
