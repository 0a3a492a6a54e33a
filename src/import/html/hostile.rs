//! Pages that nobody would write: they are read or refused, in time and memory that their size bounds.

use proptest::prelude::*;

use super::*;
use crate::articles::body::check;

const PROSE: &str = "最后一班船在五点半离开渡口，船上有七个人，两辆自行车，一筐还活着的鱼。";
const HEAD: &str = "<title>渡口最后一班船</title><h1>渡口最后一班船</h1><p>2026-05-01 来源：云溪日报</p>";

fn page(html: &str) -> Result<PortalPage, NotAPage> {
    let reading = Reading { zone: chrono_tz::Asia::Shanghai, address: None, profile: None };
    read(&decode(html.as_bytes()).map_err(|_| NotAPage::Binary)?, &reading, &|_| false)
}

/// Reads a page on a thread with no more stack than a worker has.
fn on_a_small_stack(html: String) -> Result<PortalPage, NotAPage> {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || page(&html));
    thread
        .and_then(|thread| thread.join().map_err(|_| std::io::Error::other("it ended in a fault")))
        .unwrap_or(Err(NotAPage::Empty))
}

#[test]
fn nesting_attributes_and_entities_without_end_are_no_danger() {
    let boxes = |html: &str| format!("{HEAD}<div id=content>{html}<p>{PROSE}</p></div>");
    for (name, html) in [
        ("boxes", boxes(&"<div>".repeat(100_000))),
        ("boxes closed", boxes(&("<div>".repeat(100_000) + &"</div>".repeat(100_000)))),
        ("bold", boxes(&"<b>".repeat(100_000))),
        ("tables", boxes(&"<table><tr><td>".repeat(30_000))),
        ("lists", boxes(&"<ul><li>".repeat(40_000))),
        ("fonts", boxes(&(0..20_000).map(|number| format!("<font color={number}><p>")).collect::<String>())),
        (
            "attributes",
            boxes(&format!("<p {}>", (0..100_000).map(|number| format!("a{number}=b ")).collect::<String>())),
        ),
        ("a long attribute", boxes(&format!("<p title='{}'>", "文".repeat(500_000)))),
        ("entities", boxes(&"<p>&amp;&lt;&#x4e2d;&nosuch;</p>".repeat(2_000))),
        ("comments", boxes(&"<!-- -- <!--".repeat(50_000))),
        ("linked data", boxes(&format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000)))),
        ("no structure", format!("{HEAD}{}<p>{PROSE}{PROSE}", "<div><span>".repeat(5_000))),
    ] {
        let read = on_a_small_stack(html);
        let is_read = read.as_ref().is_ok_and(|page| text::plain_text(&page.blocks).contains(PROSE));
        assert!(
            is_read || matches!(read, Err(NotAPage::Body(_) | NotAPage::TooLarge(_))),
            "{name}: {:?}",
            read.map(|page| page.title)
        );
    }
}

#[test]
fn a_page_without_names_is_read_by_the_library() {
    let menu = "<ul><li><a href=1>新闻</a><li><a href=2>要闻</a></ul>".repeat(5);
    let html =
        format!("{HEAD}{menu}<div class=q1>{}</div><div class=q2>{menu}</div>", format!("<p>{PROSE}</p>").repeat(8));
    let read = page(&html).unwrap_or_default();
    assert_eq!(
        (read.title.as_str(), read.blocks.len(), read.source.as_deref()),
        ("渡口最后一班船", 8, Some("云溪日报"))
    );
}

#[test]
fn what_finds_no_place_is_counted_where_it_is_much() {
    let around = "<div>一行说不清是什么的字</div>".repeat(300);
    let read = page(&format!("{HEAD}{around}<div id=content><p>{PROSE}{PROSE}</p></div>")).unwrap_or_default();
    assert_eq!(read.unplaced.len(), MAX_UNPLACED + 1);
    assert_eq!(read.unplaced.last().map(|last| last.text.as_str()), Some("250 more lines"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_is_read_or_refused(soup in "(<(/)?(p|div id=content|b|ul|li|table|tr|td|h1|h2|img src=x|blockquote|figure|a href=x|br|article|form|title|meta name=PubDate content=x)>|来源：|2026-01-0[1-9]|责任编辑:|【|】|>|[，。文船]|\\PC){0,120}") {
        if let Ok(page) = page(&format!("{HEAD}{soup}")) {
            prop_assert_eq!(check::problems(&page.blocks), vec![]);
            prop_assert!(!page.title.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(decoded) = decode(&bytes) {
            let reading = Reading { zone: chrono_tz::Asia::Shanghai, address: None, profile: None };
            let _ = read(&decoded, &reading, &|_| false);
        }
    }
}
