//! The lines around the text: source, people and date between title and text, and what stands below the text.

use super::body::{is_end, original_title};
use super::document::{Document, Extent, Line};
use super::title::letters;
use crate::import::portal::{PortalPage, Unplaced, dates, words};

/// Longest line of information, in characters.
const LONGEST: usize = 200;
/// How many lines before the text belong to it where the title does not stand above it.
const WITHOUT_TITLE: usize = 12;
/// How many lines above the title may hold the date.
const ABOVE_TITLE: usize = 5;
/// How many lines below the text are looked at.
const BELOW: usize = 40;
/// How the lines begin with which other articles and the words of readers begin.
const OTHERS: [&str; 14] = [
    "相关新闻",
    "相关阅读",
    "相关文章",
    "相关推荐",
    "相关链接",
    "热门",
    "推荐阅读",
    "热评",
    "最新评论",
    "网友评论",
    "全部评论",
    "我要评论",
    "為您推薦",
    "为您推荐",
];

/// What stands around a text.
pub(super) struct Around<'a> {
    /// The page.
    pub(super) document: &'a Document,
    /// The element of the text.
    pub(super) text: Extent,
    /// The page's furniture, in order.
    pub(super) furniture: &'a [Extent],
    /// Whether a name is that of a medium in the database.
    pub(super) known_medium: &'a dyn Fn(&str) -> bool,
}

impl Around<'_> {
    /// Whether a line is in furniture.
    fn is_furniture(&self, line: &Line) -> bool {
        let before = self.furniture.partition_point(|extent| extent.from <= line.at);
        before.checked_sub(1).and_then(|last| self.furniture.get(last)).is_some_and(|extent| extent.holds(line.at))
    }

    /// Takes what stands between the title and the text.
    pub(super) fn head(&self, page: &mut PortalPage, title_at: Option<usize>) {
        let Self { document, text, known_medium, .. } = *self;
        let before = document.lines.partition_point(|line| line.at < text.from);
        let from = match title_at {
            Some(at) => document.lines.partition_point(|line| line.at <= at),
            None => before.saturating_sub(WITHOUT_TITLE),
        };
        let mut loose: Vec<String> = Vec::new();
        let mut rest: Vec<&Line> = document.lines.get(from..before).unwrap_or_default().iter().collect();
        rest.retain(|line| line.text.chars().count() <= LONGEST);
        let mut beside_date: Option<String> = None;
        let mut since_placed = usize::MAX;
        let mut waiting = String::new();
        for (number, line) in rest.iter().enumerate() {
            since_placed = since_placed.saturating_add(1);
            // A date may well stand in a bar with buttons.
            let is_dated = dates::find(&line.text).is_some_and(|(_, place)| place.start == 0);
            if self.is_furniture(line) && !is_dated {
                if is_labelled(&line.text) {
                    page.information(&line.text, known_medium);
                }
                continue;
            }
            let is_label = line.text.ends_with([':', '：']) && line.text.chars().count() <= 8;
            if is_label {
                waiting.clone_from(&line.text);
                continue;
            }
            let text = format!("{}{}", std::mem::take(&mut waiting), line.text);
            if letters(&text) == letters(&page.title)
                || original_title(&text).is_some_and(|title| take_title(page, title))
            {
                continue;
            }
            if let Some(summary) = words::after_label(&text, &words::SUMMARY) {
                if !summary.is_empty() {
                    page.summary.get_or_insert_with(|| summary.to_owned());
                }
                continue;
            }
            if page.note(&text) || words::says_nothing(&text) {
                continue;
            }
            let was_undated = page.published.is_none();
            let told = page.information(&text, known_medium);
            if told.is_placed {
                since_placed = 0;
                if let [word] = told.rest.as_slice()
                    && was_undated
                    && page.published.is_some()
                    && (2..=16).contains(&word.chars().count())
                    && !word.contains(' ')
                {
                    beside_date = Some(word.clone());
                }
                loose.extend(told.rest);
            } else if page.people_in_words(&text) {
            } else if title_at.is_some() && number == 0 && line.heading.is_some() && line.linked == 0 {
                page.subtitle = Some(text);
            } else if line.linked * 2 <= text.chars().count() {
                loose.push(text);
            } else if text.chars().count() <= 16 && since_placed <= 2 {
                // A source may be a link and nothing else, while a line that is neither is furniture.
                page.loose(&text, known_medium);
            }
        }
        if title_at.is_none() {
            loose.clear();
        }
        for text in loose {
            if page.loose(&text, known_medium) {
                continue;
            }
            if page.source.is_none() && beside_date.as_ref() == Some(&text) {
                // A word beside the date, and nothing else: the source, though it is not named as one.
                page.information(&format!("来源：{text}"), known_medium);
                continue;
            }
            if !text.is_empty() && !text.split_whitespace().all(words::says_nothing) && title_at.is_some() {
                page.unplaced.push(Unplaced { line: None, text });
            }
        }
        if page.published.is_none() {
            let title = document.lines.partition_point(|line| title_at.is_some_and(|at| line.at < at));
            for line in document.lines.get(title.saturating_sub(ABOVE_TITLE)..title).unwrap_or_default() {
                page.information(&line.text, known_medium);
            }
        }
        if page.published.is_none() {
            // Some print year, day and time on lines of their own.
            let lines: Vec<&str> = rest.iter().take(12).map(|line| line.text.as_str()).collect();
            let joined: Vec<String> =
                lines.windows(3).map(|lines| lines.join(" ")).filter(|joined| joined.chars().count() <= 20).collect();
            for line in joined {
                let date = line.replacen(' ', "/", 1);
                page.information(&date, known_medium);
            }
        }
    }

    /// Takes bylines and the title as printed that stand below the text, or in furniture in it; all else there is not the article's.
    pub(super) fn foot(&self, page: &mut PortalPage) {
        let Self { document, text, known_medium, .. } = *self;
        for line in document.lines_of(text).iter().filter(|line| self.is_furniture(line) && is_labelled(&line.text)) {
            page.information(&line.text, known_medium);
        }
        let after = document.lines.partition_point(|line| line.at < text.to);
        let below = document.lines.get(after..).unwrap_or_default().iter().take(BELOW);
        let mut waiting = String::new();
        for line in below {
            if OTHERS.iter().any(|others| line.text.starts_with(others)) {
                return;
            }
            let is_label = line.text.ends_with([':', '：']) && line.text.chars().count() <= 8;
            if is_label {
                waiting.clone_from(&line.text);
                continue;
            }
            let line = format!("{}{}", std::mem::take(&mut waiting), line.text);
            let length = line.chars().count();
            if length > LONGEST / 2 {
                continue;
            }
            let is_dated = page.published.is_none()
                && ["发布日期", "发布时间", "日期", "时间", "發佈時間"].iter().any(|label| line.starts_with(label));
            if is_dated || is_second_part(&line) {
                page.information(&line, known_medium);
            } else if length <= 60 {
                is_end(page, &line, known_medium);
            }
        }
    }
}

/// Whether a line that stands in furniture says something of the article all the same.
fn is_labelled(line: &str) -> bool {
    let labels = ["责任编辑", "責任編輯", "责编", "来源：", "来源:", "发布时间", "发布日期", "時間：", "时间："];
    line.chars().count() <= LONGEST / 2 && labels.iter().any(|label| line.starts_with(label))
}

/// Whether a line names source and editor one behind the other.
fn is_second_part(line: &str) -> bool {
    ["责任编辑", "責任編輯", "责编"].iter().any(|label| line.find(label).is_some_and(|at| at > 0 && at < 90))
        && line.contains([':', '：'])
}

/// Takes the title as printed.
fn take_title(page: &mut PortalPage, title: &str) -> bool {
    page.printed_title(title);
    true
}
