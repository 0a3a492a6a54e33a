//! The title of a page: what its head states and what readers see over the text, held against each other.

use super::document::{Document, Extent, Line, text_of};
use super::metadata::Metadata;
use super::noise::tokens;
use crate::import::line::split_label;
use crate::import::portal::dates;

/// Longest line that can be a title, in characters.
const LONGEST: usize = 120;
/// Shortest line that is taken for the title because the window's title begins with it, in letters.
const SHORTEST: usize = 6;
/// Shortest heading that is taken for the title though other words stand before it in the window's title, in letters.
const LONG: usize = 10;
/// Names of elements that hold a title.
const NAMES: [&str; 9] =
    ["title", "tit", "biaoti", "headline", "newstitle", "articletitle", "arttitle", "contenttitle", "bt"];
/// What parts a title from the names of channels and site behind it.
const SUFFIXES: [&str; 11] = ["_", "|", "｜", "--", " - ", "—", "–", "-", "丨", "«", "»"];

/// The title as readers see it, or as the page states it where they see none.
///
/// What is stated often carries the names of channel and site behind the title, or is cut short; so a line of the page wins
/// where one of the two contains the other, headings before other lines.
pub(super) fn choose(document: &Document, metadata: &Metadata, text: Extent) -> Option<String> {
    let window = metadata.window.as_deref().unwrap_or_default();
    let stated = [
        metadata.named(&["articletitle"]),
        metadata.linked("headline"),
        metadata.named(&["og:title", "twitter:title"]),
    ];
    let stated: Vec<&str> = stated.into_iter().flatten().filter(|title| letters(title).chars().count() >= 2).collect();
    let seen = seen(document, window, &stated);
    match (seen, stated.first()) {
        (Some(seen), Some(stated)) if !are_related(&seen, stated) => Some((*stated).to_owned()),
        (Some(seen), _) => Some(spelled(&seen, &stated, window)),
        (None, Some(stated)) => Some((*stated).to_owned()),
        (None, None) => {
            named(document, text).or_else(|| lone_heading(document, window)).or_else(|| without_suffixes(window))
        }
    }
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two titles are the same but for what stands before or behind.
fn are_related(one: &str, other: &str) -> bool {
    let (one, other) = (letters(one), letters(other));
    one.contains(&other) || other.contains(&one)
}

/// The line that is the title for its likeness to what is stated.
fn seen(document: &Document, window: &str, stated: &[&str]) -> Option<String> {
    let candidates = candidates(document, window);
    let window = letters(window);
    let stated: Vec<String> = stated.iter().map(|title| letters(title)).collect();
    let mut best: Option<((u32, usize), String)> = None;
    for (text, heading) in candidates {
        let own = letters(&text);
        let length = own.chars().count();
        let is_stated = stated.iter().any(|title| *title == own || (heading.is_some() && title.contains(&own)));
        // A column's label stands before the title that readers see.
        let is_labelled = split_label(&text).is_some() && stated.iter().any(|title| own.ends_with(title.as_str()));
        let is_cut_short = stated.iter().any(|title| own.starts_with(title.as_str())) && window.contains(&own);
        let is_shown = window.starts_with(&own) || (heading.is_some() && length >= LONG && window.contains(&own));
        // The name of the site or a channel may well be a heading, and part of the window's title.
        let enough = if is_stated { 2 } else { SHORTEST };
        if length < enough || !(is_stated || is_labelled || is_cut_short || is_shown) {
            continue;
        }
        let rank = (heading.map_or(0, |level| if level <= 2 { 2 } else { 1 }), length);
        if best.as_ref().is_none_or(|(held, _)| rank > *held) {
            best = Some((rank, text));
        }
    }
    best.map(|(_, text)| text)
}

/// The lines that can be titles; those of one heading as one.
fn candidates(document: &Document, window: &str) -> Vec<(String, Option<u8>)> {
    let mut found: Vec<(String, Option<u8>)> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &document.lines {
        let goes_on = before.is_some_and(|before| before.heading.is_some() && before.heading == line.heading);
        match found.last_mut().filter(|_| goes_on) {
            Some((text, _)) if text.chars().count() + line.text.chars().count() < LONGEST => {
                text.push(' ');
                text.push_str(&line.text);
            }
            _ => found.push((line.text.clone(), line.heading)),
        }
        before = Some(line);
    }
    let lines =
        document.lines.iter().filter(|line| line.heading.is_some()).map(|line| (line.text.clone(), line.heading));
    found.extend(lines);
    // A title may stand on several lines, each in a box of its own.
    let bare = |text: &str| text.replace(char::is_whitespace, "");
    let whole = bare(window);
    for (number, line) in document.lines.iter().enumerate() {
        let mut title = bare(&line.text);
        if title.chars().count() < SHORTEST || !whole.starts_with(&title) {
            continue;
        }
        for next in document.lines.iter().skip(number + 1).take(4) {
            let longer = format!("{title}{}", bare(&next.text));
            if !whole.starts_with(&longer) {
                break;
            }
            title = longer;
        }
        if title.len() > bare(&line.text).len() {
            found.push((title, line.heading));
        }
    }
    found.retain(|(text, _)| text.chars().count() <= LONGEST);
    found
}

/// The title as it is spelled best: a line break in a heading is no space in the title.
fn spelled(seen: &str, stated: &[&str], window: &str) -> String {
    let own = letters(seen);
    let other = stated.iter().find(|title| letters(title) == own && title.chars().count() <= seen.chars().count());
    if let Some(other) = other {
        return (*other).to_owned();
    }
    let without = seen.replace(' ', "");
    if window.replace(' ', "").contains(&without) && !window.contains(seen) && window.contains(&without) {
        return without;
    }
    seen.to_owned()
}

/// The heading, or the line that is named as a title, nearest to the text: above it, or at its beginning.
fn named(document: &Document, text: Extent) -> Option<String> {
    let mut found: Option<String> = None;
    for element in document.elements() {
        let extent = document.extent(element);
        let is_heading = matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        let is_named = is_heading || tokens(element).iter().any(|token| NAMES.contains(&token.as_str()));
        if !is_named || extent.linked > 0 || extent.all > LONGEST || extent.from > text.from + 40 {
            continue;
        }
        let title = text_of(element);
        let is_first = extent.from < text.from + 6 || found.is_none();
        if is_first && letters(&title).chars().count() >= SHORTEST && dates::find(&title).is_none() {
            found = Some(title);
        }
    }
    found
}

/// The only first-level heading of the page, unless it is the name of the site.
fn lone_heading(document: &Document, window: &str) -> Option<String> {
    let mut headings = document.lines.iter().filter(|line| line.heading == Some(1));
    let first = headings.next()?;
    let is_site = letters(window).ends_with(&letters(&first.text)) && letters(window) != letters(&first.text);
    (headings.next().is_none() && !is_site && letters(&first.text).chars().count() >= 4).then(|| first.text.clone())
}

/// A window's title without what stands behind the article's.
fn without_suffixes(window: &str) -> Option<String> {
    let mut title = window.trim();
    while let Some((before, _)) =
        SUFFIXES.iter().filter_map(|suffix| title.rsplit_once(suffix)).max_by_key(|(before, _)| before.len())
    {
        let rest = title.get(before.len()..).unwrap_or_default();
        if rest.chars().count() > 16 || before.trim().chars().count() < 4 {
            break;
        }
        title = before.trim();
    }
    (!title.is_empty()).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::html::tame::tame;

    fn title(html: &str) -> Option<String> {
        let tamed = tame(html);
        let document = Document::new(&tamed.html);
        let text = document.extent(document.tree.root_element());
        choose(&document, &Metadata::of(&document, &tamed), text)
    }

    #[test]
    fn the_line_that_readers_see_wins_over_what_is_stated_around_it() {
        for (html, wanted) in [
            (
                "<meta property=og:title content='望渡桥恢复通车_新闻频道_清河在线'><h1>望渡桥恢复通车</h1>",
                "望渡桥恢复通车",
            ),
            (
                "<title>望渡桥“恢复”通车了_清河在线</title><meta property=og:title content='望渡桥'><h1>望渡桥“恢复”通车了</h1>",
                "望渡桥“恢复”通车了",
            ),
            (
                "<title>望渡桥恢复通车-清河在线</title><table><tr><td>清河在线<td>望渡桥恢复通车</table>",
                "望渡桥恢复通车",
            ),
            (
                "<meta name=ArticleTitle content='望渡桥恢复通车'><h1>【走读】望渡桥恢复通车</h1>",
                "【走读】望渡桥恢复通车",
            ),
            ("<meta name=ArticleTitle content='望渡桥恢复通车'><h1>清河在线</h1>", "望渡桥恢复通车"),
            (
                "<title>关于望渡桥恢复通车的公告_清河区政府</title><h1>关于望渡桥<br>恢复通车的公告</h1>",
                "关于望渡桥恢复通车的公告",
            ),
            ("<title>望渡桥恢复通车_新闻_清河在线</title><p>正文</p>", "望渡桥恢复通车"),
            ("<h1>望渡桥恢复通车</h1>", "望渡桥恢复通车"),
            ("<title>1-10月用电量增长-清河在线</title>", "1-10月用电量增长"),
        ] {
            assert_eq!(title(html).as_deref(), Some(wanted), "{html}");
        }
        assert_eq!(title("<p>正文"), None);
    }
}
