//! A byline cut at its labels.

use super::labels::{self, Label};
use crate::articles::body::text::trim;

/// The brackets that may stand around a byline or a value.
const BRACKETS: [(char, char); 5] = [('（', '）'), ('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕')];
/// What parts the fields of a byline.
const BETWEEN: [char; 12] = ['|', '｜', '丨', '┊', ';', '；', '·', '•', '/', '，', ',', '、'];

/// A part of a line: a label with its value, or what stands before the first label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// The label, if there is one.
    pub(super) label: Option<Label>,
    /// Whether a colon or a stroke says that the label is one.
    pub(super) is_marked: bool,
    /// The label and the value as printed.
    pub(super) printed: &'a str,
    /// The value.
    pub(super) value: &'a str,
}

/// A text without white space and separators at its ends, and without the brackets around all of it.
pub(super) fn trim_between(text: &str) -> &str {
    let is_between = |c: char| c.is_whitespace() || BETWEEN.contains(&c) || c == '-' || c == '—';
    without_brackets(text.trim_matches(is_between)).trim_matches(is_between)
}

/// A text without the brackets around all of it, and without one that opens or closes alone at an end.
pub(super) fn without_brackets(text: &str) -> &str {
    let text = trim(text);
    BRACKETS.into_iter().fold(text, |text, (open, close)| {
        let count = |wanted: char| text.chars().filter(|c| *c == wanted).count();
        match (text.strip_prefix(open), text.strip_suffix(close)) {
            (Some(inside), Some(_)) if count(open) == 1 => inside.strip_suffix(close).map_or(text, trim),
            (Some(inside), None) if count(close) == 0 => trim(inside),
            (None, Some(inside)) if count(open) == 0 => trim(inside),
            _ => text,
        }
    })
}

/// A line cut at its labels.
pub(super) fn parts(line: &str) -> Vec<Part<'_>> {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let is_inside = cuts.last().is_some_and(|cut| at < cut.value);
        if !is_inside && c.is_alphabetic() {
            cuts.extend(cut_at(line, at, before, cuts.last()));
        }
        before = Some(c);
    }
    let head = Cut { at: 0, value: 0, label: None, is_marked: false };
    let ends = cuts.iter().map(|cut| cut.at).chain([line.len()]);
    let all = std::iter::once(&head).chain(&cuts).zip(ends);
    let parts = all.map(|(cut, end)| Part {
        label: cut.label,
        is_marked: cut.is_marked,
        printed: line.get(cut.at..end).unwrap_or_default(),
        value: line.get(cut.value..end).unwrap_or_default(),
    });
    parts.filter(|part| !trim(part.printed).is_empty()).collect()
}

/// Where a label begins, and its value.
#[derive(Clone, Copy, Debug)]
struct Cut {
    at: usize,
    value: usize,
    label: Option<Label>,
    is_marked: bool,
}

/// The label that begins at a place of a line, if one does.
fn cut_at(line: &str, at: usize, before: Option<char>, last: Option<&Cut>) -> Option<Cut> {
    let rest = line.get(at..)?;
    let begins_value = last.is_some_and(|last| trim(line.get(last.value..at).unwrap_or("x")).is_empty());
    let begins_word = before.is_none_or(|before| !before.is_alphabetic());
    let known = labels::at_start(rest);
    let marked = |length: usize, label: Label| {
        let behind = rest.get(length..)?;
        let gap = behind.len() - behind.trim_start().len();
        let mark = behind.trim_start().chars().next()?;
        let is_stroke = begins_word && gap == 0 && matches!(label, Label::Person(_)) && "/|｜丨／".contains(mark);
        let is_colon = matches!(mark, ':' | '：') && !behind.contains("://");
        (is_colon || is_stroke).then(|| Cut {
            at,
            value: at + length + gap + mark.len_utf8(),
            label: Some(label),
            is_marked: true,
        })
    };
    if let Some(cut) = known.and_then(|(length, label)| marked(length, label)) {
        // A short label inside of a word may be the end of a longer one that nobody knows, as in 开放时间.
        let is_long = known.is_some_and(|(length, _)| length >= "四个字。".len());
        if begins_word || last.is_some() || is_long {
            return Some(cut);
        }
    }
    if !begins_word {
        return None;
    }
    let run: usize = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let is_label = (2..=6).contains(&rest.get(..run)?.chars().count());
    let ends_in_known = || {
        let run = rest.get(..run).unwrap_or_default();
        let mut places = run.char_indices().skip(1).map(|(place, _)| run.get(place..).unwrap_or_default());
        let (long, any) = ("四个字。".len(), begins_value);
        places
            .any(|end| labels::at_start(end).is_some_and(|(length, _)| length == end.len() && (any || length >= long)))
    };
    if let Some(cut) = marked(run, Label::Unknown).filter(|_| is_label && !ends_in_known()) {
        return Some(cut);
    }
    let (length, label) = known?;
    let behind = rest.get(length..)?;
    let is_word = behind.starts_with(char::is_whitespace) || behind.is_empty();
    let is_long = rest.get(..length)?.chars().count() > 1;
    let may_stand_bare = match label {
        Label::Person(_) => is_long,
        Label::Source | Label::Published | Label::Updated => is_long && is_word,
        Label::Page => is_word || behind.starts_with(|c: char| c.is_ascii_digit()),
        Label::Unkept | Label::Unknown => false,
    };
    may_stand_bare.then_some(Cut { at, value: at + length, label: Some(label), is_marked: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_labels_begin() {
        for (line, cut) in [
            ("来源：云溪日报 责任编辑：李明审核：王强", vec!["来源：云溪日报 ", "责任编辑：李明", "审核：王强"]),
            ("云溪日报 热度：高", vec!["云溪日报 ", "热度：高"]),
            ("2026-01-04 09:30 开放时间：每天", vec!["2026-01-04 09:30 ", "开放时间：每天"]),
            ("来　源：云溪日报 责编|李明", vec!["来　源：云溪日报 ", "责编|李明"]),
            ("原文 https://example.org", vec!["原文 https://example.org"]),
        ] {
            let found: Vec<&str> = parts(line).into_iter().map(|part| part.printed).collect();
            assert_eq!(found, cut, "{line}");
        }
    }

    #[test]
    fn brackets_go_where_they_stand_around_all_or_alone() {
        for (text, bare) in [
            ("（来源）", "来源"),
            ("云溪日报（海外版）", "云溪日报（海外版）"),
            ("【责编", "责编"),
            ("| 云溪日报 -", "云溪日报"),
            ("（甲）（乙）", "（甲）（乙）"),
        ] {
            assert_eq!(trim_between(text), bare, "{text}");
        }
    }
}
