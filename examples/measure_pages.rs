//! Measures the reading of HTML pages against what a reader wrote down.
//!
//! `cargo run --example measure_pages FOLDER` takes a folder with pages and a file `expected.json`, a list of
//! `{"file": …, "portal": …, "title": [accepted, …], "date": "2026-01-04 09:30", "source": [accepted, …] | null,
//! "people": [required, …], "people_also": [allowed, …], "body": "the text"}`; absent fields are not measured.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use dibao::articles::body::{Block, text};
use dibao::import::html::{self, Reading};
use dibao::import::portal::PortalPage;
use serde_json::Value;

/// Letters and digits of a text, so that white space and the width of punctuation do not count.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How like two texts are, from 0 to 1: one less the edits that part them, by the length of the longer.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_levenshtein(&bare(one), &bare(other))
}

/// All that a reader reads as the text: notes, body, captions and credits.
fn read_text(page: &PortalPage) -> String {
    let mut said: String = page.notes.iter().map(|note| format!("【{}】{}\n", note.label, note.text)).collect();
    for block in &page.blocks {
        said.push_str(&text::plain_text(std::slice::from_ref(block)));
        if let Block::Image(image) = block {
            said.push_str(image.credit.as_deref().unwrap_or_default());
        }
        said.push('\n');
    }
    said
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![bare(text)],
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(bare).collect(),
        _ => Vec::new(),
    }
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    let verbose = std::env::args().nth(2);
    let expected: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut right: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut likenesses: Vec<f64> = Vec::new();
    for page in &expected {
        let file = page["file"].as_str().unwrap();
        if verbose.as_ref().is_some_and(|only| only != "-v" && only != file) {
            continue;
        }
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let reading = Reading { zone: chrono_tz::Asia::Shanghai, address: None, profile: None };
        let text = html::decode(&bytes).map_err(|error| error.to_string());
        let found = text.and_then(|text| html::read(&text, &reading, &|_| false).map_err(|error| error.to_string()));
        let found = found.unwrap_or_else(|error| {
            println!("{file}: {error}");
            PortalPage::default()
        });
        let title = found.original_title.as_deref().filter(|_| found.column_label.is_some()).unwrap_or(&found.title);
        let date =
            found.published.map(|published| published.at.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default();
        let source = found.source_label.as_deref().unwrap_or_default();
        let people: Vec<String> = found.people.iter().map(|(_, name)| bare(name)).collect();
        let (required, also) = (texts(&page["people"]), texts(&page["people_also"]));
        let allowed = |name: &String| required.contains(name) || also.contains(name);
        let checks = [
            ("title", page["title"].is_null() || texts(&page["title"]).contains(&bare(title))),
            ("date", page["date"].as_str().is_none_or(|wanted| !date.is_empty() && date.starts_with(wanted))),
            (
                "source",
                if page["source"].is_null() {
                    source.is_empty()
                } else {
                    texts(&page["source"]).contains(&bare(source))
                },
            ),
            ("people", required.iter().all(|name| people.contains(name)) && people.iter().all(allowed)),
        ];
        let body = read_text(&found);
        let alike = likeness(&body, page["body"].as_str().unwrap());
        likenesses.push(alike);
        let wrong: Vec<String> = checks
            .iter()
            .filter(|(_, is_right)| !is_right)
            .map(|(field, _)| match *field {
                "title" => format!("title={title}"),
                "date" => format!("date={date}"),
                "source" => format!("source={source}"),
                _ => format!("people={people:?}"),
            })
            .collect();
        for (field, is_right) in checks.into_iter().chain([("body", alike >= 0.95)]) {
            let (yes, all) = right.entry(field).or_default();
            *yes += u32::from(is_right);
            *all += 1;
        }
        let portal = page["portal"].as_str().unwrap();
        let lang = found.lang.as_deref().unwrap_or("-");
        println!("{portal:<12} {file:<28} body {alike:.3} {lang} {:?} {}", found.channel, wrong.join("; "));
        if verbose.is_some() {
            println!(
                "--- site {:?} summary {:?} tags {:?} url {:?}",
                found.site_name, found.summary, found.tags, found.original_url
            );
            println!("--- unplaced {:?}", found.unplaced.iter().map(|unplaced| &unplaced.text).collect::<Vec<_>>());
            println!("{body}");
        }
    }
    for (field, (yes, all)) in &right {
        println!("{field}: right on {yes} of {all}");
    }
    let mean = likenesses.iter().sum::<f64>() / f64::from(u32::try_from(likenesses.len()).unwrap().max(1));
    println!("mean likeness of the text: {mean:.3}");
}
