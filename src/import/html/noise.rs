//! What of a page is furniture: share bars, pagers, comments, advertisements, lists of other articles.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Selector};

use super::document::{Document, Extent};

/// Names by which furniture is known; they are compared with the words of `class` and `id`, never with parts of them.
const NAMES: [&str; 77] = [
    "cmt",
    "cmts",
    "reply",
    "share",
    "sharebar",
    "sharebox",
    "sharing",
    "bdshare",
    "bdsharebuttonbox",
    "jiathis",
    "fenxiang",
    "comment",
    "comments",
    "commentbox",
    "pinglun",
    "gentie",
    "changyan",
    "related",
    "relate",
    "relatednews",
    "relevant",
    "xgyd",
    "xgxw",
    "xgwz",
    "xiangguan",
    "recommend",
    "recommended",
    "tuijian",
    "rank",
    "ranking",
    "paihang",
    "pager",
    "pagenav",
    "pagination",
    "pagebar",
    "fenye",
    "pagelist",
    "displaypagenum",
    "ad",
    "ads",
    "adv",
    "advert",
    "advertisement",
    "gg",
    "guanggao",
    "adsbygoogle",
    "qrcode",
    "ewm",
    "erweima",
    "toolbar",
    "print",
    "dayin",
    "nav",
    "navbar",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "footer",
    "sidebar",
    "login",
    "copyright",
    "shengming",
    "disclaimer",
    "statement",
    "prevnext",
    "prenext",
    "dianzan",
    "reward",
    "dashang",
    "feedback",
    "jubao",
    "appdownload",
    "weixin",
    "wechat",
    "bshare",
    "sns",
    "subscribe",
];
/// Of these names, those that many an article's own box carries as well: they count only for little text.
const DOUBTFUL: [&str; 7] = ["print", "statement", "weixin", "wechat", "sns", "related", "nav"];

/// The words of an element's `class` and `id`, in lower case.
pub(super) fn tokens(element: ElementRef<'_>) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for named in [element.attr("class"), element.attr("id")].into_iter().flatten() {
        let mut word = String::new();
        let mut was_lower = false;
        for c in named.chars().chain([' ']) {
            let begins = c.is_ascii_uppercase() && was_lower;
            if (!c.is_alphanumeric() || begins) && !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            was_lower = c.is_ascii_lowercase();
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
        }
    }
    tokens
}

/// The outermost elements of furniture, and what `remove` selects; never one that holds any of the places to keep.
pub(super) fn find(document: &Document, keep: &[usize], remove: &[Selector]) -> HashSet<NodeId> {
    let mut found: HashSet<NodeId> = HashSet::new();
    let mut until = 0;
    for element in document.elements() {
        let extent = document.extent(element);
        if extent.from < until {
            continue;
        }
        let is_removed = remove.iter().any(|selector| selector.matches(&element));
        let holds_kept = keep.iter().any(|at| extent.holds(*at));
        if is_removed || (!holds_kept && is_furniture(element, extent)) {
            found.insert(element.id());
            until = extent.to;
        }
    }
    found
}

/// Whether an element is furniture by its name.
fn is_furniture(element: ElementRef<'_>, extent: Extent) -> bool {
    let name = element.value().name();
    if matches!(name, "nav" | "footer" | "aside") {
        // That of a quotation says who is quoted.
        return element.parent().and_then(ElementRef::wrap).is_none_or(|above| above.value().name() != "blockquote");
    }
    if matches!(name, "html" | "body" | "p" | "img" | "td" | "tr" | "tbody") {
        return false;
    }
    let tokens = tokens(element);
    let is_named = |name: &str| tokens.iter().any(|token| token == name);
    NAMES.iter().any(|name| is_named(name) && (!DOUBTFUL.contains(name) || extent.prose < 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_known_by_whole_words() {
        let document = Document::new(
            "<div class=shadow><div id=shareBar>分享</div><div class='TRS_Editor'>文</div><div class=bd-ads>告</div><div class=load>文</div><p class=share>文</p></div>",
        );
        let found = find(&document, &[], &[]);
        let texts: Vec<String> = document
            .elements()
            .filter(|element| found.contains(&element.id()))
            .map(super::super::document::text_of)
            .collect();
        assert_eq!(texts, ["分享", "告"]);
        let bar = document.elements().find(|element| element.attr("id") == Some("shareBar"));
        let kept: Vec<usize> = bar.map(|bar| document.extent(bar).from).into_iter().collect();
        assert_eq!(find(&document, &kept, &[]).len(), 1);
    }
}
