//! The breadcrumb of a page: the name of the site and the path of channels.

use super::headline::letters;
use super::words;
use crate::articles::body::text::trim;

/// What parts levels, best first; those of one group may stand beside each other.
const SEPARATORS: [&[&str]; 6] = [
    &["->", "→", ">>", "››", "＞", "»", "›", "≫", "⟩", ">"],
    &[" - ", "－"],
    &["/", "／"],
    &["|", "｜"],
    &["-", "—"],
    &["·"],
];
/// Names of the home page.
const HOME: [&str; 10] =
    ["网站首页", "返回首页", "首页", "网站主页", "主页", "網站首頁", "返回首頁", "首頁", "主頁", "本站首页"];
/// Last levels that name no channel.
const LAST: [&str; 20] = [
    "正文",
    "正文内容",
    "正文内容页",
    "内容",
    "详情",
    "文章正文",
    "新闻正文",
    "资讯正文",
    "文章内容",
    "文章详情",
    "新闻详情",
    "内容页",
    "浏览文章",
    "查看文章",
    "信息详情",
    "新闻内容",
    "正文頁",
    "內文",
    "內容",
    "列表",
];
/// Names of channels that are not those of a site, where no level above them names one.
const CHANNELS: [&str; 30] = [
    "新闻",
    "新闻中心",
    "要闻",
    "资讯",
    "资讯中心",
    "综合",
    "综合新闻",
    "民生",
    "时政",
    "社会",
    "财经",
    "经济",
    "文化",
    "教育",
    "体育",
    "科技",
    "健康",
    "视频",
    "图片",
    "专题",
    "评论",
    "国内",
    "国际",
    "本地",
    "新聞",
    "要聞",
    "新聞中心",
    "时事",
    "动态",
    "公告",
];
/// Longest name of a channel, in characters.
const MAX_LEVEL: usize = 20;
/// Most levels.
const MAX_LEVELS: usize = 8;
/// Longest line that is a breadcrumb, in characters.
const MAX_LINE: usize = 200;

/// What a breadcrumb says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Breadcrumb {
    /// The name of the site, where it is the first level.
    pub(super) site: Option<String>,
    /// The channels, outermost first; the last may be the title.
    pub(super) channel: Vec<String>,
}

/// Reads a line as a breadcrumb: after a label such as 您当前的位置, or by its form.
pub(super) fn read(line: &str) -> Option<Breadcrumb> {
    if line.chars().take(MAX_LINE + 1).count() > MAX_LINE {
        return None;
    }
    match labelled(line) {
        Some(path) => {
            let levels = levels(path);
            let words: Vec<&str> = path.split_whitespace().collect();
            let are_words = levels.len() == 1 && words.len() > 1 && is_home(words.first().copied().unwrap_or_default());
            let levels = if are_words { words.into_iter().map(str::to_owned).collect() } else { levels };
            fits(&levels).then(|| sorted(levels))
        }
        None => unlabelled(line).map(sorted),
    }
}

/// What follows the label of a breadcrumb.
fn labelled(line: &str) -> Option<&str> {
    words::after_label(line, &words::BREADCRUMB).or_else(|| {
        let rest = words::BREADCRUMB.iter().find_map(|label| line.strip_prefix(label))?;
        let rest = rest.trim_start_matches(['是', '为', '在']);
        let follows =
            rest.starts_with(|c: char| !c.is_alphanumeric()) || HOME.iter().any(|home| rest.starts_with(home));
        follows.then(|| trim(rest).trim_start_matches([':', '：']))
    })
}

/// The levels of a line without a label that is a path by its form: `首页 > 新闻 > 正文`.
fn unlabelled(line: &str) -> Option<Vec<String>> {
    let arrows = SEPARATORS.first().copied().unwrap_or_default();
    let has_arrow = arrows.iter().any(|arrow| line.contains(arrow));
    let levels = levels(line);
    let from_home = levels.first().is_some_and(|first| is_home(first));
    let to_text = levels.last().is_some_and(|last| LAST.contains(&last.as_str()));
    // Names between bars are a menu of the site, unless they lead to the text.
    let is_menu = !has_arrow && line.contains(['|', '｜', '·']) && !to_text;
    let are_names =
        levels.iter().all(|level| level.contains(char::is_alphabetic) && !level.contains(['。', '，', '！', '？']));
    let is_path = match levels.len() {
        0 | 1 => false,
        2 => from_home || (to_text && has_arrow),
        _ => has_arrow || from_home || to_text,
    };
    (is_path && are_names && !is_menu && fits(&levels)).then_some(levels)
}

/// Whether levels are as many and as short as those of a path are; the last may be a title.
fn fits(levels: &[String]) -> bool {
    let short = levels.iter().rev().skip(1).all(|level| level.chars().count() <= MAX_LEVEL);
    (1..=MAX_LEVELS).contains(&levels.len()) && short
}

/// Whether a level is the home page.
fn is_home(level: &str) -> bool {
    HOME.iter().any(|home| level.ends_with(home)) || level.eq_ignore_ascii_case("home")
}

/// The levels of a breadcrumb, by the best separator that it has.
pub(in crate::import) fn levels(path: &str) -> Vec<String> {
    let found = SEPARATORS.iter().find(|group| group.iter().any(|separator| path.contains(separator)));
    let mut path = path.to_owned();
    for separator in found.copied().unwrap_or_default() {
        path = path.replace(separator, "\n");
    }
    path.split('\n')
        .map(|level| trim(level).trim_matches([':', '：']))
        .map(trim)
        .filter(|level| !level.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The site and the channels of levels.
fn sorted(mut levels: Vec<String>) -> Breadcrumb {
    let mut found = Breadcrumb::default();
    let is_only = levels.len() == 1;
    if let Some(first) = levels.first().cloned() {
        if is_home(&first) {
            let site = HOME.iter().find_map(|home| first.strip_suffix(home)).map(trim);
            found.site = site.filter(|site| !site.is_empty()).map(str::to_owned);
            levels.remove(0);
        } else if !is_only && !CHANNELS.contains(&first.as_str()) {
            found.site = Some(levels.remove(0));
        }
    }
    levels.retain(|level| !HOME.contains(&level.as_str()));
    while levels.last().is_some_and(|last| LAST.contains(&last.as_str())) {
        levels.pop();
    }
    found.channel = levels;
    found
}

/// Channels without a last level that is one of the headline's lines, whole or cut short, and not the name of a channel.
pub(super) fn without_title(mut channel: Vec<String>, headlines: &[&str]) -> Vec<String> {
    let is_title = channel.last().is_some_and(|last| {
        let bare = letters(last.trim_end_matches(['.', '…']));
        let is_cut = last.ends_with(['…', '.']) && bare.chars().count() >= 4;
        headlines.iter().any(|line| {
            let line = letters(line);
            line == bare || (is_cut && line.starts_with(&bare))
        })
    });
    if is_title {
        channel.pop();
    }
    channel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breadcrumb_is_known_by_its_label_or_its_form() {
        for (line, site, channel) in [
            ("您当前的位置 : 清河在线 >> 新闻 >> 综合", "清河在线", "新闻/综合"),
            ("您現在的位置：清河在線 > 新聞 > 綜合", "清河在線", "新聞/綜合"),
            ("您的位置是：首页-新闻-综合", "", "新闻/综合"),
            ("当前位置：首页 新闻 综合", "", "新闻/综合"),
            ("当前位置：新闻 > 综合 > 正文", "", "新闻/综合"),
            ("当前位置：民生", "", "民生"),
            ("首页 > 新闻中心 > 综合 > 正文", "", "新闻中心/综合"),
            ("清河在线首页 > 新闻", "清河在线", "新闻"),
            ("首页 - 新闻 - 综合", "", "新闻/综合"),
            ("首页 / 科技 / 数码", "", "科技/数码"),
            ("清河在线 > 科技/数码 > 正文", "清河在线", "科技/数码"),
            ("Home > News", "", "News"),
            ("清河在线>>新闻>>综合>>清河新桥通车", "清河在线", "新闻/综合/清河新桥通车"),
        ] {
            let found = read(line).map(|found| (found.site.unwrap_or_default(), found.channel.join("/")));
            assert_eq!(found, Some((site.to_owned(), channel.to_owned())), "{line}");
        }
        for line in [
            "清河新桥通车",
            "首页 | 新闻 | 视频 | 图片",
            "5G-A 开通",
            "3 > 2 > 1",
            "石门-清河公路通车",
            "位置很好的房子",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_last_level_that_is_the_title_is_no_channel() {
        let channel = |last: &str| without_title(vec!["新闻".to_owned(), last.to_owned()], &["【走读】清河新桥“通车”"]);
        assert_eq!(channel("清河新桥通车").len(), 2);
        assert_eq!(channel("走读清河新桥通车"), ["新闻"]);
        assert_eq!(channel("【走读】清河新…"), ["新闻"]);
        assert_eq!(channel("走读"), ["新闻", "走读"]);
    }
}
