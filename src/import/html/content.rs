//! Where on a page the article's text stands.

use std::collections::HashSet;

use dom_smoothie::{Config, Readability};
use scraper::ElementRef;

use super::document::{Document, Extent};
use super::noise;
use super::profile::Profile;
use super::title::letters;
use crate::import::portal::NotAPage;

/// Least running text of an article, in characters.
const LEAST_PROSE: usize = 40;
/// Most elements of a page that the readability library looks at; its time grows faster than the page.
const MOST_ELEMENTS: usize = 20_000;
/// Shortest line by which its finding is recognised, in letters.
const SHORTEST_LINE: usize = 8;

/// Ids and classes in which publishing systems put the text and nothing else, in lower case.
const TEXT: [&str; 62] = [
    "trs_editor",
    "trs_ueditor",
    "ucap-content",
    "zoom",
    "js_content",
    "rwb_zw",
    "endtext",
    "artibody",
    "news_txt",
    "p-detail",
    "ozoom",
    "founder-content",
    "v_news_content",
    "vsb_content",
    "vsb_content_2",
    "custom_unionstyle",
    "articlecontent",
    "article-content",
    "article_content",
    "article-body",
    "article_body",
    "articlebody",
    "articletext",
    "article-text",
    "article_text",
    "article-txt",
    "newscontent",
    "news-content",
    "news_content",
    "newstext",
    "news-text",
    "news_text",
    "content_area",
    "content_area_new",
    "main-aticle",
    "textcontent",
    "text_content",
    "contenttext",
    "content-text",
    "detail-content",
    "detail_content",
    "detailcontent",
    "post_content",
    "post_body",
    "entry-content",
    "cnt_bd",
    "content-article",
    "cnt-main-article-qq",
    "artical_real",
    "articaltext",
    "main_content",
    "art_content",
    "art_contents",
    "art_context",
    "art_contextbox",
    "text_area",
    "xl_content",
    "bt_content",
    "contentmain",
    "content_main",
    "rm_txt_con",
    "pages_content",
];
/// Ids and classes in which the text may stand beside other things, in lower case.
const HINTS: [&str; 24] = [
    "article",
    "content",
    "contents",
    "text",
    "detail",
    "details",
    "main-text",
    "con",
    "txt",
    "story",
    "post",
    "artical",
    "news",
    "newsdetail",
    "news_detail",
    "news-detail",
    "newsinfo",
    "maincontent",
    "main-content",
    "story-body",
    "contentbox",
    "neirong",
    "zhengwen",
    "wenzhang",
];

/// How sure it is that an element holds the text, by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// Perhaps.
    Hint,
    /// It holds the text and little else.
    Text,
}

/// How sure it is that an element holds the text; none where its names say nothing.
pub(super) fn likelihood(element: ElementRef<'_>) -> Option<Likelihood> {
    let name = element.value().name();
    if matches!(name, "html" | "body" | "p" | "a" | "img" | "span" | "h1" | "h2" | "h3") {
        return None;
    }
    if name == "ucapcontent" || element.attr("itemprop").is_some_and(|property| property == "articleBody") {
        return Some(Likelihood::Text);
    }
    let names = [element.attr("id"), element.attr("class")].into_iter().flatten();
    let names: Vec<String> = names.flat_map(str::split_whitespace).map(str::to_ascii_lowercase).collect();
    let is_one_of = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    if is_one_of(&TEXT) {
        return Some(Likelihood::Text);
    }
    (name == "article" || name == "main" || is_one_of(&HINTS)).then_some(Likelihood::Hint)
}

/// The element that holds the text: where the profile says, where publishing systems put it, or where the readability library
/// finds it, in this order.
pub(super) fn choose<'a>(
    document: &'a Document,
    html: &str,
    profile: Option<&Profile>,
) -> Result<ElementRef<'a>, NotAPage> {
    let selectors = profile.map(|profile| profile.of("content")).unwrap_or_default();
    if let Some(element) = selectors.iter().find_map(|selector| document.tree.select(selector).next()) {
        return Ok(element);
    }
    let prose = Prose::of(document);
    let known = known(document, &prose);
    let extent = |element: &ElementRef<'_>| document.extent(*element);
    let all = prose.in_element(document.tree.root_element());
    let is_enough = |element: &ElementRef<'_>| {
        let own = prose.in_element(*element);
        match likelihood(*element) {
            Some(Likelihood::Text) => own >= LEAST_PROSE,
            _ => own >= LEAST_PROSE && own * 5 >= all * 2,
        }
    };
    if let Some(element) = known.filter(is_enough) {
        return Ok(element);
    }
    match (by_library(document, html), known) {
        (Some(found), Some(known))
            if extent(&found).holds(extent(&known).from) && prose.in_element(known) * 2 >= prose.in_element(found) =>
        {
            Ok(known)
        }
        (Some(found), Some(known)) if extent(&found).prose == 0 && extent(&known).pictures > 0 => Ok(known),
        (found, known) => found.or(known).ok_or(NotAPage::NoArticle("")),
    }
}

/// Running text of elements without that of the page's furniture.
struct Prose<'a> {
    document: &'a Document,
    furniture: Vec<Extent>,
    /// How much stands in the furniture before each of it.
    sums: Vec<usize>,
}

impl<'a> Prose<'a> {
    /// Counts a page's.
    fn of(document: &'a Document) -> Self {
        let keep = document.elements().filter(|element| likelihood(*element) == Some(Likelihood::Text));
        let keep: Vec<usize> = keep.map(|element| document.extent(element).from).collect();
        let mut furniture: Vec<Extent> = noise::find(document, &keep, &[])
            .iter()
            .filter_map(|id| document.tree.tree.get(*id).and_then(ElementRef::wrap))
            .map(|element| document.extent(element))
            .collect();
        furniture.sort_by_key(|extent| extent.from);
        let mut sums = vec![0];
        for extent in &furniture {
            sums.push(sums.last().copied().unwrap_or_default() + extent.prose);
        }
        Self { document, furniture, sums }
    }

    /// That of an element; none for one in the furniture.
    fn in_element(&self, element: ElementRef<'_>) -> usize {
        let extent = self.document.extent(element);
        let at = |place: usize| self.furniture.partition_point(|other| other.from < place);
        let (from, to) = (at(extent.from), at(extent.to));
        let around = at(extent.from + 1).checked_sub(1).and_then(|last| self.furniture.get(last));
        if around.is_some_and(|other| other.holds(extent.from)) {
            return 0;
        }
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        extent.prose.saturating_sub(sum(to) - sum(from))
    }
}

/// The element whose names say that it holds the text, and that has most of it; inner ones before outer ones.
fn known<'a>(document: &'a Document, prose: &Prose<'_>) -> Option<ElementRef<'a>> {
    let candidates: Vec<(ElementRef<'_>, usize, Likelihood)> = document
        .elements()
        .filter_map(|element| likelihood(element).map(|likelihood| (element, prose.in_element(element), likelihood)))
        .collect();
    let best = |least: Likelihood| {
        let fits = candidates.iter().filter(move |(.., likelihood)| *likelihood >= least);
        fits.max_by_key(|(element, prose, _)| (*prose, std::cmp::Reverse(document.extent(*element).all))).copied()
    };
    let all = prose.in_element(document.tree.root_element());
    // A box for texts that holds some part of the page's is the article's; others only where there is none.
    let (outer, most, _) = best(Likelihood::Text)
        .filter(|(_, prose, _)| *prose >= LEAST_PROSE && prose * 20 >= all)
        .or_else(|| best(Likelihood::Hint))
        .or_else(|| best(Likelihood::Text))?;
    let extent = document.extent(outer);
    // Where the outer box holds more other things than text, less of its text is enough for the inner one.
    let is_crowded = most * 2 < extent.all;
    let inner = candidates
        .iter()
        .filter(|(inner, prose, likelihood)| {
            let is_enough =
                prose * 4 >= most * 3 || (is_crowded && *likelihood == Likelihood::Text && prose * 2 >= most);
            extent.holds(document.extent(*inner).from) && is_enough
        })
        .min_by_key(|(inner, ..)| document.extent(*inner).all);
    let (element, _, likelihood) = inner.copied().unwrap_or((outer, most, Likelihood::Hint));
    Some(if likelihood == Likelihood::Text { element } else { narrowed(document, element) })
}

/// The innermost box that still holds nearly all of an element's text and all of its pictures.
fn narrowed<'a>(document: &Document, element: ElementRef<'a>) -> ElementRef<'a> {
    let mut chosen = element;
    loop {
        let extent = document.extent(chosen);
        let inner = chosen.child_elements().find(|child| {
            let inner = document.extent(*child);
            let is_box = matches!(
                child.value().name(),
                "div"
                    | "article"
                    | "section"
                    | "main"
                    | "form"
                    | "table"
                    | "tbody"
                    | "tr"
                    | "td"
                    | "center"
                    | "dl"
                    | "dd"
            );
            is_box && inner.prose > 0 && inner.prose * 20 >= extent.prose * 17 && inner.pictures >= extent.pictures
        });
        match inner {
            Some(inner) => chosen = inner,
            None => return chosen,
        }
    }
}

/// The element in which the readability library finds the text.
fn by_library<'a>(document: &'a Document, html: &str) -> Option<ElementRef<'a>> {
    if document.elements().take(MOST_ELEMENTS + 1).count() > MOST_ELEMENTS {
        return None;
    }
    let settings = Config { disable_json_ld: true, char_threshold: 200, ..Config::default() };
    let article = Readability::new(html, None, Some(settings)).ok()?.parse().ok()?;
    let found = Document::new(&article.content);
    let lines: HashSet<String> = found
        .lines
        .iter()
        .map(|line| letters(&line.text))
        .filter(|line| line.chars().count() >= SHORTEST_LINE)
        .collect();
    // How much of what was found stands before each line of the page.
    let mut sums: Vec<usize> = vec![0];
    for line in &document.lines {
        let own = letters(&line.text);
        let before = sums.last().copied().unwrap_or_default();
        sums.push(before + if lines.contains(&own) { own.chars().count() } else { 0 });
    }
    let total = sums.last().copied().filter(|total| *total > 0)?;
    let held = |extent: Extent| {
        let from = document.lines.partition_point(|line| line.at < extent.from);
        let to = document.lines.partition_point(|line| line.at < extent.to);
        sums.get(to).copied().unwrap_or_default() - sums.get(from).copied().unwrap_or_default()
    };
    document
        .elements()
        .filter(|element| !matches!(element.value().name(), "p" | "span" | "a" | "b" | "strong" | "font"))
        .map(|element| (element, document.extent(element)))
        .filter(|(_, extent)| held(*extent) * 10 >= total * 9)
        .min_by_key(|(_, extent)| extent.to - extent.from)
        .map(|(element, _)| element)
}

/// Whether what was chosen is an article and the only one.
pub(super) fn check(document: &Document, chosen: ElementRef<'_>) -> Result<(), NotAPage> {
    let extent = document.extent(chosen);
    let whole = document.extent(document.tree.root_element());
    if extent.linked * 2 > extent.all && extent.prose * 4 < extent.all && extent.all > 200 {
        return Err(NotAPage::NoArticle(" but a list of links"));
    }
    if extent.prose < LEAST_PROSE / 2 && extent.pictures == 0 {
        let is_empty = whole.all < 400;
        return Err(NotAPage::NoArticle(if is_empty {
            "; where a script puts it there, save the page as a browser shows it"
        } else {
            ""
        }));
    }
    let articles: Vec<Extent> = document
        .elements()
        .filter(|element| element.value().name() == "article")
        .map(|element| document.extent(element))
        .filter(|extent| {
            extent.prose >= LEAST_PROSE && document.lines_of(*extent).iter().any(|line| line.heading.is_some())
        })
        .collect();
    let outer: Vec<&Extent> = articles
        .iter()
        .filter(|one| !articles.iter().any(|other| other.from < one.from && one.to <= other.to))
        .collect();
    let sum: usize = outer.iter().map(|extent| extent.prose).sum();
    if outer.len() > 1 && outer.iter().all(|extent| extent.prose * 5 < sum * 3) {
        return Err(NotAPage::Several(outer.len()));
    }
    Ok(())
}
