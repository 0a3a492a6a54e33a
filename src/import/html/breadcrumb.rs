//! The breadcrumb of a page: the name of the site and the path of channels.

use super::document::{Document, Extent, Line};
use super::metadata::Metadata;
use super::noise::tokens;
use super::title::letters;
use crate::import::portal::words;

/// Longest name of a channel, in characters.
const LONGEST: usize = 20;
/// Most levels.
const MAX_LEVELS: usize = 8;
/// Names of elements that hold a breadcrumb.
const NAMES: [&str; 14] = [
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "weizhi",
    "dqwz",
    "curpos",
    "curposition",
    "path",
    "position",
    "location",
    "mbx",
    "nowplace",
    "wz",
];
/// Last levels that name no channel.
const LAST: [&str; 4] = ["正文", "正文内容", "详情", "内容页"];
/// Names of the home page.
const HOME: [&str; 6] = ["首页", "网站首页", "主页", "首頁", "返回首页", "home"];

/// What a breadcrumb says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Breadcrumb {
    /// The name of the site, where it is the first level.
    pub(super) site: Option<String>,
    /// The channels, outermost first.
    pub(super) channel: Vec<String>,
}

/// The breadcrumb above a title; `site` is the site's name where it is known otherwise.
pub(super) fn find(
    document: &Document,
    metadata: &Metadata,
    title: &str,
    before: usize,
    site: Option<&str>,
) -> Option<Breadcrumb> {
    let above: Vec<&Line> = document.lines.iter().take_while(|line| line.at < before).collect();
    let levels = labelled(&above)
        .or_else(|| in_named_element(document, before))
        .or_else(|| above.iter().rev().find_map(|line| unlabelled(&line.text)))
        .or_else(|| (metadata.breadcrumb.len() > 1).then(|| metadata.breadcrumb.clone()))?;
    Some(sorted(levels, title, metadata.window.as_deref().unwrap_or_default(), site))
        .filter(|found| *found != Breadcrumb::default())
}

/// The levels after `您当前的位置：`, also where each stands on a line of its own.
fn labelled(above: &[&Line]) -> Option<Vec<String>> {
    let (number, rest) = above.iter().enumerate().find_map(|(number, line)| {
        let rest = words::after_label(&line.text, &words::BREADCRUMB)
            .or_else(|| words::BREADCRUMB.iter().find_map(|label| line.text.strip_prefix(label)));
        rest.map(|rest| (number, rest))
    })?;
    let mut path = rest.to_owned();
    let is_whole = words::levels(rest).len() > 1;
    for line in above.iter().skip(number + 1).take(MAX_LEVELS) {
        let is_level = line.linked > 0 || line.text.starts_with(['>', '›', '»', '＞']);
        if is_whole || !is_level || line.text.chars().count() > LONGEST || path.contains("正文") {
            break;
        }
        if !path.trim_end().ends_with(['>', '›', '»', '＞']) && !path.trim().is_empty() {
            path.push('>');
        }
        path.push_str(&line.text);
    }
    Some(words::levels(&path)).filter(|levels| !levels.is_empty())
}

/// The levels in an element that is named as a breadcrumb.
fn in_named_element(document: &Document, before: usize) -> Option<Vec<String>> {
    document.elements().find_map(|element| {
        let extent: Extent = document.extent(element);
        let names = tokens(element);
        let is_named = names.iter().any(|name| NAMES.contains(&name.as_str()));
        if !is_named || extent.from >= before || extent.all > 120 {
            return None;
        }
        let path: Vec<&str> = document.lines_of(extent).iter().map(|line| line.text.as_str()).collect();
        let levels = words::levels(&path.join(">"));
        let fits = levels.len() > 1 && levels.iter().rev().skip(1).all(|level| level.chars().count() <= LONGEST);
        fits.then_some(levels)
    })
}

/// The levels of a line such as `首页 > 新闻 > 正文`.
fn unlabelled(line: &str) -> Option<Vec<String>> {
    if !line.contains(['>', '›', '»', '＞']) || line.chars().count() > 150 {
        return None;
    }
    let levels = words::levels(&line.replace('/', "／"));
    let fits = (2..=MAX_LEVELS).contains(&levels.len())
        && levels.iter().rev().skip(1).all(|level| level.chars().count() <= LONGEST);
    fits.then_some(levels)
}

/// Site and channels of a path's levels.
pub(super) fn sorted(mut levels: Vec<String>, title: &str, window: &str, site: Option<&str>) -> Breadcrumb {
    levels.truncate(MAX_LEVELS + 2);
    let title = letters(title);
    levels.retain(|level| {
        let own = letters(level);
        let is_end = LAST.iter().any(|last| level.ends_with(last) || level.starts_with(last));
        let is_title = own == title || (own.chars().count() > 6 && title.starts_with(&own));
        !is_end && !is_title && !own.is_empty() && !level.contains(['：', ':', '|'])
    });
    let mut found = Breadcrumb::default();
    if let Some(first) = levels.first().cloned() {
        let bare = HOME.iter().find_map(|home| first.strip_suffix(home)).unwrap_or(&first).trim();
        let is_home = bare.len() < first.len();
        let ends_as_site =
            ["网", "在线", "网站", "日报", "晚报", "門戶", "门户", "網"].iter().any(|end| first.ends_with(end));
        // The window's title ends with the name of the site, after that of the channel.
        let is_last = window.ends_with(&first) || site == Some(first.as_str());
        if is_home || ends_as_site || is_last {
            found.site = Some(bare.to_owned()).filter(|site| !site.is_empty());
            levels.remove(0);
        }
    }
    levels.retain(|level| !HOME.contains(&level.to_lowercase().as_str()));
    levels.retain(|level| level.chars().count() <= LONGEST);
    found.channel = levels;
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::html::tame::tame;

    fn found(html: &str) -> (Option<String>, String) {
        let tamed = tame(html);
        let document = Document::new(&tamed.html);
        let metadata = Metadata::of(&document, &tamed);
        let found = find(&document, &metadata, "望渡桥恢复通车", usize::MAX, None).unwrap_or_default();
        (found.site, found.channel.join("/"))
    }

    #[test]
    fn a_breadcrumb_is_known_by_its_label_its_element_or_its_form() {
        for (html, site, channel) in [
            ("<div>您当前的位置 : <a>清河在线</a> >> <a>新闻</a> >> <a>综合</a></div>", Some("清河在线"), "新闻/综合"),
            (
                "<table><tr><td>当前位置：</td><td><a>首页</a></td><td>&gt;<a>要闻</a></td><td>&gt;<a>综合</a></td></tr></table><p>望渡桥",
                None,
                "要闻/综合",
            ),
            ("<ul class='bread-crumb crumbs'><li><a>清河首页</a><li><a>新闻</a><li>正文</ul>", Some("清河"), "新闻"),
            ("<p>首页 &gt; 新闻中心 &gt; 望渡桥恢复通车</p>", None, "新闻中心"),
            ("<p>新闻中心 &gt; 武备</p>", None, "新闻中心/武备"),
            ("<p>今天 3 &gt; 2</p>", None, "今天 3/2"),
        ] {
            assert_eq!(found(html), (site.map(str::to_owned), channel.to_owned()), "{html}");
        }
    }
}
