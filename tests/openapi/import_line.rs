//! The form of a line, as it is published, is that of the lines that are taken and written.

use dibao::import::line::{self, Reading};
use serde_json::{Value, json};

use crate::support::{App, Kind, demo_articles};

fn form() -> jsonschema::Validator {
    jsonschema::draft202012::new(&line::schema()).unwrap()
}

#[tokio::test]
async fn lines_that_are_taken_and_written_are_of_the_form() {
    let form = form();
    let app = App::demo(Kind::Sqlite).await.unwrap();
    let mut out = Vec::new();
    dibao::import::export::export(
        &app.db.read,
        chrono_tz::Asia::Shanghai,
        dibao::import::export::What::Everything,
        &mut out,
        |_| {},
    )
    .await
    .unwrap();
    let exported = String::from_utf8(out).unwrap();
    let mut seen = 0;
    for text in demo_articles().lines().chain(exported.lines()) {
        let line: Value = serde_json::from_str(text).unwrap();
        let wrong: Vec<String> =
            form.iter_errors(&line).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{text}");
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn what_is_not_of_the_form_is_not_taken() {
    let form = form();
    let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
    let good = json!({"title": "题", "body": "文", "published_at": "2026-01-04", "source": "云溪日报"});
    assert!(form.is_valid(&good) && line::read_article(&good.to_string(), &reading).is_ok());
    for (name, value) in [
        ("title", json!(null)),
        ("colour", json!("red")),
        ("source", json!(5)),
        ("body", json!(["文"])),
        ("body", json!({"format": "html", "value": "<p>文"})),
        ("body", json!({"format": "blocks", "blocks": [{"type": "smell"}]})),
        ("people", json!([{"name": "李明", "role": "boss"}])),
        ("tags", json!([{"scheme": "medtop"}])),
        ("media", json!([{"alt": "无地址"}])),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert!(!form.is_valid(&bad), "{bad}");
        assert!(line::read_article(&bad.to_string(), &reading).is_err(), "{bad}");
    }
}
