//! The elements of HTML, by what they are to a reader.

/// Elements without content.
pub(super) const VOID: [&str; 16] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track",
    "wbr", "spacer",
];
/// Elements that go with all that is in them.
pub(super) const GONE: [&str; 12] = [
    "script", "style", "noscript", "template", "svg", "math", "select", "textarea", "noembed", "datalist", "canvas",
    "xmp",
];
/// Elements that set text within a line.
pub(super) const INLINE: [&str; 24] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s",
    "small", "span", "strike", "strong", "sub", "sup", "u",
];
/// Elements before which a paragraph ends.
pub(super) const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "ul",
];
/// Parts of a table, whose ends close what is open in them.
pub(super) const CELLS: [&str; 3] = ["td", "th", "caption"];
