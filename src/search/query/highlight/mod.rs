//! Showing where a text has what was asked for: fragments of it, with the places of the hits in the text as it stands.
//!
//! Places are counted in characters (Unicode code points) from the beginning of the whole text. Nothing is cut into words
//! here: the units of the text are compared with those of the query, which finds what the index found.

mod characters;

use std::collections::HashSet;

use self::characters::Characters;
use super::super::analysis::Units;
use super::grammar::{Node, Scope};

/// Length of a fragment, in characters.
const FRAGMENT: usize = 120;
/// How far before the first hit a fragment looks for the beginning of a sentence, in characters.
const LEAD: usize = 36;
/// How much of a text is looked at, in characters.
const READ: usize = 60_000;
/// Most hits in a text that are looked at.
const MAX_HITS: usize = 1_000;

/// What to look for in texts.
#[derive(Clone, Debug, Default)]
pub struct Highlighter {
    /// What words are made of.
    loose: Vec<Loose>,
    /// Units that stand in a row.
    chains: Vec<(Scope, Vec<String>)>,
}

/// Pairs and single units of words.
#[derive(Clone, Debug)]
struct Loose {
    scope: Scope,
    pairs: HashSet<String>,
    singles: HashSet<String>,
    /// The same, where all of them are characters by themselves.
    characters: Option<Characters>,
}

impl Loose {
    /// The units of a query's words.
    fn of(scope: Scope, words: &str) -> Self {
        let (mut pairs, mut singles) = (HashSet::new(), HashSet::new());
        for word in words.split_whitespace() {
            let units = Units::of(word);
            match units.len() {
                1 => singles.extend(units.singles().map(str::to_owned)),
                _ => pairs.extend(units.pairs().map(str::to_owned)),
            }
        }
        let characters = Characters::of(pairs.iter().map(String::as_str), singles.iter().map(String::as_str));
        Self { scope, pairs, singles, characters }
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// Where it begins, in bytes.
    from: usize,
    /// Where it ends, in bytes.
    to: usize,
}

impl Range {
    /// What stands there.
    fn of(self, text: &str) -> &str {
        text.get(self.from..self.to).unwrap_or_default()
    }
}

/// A fragment of a text and the hits in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The fragment itself.
    pub text: String,
    /// Where it begins in the whole text.
    pub start: usize,
    /// The hits, in the whole text, in order.
    pub hits: Vec<Range>,
}

impl Highlighter {
    /// What a query looks for; what it excludes is not shown.
    #[must_use]
    pub fn of(node: Option<&Node>) -> Self {
        let mut highlighter = Self::default();
        if let Some(node) = node {
            highlighter.add(node);
        }
        highlighter
    }

    /// Adds what a part of a query looks for.
    fn add(&mut self, node: &Node) {
        match node {
            Node::Words(scope, text) => self.loose.push(Loose::of(*scope, text)),
            Node::Exact(scope, text) => {
                let chain: Vec<String> = Units::of(text).singles().map(str::to_owned).collect();
                if !chain.is_empty() {
                    self.chains.push((*scope, chain));
                }
            }
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.add(part)),
            Node::Named(..) | Node::Not(_) => {}
        }
    }

    /// The whole of a short text, where it has a hit.
    #[must_use]
    pub fn whole(&self, place: Scope, text: &str) -> Option<Fragment> {
        let hits = self.hits(place, text);
        (!hits.is_empty()).then(|| Fragment { text: text.to_owned(), start: 0, hits })
    }

    /// The fragments of a text with the most different hits, in the order of the text.
    #[must_use]
    pub fn fragments(&self, place: Scope, text: &str, most: usize) -> Vec<Fragment> {
        let hits = self.hits(place, text);
        if hits.is_empty() {
            return Vec::new();
        }
        let mut free: Vec<Range> = hits.clone();
        let mut chosen: Vec<Range> = Vec::new();
        while chosen.len() < most {
            let Some(first) = best(text, &free) else { break };
            let window = around(text, first, &chosen);
            free.retain(|hit| hit.end <= window.start || hit.start >= window.end);
            free.retain(|hit| *hit != first);
            chosen.push(window);
        }
        chosen.sort_by_key(|window| window.start);
        chosen.into_iter().filter_map(|window| cut(text, window, &hits)).collect()
    }

    /// The hits in a text, in order, apart from each other.
    fn hits(&self, place: Scope, text: &str) -> Vec<Range> {
        let applies = |scope: Scope| scope == Scope::Anywhere || scope == place;
        let loose: Vec<&Loose> = self.loose.iter().filter(|loose| applies(loose.scope)).collect();
        let chains: Vec<&[String]> =
            self.chains.iter().filter(|(scope, _)| applies(*scope)).map(|(_, chain)| chain.as_slice()).collect();
        let characters: Option<Vec<&Characters>> = loose.iter().map(|loose| loose.characters.as_ref()).collect();
        match characters.filter(|_| chains.is_empty()) {
            Some(characters) if characters.is_empty() => Vec::new(),
            Some(characters) => characters::hits(&characters, text),
            None => unit_hits(&loose, &chains, text),
        }
    }
}

/// The hits of units and of chains of units in a text, in order, apart from each other.
fn unit_hits(loose: &[&Loose], chains: &[&[String]], text: &str) -> Vec<Range> {
    let end = text.char_indices().nth(READ).map_or(text.len(), |(at, _)| at);
    let units = Units::of(text.get(..end).unwrap_or_default());
    let mut marked = vec![false; units.len()];
    let mut mark = |from: usize, count: usize| {
        marked.iter_mut().skip(from).take(count).for_each(|marked| *marked = true);
    };
    for at in 0..units.len() {
        let single = units.single(at).unwrap_or_default();
        for loose in loose {
            if units.pair(at).is_some_and(|pair| loose.pairs.contains(pair)) {
                mark(at, 2);
            }
            if loose.singles.contains(single) {
                mark(at, 1);
            }
        }
        for chain in chains {
            if chain.iter().enumerate().all(|(step, unit)| units.single(at + step) == Some(unit)) {
                mark(at, chain.len());
            }
        }
    }
    let mut hits: Vec<Range> = Vec::new();
    // Where each character begins, as far as units have been looked at.
    let mut begins = text.char_indices().map(|(from, _)| from).chain([text.len()]).enumerate();
    let mut begin = |place: usize| begins.find(|(at, _)| *at == place).map_or(text.len(), |(_, from)| from);
    for unit in marked.iter().enumerate().filter(|(_, marked)| **marked).filter_map(|(at, _)| units.get(at)) {
        let (start, end) = (unit.start as usize, unit.end as usize);
        match hits.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => hits.push(Range { start, end, from: 0, to: 0 }),
        }
        if hits.len() >= MAX_HITS {
            break;
        }
    }
    for hit in &mut hits {
        (hit.from, hit.to) = (begin(hit.start), begin(hit.end));
    }
    hits
}

/// The hit from which on most different hits stand close together; the earlier one of two.
fn best(text: &str, hits: &[Range]) -> Option<Range> {
    let mut best: Option<(usize, Range)> = None;
    let mut different: Vec<&str> = Vec::new();
    for (at, first) in hits.iter().enumerate() {
        different.clear();
        let mut worth = 0;
        for hit in hits.iter().skip(at).take_while(|hit| hit.start < first.start + FRAGMENT - LEAD) {
            if !different.contains(&hit.of(text)) {
                different.push(hit.of(text));
                worth += hit.end - hit.start;
            }
        }
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, *first));
        }
    }
    best.map(|(_, first)| first)
}

/// The window of a fragment that begins before a hit: at the beginning of its sentence where that is near, inside its line,
/// and apart from those that are chosen already.
fn around(text: &str, first: Range, chosen: &[Range]) -> Range {
    let taken = |at: usize| chosen.iter().any(|window| (window.start..window.end).contains(&at));
    let (before, behind) = text.split_at_checked(first.from).unwrap_or((text, ""));
    let (mut start, mut from) = (first.start, first.from);
    let mut sentence = None;
    for character in before.chars().rev().take(LEAD) {
        if taken(start - 1) {
            break;
        }
        match character {
            '\n' => {
                sentence = sentence.or(Some((start, from)));
                break;
            }
            '。' | '！' | '？' | '；' | '!' | '?' => sentence = sentence.or(Some((start, from))),
            _ => {}
        }
        start -= 1;
        from -= character.len_utf8();
    }
    let (start, from) = sentence.unwrap_or((start, from));
    let (mut end, mut to) = (first.start, first.from);
    for character in behind.chars() {
        if end >= (start + FRAGMENT).max(first.start + 1) || taken(end) || character == '\n' {
            break;
        }
        end += 1;
        to += character.len_utf8();
    }
    Range { start, end, from, to }
}

/// The fragment of a window, with the hits in it.
fn cut(text: &str, window: Range, hits: &[Range]) -> Option<Fragment> {
    let hits: Vec<Range> = hits
        .iter()
        .map(|hit| Range {
            start: hit.start.max(window.start),
            end: hit.end.min(window.end),
            from: hit.from.max(window.from),
            to: hit.to.min(window.to),
        })
        .filter(|hit| hit.start < hit.end)
        .collect();
    (!hits.is_empty()).then_some(Fragment { text: window.of(text).to_owned(), start: window.start, hits })
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::super::grammar::parse;
    use super::*;

    /// The hits of a query in a text, as text.
    fn hits(query: &str, text: &str) -> Vec<String> {
        let found = Highlighter::of(parse(query).as_ref()).whole(Scope::Body, text);
        let part = |hit: &Range| text.chars().skip(hit.start).take(hit.end - hit.start).collect();
        found.map(|found| found.hits.iter().map(part).collect()).unwrap_or_default()
    }

    #[test]
    fn hits_are_what_the_index_found_in_either_script() {
        for (query, text, expected) in [
            ("防汛演练", "今日防汛，明日演练。防汛演练", vec!["防汛", "演练", "防汛演练"]),
            ("\"防汛演練\"", "防汛。防汛演练！", vec!["防汛演练"]),
            ("\"防汛演练\"", "防汛、演练", vec!["防汛", "演练"]),
            ("iPhone", "新ＩＰＨＯＮＥ发布", vec!["ＩＰＨＯＮＥ"]),
            ("甲 NOT 乙", "甲乙", vec!["甲"]),
            ("title:甲", "甲", vec![]),
            ("", "甲", vec![]),
        ] {
            assert_eq!(hits(query, text), expected, "{query}");
        }
    }

    #[test]
    fn a_fragment_begins_with_its_sentence_and_stays_in_its_line() {
        let text = format!("{}\n前句。这里说到防汛演练的安排。后句\n末段", "无关".repeat(200));
        let found = Highlighter::of(parse("防汛演练").as_ref()).fragments(Scope::Body, &text, 2);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "这里说到防汛演练的安排。后句");
        assert_eq!(found[0].start, 404);
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_units_find(
            query in "[甲乙丙丁 ]{1,8}",
            text in "([甲乙丙丁國国ab1。，\\n\u{200d} ]|\\PC){0,60}|[甲乙丙丁國国。，a]{0,60}",
        ) {
            let loose = Loose::of(Scope::Anywhere, &query);
            let characters = loose.characters.as_ref().unwrap();
            prop_assert_eq!(characters::hits(&[characters], &text), unit_hits(&[&loose], &[], &text));
        }

        #[test]
        fn fragments_and_hits_lie_in_the_text(
            query in "[甲乙丙ab ]{0,6}|\"[甲乙丙]{1,4}\"|\\PC{0,10}",
            text in "([甲乙丙ab。，\n ]|\\PC){0,400}",
        ) {
            let highlighter = Highlighter::of(parse(&query).as_ref());
            let characters: Vec<char> = text.chars().collect();
            let mut last = 0;
            for fragment in highlighter.fragments(Scope::Body, &text, 3) {
                let length = fragment.text.chars().count();
                let end = fragment.start + length;
                prop_assert_eq!(characters[fragment.start..end].iter().collect::<String>(), fragment.text.clone());
                prop_assert!(length > 0 && fragment.start >= last && !fragment.text.contains('\n'));
                last = end;
                let mut at = fragment.start;
                for hit in fragment.hits {
                    prop_assert!(hit.start >= at && hit.start < hit.end && hit.end <= end);
                    at = hit.end;
                }
            }
        }
    }
}
