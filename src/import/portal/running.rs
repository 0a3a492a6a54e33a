//! Bylines in running words, such as `记者 王芳 通讯员李明 报道`.

use super::labels::person_in;
use super::names::{BETWEEN, DONE, is_han, is_surely_a_name, without_remark, words_of};
use crate::people::Role;

/// Longest name of whom somebody reports for, in characters.
const MAX_OUTLET: usize = 12;
/// Longest name of a place that a report is from, in characters.
const MAX_PLACE: usize = 6;
/// Words before 记者 that name no medium.
const KINDS: [&str; 26] = [
    "本报",
    "本報",
    "本刊",
    "本台",
    "本网",
    "本社",
    "本站",
    "全媒体",
    "全媒體",
    "融媒体",
    "融媒",
    "首席",
    "特约",
    "特約",
    "见习",
    "見習",
    "实习",
    "實習",
    "资深",
    "高级",
    "驻地",
    "驻站",
    "文字",
    "新媒体",
    "文",
    "图",
];

/// A byline in running words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Running {
    /// Who had which part.
    pub(super) people: Vec<(Role, String)>,
    /// Whom they report for.
    pub(super) outlets: Vec<String>,
}

/// A byline in running words: labels, names, and what was done; none where it says anything else.
pub(super) fn running(text: &str) -> Option<Running> {
    let mut found = Running::default();
    let mut role: Option<Role> = None;
    let mut named_with_role = 0;
    let text = text.replace([':', '：'], " ").replace("文/图", "文图").replace("图/文", "图文");
    let parts: Vec<String> = text.split(BETWEEN).map(words_of).flat_map(|words| joined_after_labels(&words)).collect();
    for (number, part) in parts.iter().enumerate() {
        let mut rest = part.as_str();
        loop {
            // What was done stands behind the names; with a name behind it, it is a label, as 摄影 can be both.
            let is_label = number + 1 < parts.len() && person_in(rest).is_some();
            if role.is_some() && DONE.contains(&rest) && !is_label {
                break;
            }
            let Some((at, length, named)) = person_in(rest) else {
                let printed = without_remark(rest);
                let name = without_done(printed);
                // Where the report is from stands behind the names: `记者 王芳／清河报道`.
                let is_place = name.len() < printed.len() && found.people.len() > named_with_role;
                let is_place = is_place && (1..=MAX_PLACE).contains(&name.chars().count()) && name.chars().all(is_han);
                if !name.is_empty() && !is_place {
                    found.people.push((role.filter(|_| is_surely_a_name(name))?, name.to_owned()));
                }
                break;
            };
            found.before_label(rest.get(..at)?, role, named)?;
            role = Some(named);
            named_with_role = found.people.len();
            rest = rest.get(at + length..)?;
        }
    }
    (!found.people.is_empty()).then_some(found)
}

/// A name without the word for what was done that is printed close behind it: `王芳报道`.
fn without_done(word: &str) -> &str {
    let close = ["综合报道", "摄影报道", "报道", "報道", "報導", "整理", "采写", "摄影"];
    close.iter().find_map(|done| word.strip_suffix(done)).filter(|name| !name.is_empty()).unwrap_or(word)
}

/// Single characters that follow a label joined to it are the first of a name: `记者李 明`.
fn joined_after_labels(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(before) if word.chars().count() == 1 && ends_in_single(before) && !DONE.contains(&word.as_str()) => {
                before.push_str(word);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// Whether a single character stands behind a label at the end of a word.
fn ends_in_single(word: &str) -> bool {
    person_in(word).and_then(|(at, length, _)| word.get(at + length..)).is_some_and(|rest| rest.chars().count() == 1)
}

impl Running {
    /// Takes what stands before a label in the same word: a name, or whom the reporter works for.
    fn before_label(&mut self, before: &str, role: Option<Role>, named: Role) -> Option<()> {
        let mut outlet = before.trim_matches(['□', '■', '◎', '▲', '●', '◆', '/', '／']);
        while let Some(rest) = KINDS.iter().find_map(|kind| outlet.strip_suffix(kind)) {
            outlet = rest;
        }
        if outlet.is_empty() {
            return Some(());
        }
        if let Some(role) = role.filter(|_| is_surely_a_name(outlet)) {
            self.people.push((role, outlet.to_owned()));
            return Some(());
        }
        let fits = outlet.chars().count() <= MAX_OUTLET && outlet.chars().all(char::is_alphanumeric);
        (fits && matches!(named, Role::Reporter | Role::Photographer)).then(|| self.outlets.push(outlet.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_in_running_words_is_read_whole_or_not_at_all() {
        let read = |text: &str| -> Option<Vec<String>> {
            Some(running(text)?.people.into_iter().map(|(role, name)| format!("{}:{name}", role.word())).collect())
        };
        for (text, people) in [
            ("记者 王芳 通讯员李明", vec!["reporter:王芳", "reporter:李明"]),
            ("记者 王芳 报道", vec!["reporter:王芳"]),
            ("记者王芳 通讯员李明报道", vec!["reporter:王芳", "reporter:李明"]),
            ("记者王芳实习生李明", vec!["reporter:王芳", "reporter:李明"]),
            ("记者 李 明 摄", vec!["reporter:李明"]),
            ("记者李 明、王芳 文/图", vec!["reporter:李明", "reporter:王芳"]),
            ("云溪晚报首席记者 欧阳小雨", vec!["reporter:欧阳小雨"]),
            ("記者 陸明舟∕雲溪報導", vec!["reporter:陸明舟"]),
            ("记者 王芳 石门报道", vec!["reporter:王芳"]),
            ("记者 王芳 李明（实习）", vec!["reporter:王芳", "reporter:李明"]),
            ("文/图 记者 王芳", vec!["reporter:王芳"]),
            ("本报记者：王芳 摄影：李明", vec!["reporter:王芳", "photographer:李明"]),
        ] {
            assert_eq!(read(text), Some(people.into_iter().map(str::to_owned).collect()), "{text}");
        }
        for text in [
            "记者在现场看到",
            "记者手记",
            "记者现场看到",
            "记者从会上获悉",
            "记者 王芳 从现场发回",
            "本报记者",
            "记者于昨日",
            "责任编辑要负责任",
            "王芳",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
