//! The words by which parts of a page are known.

use crate::articles::article::NoteKind;
use crate::articles::body::text::trim;

/// What stands before the breadcrumb.
pub(in crate::import) const BREADCRUMB: [&str; 10] = [
    "您当前的位置",
    "您当前位置",
    "您的当前位置",
    "您现在的位置",
    "现在位置",
    "現在位置",
    "您所在的位置",
    "您的位置",
    "当前位置",
    "所在位置",
];
/// What stands before the title as it was printed.
pub(in crate::import) const ORIGINAL_TITLE: [&str; 4] = ["原标题", "原標題", "本文原标题", "原题"];
/// What stands before a summary.
pub(in crate::import) const SUMMARY: [&str; 7] =
    ["内容提要", "內容提要", "内容摘要", "核心提示", "摘要", "导读", "提要"];

/// Notes and the labels they are printed under.
const NOTES: [(&str, NoteKind); 13] = [
    ("开栏语", NoteKind::Opening),
    ("開欄語", NoteKind::Opening),
    ("开栏的话", NoteKind::Opening),
    ("编者按", NoteKind::Editor),
    ("編者按", NoteKind::Editor),
    ("编者的话", NoteKind::Editor),
    ("编前语", NoteKind::Editor),
    ("编辑按", NoteKind::Editor),
    ("编后语", NoteKind::Closing),
    ("编后", NoteKind::Closing),
    ("结束语", NoteKind::Closing),
    ("結束語", NoteKind::Closing),
    ("结语", NoteKind::Closing),
];

/// Lines of the page around the article, whole.
const FURNITURE: [&str; 40] = [
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
    "上一页",
    "下一页",
    "末页",
    "推荐阅读",
    "延伸阅读",
    "更多新闻",
    "打印文稿",
    "关闭本页",
    "【纠错】",
    "纠错",
    "我要反馈",
    "举报",
    "微信",
    "微博",
    "扫描二维码",
    "分享到微信",
    "字体",
    "正文",
];

/// Words of an information line that say nothing about the article.
const NOTHING: [&str; 42] = [
    "大",
    "中",
    "小",
    "超大",
    "标准",
    "默认",
    "正常",
    "放大",
    "缩小",
    "A-",
    "A",
    "A+",
    "T",
    "+",
    "-",
    "T+",
    "T-",
    "[大]",
    "[中]",
    "[小]",
    "[打印]",
    "[关闭]",
    "缩小字体",
    "放大字体",
    "收藏本文",
    "字号",
    "次",
    "0",
    "1",
    "Qzone",
    "QQ空间",
    "QQ好友",
    "新浪微博",
    "朋友圈",
    "复制链接",
    "简体",
    "繁体",
    "图集",
    "客户端",
    "搜索",
    "关注",
    "调整字体",
];

/// What follows a label and its colon; none where the line does not begin so.
pub(in crate::import) fn after_label<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
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
pub(in crate::import) fn levels(path: &str) -> Vec<String> {
    let mut path = path.replace("->", ">").replace('＞', ">");
    for separator in [">>", "››", "»", "›", "→", "/"] {
        path = path.replace(separator, ">");
    }
    path.split('>').map(trim).filter(|level| !level.is_empty()).map(str::to_owned).collect()
}

/// Whether a line is one of the page around the article.
pub(in crate::import) fn is_furniture(line: &str) -> bool {
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

/// Whether a word of an information line says nothing about the article.
pub(in crate::import) fn says_nothing(word: &str) -> bool {
    let bare = word.trim_matches(['(', ')', '（', '）', '[', ']', '【', '】', '：', ':', '|', '｜', '·']);
    bare.is_empty()
        || NOTHING.contains(&word)
        || NOTHING.contains(&bare)
        || bare.chars().all(|c| c.is_ascii_digit())
        || is_furniture(bare)
        || (!word.contains(' ')
            && ["我有话说", "人参与", "评论(", "评论（", "收藏", "跟贴", "阅读(", "条评论"]
                .iter()
                .any(|known| word.contains(known)))
}

/// Kind, label and text of a note: `【开栏语】…`, or `编者按:…`.
pub(in crate::import) fn note(line: &str) -> Option<(NoteKind, &'static str, &str)> {
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

/// The label of a note whose text stands in the next paragraph: `【开栏语】`, or `编者按:`.
pub(in crate::import) fn note_label(line: &str) -> Option<&'static str> {
    let bare = line.trim_matches(['【', '】', '[', ']', ':', '：', ' ', '　']);
    NOTES.into_iter().map(|(label, _)| label).find(|label| *label == bare)
}

/// The column's full name in its opening note: what is quoted before 专栏 or 栏目, best where the label is part of it.
pub(in crate::import) fn quoted_column(text: &str, label: Option<&str>) -> Option<String> {
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
pub(in crate::import) fn is_closing_byline(line: &str) -> bool {
    let bare = line.trim_start_matches(['（', '(', '[', '【']);
    line.chars().count() <= 60
        && [
            "责任编辑",
            "責任編輯",
            "责编",
            "编辑",
            "編輯",
            "校对",
            "来源",
            "來源",
            "本文来源",
            "编审",
            "监制",
            "作者",
            "采写",
        ]
        .iter()
        .any(|label| {
            bare.strip_prefix(label)
                .is_some_and(|rest| rest.trim_start().starts_with([':', '：', '|', '｜', '丨', '/']))
        })
}
