//! The names of people in bylines: what can be one.

use super::surnames;

/// Longest name with points in it, as in 买买提·艾力, in characters.
const MAX_POINTED: usize = 12;
/// Longest name in Latin letters, in characters.
const MAX_LATIN: usize = 40;
/// Longest name of an account, in characters, and longest one with Chinese characters.
const MAX_PEN_NAME: usize = 20;
const MAX_HAN_PEN_NAME: usize = 6;
/// How the names of bodies end that are not people.
const BODIES: [char; 30] = [
    '部', '社', '委', '办', '局', '会', '院', '所', '心', '科', '处', '室', '团', '队', '组', '站', '台', '报', '网',
    '厅', '司', '校', '镇', '乡', '县', '区', '市', '村', '處', '會',
];
/// Accounts that are nobody's name.
const ACCOUNTS: [&str; 5] = ["admin", "administrator", "root", "editor", "system"];
/// The points inside of names that are not Chinese.
const POINTS: [char; 5] = ['·', '•', '・', '‧', '．'];
/// What parts names.
pub(super) const BETWEEN: [char; 12] = ['丨', '∕', '、', '，', ',', ';', '；', '/', '／', '&', '＆', '|'];
/// Words that follow names in a byline and say what was done.
pub(super) const DONE: [&str; 34] = [
    "报道",
    "報道",
    "報導",
    "摄影报道",
    "攝影報導",
    "综合报道",
    "采写",
    "採寫",
    "摄",
    "攝",
    "摄影",
    "攝影",
    "文",
    "图",
    "圖",
    "文图",
    "图文",
    "供图",
    "供圖",
    "整理",
    "综合",
    "编译",
    "編譯",
    "讯",
    "电",
    "訊",
    "電",
    "撰文",
    "文摄",
    "采访",
    "编写",
    "整合",
    "综述",
    "綜合",
];
/// Words that no name has in it.
const NO_NAME: [&str; 58] = [
    "手记",
    "手記",
    "现场",
    "現場",
    "记者",
    "記者",
    "编辑",
    "編輯",
    "作者",
    "网络",
    "管理员",
    "佚名",
    "未知",
    "匿名",
    "转载",
    "本报",
    "本報",
    "本网",
    "本刊",
    "本台",
    "小编",
    "来源",
    "日报",
    "日報",
    "晚报",
    "晚報",
    "报道",
    "報道",
    "报社",
    "新闻",
    "新聞",
    "中心",
    "公司",
    "办公",
    "昨日",
    "昨天",
    "今日",
    "今天",
    "近日",
    "日前",
    "获悉",
    "獲悉",
    "了解",
    "看到",
    "发现",
    "采访",
    "走访",
    "连线",
    "提供",
    "通讯",
    "集体",
    "审核",
    "供稿",
    "部门",
    "委员",
    "政府",
    "大学",
    "学校",
];
/// The names after a label, and what there is beside names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The names.
    pub(super) names: Vec<String>,
    /// What is none.
    pub(super) rest: Vec<String>,
}

/// The names that follow a label and a colon; two single characters beside each other are one name.
pub(super) fn after_colon(value: &str) -> Named {
    let mut named = Named::default();
    for part in value.split(BETWEEN) {
        for word in words_of(part) {
            // Some systems print the number of an editor behind the name: `杨倩_NF4425`.
            let bare = word.split_once('_').map_or(word.as_str(), |(name, _)| name);
            let bare = without_remark(bare);
            if is_name(bare) || is_pen_name(bare) {
                named.names.push(bare.to_owned());
            } else if named.names.is_empty() || !DONE.contains(&bare) {
                named.rest.push(word);
            }
        }
    }
    named
}

/// The words of a text: single characters beside each other are joined in pairs, Latin words to one.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let is_latin = |word: &str| word.chars().all(|c| c.is_ascii_graphic() || (c.is_alphabetic() && !is_han(c)));
    let is_single = |word: &str| word.chars().count() == 1 && word.chars().all(is_han);
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(before) if is_single(word) && is_single(before) && !DONE.contains(&word) => before.push_str(word),
            Some(before) if is_latin(word) && is_latin(before) => {
                before.push(' ');
                before.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// A name without a remark in brackets behind it: `李明（实习）`.
pub(super) fn without_remark(word: &str) -> &str {
    let word = word.trim_matches(['[', ']', '【', '】', '。']);
    let bare = word.split_once(['（', '(']).filter(|(_, behind)| {
        let inside = behind.trim_end_matches(['）', ')']);
        inside.len() < behind.len() && ["实习", "见习", "實習", "实习生", "特约", "通讯员"].contains(&inside)
    });
    bare.map_or(word, |(name, _)| name)
}

/// Whether a word can be somebody's name: two to four Chinese characters, more with points between them, or Latin letters
/// with a capital in front.
pub(super) fn is_name(word: &str) -> bool {
    let length = word.chars().count();
    if NO_NAME.iter().any(|known| word.contains(known)) || DONE.contains(&word) {
        return false;
    }
    if word.contains(POINTS) {
        let mut parts = word.split(POINTS);
        return length <= MAX_POINTED && parts.all(|part| !part.is_empty() && part.chars().all(is_han));
    }
    if word.chars().all(is_han) {
        return (2..=4).contains(&length);
    }
    let is_latin = |c: char| (c.is_alphabetic() && !is_han(c)) || matches!(c, ' ' | '.' | '-' | '\'' | '’');
    (2..=MAX_LATIN).contains(&length) && word.chars().all(is_latin) && word.starts_with(char::is_uppercase)
}

/// Whether a word can be the name that somebody writes under, where a colon says that names follow: `棒棒不是糖`, `hn666`.
fn is_pen_name(word: &str) -> bool {
    let length = word.chars().count();
    let is_plain = word.chars().all(char::is_alphanumeric) && word.chars().any(char::is_alphabetic);
    let is_body = word.chars().all(is_han) && word.ends_with(BODIES);
    let is_known = NO_NAME.iter().any(|known| word.contains(known)) || DONE.contains(&word);
    let is_account = ACCOUNTS.iter().any(|known| word.eq_ignore_ascii_case(known));
    (2..=MAX_PEN_NAME).contains(&length)
        && is_plain
        && !is_body
        && !is_known
        && !is_account
        && (word.is_ascii() || length <= MAX_HAN_PEN_NAME)
}

/// Whether a word is somebody's name where no colon says that names follow: a Chinese one must begin with a surname.
pub(super) fn is_surely_a_name(word: &str) -> bool {
    is_name(word) && (!word.chars().all(is_han) || surnames::begins(word))
}

/// Whether a character is Chinese.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_after_a_colon_are_told_from_other_words() {
        for (value, names, rest) in [
            ("李明、王芳", vec!["李明", "王芳"], vec![]),
            ("李 明 王　芳 欧阳小雨", vec!["李明", "王芳", "欧阳小雨"], vec![]),
            ("买买提·艾力 John Smith", vec!["买买提·艾力", "John Smith"], vec![]),
            ("晓风（实习）", vec!["晓风"], vec![]),
            ("棒棒不是糖 hn666", vec!["棒棒不是糖", "hn666"], vec![]),
            ("石门镇宣传办", vec![], vec!["石门镇宣传办"]),
            ("杨倩_NF4425", vec!["杨倩"], vec![]),
            ("王芳 文/图", vec!["王芳"], vec![]),
            ("清河区融媒体中心", vec![], vec!["清河区融媒体中心"]),
            ("管理员 admin", vec![], vec!["管理员", "admin"]),
        ] {
            let named = after_colon(value);
            assert_eq!(
                (named.names, named.rest),
                (names.iter().map(|name| (*name).into()).collect(), rest.iter().map(|word| (*word).into()).collect()),
                "{value}"
            );
        }
    }
}
