//! `from` and `to` as bare days, in zones whose offset has seconds and on days without a midnight.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_bare_day_is_all_of_that_day(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    for (zone, days) in [
        ("Asia/Shanghai", ["1872-04-30", "1900-12-31", "1901-01-01", "1919-04-13", "2026-01-04"]),
        ("America/Sao_Paulo", ["1872-04-30", "1913-12-31", "2018-11-03", "2018-11-04", "2018-02-17"]),
        ("Africa/Monrovia", ["1881-12-31", "1950-01-01", "1972-01-06", "1972-01-07", "2026-01-04"]),
        ("Pacific/Apia", ["1892-07-04", "1910-12-31", "2011-12-29", "2011-12-31", "2026-01-04"]),
    ] {
        let Some(app) = App::start_with(kind, &[("site.time_zone", zone)]).await else { return };
        let parsed: chrono_tz::Tz = zone.parse().unwrap();
        let lines: Vec<Value> = days
            .iter()
            .map(|day| json!({"external_id": day, "title": day, "body": "文。", "published_at": day}))
            .collect();
        let text = lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let reading = dibao::import::line::Reading { zone: parsed, lang: "zh-Hans".into(), labels: false };
        let text = std::io::Cursor::new(text);
        let report = dibao::import::jsonl::import(&app.db.primary, "f", text, reading, |_| {}).await.unwrap();
        assert_eq!((report.created, report.failed_count), (5, 0), "{zone}: {report}");
        app.state.catch_up().await.unwrap();
        for day in days {
            let list = app.json(&format!("/v1/articles?from={day}&to={day}")).await;
            let found: Vec<&str> =
                list["items"].as_array().unwrap().iter().map(|item| item["external_id"].as_str().unwrap()).collect();
            assert_eq!(found, [day], "{zone} {day}: {list}");
            assert!(list["items"][0]["published_at"].as_str().unwrap().starts_with(day), "{zone} {day}: {list}");
            assert_eq!(list["items"][0]["published_precision"], "day");
        }
    }
    // A day that was left out is a day without articles, not an error.
    let Some(app) = App::start_with(kind, &[("site.time_zone", "Pacific/Apia")]).await else { return };
    assert_eq!(app.json("/v1/articles?from=2011-12-30&to=2011-12-30").await["items"], json!([]));
}
