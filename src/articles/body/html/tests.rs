//! What HTML becomes.

use super::*;
use crate::articles::body::text::plain_text;
use proptest::prelude::*;

fn text(html: &str) -> String {
    plain_text(&from_html(html, None).blocks)
}

#[test]
fn what_can_run_never_comes_through() {
    let made = from_html(
        "<p onclick=x()>甲<script>alert(1)</script><a href='javascript:alert(1)'>乙</a><img src=x onerror=y></p><iframe src='https://example.org/v'></iframe>",
        None,
    );
    assert_eq!(made.blocks, [Block::paragraph("甲乙")]);
    assert_eq!(made.dropped, ["img x", "iframe https://example.org/v"]);
}

#[test]
fn a_line_break_before_an_indent_is_a_new_paragraph() {
    assert_eq!(from_html("　　甲。<br>　　乙。<br>丙", None).blocks.len(), 2);
    assert_eq!(text("　　甲。<br/>\n　　乙&nbsp;&nbsp;x。<br><br>丙"), "甲。\n乙 x。\n丙");
}

#[test]
fn a_picture_in_a_paragraph_stands_between_its_halves() {
    let made =
        from_html("<p>前<img src='data:x' data-src='/a.jpg' alt='图'>后</p>", Some("https://example.org/b/c.html"));
    assert_eq!(made.blocks.len(), 3);
    let image = made.blocks.get(1);
    assert!(matches!(image, Some(Block::Image(image)) if image.media.url == "https://example.org/a.jpg"));
}

#[test]
fn a_figure_a_quotation_and_a_list_lose_nothing() {
    let image = "<img src='https://a.example/1.jpg'>";
    for (html, said, pictures) in [
        ("<figure><table><tr><td>甲</td><td>乙</td></tr></table><figcaption>表一</figcaption></figure>", "表一甲乙", 0),
        (&format!("<figure>{image}{image}<figcaption>二图</figcaption></figure>"), "二图", 2),
        (&format!("<figure>{image}<p>图说</p></figure>"), "图说", 1),
        ("<figure><img src='data:x'><figcaption>说明</figcaption></figure>", "说明", 0),
        ("<blockquote><p>唯一一句。</p><footer></footer></blockquote>", "唯一一句。", 0),
        ("<blockquote><cite>鲁迅</cite><p>第一句。</p><p>第二句。</p></blockquote>", "第一句。第二句。鲁迅", 0),
        (&format!("<blockquote><p>引。{image}</p></blockquote>"), "引。", 1),
        (&format!("<ul><li>项{image}</li></ul><p>后</p>"), "项后", 1),
        (&format!("<h2>题{image}</h2>"), "题", 1),
        ("<form><p>表单里的正文</p><button>提交</button></form>", "表单里的正文", 0),
    ] {
        let blocks = from_html(html, None).blocks;
        let json = serde_json::to_string(&blocks).unwrap_or_default();
        let shown: String = said.chars().filter(|c| json.matches(*c).count() == said.matches(*c).count()).collect();
        assert_eq!(shown, said, "{html}: {json}");
        assert_eq!(blocks.iter().filter(|block| matches!(block, Block::Image(_))).count(), pictures, "{html}: {json}");
    }
}

#[test]
fn a_table_that_lays_out_is_unwrapped_and_a_real_one_is_kept() {
    assert_eq!(from_html("<table><tr><td><p>正文</p></td></tr></table>", None).blocks, [Block::paragraph("正文")]);
    let made = from_html(
        "<table><caption>表</caption><tr><th colspan=2>头</th></tr><tr><td>1</td><td>2</td></tr></table>",
        None,
    );
    assert!(
        matches!(made.blocks.as_slice(), [Block::Table(table)] if table.rows.len() == 2 && table.caption.is_some())
    );
}

#[test]
fn nesting_without_end_is_bounded_in_time_and_depth() {
    for tag in ["div", "b", "blockquote", "ul><li", "span"] {
        let html = format!("<{tag}>").repeat(100_000) + "文";
        assert_eq!(text(&html).trim_start_matches([' ', '-']), "文", "{tag}");
    }
    let deep = "<div>".repeat(900) + "文" + &"</div>".repeat(900);
    assert_eq!(text(&deep), "文");
    assert_eq!(from_html(&deep, None).dropped, ["markup nested deeper than 150"]);
}

proptest! {
    #[test]
    fn any_soup_is_read(soup in "(<(/)?(p|div|b|ul|li|table|tr|td|h2|img src=x|blockquote|figure|pre|a href=x|br)>|&[a-z]{1,4};|\\PC){0,60}") {
        let made = from_html(&soup, None);
        prop_assert_eq!(super::super::check::problems(&made.blocks), vec![]);
    }
}
