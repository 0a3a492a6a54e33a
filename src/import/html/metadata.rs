//! What a page states of itself beside its text: `meta` elements, linked data, the remarks of a publishing system.

use std::collections::HashMap;

use scraper::{ElementRef, Html};
use serde_json::Value;

use super::document::{Document, folded, text_of};
use crate::articles::body::html::tame::{Tamed, tame};

/// Most objects of linked data that are looked at.
const MAX_OBJECTS: usize = 2_000;
/// Longest value, in characters.
const MAX_VALUE: usize = 2_000;

/// What a page states of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    /// What stands in the window's title.
    pub(super) window: Option<String>,
    /// Its address, as written.
    pub(super) address: Option<String>,
    /// The address against which it resolves others, as written.
    pub(super) base: Option<String>,
    /// The language of its `html` element.
    pub(super) lang: Option<String>,
    /// The channels of a breadcrumb in linked data.
    pub(super) breadcrumb: Vec<String>,
    /// The people whom linked data names as authors.
    pub(super) authors: Vec<String>,
    /// How many articles linked data describes with their whole text.
    pub(super) articles: usize,
    named: HashMap<String, String>,
    linked: HashMap<&'static str, String>,
}

/// What linked data says of an article, by schema.org's names; the second is that of a search engine's older form.
const LINKED: [(&str, &str); 8] = [
    ("headline", "title"),
    ("datePublished", "pubDate"),
    ("description", ""),
    ("keywords", ""),
    ("articleSection", ""),
    ("alternativeHeadline", ""),
    ("inLanguage", ""),
    ("url", "@id"),
];

impl Metadata {
    /// Gathers it.
    pub(super) fn of(document: &Document, tamed: &Tamed) -> Self {
        let mut metadata = Self::default();
        for element in document.elements() {
            match element.value().name() {
                "html" => metadata.lang = element.attr("lang").map(str::to_owned),
                "title" if metadata.window.is_none() => {
                    metadata.window = Some(text_of(element)).filter(|text| !text.is_empty());
                }
                "base" if metadata.base.is_none() => metadata.base = element.attr("href").map(str::to_owned),
                "link" if element.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                    metadata.address = metadata.address.take().or_else(|| element.attr("href").map(str::to_owned));
                }
                "meta" => metadata.name(element),
                _ => {}
            }
        }
        for remark in &tamed.remarks {
            metadata.remark(remark);
        }
        let mut left = MAX_OBJECTS;
        for script in &tamed.linked_data {
            if let Ok(value) = serde_json::from_str::<Value>(script.trim()) {
                metadata.linked_data(&value, &mut left);
            }
        }
        metadata
    }

    /// The first of these names that says something; names are in lower case.
    pub(super) fn named(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.named.get(*name)).map(String::as_str)
    }

    /// What linked data says.
    pub(super) fn linked(&self, name: &str) -> Option<&str> {
        self.linked.get(name).map(String::as_str)
    }

    /// Takes a `meta` element; of several of one name the first that says something counts.
    fn name(&mut self, element: ElementRef<'_>) {
        let name = ["name", "property", "itemprop"].into_iter().find_map(|key| element.attr(key));
        let (Some(name), Some(content)) = (name, element.attr("content")) else { return };
        self.keep(&name.trim().to_lowercase(), content);
    }

    /// Keeps what a name says.
    fn keep(&mut self, name: &str, content: &str) {
        let content: String = without_markup(content).chars().take(MAX_VALUE).collect();
        if !content.is_empty() && content != "null" && content != "undefined" {
            self.named.entry(name.to_owned()).or_insert(content);
        }
    }

    /// Takes the remark of a publishing system: `<date>2026-01-04 09:30:00</date><introtitle>…`.
    fn remark(&mut self, remark: &str) {
        let names = [
            ("title", "articletitle"),
            ("introtitle", "introtitle"),
            ("subtitle", "subtitle"),
            ("date", "pubdate"),
            ("author", "author"),
            ("keyword", "keywords"),
            ("nodename", "columnname"),
            ("sitename", "sitename"),
            ("source", "contentsource"),
            ("sourcename", "contentsource"),
        ];
        for (tag, name) in names {
            let value = remark.split_once(&format!("<{tag}>")).and_then(|(_, rest)| rest.split_once("</"));
            if let Some((value, _)) = value {
                self.keep(name, value);
            }
        }
    }

    /// Takes linked data, wherever in lists and graphs the article stands in it.
    fn linked_data(&mut self, value: &Value, left: &mut usize) {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            let Some(more) = left.checked_sub(1) else { return };
            *left = more;
            match value {
                Value::Array(values) => waiting.extend(values.iter().rev()),
                Value::Object(object) => {
                    let types = texts(object.get("@type"));
                    let is = |kind: &str| types.iter().any(|name| name.ends_with(kind));
                    let is_old_form = texts(object.get("@context")).iter().any(|context| context.contains("cambrian"));
                    if is("Article") || is("BlogPosting") || is_old_form {
                        self.article(value);
                    } else if is("BreadcrumbList") {
                        self.crumbs(value);
                    }
                    waiting.extend(
                        ["@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"]
                            .iter()
                            .filter_map(|key| object.get(*key)),
                    );
                }
                _ => {}
            }
        }
    }

    /// Takes what linked data says of an article; the first that is described counts.
    fn article(&mut self, article: &Value) {
        self.articles += usize::from(article.get("articleBody").is_some());
        if self.linked.contains_key("headline") {
            return;
        }
        for (name, other) in LINKED {
            let said = texts(article.get(name).or_else(|| article.get(other)));
            let said = without_markup(&said.join(if name == "keywords" { "," } else { " " }));
            if !said.is_empty() && said.chars().count() <= MAX_VALUE {
                self.linked.insert(name, said);
            }
        }
        if let Some(publisher) = article.pointer("/publisher/name").and_then(Value::as_str) {
            self.keep("publisher", publisher);
        }
        if let Some(page) =
            article.get("mainEntityOfPage").map(|page| page.get("@id").unwrap_or(page)).and_then(Value::as_str)
        {
            self.linked.insert("url", page.to_owned());
        }
        let authors = match article.get("author") {
            Some(Value::Array(authors)) => authors.iter().collect(),
            author => author.into_iter().collect::<Vec<_>>(),
        };
        for author in authors.into_iter().take(20) {
            let is_person = texts(author.get("@type")).iter().all(|kind| kind == "Person");
            let name = author.as_str().or_else(|| author.get("name").and_then(Value::as_str)).filter(|_| is_person);
            self.authors.extend(name.map(folded).filter(|name| !name.is_empty()));
        }
    }

    /// Takes the channels of a breadcrumb.
    fn crumbs(&mut self, list: &Value) {
        let items = list.get("itemListElement").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut levels: Vec<(i64, String)> = Vec::new();
        for (item, number) in items.iter().take(12).zip(1..) {
            let position = item.get("position").and_then(Value::as_i64).unwrap_or(number);
            let name = item.get("name").or_else(|| item.pointer("/item/name")).and_then(Value::as_str);
            levels.extend(name.map(|name| (position, folded(name))));
        }
        levels.sort();
        if self.breadcrumb.is_empty() {
            self.breadcrumb = levels.into_iter().map(|(_, name)| name).collect();
        }
    }
}

/// What a value says without the markup that some put into it, such as a link around a source.
fn without_markup(value: &str) -> String {
    if value.contains('<') { text_of(Html::parse_fragment(&tame(value).html).root_element()) } else { folded(value) }
}

/// The texts that a value is or holds.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(values)) => values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(html: &str) -> Metadata {
        let tamed = tame(html);
        Metadata::of(&Document::new(&tamed.html), &tamed)
    }

    #[test]
    fn names_are_read_in_any_case_and_the_first_that_speaks_counts() {
        let metadata = metadata(
            "<html lang=zh-TW><title> 题_站 </title><base href='/a/'><meta name=ARTICLETITLE content=' '><meta name=ArticleTitle content='题'><meta property=og:url content=x><link rel=canonical href=https://example.org/1>",
        );
        assert_eq!(metadata.named(&["pubdate", "articletitle"]), Some("题"));
        assert_eq!((metadata.window.as_deref(), metadata.lang.as_deref()), (Some("题_站"), Some("zh-TW")));
        assert_eq!(
            (metadata.base.as_deref(), metadata.address.as_deref()),
            (Some("/a/"), Some("https://example.org/1"))
        );
    }

    #[test]
    fn linked_data_is_found_in_graphs_and_lists() {
        let metadata = metadata(
            r#"<script type="application/ld+json">not json</script><script type="application/ld+json">
            {"@graph":[{"@type":"WebSite","name":"站"},
              {"@type":["NewsArticle"],"headline":"题","datePublished":"2026-01-04T09:30:00+08:00","author":[{"@type":"Person","name":"王芳"},{"@type":"Organization","name":"台"}],"keywords":["桥","路"],"publisher":{"name":"站"}},
              {"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"民生"},{"position":1,"item":{"name":"新闻"}}]}]}</script>"#,
        );
        assert_eq!((metadata.linked("headline"), metadata.linked("keywords")), (Some("题"), Some("桥,路")));
        assert_eq!(
            (metadata.authors, metadata.breadcrumb),
            (vec!["王芳".to_owned()], vec!["新闻".to_owned(), "民生".to_owned()])
        );
    }

    #[test]
    fn the_remark_of_a_publishing_system_is_read() {
        let metadata = metadata(
            "<!--enpproperty <date>2026-01-04 09:30:00</date><author></author><introtitle>引题</introtitle>/enpproperty-->",
        );
        assert_eq!(metadata.named(&["pubdate"]), Some("2026-01-04 09:30:00"));
        assert_eq!((metadata.named(&["introtitle"]), metadata.named(&["author"])), (Some("引题"), None));
    }
}
