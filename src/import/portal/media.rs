//! Names of media: how they end, and how an edition is parted from its medium.

use crate::articles::body::text::trim;

/// What parts a medium from its edition wherever it stands.
const PARTS: [char; 7] = ['▪', '•', '・', '|', '｜', '–', '■'];
/// How the names of media end.
const ENDS: [&str; 52] = [
    "日报",
    "日報",
    "晚报",
    "晚報",
    "晨报",
    "晨報",
    "早报",
    "早報",
    "时报",
    "時報",
    "商报",
    "商報",
    "都市报",
    "青年报",
    "法治报",
    "法制报",
    "农民报",
    "工人报",
    "经济报",
    "新报",
    "周报",
    "周刊",
    "杂志",
    "参考报",
    "新京报",
    "电视报",
    "人民网",
    "新华网",
    "央视网",
    "中新网",
    "通讯社",
    "新华社",
    "中新社",
    "央视新闻",
    "电视台",
    "電視台",
    "广播电台",
    "广播电视台",
    "电台",
    "融媒体中心",
    "融媒體中心",
    "客户端",
    "信息港",
    "在线",
    "在線",
    "发布",
    "發布",
    "新闻网",
    "新聞網",
    "门户网",
    "政府网",
    "网",
];
/// How names end that are those of media where only names stand.
const LOOSE_ENDS: [&str; 13] =
    ["报", "報", "社", "新闻", "新聞", "频道", "广播", "消息", "财经", "科技", "报道", "时评", "青年"];
/// Longest name of a medium that stands without a label, in characters.
const MAX_BARE: usize = 16;

/// Whether a name is that of a medium, by how it ends or because it is in the database.
pub(super) fn is_one(name: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
    let length = name.chars().count();
    let is_word = (2..=MAX_BARE).contains(&length) && name.chars().all(char::is_alphanumeric);
    known_medium(name) || (is_word && ENDS.iter().any(|end| name.ends_with(end) && (name != *end || length > 2)))
}

/// Whether a name may be that of a medium where hardly anything else can stand, as between a title and a text.
pub(super) fn may_be_one(name: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
    is_one(name, known_medium)
        || ((2..=MAX_BARE).contains(&name.chars().count()) && LOOSE_ENDS.iter().any(|end| name.ends_with(end)))
}

/// A source parted into medium and edition, where it names one.
pub(super) fn parted<'a>(source: &'a str, known_medium: &dyn Fn(&str) -> bool) -> (&'a str, Option<&'a str>) {
    let parted = source.split_once(PARTS).or_else(|| {
        let (medium, edition) = source.split_once('·')?;
        is_one(trim(medium), known_medium).then_some((medium, edition))
    });
    match parted.map(|(medium, edition)| (trim(medium), trim(edition))) {
        Some((medium, edition)) if !medium.is_empty() && !edition.is_empty() => (medium, Some(edition)),
        _ => (source, None),
    }
}
