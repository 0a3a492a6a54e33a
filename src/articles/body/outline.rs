//! The outline of a body: its headings as a tree.

use serde::Serialize;
use utoipa::ToSchema;

use super::text::joined;
use super::{Block, Heading};

/// A heading and those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutlineItem {
    /// The id of the heading block.
    #[schema(example = "s1")]
    pub id: String,
    /// Its level, from 2 to 6.
    #[schema(minimum = 2, maximum = 6, example = 2)]
    pub level: u8,
    /// Its number as printed, without punctuation; null where it has none.
    #[schema(example = "一")]
    pub number: Option<String>,
    /// Its text without the number.
    #[schema(example = "坚持健全机制")]
    pub title: String,
    /// The headings below it.
    #[schema(no_recursion)]
    pub children: Vec<Self>,
}

/// The headings of a body as a tree.
#[must_use]
pub fn outline(blocks: &[Block]) -> Vec<OutlineItem> {
    let headings: Vec<&Heading> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        })
        .collect();
    below(&mut headings.into_iter().peekable(), 0)
}

/// Takes the headings that are deeper than a level; the tree is as deep as there are levels.
fn below<'a>(headings: &mut std::iter::Peekable<impl Iterator<Item = &'a Heading>>, level: u8) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    while let Some(heading) = headings.next_if(|heading| heading.level > level) {
        let (number, title) = split(&joined(&heading.spans));
        let children = below(headings, heading.level);
        items.push(OutlineItem { id: heading.id.clone(), level: heading.level, number, title, children });
    }
    items
}

/// The number of a heading and the rest.
fn split(text: &str) -> (Option<String>, String) {
    let is_number = |c: char| "零〇一二三四五六七八九十百".contains(c) || c.is_ascii_digit();
    let inner = text.strip_prefix(['（', '(']);
    let from = inner.unwrap_or(text);
    let end = from.find(|c: char| !is_number(c)).unwrap_or(from.len());
    let (number, rest) = from.split_at(end);
    let closing: &[char] = if inner.is_some() { &['）', ')'] } else { &['、', '.', '．'] };
    match rest.strip_prefix(closing) {
        Some(title) if !number.is_empty() => (Some(number.to_owned()), title.trim().to_owned()),
        _ => (None, text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::text::from_text;

    #[test]
    fn headings_become_a_tree_with_their_numbers() {
        let outline = outline(&from_text("一、甲\n正文。\n（一）乙\n1.丙\n二、丁"));
        let titles: Vec<_> = outline.iter().map(|item| (item.number.as_deref(), item.title.as_str())).collect();
        assert_eq!(titles, [(Some("一"), "甲"), (Some("二"), "丁")]);
        let inner: Vec<_> = outline.iter().flat_map(|item| &item.children).collect();
        assert_eq!(inner.len(), 1);
        assert!(inner.iter().all(|item| item.number.as_deref() == Some("一") && item.children.len() == 1));
    }
}
