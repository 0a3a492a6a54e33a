//! What holds for all pages: every line ends up somewhere.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;

use super::*;

/// A word of its own: no label, name of a medium, or furniture.
fn word() -> impl Strategy<Value = String> {
    "[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]{3,9}"
}

/// A line as it may stand anywhere on a page, and the words that must not be lost.
fn line() -> impl Strategy<Value = (String, Vec<String>)> {
    const FORMS: [&str; 42] = [
        "@",
        "@",
        "@，@。",
        "来源：@",
        "来源：@▪@",
        "来源：@ @",
        "责任编辑：@",
        "责任编辑：@、@ 审核：@",
        "@：@",
        "记者 @",
        "本报记者@ 通讯员 @",
        "（记者@）@。",
        "上一篇：@",
        "下一篇",
        "【@】@",
        "[@]@",
        "首页 > @ > @",
        "您的位置：@ >> @",
        "@ > @ > @",
        "发布时间：2026-01-04 @",
        "2026-01-04 09:30 @",
        "@ 2026年1月5日 星期一",
        "更新时间：2026-01-06 @",
        "浏览次数：@",
        "阅读 @",
        "字号：大 中 小 @",
        "——@",
        "分享到：",
        "相关新闻",
        "评论",
        "内容提要：@",
        "导语：",
        "编者按：",
        "【开栏语】@“@”专栏@",
        "结语：@",
        "结束语：@。",
        "原标题：@",
        "原文链接：@",
        "原文链接：https://example.org/@",
        "一、@",
        "文/@ 图/@",
        "@｜@｜作者：@ 单位：@",
    ];
    (prop::sample::select(FORMS.to_vec()), prop::collection::vec(word(), 4)).prop_map(|(form, words)| {
        let mut parts = form.split('@');
        let mut line = parts.next().unwrap_or_default().to_owned();
        let mut used = Vec::new();
        for (part, word) in parts.zip(words) {
            line.push_str(&word);
            line.push_str(part);
            used.push(word);
        }
        (line, used)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_line_ends_up_somewhere(lines in prop::collection::vec(line(), 2..14)) {
        let text = lines.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join("\n");
        let page = parse(&text, &|_| false);
        prop_assume!(page.is_ok());
        let page = page.unwrap();
        let said = format!("{page:?}");
        for (line, words) in lines {
            if furniture::of(&line).is_none() {
                for word in words {
                    prop_assert!(said.contains(&word), "{word} of {line} in\n{text}\n{page:#?}");
                }
            }
        }
    }

    #[test]
    fn no_paragraph_is_lost(lines in prop::collection::vec("[一-龥，。、：（）【】 —0-9-]{1,40}", 1..20)) {
        let text = format!("题\n来源:云溪日报 2026-01-04\n首段。\n{}", lines.join("\n"));
        let page = parse(&text, &|_| false).unwrap();
        let said = format!("{page:?}").replace(char::is_whitespace, "");
        for line in lines {
            let bare: String = line.split(|c: char| !c.is_alphanumeric()).max_by_key(|part| part.len()).unwrap_or_default().to_owned();
            prop_assert!(said.contains(&bare) || furniture::of(&line).is_some(), "{line} in {page:#?}");
        }
    }

    #[test]
    fn any_text_is_taken_apart_or_refused(text in "\\PC{0,400}|([\\PC\\n：:|｜（）【】<>·/0-9年月日来源记者]{0,300})") {
        if let Ok(page) = parse(&text, &|_| false) {
            prop_assert!(!page.title.is_empty() && !page.blocks.is_empty());
            prop_assert!(page.summary.as_deref() != Some("") && page.notes.iter().all(|note| !note.text.is_empty()));
        }
    }
}
