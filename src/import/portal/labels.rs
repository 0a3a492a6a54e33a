//! The labels of bylines, such as 来源 and 责任编辑, and how one is found in a line.

use crate::people::Role;

/// What a label is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The source.
    Source,
    /// Somebody.
    Person(Role),
    /// When it was published.
    Published,
    /// When it was last changed.
    Updated,
    /// Something that an article has no place for, and that is reported: a part such as 审核.
    Unkept,
    /// Words before a colon that are no label of this list.
    Unknown,
    /// Something about the page: how often it was read, how large it is printed.
    Page,
}

/// The labels in both scripts.
const LABELS: [(Label, &[&str]); 11] = [
    (
        Label::Source,
        &[
            "信息来源",
            "稿件来源",
            "文章来源",
            "本文来源",
            "新闻来源",
            "内容来源",
            "来源于",
            "来源",
            "來源",
            "稿源",
            "出处",
            "信息來源",
            "稿件來源",
            "文章來源",
            "新聞來源",
            "出處",
        ],
    ),
    (
        Label::Person(Role::Editor),
        &[
            "责任编辑",
            "責任編輯",
            "值班编辑",
            "值班編輯",
            "本期编辑",
            "网络编辑",
            "網絡編輯",
            "文字编辑",
            "执行编辑",
            "新媒体编辑",
            "责编",
            "責編",
            "编辑",
            "編輯",
        ],
    ),
    (Label::Person(Role::Author), &["作者", "执笔", "執筆", "撰文", "撰稿", "文/图", "图/文", "文/圖", "文图", "文"]),
    (
        Label::Person(Role::Reporter),
        &[
            "记者",
            "記者",
            "通讯员",
            "通訊員",
            "特约记者",
            "特約記者",
            "见习记者",
            "見習記者",
            "实习记者",
            "實習記者",
            "特约通讯员",
            "实习生",
            "實習生",
            "采写",
            "採寫",
        ],
    ),
    (Label::Person(Role::Photographer), &["摄影记者", "攝影記者", "摄影", "攝影", "供图", "图"]),
    (Label::Person(Role::Proofreader), &["校对", "校對"]),
    (
        Label::Published,
        &[
            "发布时间",
            "發佈時間",
            "發布時間",
            "发布日期",
            "發佈日期",
            "發布日期",
            "发表时间",
            "發表時間",
            "发表日期",
            "发布于",
            "日期",
            "时间",
            "時間",
            "发稿时间",
            "上传时间",
            "录入时间",
            "出版日期",
        ],
    ),
    (Label::Updated, &["更新时间", "更新時間", "更新日期", "更新于", "最后更新", "修改时间", "最近更新"]),
    (
        Label::Unkept,
        &[
            "审核",
            "審核",
            "监制",
            "監製",
            "终审",
            "終審",
            "复审",
            "复核",
            "初审",
            "一审",
            "二审",
            "三审",
            "编审",
            "編審",
            "审校",
            "审签",
            "签发",
            "主编",
            "主編",
            "总编辑",
            "总编",
            "副总编辑",
            "值班主任",
            "值班总编",
            "值班编委",
            "值班领导",
            "统筹",
            "统稿",
            "策划",
            "策劃",
            "出品",
            "总策划",
            "总监制",
            "美编",
            "制图",
            "製圖",
            "视频",
            "剪辑",
            "摄像",
            "配音",
            "主播",
            "翻译",
            "翻譯",
            "编译",
            "整理",
            "供稿",
            "单位",
            "投稿",
            "文号",
            "索引号",
            "作者单位",
        ],
    ),
    (
        Label::Page,
        &[
            "浏览次数",
            "浏览量",
            "浏览数",
            "浏览",
            "瀏覽次數",
            "瀏覽",
            "阅读次数",
            "阅读量",
            "阅读数",
            "阅读",
            "閱讀",
            "点击次数",
            "点击量",
            "点击数",
            "点击率",
            "点击",
            "點擊",
            "访问次数",
            "访问量",
            "人气",
            "人氣",
            "查看次数",
            "评论数",
            "评论",
            "評論",
            "点赞",
            "收藏",
            "字号",
            "字號",
            "字体大小",
            "字体",
            "字體",
            "文字大小",
            "字体显示",
            "分享到",
            "分享至",
            "分享",
            "打印",
            "扫一扫",
        ],
    ),
    (Label::Unkept, &["关键词", "关键字", "關鍵詞", "标签", "所属分类", "分类", "栏目", "频道"]),
];

/// The longest label that a text begins with, also where white space parts its characters as in `来　源`; its length in
/// bytes.
pub(super) fn at_start(text: &str) -> Option<(usize, Label)> {
    let known = LABELS.iter().flat_map(|(label, names)| names.iter().map(move |name| (*name, *label)));
    known
        .filter_map(|(name, label)| Some((spaced_length(text, name)?, name.len(), label)))
        .max_by_key(|(_, length, _)| *length)
        .map(|(length, _, label)| (length, label))
}

/// How many bytes of a text a name takes at its start, white space between its characters counted.
fn spaced_length(text: &str, name: &str) -> Option<usize> {
    if text.starts_with(name) {
        return Some(name.len());
    }
    let mut rest = text;
    for (number, wanted) in name.chars().enumerate() {
        rest = if number == 0 { rest } else { rest.trim_start() }.strip_prefix(wanted)?;
    }
    Some(text.len() - rest.len())
}

/// Where in a word the first label of somebody's part stands that needs no colon, such as 记者 in `本报记者王芳`, how long it
/// is in bytes, and the part.
pub(super) fn person_in(word: &str) -> Option<(usize, usize, Role)> {
    let found = LABELS.iter().filter_map(|(label, names)| match label {
        Label::Person(role) => Some((*role, names)),
        _ => None,
    });
    found
        .flat_map(|(role, names)| names.iter().map(move |name| (*name, role)))
        .filter(|(name, _)| name.chars().count() > 1)
        .filter_map(|(name, role)| Some((word.find(name)?, name.len(), role)))
        .min_by_key(|(at, length, _)| (*at, usize::MAX - length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_label_counts_and_white_space_does_not() {
        for (text, length, label) in [
            ("更新时间：", "更新时间", Label::Updated),
            ("时间：", "时间", Label::Published),
            ("来　源：云溪日报", "来　源", Label::Source),
            ("责任编辑", "责任编辑", Label::Person(Role::Editor)),
            ("浏览次数", "浏览次数", Label::Page),
        ] {
            assert_eq!(at_start(text), Some((length.len(), label)), "{text}");
        }
        assert_eq!(person_in("本报见习记者王芳"), Some(("本报".len(), "见习记者".len(), Role::Reporter)));
        assert_eq!(at_start("地点：清河"), None);
    }
}
