//! Bylines: source, people and date, in any order and width.

use super::{PortalPage, dates};
use crate::articles::body::text::trim;
use crate::people::Role;

/// What a label of a byline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The source.
    Source,
    /// Somebody.
    Person(Role),
    /// The date.
    Date,
}

/// The labels, longer ones before those they begin with.
pub(super) const LABELS: [(&str, Label); 38] = [
    ("信息来源", Label::Source),
    ("稿件来源", Label::Source),
    ("文章来源", Label::Source),
    ("本文来源", Label::Source),
    ("来源于", Label::Source),
    ("出处", Label::Source),
    ("来源", Label::Source),
    ("來源", Label::Source),
    ("稿源", Label::Source),
    ("责任编辑", Label::Person(Role::Editor)),
    ("責任編輯", Label::Person(Role::Editor)),
    ("责编", Label::Person(Role::Editor)),
    ("编辑", Label::Person(Role::Editor)),
    ("編輯", Label::Person(Role::Editor)),
    ("作者", Label::Person(Role::Author)),
    ("执笔", Label::Person(Role::Author)),
    ("撰文", Label::Person(Role::Author)),
    ("采写", Label::Person(Role::Reporter)),
    ("通讯员", Label::Person(Role::Reporter)),
    ("通訊員", Label::Person(Role::Reporter)),
    ("记者", Label::Person(Role::Reporter)),
    ("記者", Label::Person(Role::Reporter)),
    ("摄影", Label::Person(Role::Photographer)),
    ("攝影", Label::Person(Role::Photographer)),
    ("校对", Label::Person(Role::Proofreader)),
    ("校對", Label::Person(Role::Proofreader)),
    ("发布时间", Label::Date),
    ("發佈時間", Label::Date),
    ("发布日期", Label::Date),
    ("发表时间", Label::Date),
    ("发表日期", Label::Date),
    ("发布于", Label::Date),
    ("更新时间", Label::Date),
    ("时间", Label::Date),
    ("時間", Label::Date),
    ("日期", Label::Date),
    ("發布時間", Label::Date),
    ("發布日期", Label::Date),
];

/// What parts a medium from its edition wherever it stands.
const PARTS: [char; 7] = ['▪', '•', '・', '|', '｜', '–', '■'];
/// How the names of media end.
pub(super) const MEDIA: [&str; 37] = [
    "日报",
    "日報",
    "晚报",
    "晚報",
    "晨报",
    "早报",
    "时报",
    "時報",
    "商报",
    "通讯社",
    "新华社",
    "网",
    "電視台",
    "电视台",
    "融媒体中心",
    "青年报",
    "晚報",
    "法制报",
    "都市报",
    "参考报",
    "新京报",
    "社",
    "新闻",
    "新聞",
    "客户端",
    "频道",
    "周刊",
    "周报",
    "在线",
    "发布",
    "广播",
    "消息",
    "财经",
    "科技",
    "报道",
    "杂志",
    "时评",
];

impl PortalPage {
    /// Takes a byline, all of it or nothing; whether the line was one.
    pub(in crate::import) fn byline(&mut self, line: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
        let line = line.trim_matches(['（', '）', '(', ')', '[', ']', '【', '】']);
        let Some(fields) = fields(line) else { return false };
        let before = self.clone();
        for (label, value) in fields {
            let taken = match label {
                Some(Label::Source) => self.take_source(&value, known_medium),
                Some(Label::Person(role)) => {
                    let names = names(&value);
                    let any = !names.is_empty();
                    names.into_iter().for_each(|name| self.person(role, name));
                    any
                }
                Some(Label::Date) | None => self.take_date(&value),
            };
            if !taken && !value.is_empty() {
                *self = before;
                return false;
            }
        }
        true
    }

    /// Takes the source, with its edition where one is named.
    pub(super) fn take_source(&mut self, value: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
        if value.is_empty() || self.source.is_some() {
            return self.source_label.as_deref() == Some(value);
        }
        let parted = value.split_once(PARTS).or_else(|| {
            let (medium, edition) = value.split_once('·')?;
            let is_medium = known_medium(trim(medium)) || MEDIA.iter().any(|end| trim(medium).ends_with(end));
            is_medium.then_some((medium, edition))
        });
        match parted.map(|(medium, edition)| (trim(medium), trim(edition))) {
            Some((medium, edition)) if !medium.is_empty() && !edition.is_empty() => {
                self.source = Some(medium.to_owned());
                self.edition = Some(edition.to_owned());
            }
            _ => self.source = Some(value.to_owned()),
        }
        self.source_label = Some(value.to_owned());
        true
    }

    /// Takes the date; the first one counts.
    fn take_date(&mut self, value: &str) -> bool {
        let read = dates::read(value);
        let taken = read.is_some() && (self.published.is_none() || self.published == read);
        self.published = self.published.or(read);
        taken
    }

    /// Takes a short line such as `云溪晚报记者 陆明舟 沈禾` or `文/王芳`; whether it was one.
    pub(in crate::import) fn people_in_words(&mut self, line: &str) -> bool {
        let line = line.trim_matches(['（', '）', '(', ')', '[', ']', '【', '】', ' ', '　']);
        let before = self.people.len();
        if line.chars().count() > 40 {
            return false;
        }
        self.in_brackets(line);
        self.people.len() > before
    }

    /// Adds the people named in a paragraph's own byline, `(记者 王芳 通讯员 李明)`, at its start or end.
    pub(in crate::import) fn reporters(&mut self, line: &str) {
        for (open, close) in [('（', '）'), ('(', ')')] {
            let head = line.split_once(open).filter(|(before, _)| before.chars().count() <= 20).map(|(_, rest)| rest);
            let tail = line.rsplit_once(open).filter(|(_, rest)| trim(rest).ends_with(close)).map(|(_, rest)| rest);
            for inside in
                [head, tail].into_iter().flatten().filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside)
            {
                if inside.chars().count() <= 40 {
                    self.in_brackets(inside);
                }
            }
        }
    }

    /// Adds the people of a byline in brackets, if the word for their part stands at its start.
    fn in_brackets(&mut self, inside: &str) {
        let mut role: Option<Role> = None;
        let mut waiting: Vec<(Role, String)> = Vec::new();
        let parts = |c: char| c.is_whitespace() || "、，,&＆|丨／∕".contains(c);
        for word in inside.split(parts).filter(|word| !word.is_empty()) {
            let rest = match part_of(word) {
                Some((named, rest)) => {
                    role = Some(named);
                    rest
                }
                None => word,
            };
            let Some(role) = role else { return };
            let rest = trim(rest).trim_start_matches([':', '：', '/', '|', '｜', '丨']);
            let is_after = AFTER_NAMES.contains(&rest) || ["报道", "報導", "電"].iter().any(|end| rest.ends_with(end));
            if !rest.is_empty() && !is_after {
                waiting.push((role, rest.to_owned()));
            }
        }
        // A Chinese name has up to four characters; what is longer is the rest of a sentence, as in `记者从现场获悉`.
        let is_short = |name: &str| name.chars().count() <= 4 || name.contains('·') || name.is_ascii();
        if waiting.iter().all(|(_, name)| is_name(name) && is_short(name)) {
            waiting.into_iter().for_each(|(role, name)| self.person(role, name));
        }
    }
}

/// Words for somebody's part and what may stand before them in the same word: `特约记者`, `云溪晚报记者`.
const PARTS_OF_PEOPLE: [(&str, Role); 17] = [
    ("记者", Role::Reporter),
    ("記者", Role::Reporter),
    ("通讯员", Role::Reporter),
    ("通訊員", Role::Reporter),
    ("实习生", Role::Reporter),
    ("责任编辑", Role::Editor),
    ("責任編輯", Role::Editor),
    ("责编", Role::Editor),
    ("编辑", Role::Editor),
    ("校对", Role::Proofreader),
    ("摄影", Role::Photographer),
    ("作者", Role::Author),
    ("执笔", Role::Author),
    ("文/图", Role::Author),
    ("图/文", Role::Author),
    ("文/", Role::Author),
    ("图/", Role::Photographer),
];
/// Words that follow names in a byline and are none.
const AFTER_NAMES: [&str; 16] = [
    "报道",
    "報導",
    "整合",
    "综合",
    "综合报道",
    "摄影报道",
    "摄",
    "摄影",
    "文",
    "图",
    "文/图",
    "文图",
    "编译",
    "整理",
    "采写",
    "综述",
];

/// The part that a word names, and what follows it.
fn part_of(word: &str) -> Option<(Role, &str)> {
    PARTS_OF_PEOPLE.iter().find_map(|(name, role)| {
        let at = word.find(name)?;
        let before = word.get(..at)?;
        let may_stand = |before: &str| match *role {
            // Who somebody reports for stands before the word: `新华社记者`.
            Role::Reporter => before.chars().count() <= 8 && before.chars().all(char::is_alphanumeric),
            _ => before.is_empty(),
        };
        let rest = word.get(at + name.len()..)?;
        // `编辑部` and `作者简介` name nobody.
        let may_follow = *role == Role::Reporter
            || name.contains('/')
            || rest.is_empty()
            || rest.starts_with([':', '：', '/', '|', '｜', '丨']);
        (may_stand(before) && may_follow).then_some((*role, rest))
    })
}

/// The labelled parts of a line, and a date without a label; none where the line has neither.
fn fields(line: &str) -> Option<Vec<(Option<Label>, String)>> {
    let label =
        |rest: &str| LABELS.iter().find(|(name, _)| rest.starts_with(name)).map(|(name, label)| (name.len(), *label));
    let fields = split(line, &label);
    let is_byline = fields.iter().any(|(label, _)| label.is_some());
    (is_byline || dates::read(trim(line)).is_some()).then_some(fields)
}

/// A line parted at its labels; `label` tells the length of the one that a text begins with, and what it is about.
pub(super) fn split<L: Copy>(line: &str, label: &dyn Fn(&str) -> Option<(usize, L)>) -> Vec<(Option<L>, String)> {
    let mut starts: Vec<(usize, usize, L)> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let rest = line.get(at..).unwrap_or_default();
        let is_inside = starts.last().is_some_and(|(_, value, _)| at < *value);
        // A bar or stroke stands for the colon only where the label begins a word: `责编|陈梦莹`.
        let begins_word = before.is_none_or(|before| !before.is_alphanumeric());
        before = Some(c);
        let Some((length, label)) = label(rest).filter(|_| !is_inside) else { continue };
        let behind = rest.get(length..).unwrap_or_default();
        let gap = behind.len() - behind.trim_start().len();
        let colon = behind.trim_start().chars().next();
        let colon = colon.filter(|c| matches!(c, ':' | '：') || (begins_word && matches!(c, '|' | '｜' | '丨' | '/')));
        if let Some(colon) = colon {
            starts.push((at, at + length + gap + colon.len_utf8(), label));
        }
    }
    let mut fields: Vec<(Option<L>, String)> = Vec::new();
    let head = trim(line.get(..starts.first().map_or(line.len(), |(at, ..)| *at)).unwrap_or_default());
    if !head.is_empty() {
        fields.push((None, head.to_owned()));
    }
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([line.len()]);
    for ((_, from, label), to) in starts.iter().zip(ends) {
        let value = trim(line.get(*from..to).unwrap_or_default()).trim_end_matches(['|', '｜', ';', '；']);
        fields.push((Some(*label), trim(value).to_owned()));
    }
    fields
}

/// The names in a byline; two single characters beside each other are one name.
pub(super) fn names(value: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in value.split(['、', '，', ',', ';', '；', '/', '&', '＆']) {
        // Some systems print the number of an editor behind the name: `杨倩_NF4425`.
        let words: Vec<&str> =
            part.split_whitespace().map(|word| word.split_once('_').map_or(word, |(name, _)| name)).collect();
        match words.as_slice() {
            words
                if words.len() > 1
                    && words.iter().all(|word| word.bytes().all(|c| c.is_ascii_alphabetic() || c == b'.')) =>
            {
                names.push(words.join(" "));
            }
            [family, given] if family.chars().count() == 1 && given.chars().count() == 1 => {
                names.push(format!("{family}{given}"));
            }
            words => names.extend(words.iter().map(|word| (*word).to_owned())),
        }
    }
    if names.iter().all(|name| name.chars().count() <= 20) { names } else { Vec::new() }
}

/// Whether a word can be somebody's name.
pub(super) fn is_name(word: &str) -> bool {
    (2..=12).contains(&word.chars().count()) && word.chars().all(|c| c.is_alphabetic() || c == '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn byline(line: &str) -> PortalPage {
        let mut page = PortalPage::default();
        assert!(page.byline(line, &|name| name == "云溪发布"), "{line}");
        page
    }

    #[test]
    fn fields_stand_in_any_order_and_width() {
        let page = byline("发布时间：２０２６年1月4日　09:30 责任编辑： 李 明、王芳 来源：云溪日报");
        assert_eq!(page.people, [(Role::Editor, "李明".to_owned()), (Role::Editor, "王芳".to_owned())]);
        assert_eq!(page.source.as_deref(), Some("云溪日报"));
        assert!(page.published.is_some());
    }

    #[test]
    fn a_source_is_parted_from_its_edition() {
        for (printed, edition) in [
            ("云溪日报▪清河新闻", Some("清河新闻")),
            ("云溪日报 | 清河新闻", Some("清河新闻")),
            ("云溪日报·清河新闻", Some("清河新闻")),
            ("云溪发布·清河", Some("清河")),
            ("阿里·木江工作室", None),
        ] {
            assert_eq!(byline(&format!("来源:{printed}")).edition.as_deref(), edition, "{printed}");
        }
    }

    #[test]
    fn a_line_that_says_more_is_no_byline() {
        let mut page = PortalPage::default();
        assert!(!page.byline("时间:2026年13月40日", &|_| false));
        assert!(!page.byline("这一天的云溪日报刊登了消息", &|_| false));
        assert_eq!(page, PortalPage::default());
    }

    #[test]
    fn reporters_in_brackets_are_added() {
        let mut page = PortalPage::default();
        page.reporters("本报讯（记者 王芳 通讯员李明）昨天，桥通车了。");
        assert_eq!(page.people, [(Role::Reporter, "王芳".to_owned()), (Role::Reporter, "李明".to_owned())]);
    }
}
