//! What is made of wild texts.

use super::*;
use proptest::prelude::*;

fn html(html: &str) -> String {
    tame(html).html
}

#[test]
fn what_runs_goes_and_linked_data_is_kept_apart() {
    let made = tame(
        "<!DOCTYPE html><p onclick='x()' id=a>甲<script>if(a</b>)</script><SCRIPT type='application/ld+json'>{}</SCRIPT ><!-- <b> -->乙<style>p{}</style>",
    );
    assert_eq!(made.html, "<p id=\"a\">甲乙</p>");
    assert_eq!(made.linked_data, ["{}"]);
}

#[test]
fn markup_comes_out_balanced() {
    for (given, made) in [
        ("<p>甲<p>乙", "<p>甲</p><p>乙</p>"),
        ("<h2><p>甲<h2>乙", "<h2><p>甲</p></h2><h2>乙</h2>"),
        ("<h2><p>甲<div>乙", "<h2><p>甲</p><div>乙</div></h2>"),
        ("<ul><li>甲<li>乙</ul>丙", "<ul><li>甲</li><li>乙</li></ul>丙"),
        (
            "<table><tr><td>甲<td>乙<tr><td>丙</table>",
            "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>",
        ),
        ("<div><td></div>甲", "<div><td>甲</td></div>"),
        ("<b><i>甲</b>乙</i>", "<b><i>甲</i></b><i>乙</i>"),
        ("a < b </p> <1>", "a &lt; b  &lt;1>"),
        ("<a href=x>甲<a href='y\"'>乙", "<a href=\"x\">甲</a><a href=\"y&quot;\">乙</a>"),
        ("<title>甲<b></title>", "<title>甲&lt;b></title>"),
        ("甲<svg><p>乙</p></svg>丙<svg>丁", "甲丙丁"),
        ("甲<p id=", "甲"),
    ] {
        assert_eq!(html(given), made, "{given}");
    }
}

#[test]
fn bombs_are_defused_in_linear_time() {
    let deep = "<div>".repeat(100_000) + "文";
    let attributes = format!("<p {}>文", "a=1 ".repeat(200_000));
    let distinct = format!("<p {}>文", (0..50_000).map(|number| format!("a{number}=1 ")).collect::<String>());
    let fonts = (0..20_000).map(|number| format!("<font color={number}><p>")).collect::<String>() + "文";
    let unclosed = "<!-- <svg><script>".repeat(20_000) + "文";
    for bomb in [deep, attributes, distinct, fonts, unclosed] {
        let made = tame(&bomb);
        assert!(made.html.contains('文'));
        assert!(made.html.len() <= 2 * bomb.len() + 100);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_soup_is_balanced_and_stays_so(soup in "(<(/)?(p|div|b|i|a|ul|li|table|tr|td|h2|font x=1|span|svg|title|iframe|!--|--)>?|[a-z\"'=<>/ ]|文){0,80}") {
        let made = html(&soup);
        prop_assert_eq!(html(&made), made.clone());
        let mut open: Vec<String> = Vec::new();
        for tag in made.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            if tag.starts_with('/') {
                prop_assert_eq!(open.pop(), Some(name));
            } else if !VOID.contains(&name.as_str()) {
                open.push(name);
            }
        }
        prop_assert_eq!(open, Vec::<String>::new());
    }
}
