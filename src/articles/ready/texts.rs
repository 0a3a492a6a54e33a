//! The texts of an article in which hits are shown: in its JSON they stand block by block and span by span, so where their
//! lines stand in it is noted once instead of taking it apart for every search.

use std::borrow::Cow;

use bytes::Bytes;

use crate::articles::Stored;
use crate::articles::body::text;

/// How far behind the line before a line is looked for in the JSON, in bytes.
const AHEAD: usize = 4_096;
/// How often the JSON is gone through at most to find lines in it so; what is not found until then is noted as it is.
const SEARCHED: usize = 64;
/// How many lines are looked for however far behind, as there may be pictures between.
const FAR: usize = 8;
/// The number of lines of a summary that there is not.
const NONE: u32 = u32::MAX;

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

impl<'a> ShownTexts<'a> {
    /// Those of an article that was read with its content.
    #[must_use]
    pub fn of(article: &'a Stored) -> Self {
        let row = &article.row;
        let body = article.content.as_ref().map(|content| text::plain_text(&content.blocks));
        Self {
            title: Cow::Borrowed(&row.title),
            summary: row.summary.as_deref().map(Cow::Borrowed),
            body: body.unwrap_or_default().into(),
        }
    }

    /// The same, without the article.
    #[must_use]
    pub fn into_owned(self) -> ShownTexts<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        ShownTexts { title: owned(self.title), summary: self.summary.map(owned), body: owned(self.body) }
    }
}

/// Where the lines of an article's texts stand in its JSON.
///
/// As bytes: how many lines the title, the summary and the body have, each a little-endian number of 32 bits, the greatest one for a
/// summary that there is not; then where each line begins and ends, two such numbers, counted on behind the JSON for what does not
/// stand in it; then that. A text of many short lines is noted as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Bytes);

impl Lines {
    /// Where the lines of texts stand in the JSON of their article, in which the body begins at a place; none where that is too
    /// long for it.
    #[must_use]
    pub fn of(article: &str, body_at: usize, ShownTexts { title, summary, body }: &ShownTexts) -> Option<Self> {
        let texts = [(0, Some(title)), (0, summary.as_ref()), (body_at, Some(body))];
        let (mut numbers, mut places, mut others) = (Vec::new(), Vec::new(), String::new());
        let mut search = Search { article, near: article.len().saturating_mul(SEARCHED), far: FAR };
        for (begin, text) in texts {
            let Some(text) = text else {
                numbers.push(NONE);
                continue;
            };
            let lines: Vec<&str> = text.split('\n').collect();
            let lines = if lines.len() > 1 && lines.len() * 8 > text.len() { vec![text.as_ref()] } else { lines };
            numbers.push(u32::try_from(lines.len()).ok()?);
            let mut at = begin;
            for line in lines {
                let found = search.find(at, line);
                let from = found.unwrap_or_else(|| {
                    others.push_str(line);
                    article.len() + others.len() - line.len()
                });
                at = found.map_or(at, |found| found + line.len());
                places.extend([u32::try_from(from).ok()?, u32::try_from(from + line.len()).ok()?]);
            }
        }
        let mut bytes: Vec<u8> = numbers.into_iter().chain(places).flat_map(u32::to_le_bytes).collect();
        bytes.extend_from_slice(others.as_bytes());
        Some(Self(bytes.into()))
    }

    /// As they were written.
    #[must_use]
    pub const fn from_bytes(bytes: Bytes) -> Self {
        Self(bytes)
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
        let number = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
        let [title, summary, body] = numbers.as_chunks().0 else { return None };
        let [title, summary, body] = [title, summary, body].map(number);
        let has_summary = summary != NONE;
        let [title, summary, body] = [title, if has_summary { summary } else { 0 }, body].map(|lines| lines as usize);
        let lines = title.checked_add(summary)?.checked_add(body)?;
        let (places, others) = rest.split_at_checked(lines.checked_mul(8)?)?;
        let others = str::from_utf8(others).ok()?;
        let line = |place: &[u8; 8]| {
            let [from, to] = place.as_chunks().0 else { return None };
            let (from, to) = (number(from) as usize, number(to) as usize);
            match from.checked_sub(article.len()) {
                None => article.get(from..to),
                Some(from) => others.get(from..to.checked_sub(article.len())?),
            }
        };
        let text = |places: &[[u8; 8]]| match places {
            [place] => Some(Cow::Borrowed(line(place)?)),
            _ => Some(Cow::Owned(places.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n"))),
        };
        let (of_title, places) = places.as_chunks().0.split_at_checked(title)?;
        let (of_summary, of_body) = places.split_at_checked(summary)?;
        Some(ShownTexts {
            title: text(of_title)?,
            summary: if has_summary { Some(text(of_summary)?) } else { None },
            body: text(of_body)?,
        })
    }
}

/// Looks for lines in the JSON.
struct Search<'a> {
    article: &'a str,
    /// How many bytes are still gone through near the line before.
    near: usize,
    /// How many lines are still looked for farther behind.
    far: usize,
}

impl Search<'_> {
    /// Where a line stands from a place on, as all of a string.
    fn find(&mut self, at: usize, line: &str) -> Option<usize> {
        let rest = self.article.get(at..).filter(|_| self.near > 0 && !line.is_empty())?;
        let line = format!("\"{line}\"");
        let (near, _) = rest.split_at(rest.floor_char_boundary(line.len() + AHEAD));
        let mut found = near.find(&line);
        self.near = self.near.saturating_sub(found.map_or(near.len(), |found| found + line.len()));
        if found.is_none() && self.far > 0 {
            self.far -= 1;
            found = rest.find(&line);
        }
        Some(at + found? + 1)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts without a title and a summary.
    fn body(text: &str) -> ShownTexts<'_> {
        ShownTexts { body: text.into(), ..ShownTexts::default() }
    }

    /// How many bytes the lines of a body need.
    fn needed(article: &str, text: &str) -> usize {
        let lines = Lines::of(article, 0, &body(text)).unwrap();
        assert_eq!(lines.texts(article), Some(body(text)));
        lines.as_bytes().len()
    }

    #[test]
    fn texts_are_read_where_they_stand() {
        let article = r#"{"title":"桥","summary":"说\n明","body":{"blocks":[{"text":"新"},{"text":"桥"},{"text":"\"通车\""},{"text":"清河新桥"}]}}"#;
        let texts =
            ShownTexts {
                title: "桥".into(), summary: Some("说\n明".into()), body: "新桥\n\"通车\"\n清河新桥".into()
            };
        let lines = Lines::of(article, article.find("\"body\"").unwrap(), &texts).unwrap();
        assert_eq!(lines.texts(article), Some(texts));
        // What stands in the JSON as it is takes no room.
        let noted = String::from_utf8_lossy(lines.as_bytes()).into_owned();
        assert!(!noted.contains("清河") && noted.contains("\"通车\""), "{noted}");
        // Whatever place is named for the body, and where lines are empty.
        for at in 0..9 {
            let (texts, article) = (body("\n清河新桥今天通车了"), "甲\"乙\"");
            assert_eq!(Lines::of(article, at, &texts).unwrap().texts(article), Some(texts), "{at}");
        }
    }

    #[test]
    fn lines_take_little_room_whatever_they_are() {
        let paragraphs: Vec<String> =
            (0..40).map(|number| format!("第{number}段说到防汛演练的安排和新桥通车")).collect();
        let article = format!("[\"{}\"]", paragraphs.join("\",\""));
        let text = paragraphs.join("\n");
        assert_eq!(needed(&article, &text), 12 + 8 + 40 * 8);
        // Lines that do not stand there as they are do not keep others from being found.
        let listed: Vec<String> = paragraphs.iter().flat_map(|line| [format!("- {line}"), line.clone()]).collect();
        let missing: usize = paragraphs.iter().map(|line| line.len() + 2).sum();
        assert_eq!(needed(&article, &listed.join("\n")), 12 + 8 + 80 * 8 + missing);
        // Nor do pictures between.
        let apart = article.replace("\"第7段", &format!("\"{}\",\"第7段", "图".repeat(AHEAD)));
        assert_eq!(needed(&apart, &text), 12 + 8 + 40 * 8);
        assert_eq!(needed("甲", &"\n".repeat(500_000)), 12 + 2 * 8 + 500_000);
        // However many are missing, looking for them has an end, and others are noted as they are.
        let (article, text) = ("甲".repeat(1_000), "乙丙丁戊己庚辛\n".repeat(10_000));
        assert_eq!(needed(&article, &text), 12 + 8 + 10_001 * 8 + 10_000 * 21);
    }

    proptest! {
        #[test]
        fn every_text_comes_back(
            article in "[甲乙\n\"a]{0,60}|\\PC{0,60}",
            body_at in 0usize..70,
            title in "[甲乙\n\"a]{0,9}|\\PC{0,9}",
            summary in proptest::option::of("[甲乙\n\"a]{0,9}|\\PC{0,9}"),
            body in "([甲乙\n\"a]|\\PC){0,60}",
        ) {
            let texts = ShownTexts { title: title.into(), summary: summary.map(Cow::Owned), body: body.into() };
            let lines = Lines::of(&article, body_at, &texts).unwrap();
            prop_assert_eq!(lines.texts(&article), Some(texts));
        }

        #[test]
        fn what_is_no_lines_is_refused_or_read_without_harm(bytes in any::<Vec<u8>>(), article in "\\PC{0,40}") {
            let _ = Lines::from_bytes(bytes.into()).texts(&article);
        }
    }
}
