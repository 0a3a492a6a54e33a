//! The language of a page, by the script it is written in.

/// Characters of traditional Chinese that simplified Chinese writes otherwise, among the most frequent ones.
const TRADITIONAL: &str = "們個來時說國對會為學過發問開這還進將動機關長電車門間題現實經區員業從當點應務產報導書記兒話總場運園東轉達號\
馬魚鳥龍歲戰戲處廣慶應廠歷歡殺氣漢溫滿濟灣熱愛獨獲環畫異療盡種稱穩競節簡約紅級紀純組結給統維緊線練織續罷聖聞聯職聲腦舊蘭藝藥蘇\
見規視親覺觀計訊訓議設許訴評試詩該認語請論講謝證識護讀變讓豐貝負財貨貴買費資賽質頁順須領頭願類風飛飯館驗體髮鬥鮮麗麥點齊";
/// The same characters as simplified Chinese writes them, and no traditional text does.
const SIMPLIFIED: &str = "们个来时说国对会为学过发问开这还进将动机关长电车门间题现实经区员业从当点应务产报导书记儿话总场运园东转达号\
马鱼鸟龙岁战戏处广庆厂历欢杀气汉温满济湾热爱独获环画异疗尽种称稳竞节简约红级纪纯组结给统维紧线练织续罢圣闻联职声脑旧兰艺药苏\
见规视亲觉观计讯训议设许诉评试诗该认语请论讲谢证识护读变让丰贝负财货贵买费资赛质页顺须领头愿类风飞饭馆验体发斗鲜丽麦点齐";
/// Most characters that are looked at.
const LOOKED_AT: usize = 20_000;
/// Words that English has in every text.
const ENGLISH: [&str; 20] = [
    "the", "of", "and", "to", "in", "a", "is", "for", "on", "that", "with", "as", "was", "at", "by", "from", "it",
    "are", "has", "an",
];

/// BCP 47 tag of a text's language and script, where they can be told: Chinese in either script, Japanese, Korean, English;
/// `und` for text that is none of these and not Chinese.
#[must_use]
pub fn language(text: &str) -> Option<&'static str> {
    let mut count = Count::default();
    text.chars().take(LOOKED_AT).for_each(|c| count.add(c));
    let Count { han, kana, hangul, latin, other, traditional, simplified } = count;
    let letters = han + kana + hangul + latin + other;
    if letters == 0 {
        return None;
    }
    if kana * 5 > letters {
        return Some("ja");
    }
    if hangul * 2 > letters {
        return Some("ko");
    }
    // A Chinese character says as much as some Latin letters.
    if han * 4 >= letters {
        return match traditional.cmp(&simplified) {
            std::cmp::Ordering::Greater => Some("zh-Hant"),
            std::cmp::Ordering::Less => Some("zh-Hans"),
            std::cmp::Ordering::Equal => None,
        };
    }
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(LOOKED_AT / 4);
    let (known, all) = words.fold((0_usize, 0_usize), |(known, all), word| {
        (known + usize::from(ENGLISH.contains(&word.to_ascii_lowercase().as_str())), all + 1)
    });
    Some(if latin * 2 > letters && known * 8 > all { "en" } else { "und" })
}

/// The tag for an article where the site's is `site`: the site's own where it says the same as the text's.
#[must_use]
pub fn of_article(found: Option<&str>, site: &str) -> String {
    let Some(found) = found else { return site.to_owned() };
    let parts: Vec<String> = site.split('-').map(str::to_ascii_lowercase).collect();
    let has = |wanted: &[&str]| parts.iter().skip(1).any(|part| wanted.contains(&part.as_str()));
    let is_chinese = parts.first().is_some_and(|language| language == "zh");
    let is_traditional = has(&["hant", "tw", "hk", "mo"]) && !has(&["hans"]);
    let is_same = match found {
        "zh-Hant" => is_chinese && is_traditional,
        "zh-Hans" => is_chinese && !is_traditional,
        found => parts.first().is_some_and(|language| language == found),
    };
    if is_same { site.to_owned() } else { found.to_owned() }
}

/// How many letters of each script there are.
#[derive(Default)]
struct Count {
    han: usize,
    kana: usize,
    hangul: usize,
    latin: usize,
    other: usize,
    traditional: usize,
    simplified: usize,
}

impl Count {
    fn add(&mut self, c: char) {
        match c {
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' => {
                self.han += 1;
                // A character that is in both lists is written so in both scripts.
                match (TRADITIONAL.contains(c), SIMPLIFIED.contains(c)) {
                    (true, false) => self.traditional += 1,
                    (false, true) => self.simplified += 1,
                    _ => {}
                }
            }
            '\u{3041}'..='\u{30ff}' => self.kana += 1,
            '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => self.hangul += 1,
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => self.latin += 1,
            c if c.is_alphabetic() => self.other += 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_tells_the_language() {
        for (text, tag) in [
            ("清河新桥今天通车，全长八百米。", Some("zh-Hans")),
            ("清河新橋今天通車，歷時兩年，記者從現場發回報導。", Some("zh-Hant")),
            ("清河", None),
            ("The bridge over the Qing is open to traffic, and the first bus crossed it at seven.", Some("en")),
            ("Le pont sur la rivière est ouvert à la circulation depuis ce matin.", Some("und")),
            ("今日、橋が開通しました。", Some("ja")),
            ("다리가 오늘 개통했다", Some("ko")),
            ("APP上线：5G覆盖全区", Some("zh-Hans")),
            ("12345", None),
        ] {
            assert_eq!(language(text), tag, "{text}");
        }
    }

    #[test]
    fn the_sites_own_tag_stands_where_it_says_the_same() {
        for (found, site, tag) in [
            (Some("zh-Hans"), "zh-CN", "zh-CN"),
            (Some("zh-Hant"), "zh-Hans", "zh-Hant"),
            (Some("zh-Hant"), "zh-TW", "zh-TW"),
            (Some("zh-Hans"), "zh-Hant-HK", "zh-Hans"),
            (Some("en"), "en-GB", "en-GB"),
            (None, "zh-Hans", "zh-Hans"),
        ] {
            assert_eq!(of_article(found, site), tag);
        }
    }
}
