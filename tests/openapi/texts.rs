//! Public texts are whole sentences without runs of spaces, in the document, in the table of problems, in the settings, and in what
//! the program says in single cases.

use std::fs;
use std::path::Path;

use dibao::kernel::error::Code;
use serde_json::Value;

/// A run of white space in mid-sentence: what a text has whose line was continued without a backslash.
fn run_of_spaces(text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let is_word = |at: usize| characters.get(at).is_some_and(|c| c.is_alphanumeric() || "`,.;:)(".contains(*c));
    let mut at = 0;
    while at < characters.len() {
        let length = characters[at..].iter().take_while(|c| c.is_whitespace()).count();
        // Paragraphs and lists begin lines of their own.
        let is_break = characters[at..at + length].iter().filter(|c| **c == '\n').count() != 0
            && (characters[at..at + length].last() == Some(&'\n') || !is_word(at + length));
        if length > 1 && !is_break && at > 0 && is_word(at - 1) && is_word(at + length) {
            let from = at.saturating_sub(30);
            return Some(characters[from..].iter().take(80).collect());
        }
        at += length.max(1);
    }
    None
}

/// The string literals of a source file, with continued lines put together. Comments are left out.
fn literals(source: &str) -> Vec<String> {
    let (mut rest, mut found) = (source, Vec::new());
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        rest = &from[1..];
        if let Some(comment) = from.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, next)| next);
        } else if from.starts_with('\'') {
            // A character, or else a lifetime, of which nothing is to be skipped.
            let mut characters = rest.char_indices();
            let end = match characters.next() {
                Some((_, '\\')) => rest[2..].find('\'').map(|end| end + 3),
                Some((_, character)) if rest[character.len_utf8()..].starts_with('\'') => {
                    Some(character.len_utf8() + 1)
                }
                _ => None,
            };
            rest = &rest[end.unwrap_or(0)..];
        } else if from.starts_with('"') {
            let marks = before.len() - before.trim_end_matches('#').len();
            if before[..before.len() - marks].ends_with('r') {
                let (literal, next) = rest.split_once(&format!("\"{}", "#".repeat(marks))).unwrap();
                found.push(literal.to_owned());
                rest = next;
                continue;
            }
            let mut literal = String::new();
            loop {
                let end = rest.find(['"', '\\']).unwrap();
                literal.push_str(&rest[..end]);
                let escaped = rest[end..].strip_prefix('\\');
                rest = &rest[end + 1..];
                match escaped.and_then(|escaped| escaped.chars().next()) {
                    None => break,
                    Some('\n') => rest = rest.trim_start(),
                    Some(other) => {
                        literal.push(other);
                        rest = &rest[other.len_utf8()..];
                    }
                }
            }
            found.push(literal);
        }
    }
    found
}

/// Every text of the document for people, with its place.
fn described(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if ["description", "summary", "title"].contains(&name.as_str()) => {
                        found.push((format!("{at}/{name}"), text.clone()));
                    }
                    _ if ["example", "examples", "default", "enum", "value"].contains(&name.as_str()) => {}
                    _ => described(member, &format!("{at}/{name}"), found),
                }
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, item)| described(item, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

#[test]
fn the_document_says_whole_sentences() {
    let mut texts = Vec::new();
    described(crate::root(), "", &mut texts);
    assert!(texts.len() > 1_000);
    for (at, text) in texts {
        let prose: String = text.split("```").step_by(2).collect();
        assert_eq!(run_of_spaces(&prose), None, "{at}");
        assert_eq!(prose.matches('`').count() % 2, 0, "{at}: {text}");
        assert_eq!(prose.matches('(').count(), prose.matches(')').count(), "{at}: {text}");
        if at.ends_with("/description") {
            assert!(prose.trim_end().ends_with(['.', '?', '…', '|', ':']), "{at}: {text}");
        }
        if at.ends_with("/summary") {
            assert!(!text.ends_with('.') && text.starts_with(char::is_uppercase), "{at}: {text}");
        }
    }
}

#[test]
fn problems_are_explained_in_whole_sentences() {
    for code in Code::ALL {
        let (title, meaning) = (code.title(), code.meaning());
        for text in [title, meaning] {
            assert_eq!(run_of_spaces(text), None, "{}", code.word());
            assert_eq!(text.matches('`').count() % 2, 0, "{}: {text}", code.word());
            assert!(text.starts_with(|c: char| c.is_uppercase() || c == '`'), "{}: {text}", code.word());
        }
        assert!(!title.ends_with(['.', ',', ' ']), "{title}");
        assert!(meaning.ends_with('.') && meaning.len() > title.len(), "{}: {meaning}", code.word());
    }
}

#[test]
fn settings_are_explained_in_whole_sentences() {
    let lines: Vec<&str> = dibao::config::DEFAULTS.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(run_of_spaces(line), None, "{line}");
        let follows = lines.get(number + 1).copied().unwrap_or_default();
        if line.starts_with("# ") && !follows.starts_with('#') {
            assert!(line.ends_with(['.', ':']), "{line}");
        }
    }
}

#[test]
fn what_the_program_says_has_no_runs_of_spaces() {
    fn walk(folder: &Path, seen: &mut usize) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                walk(&path, seen);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let source = fs::read_to_string(&path).unwrap();
                for literal in literals(source.split("#[cfg(test)]\n").next().unwrap()) {
                    assert_eq!(run_of_spaces(&literal), None, "{}", path.display());
                    *seen += 1;
                }
            }
        }
    }
    let mut seen = 0;
    for folder in ["src", "entity/src", "migration/src"] {
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut seen);
    }
    assert!(seen > 3_000, "{seen}");
}

#[test]
fn a_lost_continuation_is_found() {
    let source = "let a = 'x'; let b: &'static str = \"one \\\n    sentence\"; // \"no  literal\"\nlet c = \"two\n    words\"; let d = r#\"a \"  b\"#;";
    assert_eq!(literals(source), ["one sentence", "two\n    words", "a \"  b"]);
    for (text, is_run) in [
        ("look; `etag` is the          entity tag", true),
        ("two\n    words", true),
        ("a paragraph.\n\nAnother", false),
        ("a list:\n  - one", false),
        ("one sentence", false),
    ] {
        assert_eq!(run_of_spaces(text).is_some(), is_run, "{text}");
    }
}
