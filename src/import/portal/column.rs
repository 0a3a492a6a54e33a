//! The full name of a column, as its opening note quotes it.

use super::headline::letters;

/// Longest name, in characters.
const MAX_NAME: usize = 60;
/// What follows the quotation of a column's name.
const FOLLOWS: [&str; 11] = ["专栏", "專欄", "栏目", "欄目", "专题", "專題", "系列", "园地", "專頁", "专版", "专刊"];
/// What opens a column, before the quotation of its name.
const OPENS: [&str; 15] = [
    "开设", "開設", "开辟", "開闢", "推出", "开办", "開辦", "设立", "設立", "新辟", "特辟", "开栏", "创办", "开通",
    "增设",
];

/// The column's full name in its opening note: what is quoted before 专栏 or the like and has the label in it, or the one
/// quotation that the note says is opened.
pub(super) fn quoted(text: &str, label: Option<&str>) -> Option<String> {
    let mut named: Vec<&str> = Vec::new();
    let mut opened: Vec<&str> = Vec::new();
    for (open, close) in [('“', '”'), ('《', '》'), ('「', '」'), ('『', '』'), ('【', '】'), ('"', '"')] {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            let Some((quoted, behind)) = after.split_once(close) else { break };
            let is_name = !letters(quoted).is_empty() && quoted.chars().count() <= MAX_NAME;
            if is_name && FOLLOWS.iter().any(|word| behind.trim_start().starts_with(word)) {
                named.push(quoted);
                let before = before.trim_end().trim_end_matches(['了', '的', '新', '个', '一', '为', ':', '：']);
                if OPENS.iter().any(|verb| before.ends_with(verb)) {
                    opened.push(quoted);
                }
            }
            rest = behind;
        }
    }
    let label = letters(label.unwrap_or_default());
    let related = |name: &&&str| {
        let name = letters(name);
        !label.is_empty() && (name.contains(&label) || (name.chars().count() > 1 && label.contains(&name)))
    };
    let longest = named.iter().filter(related).max_by_key(|name| name.chars().count());
    let only = match opened.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    longest.or(only).map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_only_where_it_is_the_columns() {
        for (text, label, name) in [
            ("开辟“清河区走读清河行动”专栏，敬请关注。", "走读清河", Some("清河区走读清河行动")),
            ("继“百年征程”系列之后，本报再次走进乡村。", "走读清河", None),
            ("继“百年征程”系列之后，本报今起开设“行走的课堂”专栏。", "走读清河", Some("行走的课堂")),
            ("开设“行走的课堂”专栏和“老街”专栏，又开设“新桥”专栏。", "走读清河", None),
            ("在“学习”栏目推出《走读·清河》专栏", "走读清河", Some("走读·清河")),
            ("他说“好”。", "走读清河", None),
        ] {
            assert_eq!(quoted(text, Some(label)).as_deref(), name, "{text}");
        }
    }
}
