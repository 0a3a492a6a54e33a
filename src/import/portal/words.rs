//! The words by which parts of a page are known.

use crate::articles::article::NoteKind;
use crate::articles::body::text::trim;

pub(in crate::import) use super::breadcrumb::levels;
pub(in crate::import) use super::furniture::{is_furniture, says_nothing};
pub(in crate::import) use super::information::is_closing_byline;

/// What stands before the breadcrumb.
pub(in crate::import) const BREADCRUMB: [&str; 30] = [
    "您当前的位置",
    "您当前位置",
    "您的当前位置",
    "您现在的位置",
    "您现在所在的位置",
    "您现在所在位置",
    "您当前所在的位置",
    "您当前所在位置",
    "您目前的位置",
    "您所在的位置",
    "您所在位置",
    "您的位置",
    "你当前的位置",
    "你现在的位置",
    "你所在的位置",
    "你的位置",
    "当前所在位置",
    "当前位置",
    "现在位置",
    "所在位置",
    "您現在的位置",
    "您當前的位置",
    "您目前的位置是",
    "當前位置",
    "現在位置",
    "您所在的位置是",
    "当前栏目",
    "所在栏目",
    "You are here",
    "Location",
];
/// What stands before the title as it was printed.
pub(in crate::import) const ORIGINAL_TITLE: [&str; 4] = ["原标题", "原標題", "本文原标题", "原题"];
/// What stands before the address where the page stood.
pub(in crate::import) const ORIGINAL_URL: [&str; 11] = [
    "原文链接",
    "原文鏈接",
    "原文連結",
    "原文地址",
    "原文网址",
    "原文出处",
    "本文链接",
    "本文网址",
    "本文地址",
    "文章链接",
    "来源链接",
];
/// What stands before a summary.
pub(in crate::import) const SUMMARY: [&str; 14] = [
    "内容提要",
    "內容提要",
    "内容摘要",
    "內容摘要",
    "内容提示",
    "内容导读",
    "核心提示",
    "核心阅读",
    "阅读提示",
    "摘要",
    "导读",
    "導讀",
    "导语",
    "導語",
];

/// Notes and the labels they are printed under, longer ones before those they begin with.
const NOTES: [(&str, NoteKind); 17] = [
    ("开栏语", NoteKind::Opening),
    ("開欄語", NoteKind::Opening),
    ("开栏的话", NoteKind::Opening),
    ("編者按", NoteKind::Editor),
    ("编者按", NoteKind::Editor),
    ("编者的话", NoteKind::Editor),
    ("编前语", NoteKind::Editor),
    ("编辑按", NoteKind::Editor),
    ("编后语", NoteKind::Closing),
    ("编后记", NoteKind::Closing),
    ("編後", NoteKind::Closing),
    ("编后", NoteKind::Closing),
    ("结栏语", NoteKind::Closing),
    ("结束语", NoteKind::Closing),
    ("結束語", NoteKind::Closing),
    ("结语", NoteKind::Closing),
    ("結語", NoteKind::Closing),
];
/// Labels of closing notes under which an article ends as well.
const ENDINGS: [&str; 4] = ["结束语", "結束語", "结语", "結語"];

/// What follows a label and its colon; none where the line does not begin so.
pub(in crate::import) fn after_label<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
    let inside = line.trim_start_matches(['【', '[', '〔', '（', '(']);
    let is_bracketed = inside.len() != line.len();
    labels.iter().find_map(|label| {
        let rest = inside.strip_prefix(label)?;
        let behind = rest.trim_start_matches(['】', ']', '〕', '）', ')']);
        let is_closed = is_bracketed && behind.len() != rest.len();
        let text = behind.trim_start().strip_prefix([':', '：']);
        let text = text.or_else(|| is_closed.then_some(behind));
        text.or_else(|| behind.starts_with(char::is_whitespace).then_some(behind))
            .or_else(|| behind.is_empty().then_some(""))
            .map(|text| {
                // A bracket around the whole line closes behind the text.
                trim(if is_bracketed && !is_closed {
                    text.trim_end_matches(['】', ']', '〕', '）', ')'])
                } else {
                    text
                })
            })
    })
}

/// Kind, label and text of a note: `【开栏语】…`, or `编者按:…`; the text is empty where it stands on the next line.
pub(in crate::import) fn note(line: &str) -> Option<(NoteKind, &'static str, &str)> {
    let bracketed = line.strip_prefix(['【', '[', '〔', '（', '(']);
    let from = bracketed.unwrap_or(line);
    NOTES.into_iter().find_map(|(label, kind)| {
        let rest = trim(from.strip_prefix(label)?);
        let text = match bracketed {
            Some(_) => rest.strip_prefix(['】', ']', '〕', '）', ')'])?.trim_start_matches([':', '：']),
            None if rest.is_empty() && kind != NoteKind::Closing => rest,
            None => rest.strip_prefix([':', '：'])?,
        };
        Some((kind, label, trim(text)))
    })
}

/// The label of a note whose text stands in the next paragraph: `【开栏语】`, or `编者按:`.
pub(in crate::import) fn note_label(line: &str) -> Option<&'static str> {
    note(line).filter(|(_, label, text)| text.is_empty() && !is_ending(label)).map(|(_, label, _)| label)
}

/// Whether a text ends as a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '！', '？', '!', '?', '”', '」'])
}

/// Whether the end of an article can stand under a label of a note, and not only a note.
pub(super) fn is_ending(label: &str) -> bool {
    ENDINGS.contains(&label)
}
