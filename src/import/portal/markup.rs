//! Telling HTML from text.

/// Elements by which HTML is known.
const ELEMENTS: [&str; 36] = [
    "html", "head", "body", "meta", "title", "link", "script", "style", "div", "p", "span", "br", "a", "img", "table",
    "tbody", "tr", "td", "ul", "ol", "li", "h1", "h2", "h3", "h4", "article", "section", "header", "footer", "main",
    "nav", "strong", "em", "font", "center", "iframe",
];
/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 64 * 1024;
/// How many closing tags make a text HTML.
const ENOUGH: usize = 3;

/// Whether a text is HTML, whole or a piece of it: it begins with a tag, or has closing tags all over.
pub(in crate::import) fn is_html(text: &str) -> bool {
    let text = text.trim_start();
    let begins = text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
        || text.starts_with("<!--")
        || text.starts_with("<?xml");
    let closing = text.match_indices("</").take_while(|(at, _)| *at < LOOKED_AT);
    let closing = closing.filter(|(at, _)| text.get(at + 2..).is_some_and(begins_element)).take(ENOUGH).count();
    begins || text.strip_prefix('<').is_some_and(begins_element) || closing >= ENOUGH
}

/// Whether a text begins with the name of an element.
fn begins_element(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = text.get(..length).unwrap_or_default().to_ascii_lowercase();
    let ends =
        text.get(length..).is_some_and(|rest| rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace));
    ends && ELEMENTS.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_html_are_html_and_a_sign_is_not() {
        for html in [
            "<!DOCTYPE html><p>x",
            "\n <div class=\"a\">清河新桥通车</div>",
            "<p>清河</p>",
            "<BR>清河",
            "题\n<p>甲</p>\n<p>乙</p>\n<p>丙</p>",
            "<!-- a --><p>",
        ] {
            assert!(is_html(html), "{html}");
        }
        for text in ["清河新桥通车", "<清河新桥>通车", "a < b, b > c", "<b与c", "用 <div></div> 标签", ""]
        {
            assert!(!is_html(text), "{text}");
        }
    }
}
