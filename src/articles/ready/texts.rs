//! The texts of an article in which hits are shown: in its JSON they stand block by block and span by span, so where their
//! lines stand in it is noted once instead of taking it apart for every search.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;

use crate::articles::body::{Block, text};

/// How often the JSON is gone through at most to find lines in it; what is not found until then is noted as it is.
const SEARCHED: usize = 8;

/// The texts of an article in which hits are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownTexts<'a> {
    /// The main headline.
    pub title: Cow<'a, str>,
    /// The summary.
    pub summary: Option<Cow<'a, str>>,
    /// The body as `body=text` gives it.
    pub body: Cow<'a, str>,
}

/// Where the lines of an article's texts stand in its JSON.
///
/// As bytes: how many lines the title, the summary and the body have, each a little-endian number of 32 bits, none of a summary
/// that there is not; then where each begins and ends, two such numbers, counted on behind the JSON for what does not stand in
/// it; then that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<u8>);

/// The number of lines of a summary that there is not.
const NONE: u32 = u32::MAX;

impl<'a> ShownTexts<'a> {
    /// The texts in the JSON of an [`super::super::ArticleView`].
    fn parsed(article: &'a str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Written<'a> {
            #[serde(borrow)]
            title: Cow<'a, str>,
            #[serde(borrow)]
            summary: Option<Cow<'a, str>>,
            body: Body,
        }
        #[derive(Deserialize)]
        struct Body {
            blocks: Vec<Block>,
        }
        let Written { title, summary, body } = serde_json::from_str(article)?;
        Ok(Self { title, summary, body: text::plain_text(&body.blocks).into() })
    }
}

impl Lines {
    /// Where they stand in the JSON of an [`super::super::ArticleView`]; none where it is not one.
    #[must_use]
    pub fn of(article: &[u8]) -> Option<Self> {
        let article = str::from_utf8(article).ok()?;
        Self::of_texts(article, &ShownTexts::parsed(article).ok()?)
    }

    /// Where the lines of texts stand in a text.
    fn of_texts(article: &str, ShownTexts { title, summary, body }: &ShownTexts) -> Option<Self> {
        let texts = [Some(title), summary.as_ref(), Some(body)];
        let mut bytes = Vec::new();
        for text in texts {
            let lines = text.map_or(Some(NONE), |text| u32::try_from(text.split('\n').count()).ok())?;
            bytes.extend_from_slice(&lines.to_le_bytes());
        }
        let mut search = Search { article, at: 0, left: article.len().saturating_mul(SEARCHED) };
        let mut others = String::new();
        for line in texts.into_iter().flatten().flat_map(|text| text.split('\n')) {
            let from = search.find(line).unwrap_or_else(|| {
                others.push_str(line);
                article.len() + others.len() - line.len()
            });
            for place in [from, from + line.len()] {
                bytes.extend_from_slice(&u32::try_from(place).ok()?.to_le_bytes());
            }
        }
        bytes.extend_from_slice(others.as_bytes());
        Some(Self(bytes))
    }

    /// The bytes, as they were written.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// As bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The texts of the article of this JSON; none where these are not its lines.
    #[must_use]
    pub fn texts<'a>(&'a self, article: &'a str) -> Option<ShownTexts<'a>> {
        let (numbers, rest) = self.0.split_first_chunk::<12>()?;
        let number = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes) as usize;
        let [title, summary, body] = numbers.as_chunks::<4>().0 else { return None };
        let has_summary = u32::from_le_bytes(*summary) != NONE;
        let [title, summary, body] = [number(title), if has_summary { number(summary) } else { 0 }, number(body)];
        let lines = title.checked_add(summary)?.checked_add(body)?;
        let (places, others) = rest.split_at_checked(lines.checked_mul(8)?)?;
        let others = str::from_utf8(others).ok()?;
        let line = |place: &[u8; 8]| {
            let [from, to] = place.as_chunks::<4>().0 else { return None };
            let Range { start, end } = number(from)..number(to);
            match start.checked_sub(article.len()) {
                None => article.get(start..end),
                Some(start) => others.get(start..end.checked_sub(article.len())?),
            }
        };
        let text = |places: &[[u8; 8]]| {
            if let [place] = places {
                return Some(Cow::Borrowed(line(place)?));
            }
            let length = |place: &[u8; 8]| Some(line(place)?.len() + 1);
            let mut text = String::with_capacity(places.iter().filter_map(length).sum());
            for (at, place) in places.iter().enumerate() {
                if at > 0 {
                    text.push('\n');
                }
                text.push_str(line(place)?);
            }
            Some(Cow::Owned(text))
        };
        let places = places.as_chunks::<8>().0;
        let (of_title, places) = places.split_at_checked(title)?;
        let (of_summary, of_body) = places.split_at_checked(summary)?;
        Some(ShownTexts {
            title: text(of_title)?,
            summary: if has_summary { Some(text(of_summary)?) } else { None },
            body: text(of_body)?,
        })
    }
}

/// Looks for lines in a text, from one to the next.
struct Search<'a> {
    article: &'a str,
    /// Behind the line that was found last.
    at: usize,
    /// How many bytes are gone through at most.
    left: usize,
}

impl Search<'_> {
    /// Where a line stands: behind the one before, or anywhere.
    fn find(&mut self, line: &str) -> Option<usize> {
        let found = self.find_from(self.at, line).or_else(|| self.find_from(0, line))?;
        self.at = found + line.len();
        Some(found)
    }

    /// Where it stands from a place on.
    fn find_from(&mut self, from: usize, line: &str) -> Option<usize> {
        let rest = self.article.get(from..).filter(|_| self.left > 0)?;
        let found = rest.find(line);
        self.left = self.left.saturating_sub(found.map_or(rest.len(), |found| found + line.len()));
        Some(from + found?)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read_where_they_stand() {
        let article = r#"{"title":"桥","summary":"说\n明","body":{"format":"blocks","blocks":[
            {"type":"paragraph","spans":[{"text":"新","marks":[],"href":null},{"text":"桥","marks":[],"href":null}]},{"type":"paragraph","spans":[{"text":"\"通车\"","marks":[],"href":null}]},
            {"type":"paragraph","spans":[{"text":"清河新桥","marks":[],"href":null}]}]}}"#;
        let lines = Lines::of(article.as_bytes()).unwrap();
        let texts = lines.texts(article).unwrap();
        assert_eq!(texts, ShownTexts::parsed(article).unwrap());
        assert_eq!((texts.title.as_ref(), texts.summary.as_deref()), ("桥", Some("说\n明")));
        assert_eq!(texts.body, "新桥\n\"通车\"\n清河新桥");
        // The lines that stand in the JSON as they are take no room.
        assert!(!String::from_utf8_lossy(lines.as_bytes()).contains("清河"));
        assert!(String::from_utf8_lossy(lines.as_bytes()).contains("\"通车\""));
        for other in ["", "{}", "[]", r#"{"title":1}"#] {
            assert_eq!(Lines::of(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn looking_for_lines_has_an_end() {
        let (article, body) = ("甲".repeat(1_000), "乙\n".repeat(10_000));
        let texts = ShownTexts { body: body.into(), ..ShownTexts::default() };
        assert_eq!(Lines::of_texts(&article, &texts).unwrap().texts(&article), Some(texts));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(
            article in "[甲乙\n\"a]{0,60}|\\PC{0,60}",
            title in "[甲乙\n\"a]{0,9}|\\PC{0,9}",
            summary in proptest::option::of("[甲乙\n\"a]{0,9}|\\PC{0,9}"),
            body in "([甲乙\n\"a]|\\PC){0,60}",
        ) {
            let texts = ShownTexts { title: title.into(), summary: summary.map(Cow::Owned), body: body.into() };
            let lines = Lines::of_texts(&article, &texts).unwrap();
            prop_assert_eq!(lines.texts(&article), Some(texts));
        }

        #[test]
        fn what_is_no_lines_is_refused_or_read_without_harm(bytes in any::<Vec<u8>>(), article in "\\PC{0,40}") {
            let _ = Lines::from_bytes(&bytes).texts(&article);
        }
    }
}
