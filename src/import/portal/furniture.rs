//! The furniture of a portal's page: what stands around every article and is not part of any.
//!
//! A line is furniture by these lists only, so that nothing else can go missing with it.

use crate::articles::body::text::trim;

/// Words that make up lines of furniture, and each alone may be a word of the article too, such as a section called 收藏.
const WORDS: [&str; 91] = [
    "分享到",
    "分享至",
    "分享",
    "打印",
    "打印本页",
    "打印本頁",
    "打印文稿",
    "列印",
    "关闭",
    "關閉",
    "收藏",
    "收藏本文",
    "收藏本页",
    "扫一扫",
    "字号",
    "字號",
    "字体",
    "字體",
    "大",
    "中",
    "小",
    "超大",
    "特大",
    "标准",
    "默认",
    "评论",
    "評論",
    "点赞",
    "点赞数",
    "举报",
    "纠错",
    "微信",
    "微博",
    "新浪微博",
    "朋友圈",
    "QQ空间",
    "QQ好友",
    "QQ",
    "空间",
    "微信好友",
    "人人网",
    "豆瓣",
    "上一篇",
    "下一篇",
    "上一页",
    "下一页",
    "上一条",
    "下一条",
    "首页",
    "末页",
    "尾页",
    "正文",
    "相关链接",
    "相關鏈接",
    "A+",
    "A-",
    "A",
    "T+",
    "T-",
    "+",
    "-",
    "展开",
    "收起",
    "登录",
    "正常",
    "放大",
    "缩小",
    "T",
    "缩小字体",
    "放大字体",
    "调整字体",
    "Qzone",
    "复制链接",
    "简体",
    "繁体",
    "图集",
    "客户端",
    "搜索",
    "关注",
    "我有话说",
    "跟贴",
    "开心网",
    "人人",
    "腾讯微博",
    "qq空间",
    "qq好友",
    "Google+",
    "Facebook",
    "Twitter",
    "微信朋友圈",
    "百度贴吧",
];
/// Words that are furniture wherever they stand alone on a line.
const CERTAIN: [&str; 32] = [
    "关闭窗口",
    "關閉視窗",
    "关闭本页",
    "关闭页面",
    "打印本页",
    "打印本頁",
    "打印本文",
    "打印文稿",
    "打印此页",
    "返回顶部",
    "返回頂部",
    "返回首页",
    "返回列表",
    "扫一扫在手机打开当前页",
    "扫一扫在手机上打开当前页",
    "扫描二维码",
    "扫一扫分享本页",
    "分享到微信",
    "分享到微博",
    "字号大中小",
    "字體大中小",
    "字体大中小",
    "字体大小",
    "我要纠错",
    "我要评论",
    "我要反馈",
    "收藏本文",
    "加入收藏",
    "设为首页",
    "网站地图",
    "联系我们",
    "关于我们",
];
/// Words after which the page goes on to other articles.
const OTHERS: [&str; 25] = [
    "分享到",
    "分享至",
    "相关新闻",
    "相關新聞",
    "相关阅读",
    "相關閱讀",
    "相关报道",
    "相關報道",
    "相关文章",
    "相关稿件",
    "相关推荐",
    "相关资讯",
    "推荐阅读",
    "延伸阅读",
    "热门推荐",
    "热点推荐",
    "热门新闻",
    "热点新闻",
    "猜你喜欢",
    "更多新闻",
    "为您推荐",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
];
/// Labels that are furniture with whatever follows them on the line.
const WITH_TAIL: [&str; 16] = [
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "上一頁",
    "分享到",
    "分享至",
    "版权所有",
    "版權所有",
    "版权声明",
    "免责声明",
    "免責聲明",
    "技术支持",
    "技術支援",
    "网站标识码",
    "违法和不良信息举报电话",
];
/// What a line of rights begins with.
const RIGHTS: [&str; 5] = ["版权所有", "版權所有", "Copyright", "COPYRIGHT", "©"];
/// What stands before the number of a permit.
const PERMITS: [&str; 7] = ["ICP备案", "ICP备", "ICP证", "ICP備", "公网安备", "经营许可证", "服务许可证"];
/// Words that a number stands behind, as in `评论(12)`.
const COUNTED: [&str; 10] = ["评论", "評論", "跟贴", "阅读", "浏览", "点赞", "收藏", "分享", "转发", "赞"];
/// Longest line of furniture with a tail, in characters.
const MAX_TAIL: usize = 200;

/// How sure it is that a line is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Furniture {
    /// It is, wherever it stands.
    Certain,
    /// It is above or below the article; in the middle it is a line of the article.
    AtTheEdge,
}

/// Whether a line is furniture.
pub(in crate::import) fn of(line: &str) -> Option<Furniture> {
    let bare = bare(line);
    if CERTAIN.contains(&bare.as_str()) {
        return Some(Furniture::Certain);
    }
    // A line of nothing but strokes is a rule.
    if bare.is_empty() || begins_others(line) {
        return Some(Furniture::AtTheEdge);
    }
    match words_in(&bare) {
        Some(1) => return Some(Furniture::AtTheEdge),
        Some(_) => return Some(Furniture::Certain),
        None => {}
    }
    has_tail(line).then_some(Furniture::AtTheEdge)
}

/// Whether a line is one of the page around the article.
pub(in crate::import) fn is_furniture(line: &str) -> bool {
    of(line).is_some()
}

/// Whether other articles follow below a line, by what it says.
pub(super) fn begins_others(line: &str) -> bool {
    let labelled = |word: &str| trim(line).strip_prefix(word).is_some_and(|tail| trim(tail).starts_with([':', '：']));
    is_short(line) && (words_of(&OTHERS, &bare(line)).is_some() || OTHERS.iter().any(|word| labelled(word)))
}

/// Whether a word of a byline says nothing about the article: a number, a size, a button.
pub(in crate::import) fn says_nothing(word: &str) -> bool {
    let bare = bare(word);
    let count = word.trim_matches(['(', ')', '（', '）', '[', ']', ':', '：']);
    let counted = count.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').trim_start_matches('万');
    let is_count = counted.len() < count.len()
        && count.starts_with(|c: char| c.is_ascii_digit())
        && matches!(counted, "" | "次" | "人" | "人次" | "条" | "评论" | "条评论" | "人参与");
    let counted_word = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    is_count
        || (counted_word.len() < bare.len() && COUNTED.contains(&counted_word))
        || matches!(bare.as_str(), "次" | "人次")
        || bare.is_empty()
        || words_in(&bare).is_some()
        || CERTAIN.contains(&bare.as_str())
}

/// A line without white space and marks.
fn bare(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace() && !"【】[]（）()：:|｜丨·•/、,，<>《》←→-—_=*".contains(*c)).collect()
}

/// How many words of furniture a bare line is made up of; none where there is anything else in it.
fn words_in(bare: &str) -> Option<usize> {
    words_of(&[WORDS.as_slice(), &CERTAIN, &OTHERS].concat(), bare)
}

/// How many of these words a bare line is made up of; none where there is anything else in it.
fn words_of(words: &[&str], bare: &str) -> Option<usize> {
    let mut rest = bare;
    let mut count = 0;
    while !rest.is_empty() {
        rest = words.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len())?;
        count += 1;
    }
    (count > 0).then_some(count)
}

/// Whether a line has one of the labels, and a tail.
fn has_tail(line: &str) -> bool {
    let line = trim(line).trim_start_matches(['【', '[', '<', '(', '（']);
    if !is_short(line) {
        return false;
    }
    let labelled = WITH_TAIL.iter().any(|label| {
        let tail = line.strip_prefix(label).map(|tail| tail.trim_start_matches(['】', ']', ' ', '\u{3000}']));
        tail.is_some_and(|tail| tail.starts_with([':', '：']))
    });
    let states_rights = RIGHTS.iter().any(|word| line.starts_with(word)) && !line.contains('。');
    labelled || states_rights || (has_permit(line) && !line.contains('。'))
}

/// Whether the number of a permit stands in a line.
fn has_permit(line: &str) -> bool {
    PERMITS.iter().filter_map(|word| line.split_once(word)).any(|(_, behind)| {
        let number = behind.trim_start_matches(|c: char| c.is_whitespace() || ":：号字第".contains(c));
        number.chars().take_while(char::is_ascii_digit).count() >= 5
    })
}

/// Whether a line is no longer than furniture is.
fn is_short(line: &str) -> bool {
    line.chars().take(MAX_TAIL + 1).count() <= MAX_TAIL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_known_with_its_tail() {
        for line in [
            "上一篇：旧桥拆除",
            "下一篇： 新桥的一天",
            "分享到：微信 微博 QQ空间",
            "版权所有 清河在线 清ICP备00000001号",
            "清公网安备 00000000000001号",
            "相关新闻",
            "收藏",
            "评论",
            "【相关阅读】",
            "Copyright © 2026 清河在线",
            "——————",
        ] {
            assert!(of(line).is_some(), "{line}");
        }
        for line in ["字号：大 中 小", "打印 关闭", "【打印本页】 【关闭窗口】", "返回顶部"] {
            assert_eq!(of(line), Some(Furniture::Certain), "{line}");
        }
        for line in [
            "分享到的快乐",
            "上一篇文章讲了桥",
            "评论：这座桥修得好",
            "大中小企业",
            "版权意识要加强",
            "小区",
            "版权所有者说，要先谈好。",
            "网站要做ICP备案",
            "主办单位：清河区政府",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn counts_and_sizes_say_nothing() {
        for word in ["123", "大", "中", "小", "(打印)", "1,234次", "评论(12)", "56次", "3万", "T+"] {
            assert!(says_nothing(word), "{word}");
        }
        assert!(!says_nothing("2026年") && !says_nothing("张三") && !says_nothing("2026-01-04"));
    }
}
