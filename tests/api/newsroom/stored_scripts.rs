//! Nothing executable is stored: whatever HTML is sent, no form of the body that readers get holds any.

use dibao::articles::body::{Block, html, markdown, render};
use dibao::auth::Role;
use proptest::prelude::*;
use pulldown_cmark::{Options, Parser};
use rstest::rstest;
use scraper::{Html, Node};
use serde_json::{Value, json};

use crate::support::{App, Kind};

/// Bodies that somebody hostile would send.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<p>甲</p><SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p onclick=alert(1) style=\"background:url(javascript:alert(1))\">甲</p>",
    "<img src=x onerror=alert(1)><img src=\"javascript:alert(1)\"><img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<a href=\"javascript:alert(1)\">甲</a><a href=\" java\tscript:alert(1)\">乙</a><a href=\"&#106;avascript:alert(1)\">丙</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">甲</a><a href=\"vbscript:x\">乙</a><a href=\"//evil.example\">丙</a>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href=\"javascript:alert(1)\"><text>甲</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">甲",
    "<p><b><i>甲</b></i><table><tr><td><p>乙<script>alert(1)</table>丙",
    "<iframe src=javascript:alert(1) srcdoc=\"<script>alert(1)</script>\"></iframe><object data=x></object><embed src=x>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>甲</button><input autofocus onfocus=alert(1)></form>",
    "<base href=\"javascript:alert(1)//\"><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\"><link rel=stylesheet href=x>",
    "<style>@import 'javascript:alert(1)';</style><template><script>alert(1)</script></template>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt; `&lt;b onclick=x&gt;` [甲](javascript:alert(1)) ![x](javascript:alert(1))</p>",
    "<table><caption>&lt;script&gt;1&lt;/script&gt;</caption><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;|</td><td>\\&lt;img src=x onerror=alert(1)&gt;</td></tr></table>",
    "<pre>```\n&lt;script&gt;alert(1)&lt;/script&gt;\n```</pre><pre>~~~\n\n&lt;img src=x onerror=alert(1)&gt;</pre>",
    "<h2 id=\"x onmouseover=alert(1)\">甲&lt;script&gt;</h2><ul><li>&lt;script&gt;alert(1)&lt;/script&gt;</ul><blockquote>&lt;svg onload=alert(1)&gt;</blockquote>",
    "<figure><img src=\"https://img.example.org/a.jpg\" alt='\"><script>alert(1)</script>'><figcaption>&lt;script&gt;x&lt;/script&gt;</figcaption></figure>",
    "<video src=\"https://v.example.org/a.mp4\" poster=\"javascript:alert(1)\" onloadstart=alert(1)></video><audio src=\"javascript:alert(1)\" onerror=alert(1)>",
    "<a href=\"https://example.org/)<script>alert(1)</script>\">甲</a><a href='https://example.org/\" onmouseover=\"alert(1)'>乙</a>",
    "<p>甲\0<scr\0ipt>alert(1)</scr\0ipt></p><!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]>",
    "<plaintext><script>alert(1)</script>",
];

/// Elements that a body may be made of.
const ELEMENTS: &[&str] = &[
    "html",
    "body",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "figure",
    "figcaption",
    "img",
    "video",
    "audio",
    "blockquote",
    "footer",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
    "code",
    "hr",
    "br",
    "strong",
    "em",
    "u",
    "s",
    "del",
    "sub",
    "sup",
    "a",
];
/// Attributes that they may have.
const ATTRIBUTES: &[&str] =
    &["id", "src", "href", "poster", "alt", "title", "width", "height", "controls", "colspan", "rowspan", "start"];

/// Whether an address leads to the web, to a mailbox or to a telephone.
fn is_harmless(address: &str) -> bool {
    ["http://", "https://", "mailto:", "tel:"].iter().any(|start| address.starts_with(start))
}

/// What could be executed in HTML as browsers read it.
fn executable(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for node in Html::parse_fragment(html).tree.values() {
        match node {
            Node::Element(element) => {
                if !ELEMENTS.contains(&element.name()) {
                    found.push(format!("<{}>", element.name()));
                }
                for (name, value) in element.attrs() {
                    let leads_on = ["src", "href", "poster"].contains(&name) && !is_harmless(value);
                    if leads_on || !ATTRIBUTES.contains(&name) {
                        found.push(format!("{name}={value}"));
                    }
                }
            }
            Node::Comment(comment) => found.push(format!("<!--{}-->", &**comment)),
            _ => {}
        }
    }
    found
}

/// The HTML that a reader of CommonMark with GitHub's extensions makes of a text.
fn shown(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, options));
    html
}

/// Addresses anywhere in JSON that lead to what could be executed.
fn harmful_addresses(json: &Value) -> Vec<String> {
    match json {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, inner)| match inner {
                Value::String(address) if ["href", "url", "src"].contains(&name.as_str()) && !is_harmless(address) => {
                    vec![address.clone()]
                }
                _ => harmful_addresses(inner),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(harmful_addresses).collect(),
        _ => Vec::new(),
    }
}

/// Everything that could be executed in any form of a body.
fn executable_in(blocks: &[Block]) -> Vec<String> {
    let mut found = executable(&render::to_html(blocks));
    found.extend(executable(&shown(&markdown::to_markdown(blocks))));
    found.extend(harmful_addresses(&serde_json::to_value(blocks).unwrap()));
    found
}

#[rstest]
#[tokio::test]
async fn no_form_of_a_hostile_body_is_executable(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let mut published = 0;
    for hostile in HOSTILE {
        let body = json!({"title": "标题", "body": {"format": "html", "value": format!("{hostile}<p>文</p>")}});
        let answer = chief.post("/v1/editorial/articles", &body).await;
        let made: Value = answer.json().await.unwrap();
        // What leaves nothing that can be shown, such as control characters, may be refused; nothing is stored then.
        let Some(id) = made["id"].as_str() else {
            assert_eq!(made["code"], "invalid_content", "{hostile}: {made}");
            continue;
        };
        assert_eq!(harmful_addresses(&made["content"]), Vec::<String>::new(), "{hostile}");
        let path = format!("/v1/editorial/articles/{id}/publish");
        let done = chief.send(reqwest::Method::POST, &path, &[("if-match", "*")], Some(&json!({}))).await;
        assert_eq!(done.status(), 200, "{hostile}");
        published += 1;
        for format in ["blocks", "html", "markdown", "text"] {
            let seen = app.json(&format!("/v1/articles/{id}?body={format}")).await;
            let value = seen["body"]["value"].as_str().unwrap_or_default();
            let found = match format {
                "blocks" => harmful_addresses(&seen["body"]),
                "html" => executable(value),
                "markdown" => executable(&shown(value)),
                _ => Vec::new(),
            };
            assert_eq!(found, Vec::<String>::new(), "{format} of {hostile}: {}", seen["body"]);
            assert_eq!(harmful_addresses(&seen["media"]), Vec::<String>::new(), "{hostile}");
        }
    }
    assert!(published > 20, "{published}");
}

#[rstest]
#[tokio::test]
async fn hostile_blocks_are_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let span = |href: &str| json!({"text": "甲", "marks": [], "href": href});
    let media = |url: &str| json!({"url": url, "mime_type": null, "width": null, "height": null, "alt": null});
    for block in [
        json!({"type": "paragraph", "spans": [span("javascript:alert(1)")]}),
        json!({"type": "paragraph", "spans": [span("data:text/html,x")]}),
        json!({"type": "paragraph", "spans": [span("https://a\nb")]}),
        json!({"type": "paragraph", "spans": [span("https://a.example/\" onclick=\"x")]}),
        json!({"type": "paragraph", "spans": [span("https://a.example/)<script>x()</script>")]}),
        json!({"type": "image", "media": media("javascript:alert(1)"), "caption": null, "credit": null}),
        json!({"type": "video", "media": media("https://v.example.org/a"), "poster": media("data:x,y"), "caption": null, "credit": null}),
        json!({"type": "heading", "id": "x\" onclick=\"y", "level": 2, "spans": [{"text": "甲", "marks": [], "href": null}]}),
        json!({"type": "html", "value": "<script>"}),
        json!({"type": "paragraph", "spans": [], "html": "<script>"}),
    ] {
        let body = json!({"title": "标题", "body": {"format": "blocks", "blocks": [block]}});
        let answer = reporter.post("/v1/editorial/articles", &body).await;
        crate::support::signed::refused(answer, 422, "invalid_content").await;
    }
    // The text of blocks is text, whatever it looks like.
    let said = "<script>alert(1)</script>";
    let plain = json!([{"type": "paragraph", "spans": [{"text": said, "marks": [], "href": null}]}]);
    let blocks: Vec<Block> = serde_json::from_value(plain).unwrap();
    assert_eq!(executable_in(&blocks), Vec::<String>::new());
    assert_eq!(shown(&markdown::to_markdown(&blocks)), format!("<p>{}</p>\n", "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn the_judge_knows_what_is_executable() {
    for harmful in ["<script>", "<p onclick=x>", "<a href=javascript:x>a</a>", "<svg onload=x>", "<iframe>"] {
        assert_ne!(executable(harmful), Vec::<String>::new(), "{harmful}");
        assert_ne!(executable(&shown(harmful)), Vec::<String>::new(), "{harmful}");
    }
    assert_eq!(executable("<p><a href=\"https://example.org\">a</a></p>"), Vec::<String>::new());
}

/// Elements of hostile HTML, opened and closed in any order.
const NAMES: &[&str] = &[
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "img",
    "a",
    "p",
    "div",
    "b",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "ul",
    "ol",
    "li",
    "pre",
    "code",
    "h2",
    "blockquote",
    "figure",
    "figcaption",
    "video",
    "audio",
    "source",
    "template",
    "noscript",
    "textarea",
    "title",
    "select",
    "form",
    "mtext",
    "foreignObject",
    "desc",
    "br",
    "hr",
    "sup",
    "q",
];
/// Attributes of such elements.
const SET: &[&str] = &[
    "",
    "onclick=x()",
    "onerror='x()'",
    "onload=\"x()\"",
    "href=javascript:x()",
    "href='https://e.example/\" onclick=\"x()'",
    "href=\"data:text/html,<script>x()</script>\"",
    "src=javascript:x()",
    "src=https://e.example/a.jpg",
    "src='x\" onerror=\"x()'",
    "style='width:expression(x())'",
    "id='\"><script>'",
    "alt='<script>x()</script>'",
    "poster=javascript:x()",
    "xlink:href=javascript:x()",
    "href=https://e.example/)<script>",
    "title='](javascript:x())'",
    "srcdoc='<script>x()</script>'",
    "colspan=9999999999",
];
/// Texts that look like HTML or Markdown.
const TEXTS: &[&str] = &[
    "&lt;script&gt;x()&lt;/script&gt;",
    "[a](javascript:x())",
    "![a](javascript:x())",
    "<javascript:x()>",
    "\\",
    "`",
    "```\n",
    "|",
    "\n\n",
    "\n    ",
    "<!--",
    "-->",
    "]]>",
    "&#60;svg onload=x()&#62;",
    "*",
    "~~",
    "# ",
    "> ",
    "- ",
    "1. ",
    "\"",
    "'",
    "甲乙",
    " ",
    "&",
    "<",
    ">",
    "[a]: javascript:x()\n",
    "\u{0}",
    "\u{2028}",
    "\r",
    "---",
    "| --- |",
];

/// Pieces that hostile HTML is made of.
fn piece() -> impl Strategy<Value = String> {
    let element = prop::sample::select(NAMES);
    prop_oneof![
        3 => (element.clone(), prop::sample::select(SET)).prop_map(|(name, attribute)| format!("<{name} {attribute}>")),
        2 => element.prop_map(|name| format!("</{name}>")),
        4 => prop::sample::select(TEXTS).prop_map(ToOwned::to_owned),
        1 => "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_form_of_any_html_is_executable(pieces in prop::collection::vec(piece(), 0..24)) {
        let sent = pieces.concat();
        let read = html::from_html(&sent, Some("https://e.example/news/"));
        prop_assert_eq!(executable_in(&read.blocks), Vec::<String>::new(), "{}", sent);
    }
}
