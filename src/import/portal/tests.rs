//! Whole pages.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::articles::article::NoteKind;
use crate::articles::body::Block;

fn page(text: &str) -> PortalPage {
    parse(text, &|_| false).unwrap()
}

/// A page with this headline, these lines below it and a text.
fn with_head(head: &str) -> PortalPage {
    page(&format!("清河新桥通车\n{head}\n清河新桥今天早上通车，全长八百米。\n两岸的人从此不必绕路。"))
}

fn unplaced(page: &PortalPage) -> Vec<&str> {
    page.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect()
}

fn date(page: &PortalPage) -> String {
    page.published.map(|published| published.printed()).unwrap_or_default()
}

fn body(page: &PortalPage) -> String {
    plain_text(&page.blocks)
}

#[test]
fn a_page_is_taken_apart() {
    let page = page(include_str!("../../../tests/pages/opening-note.txt"));
    assert_eq!(page.site_name.as_deref(), Some("清河在线"));
    assert_eq!(page.channel, ["新闻", "综合"]);
    assert_eq!(page.title, "石门镇:守住“三条线” 让老街活起来");
    assert_eq!(page.original_title.as_deref(), Some("【老街新生园地】石门镇:守住“三条线” 让老街活起来"));
    assert_eq!(page.column_label.as_deref(), Some("老街新生园地"));
    assert_eq!(page.column_name.as_deref(), Some("清河区城市更新行动老街新生园地"));
    assert_eq!((page.source.as_deref(), page.edition.as_deref()), (Some("云溪日报"), Some("清河新闻")));
    assert_eq!(page.people, [(Role::Editor, "宋知予".to_owned())]);
    assert!(page.summary_is_lead);
    assert_eq!(page.notes.len(), 1);
    assert_eq!(page.blocks.iter().filter(|block| matches!(block, Block::Heading(_))).count(), 3);
    assert_eq!((page.unplaced, page.kicker, page.subtitle), (vec![], None, None));
    assert_eq!(page.lang.as_deref(), Some("zh-Hans"));
}

#[test]
fn a_byline_among_other_words_gives_its_fields_and_the_rest_is_unplaced() {
    let page = page(include_str!("../../../tests/pages/byline-among-other-words.txt"));
    assert_eq!((page.site_name.as_deref(), page.channel.join("/")), (None, "新闻中心/综合".to_owned()));
    assert_eq!((page.title.as_str(), page.source.as_deref()), ("清河新桥通车", Some("云溪日报")));
    assert_eq!(date(&page), "2026-01-04 09:30");
    assert_eq!(page.updated.map(|updated| updated.printed()).as_deref(), Some("2026-01-05 08:00"));
    let people: Vec<(Role, &str)> = page.people.iter().map(|(role, name)| (*role, name.as_str())).collect();
    assert_eq!(people, [(Role::Editor, "李明"), (Role::Reporter, "王芳"), (Role::Reporter, "李明")]);
    assert_eq!(page.original_url.as_deref(), Some("https://news.example.org/2026/bridge.html"));
    assert_eq!(unplaced(&page), ["审核：王强"]);
    assert_eq!(body(&page).lines().nth(1), Some("收藏"));
    assert_eq!(body(&page).lines().last(), Some("（记者手记）桥通了，路还长。"));
}

#[test]
fn kicker_subtitle_and_labels_alone_on_their_lines_find_their_places() {
    let page = page(include_str!("../../../tests/pages/kicker-and-subtitle.txt"));
    assert_eq!((page.site_name.as_deref(), page.channel.join("/")), (Some("清河在线"), "新闻/综合".to_owned()));
    assert_eq!(page.kicker.as_deref(), Some("全长八百米 历时两年"));
    assert_eq!((page.title.as_str(), page.subtitle.as_deref()), ("清河新桥通车", Some("——写在通车之际")));
    assert_eq!((page.source.as_deref(), date(&page)), (Some("云溪日报"), "2026-01-04".to_owned()));
    assert_eq!(page.people, [(Role::Editor, "李明".to_owned())]);
    assert_eq!(page.notes.len(), 1);
    assert_eq!(
        page.notes.first().map(|note| (note.kind, note.text.as_str())),
        Some((NoteKind::Editor, "桥通了,路还要管好。"))
    );
    assert_eq!(page.summary.as_deref(), Some("清河新桥今天通车。"));
    assert_eq!(body(&page), "清河新桥今天早上通车。\n结语：让老街活起来\n两岸的人从此不必绕路。");
    assert_eq!(unplaced(&page), ["旧桥拆除"]);
}

#[test]
fn a_page_in_traditional_characters_is_read_like_any_other() {
    let page = page(include_str!("../../../tests/pages/traditional-characters.txt"));
    assert_eq!((page.site_name.as_deref(), page.channel.join("/")), (Some("清河在線"), "新聞/綜合".to_owned()));
    assert_eq!((page.title.as_str(), page.column_label.as_deref()), ("清河新橋通車", Some("走讀清河")));
    assert_eq!((page.source.as_deref(), date(&page)), (Some("雲溪日報"), "2026-01-04".to_owned()));
    assert_eq!(page.people, [(Role::Editor, "陳國強".to_owned())]);
    assert_eq!((page.lang.as_deref(), page.column_name.as_deref()), (Some("zh-Hant"), None));
    assert_eq!(page.unplaced, []);
}

#[test]
fn the_date_is_found_wherever_it_stands_in_a_byline() {
    for (head, source, wanted, rest) in [
        (
            "来源：云溪日报 发布时间：2026-01-04 09:30 浏览次数：123 字号：大 中 小",
            Some("云溪日报"),
            "2026-01-04 09:30",
            vec![],
        ),
        ("来源：云溪日报　2026-01-04 09:30", Some("云溪日报"), "2026-01-04 09:30", vec![]),
        ("2026-01-04 09:30　来源：云溪日报", Some("云溪日报"), "2026-01-04 09:30", vec![]),
        ("云溪日报｜2026-01-04｜责任编辑：李明", Some("云溪日报"), "2026-01-04", vec![]),
        ("2026年1月4日 星期日", None, "2026-01-04", vec![]),
        ("发布时间：2026-01-04 更新时间：2026-01-06", None, "2026-01-04", vec![]),
        ("云溪日报 更新时间：2026-01-06 10:00", Some("云溪日报"), "2026-01-06 10:00", vec![]),
        ("来源：云溪日报 日期：2026-01-04 2026-01-07", Some("云溪日报"), "2026-01-04", vec!["2026-01-07"]),
        ("来 源：云溪日报 作 者：王 芳 日 期：2026-01-04", Some("云溪日报"), "2026-01-04", vec![]),
        ("来源：云溪日报 2026-01-04 热度：高", Some("云溪日报"), "2026-01-04", vec!["热度：高"]),
        ("云溪日报 2026-01-04 09:30 张三", Some("云溪日报"), "2026-01-04 09:30", vec!["张三"]),
        ("来源：云溪日报（海外版） 2026-01-04", Some("云溪日报（海外版）"), "2026-01-04", vec![]),
        ("（来源：云溪日报 2026-01-04）", Some("云溪日报"), "2026-01-04", vec![]),
        ("来源：云溪日报 | 阅读 123 次 | 2026/1/4 9:05:00", Some("云溪日报"), "2026-01-04 09:05:00", vec![]),
        ("发布时间：2026-01-04\n来源：云溪日报\n作者：\n点击：56", Some("云溪日报"), "2026-01-04", vec![]),
        (
            "来源：云溪日报 2026-01-04\n作者：清河区融媒体中心",
            Some("云溪日报"),
            "2026-01-04",
            vec!["作者：清河区融媒体中心"],
        ),
        ("来源：云溪日报 日期：昨天 2026-01-04", Some("云溪日报"), "2026-01-04", vec!["昨天"]),
        ("来源：云溪日报 2026-01-04 图片来源：清河摄影", Some("云溪日报"), "2026-01-04", vec!["图片来源：清河摄影"]),
    ] {
        let page = with_head(head);
        assert_eq!((page.source.as_deref(), date(&page).as_str()), (source, wanted), "{head}");
        assert_eq!(unplaced(&page), rest, "{head}");
        assert_eq!(
            (page.title.as_str(), page.blocks.len(), page.kicker.as_deref()),
            ("清河新桥通车", 2, None),
            "{head}"
        );
    }
}

#[test]
fn a_byline_at_the_end_of_a_text_is_none_of_its_paragraphs() {
    for line in
        ["（责任编辑：何静园）", "责任编辑：何静园", "【编辑:何静园】", "责编｜何静园", "来源：云溪日报 编辑：何静园"]
    {
        for rest in ["", "\n又一段。"] {
            let page = page(&format!("题\n来源：云溪日报 2026-01-04\n正文。\n{line}{rest}"));
            assert_eq!((body(&page), unplaced(&page)), (format!("正文。{rest}"), vec![]), "{line}");
            assert_eq!(page.people, [(Role::Editor, "何静园".to_owned())]);
        }
    }
}

#[test]
fn a_line_of_the_text_is_no_byline() {
    for line in [
        "2026年1月4日，清河新桥通车了。",
        "来源：他说，桥是这样来的。",
        "时间是最好的答案",
        "阅读让生活更美好的人很多，他们都来了。",
        "这一天的云溪日报刊登了消息",
        "记者：桥什么时候通车？",
        "主题：桥与人",
        "记者在现场看到两岸都是人，桥上也是。",
        "地点：清河礼堂",
    ] {
        let page = page(&format!("清河新桥通车\n来源：云溪日报 2026-01-04\n{line}\n两岸的人从此不必绕路。"));
        assert_eq!(body(&page).lines().next(), Some(line));
        assert_eq!((unplaced(&page), page.people.len()), (vec![], 0));
    }
}

#[test]
fn nobody_is_made_up() {
    for (line, names) in [
        ("（记者在现场看到）桥通了。", vec![]),
        ("（记者手记）桥通了。", vec![]),
        ("（记者现场看到）桥通了。", vec![]),
        ("（记者 王芳 报道）桥通了。", vec!["王芳"]),
        ("（记者王芳实习生李明）桥通了。", vec!["王芳", "李明"]),
        ("新华社清河1月4日电（记者 买买提·艾力、John Smith）桥通了。", vec!["买买提·艾力", "John Smith"]),
        ("桥通了。（本报记者 王芳 李 明 摄）", vec!["王芳", "李明"]),
        ("（责任编辑：李明 审核：王强）", vec!["李明"]),
    ] {
        let page = page(&format!("题目在此\n来源：云溪日报 2026-01-04\n桥。\n{line}\n完。"));
        let found: Vec<&str> = page.people.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(found, names, "{line}");
    }
    let page = with_head("来源：云溪日报 2026-01-04\n本报记者 王芳 通讯员 李明\n责任编辑：李明 审核：王强 监制：赵云");
    assert_eq!(page.people.len(), 3);
    assert_eq!((unplaced(&page), page.blocks.len()), (vec!["审核：王强", "监制：赵云"], 2));
}

#[test]
fn the_title_is_found_beside_a_breadcrumb_of_any_form() {
    for (top, channel) in [
        ("您現在的位置：清河在線 > 新聞 > 綜合", "新聞/綜合"),
        ("首页 > 新闻中心 > 综合 > 正文", "新闻中心/综合"),
        ("Home > News", "News"),
        ("首页 - 新闻 - 综合", "新闻/综合"),
        ("当前位置：首页>>新闻>>清河新桥通车", "新闻"),
        ("打印 关闭\n首页 > 新闻", "新闻"),
    ] {
        let page = page(&format!("{top}\n清河新桥通车\n来源：云溪日报 2026-01-04\n今天通车。"));
        assert_eq!((page.title.as_str(), page.channel.join("/").as_str()), ("清河新桥通车", channel), "{top}");
    }
    let page = page("今天是2026年1月9日 星期五\n清河新桥通车\n首页 > 新闻\n来源：云溪日报 2026-01-04\n今天通车。");
    assert_eq!((page.title.as_str(), date(&page).as_str()), ("清河新桥通车", "2026-01-04"));
    assert_eq!(unplaced(&page), ["今天是2026年1月9日 星期五"]);
}

#[test]
fn a_title_may_stand_below_source_and_date_and_below_a_newspapers_head() {
    let newspaper = page(
        "云溪日报 2026年01月04日 星期日 第02版：要闻\n全长八百米 历时两年\n清河新桥昨日通车\n■ 本报记者 王芳 通讯员 李明\n昨天，清河新桥通车。",
    );
    assert_eq!((newspaper.source.as_deref(), date(&newspaper).as_str()), (Some("云溪日报"), "2026-01-04"));
    assert_eq!(
        (newspaper.kicker.as_deref(), newspaper.title.as_str()),
        (Some("全长八百米 历时两年"), "清河新桥昨日通车")
    );
    assert_eq!((unplaced(&newspaper), newspaper.people.len()), (vec!["第02版：要闻"], 2));
    let page = page(
        "清河网 > 时政 > 正文\n2026-01-04 09:30:15 来源：清河网\n字体：小 中 大\n清河新桥通车\n清河新桥4日通车。\n【纠错】 【责任编辑:张三】",
    );
    assert_eq!((page.title.as_str(), body(&page).as_str()), ("清河新桥通车", "清河新桥4日通车。"));
    assert_eq!((page.people, page.unplaced), (vec![(Role::Editor, "张三".to_owned())], vec![]));
}

#[test]
fn the_day_of_an_event_is_not_that_of_the_page() {
    let page =
        with_head("来源：清河图书馆 发布日期：2026-01-04\n时间：2026年1月10日（周六）上午9:30\n地点：清河图书馆");
    assert_eq!((date(&page).as_str(), unplaced(&page)), ("2026-01-04", vec![]));
    assert!(body(&page).starts_with("时间：2026年1月10日（周六）上午9:30\n地点：清河图书馆\n"));
}

#[test]
fn people_named_below_the_text_are_none_of_its_paragraphs() {
    let page = page(
        "题\n来源：云溪日报 2026-01-04\n记者：桥造了多久？\n李明：两年。\n记者：王芳\n作者：李明 单位：清河中学\n审核：王强",
    );
    assert_eq!(body(&page), "记者：桥造了多久？\n李明：两年。");
    assert_eq!((page.people.len(), unplaced(&page)), (2, vec!["单位：清河中学", "审核：王强"]));
}

#[test]
fn an_article_does_not_end_at_a_word_of_the_page() {
    for word in ["收藏", "评论", "分享", "打印", "举报"] {
        let page = with_head(&format!("来源：云溪日报 2026-01-04\n开头。\n{word}\n后面还有。\n{word}\n相关链接"));
        assert!(body(&page).ends_with("两岸的人从此不必绕路。"), "{word}");
        assert_eq!(page.unplaced, []);
    }
    let page = page("题\n来源:云溪日报 日期:2026-01-04\n正文。\n评论\n分享到:\n相关新闻\n另一篇的标题\n责任编辑：李明");
    assert_eq!(page.unplaced, [Unplaced { line: Some(7), text: "另一篇的标题".to_owned() }]);
    assert_eq!((body(&page).as_str(), page.people.len()), ("正文。", 1));
}

#[test]
fn a_label_without_a_text_takes_the_next_line_or_is_unplaced() {
    for (head, summary, left) in [
        ("内容提要：\n桥通了。", Some("桥通了。"), vec![]),
        ("【导语】桥通了。", Some("桥通了。"), vec![]),
        ("导语：桥通了。", Some("桥通了。"), vec![]),
        ("内容提要：\n来源：清河在线", None, vec!["内容提要："]),
    ] {
        let page = with_head(&format!("日期：2026-01-04\n{head}"));
        assert_eq!((page.summary.as_deref(), unplaced(&page)), (summary, left), "{head}");
        assert_eq!(page.blocks.len(), 2, "{head}");
    }
    let page = page("题\n日期：2026-01-04\n正文。\n结语\n让老街活起来。\n编后：路还长。\n结束语：专栏到此结束。");
    let notes: Vec<(&str, &str)> = page.notes.iter().map(|note| (note.label.as_str(), note.text.as_str())).collect();
    assert_eq!(notes, [("编后", "路还长。"), ("结束语", "专栏到此结束。")]);
    assert_eq!(body(&page), "正文。\n结语\n让老街活起来。");
}

#[test]
fn lines_end_as_on_any_system() {
    let lines = ["题", "来源：云溪日报 2026-01-04", "正文。", "又一段。"];
    let usual = page(&lines.join("\n"));
    for end in ["\r", "\r\n", "\u{2028}", "\u{85}", "\n\n"] {
        let other = page(&lines.join(end));
        assert_eq!(
            (&other.title, &other.blocks, other.published),
            (&usual.title, &usual.blocks, usual.published),
            "{end:?}"
        );
    }
}

#[test]
fn what_is_no_page_says_why() {
    for (text, why) in [
        (String::new(), NotAPage::Empty),
        ("\u{feff}\n \n\u{200b}\n".to_owned(), NotAPage::Empty),
        ("<!DOCTYPE html><p>x".to_owned(), NotAPage::Html),
        ("<div class=\"a\">清河新桥通车</div>".to_owned(), NotAPage::Html),
        ("a\0b".to_owned(), NotAPage::Binary),
        ("只有标题".to_owned(), NotAPage::NoBody),
        ("题\n来源：云溪日报\n分享到：\n相关新闻".to_owned(), NotAPage::NoBody),
        ("字".repeat(501) + "\n正文。", NotAPage::NoTitle),
    ] {
        assert_eq!(parse(&text, &|_| false), Err(why), "{text:?}");
    }
}
