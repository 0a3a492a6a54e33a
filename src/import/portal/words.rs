//! The words by which parts of a page are known.

use crate::articles::article::NoteKind;
use crate::articles::body::text::trim;

/// What stands before the breadcrumb.
pub(super) const BREADCRUMB: [&str; 6] =
    ["您当前的位置", "您现在的位置", "您所在的位置", "您的位置", "当前位置", "所在位置"];
/// What stands before the title as it was printed.
pub(super) const ORIGINAL_TITLE: [&str; 2] = ["原标题", "原標題"];
/// What stands before a summary.
pub(super) const SUMMARY: [&str; 7] = ["内容提要", "內容提要", "内容摘要", "核心提示", "摘要", "导读", "提要"];

/// Notes and the labels they are printed under.
const NOTES: [(&str, NoteKind); 10] = [
    ("开栏语", NoteKind::Opening),
    ("開欄語", NoteKind::Opening),
    ("开栏的话", NoteKind::Opening),
    ("编者按", NoteKind::Editor),
    ("編者按", NoteKind::Editor),
    ("编者的话", NoteKind::Editor),
    ("编后", NoteKind::Closing),
    ("结束语", NoteKind::Closing),
    ("結束語", NoteKind::Closing),
    ("结语", NoteKind::Closing),
];

/// Lines of the page around the article, whole.
const FURNITURE: [&str; 22] = [
    "分享到",
    "分享",
    "相关新闻",
    "相關新聞",
    "相关阅读",
    "相关链接",
    "打印",
    "关闭",
    "关闭窗口",
    "打印本页",
    "返回顶部",
    "收藏",
    "扫一扫",
    "扫一扫在手机打开当前页",
    "字号",
    "大中小",
    "字号大中小",
    "字体大中小",
    "上一篇",
    "下一篇",
    "热门推荐",
    "评论",
];

/// What follows a label and its colon; none where the line does not begin so.
pub(super) fn after_label<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
    let line = line.trim_start_matches(['【', '[']);
    let rest = labels.iter().find_map(|label| line.strip_prefix(label))?;
    let rest = rest.trim_start_matches(['】', ']']);
    let rest = rest
        .trim_start()
        .strip_prefix([':', '：'])
        .or_else(|| (line.len() != rest.len() && rest.starts_with(' ')).then_some(rest));
    rest.map(trim)
}

/// The levels of a breadcrumb.
pub(super) fn levels(path: &str) -> Vec<String> {
    let mut path = path.replace("->", ">").replace('＞', ">");
    for separator in [">>", "››", "»", "›", "→", "/"] {
        path = path.replace(separator, ">");
    }
    path.split('>').map(trim).filter(|level| !level.is_empty()).map(str::to_owned).collect()
}

/// Whether a line is one of the page around the article.
pub(super) fn is_furniture(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace() && !"【】[]（）()：:|·".contains(*c)).collect();
    let mut rest = bare.as_str();
    while !rest.is_empty() {
        match FURNITURE.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len()) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    !bare.is_empty()
}

/// Kind, label and text of a note: `【开栏语】…`, or `编者按:…`.
pub(super) fn note(line: &str) -> Option<(NoteKind, &'static str, &str)> {
    let bracketed = line.strip_prefix(['【', '[']);
    let from = bracketed.unwrap_or(line);
    NOTES.into_iter().find_map(|(label, kind)| {
        let rest = from.strip_prefix(label)?;
        let text = match bracketed {
            Some(_) => rest.strip_prefix(['】', ']'])?.trim_start_matches([':', '：']),
            None => rest.strip_prefix([':', '：'])?,
        };
        let text = trim(text);
        (!text.is_empty()).then_some((kind, label, text))
    })
}

/// The column's full name in its opening note: what is quoted before 专栏 or 栏目, best where the label is part of it.
pub(super) fn quoted_column(text: &str, label: Option<&str>) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for (open, close) in [('“', '”'), ('《', '》'), ('「', '」'), ('"', '"')] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((quoted, behind)) = after.split_once(close) else { break };
            let is_named = ["专栏", "專欄", "栏目", "欄目", "专题", "系列", "园地"]
                .iter()
                .any(|word| behind.trim_start().starts_with(word));
            if is_named && !quoted.is_empty() && quoted.chars().count() <= 60 {
                found.push(quoted);
            }
            rest = behind;
        }
    }
    let related = |name: &&&str| label.is_some_and(|label| name.contains(label) || label.contains(**name));
    found.iter().find(related).or(found.first()).map(|name| (*name).to_owned())
}

/// Whether a line of the body is a byline at its end: `(责任编辑:张三)`.
pub(super) fn is_closing_byline(line: &str) -> bool {
    let bare = line.trim_start_matches(['（', '(', '[', '【']);
    line.chars().count() <= 60
        && ["责任编辑", "責任編輯", "责编", "编辑", "編輯", "校对", "来源", "來源", "编审", "监制"]
            .iter()
            .any(|label| bare.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with([':', '：'])))
}
