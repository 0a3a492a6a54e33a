//! Bylines: source, people and date, in any order and width.

use super::{PortalPage, dates};
use crate::articles::body::text::trim;
use crate::people::Role;

/// What a label of a byline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// The source.
    Source,
    /// Somebody.
    Person(Role),
    /// The date.
    Date,
}

/// The labels, longer ones before those they begin with.
const LABELS: [(&str, Label); 27] = [
    ("信息来源", Label::Source),
    ("稿件来源", Label::Source),
    ("来源", Label::Source),
    ("來源", Label::Source),
    ("稿源", Label::Source),
    ("责任编辑", Label::Person(Role::Editor)),
    ("責任編輯", Label::Person(Role::Editor)),
    ("责编", Label::Person(Role::Editor)),
    ("编辑", Label::Person(Role::Editor)),
    ("編輯", Label::Person(Role::Editor)),
    ("作者", Label::Person(Role::Author)),
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
    ("时间", Label::Date),
    ("時間", Label::Date),
    ("日期", Label::Date),
    ("發布時間", Label::Date),
];

/// What parts a medium from its edition wherever it stands.
const PARTS: [char; 7] = ['▪', '•', '・', '|', '｜', '–', '■'];
/// How the names of media end.
const MEDIA: [&str; 15] = [
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
];

impl PortalPage {
    /// Takes a byline, all of it or nothing; whether the line was one.
    pub(super) fn byline(&mut self, line: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
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
    fn take_source(&mut self, value: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
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

    /// Adds the people named in a paragraph's own byline, `(记者 王芳 通讯员 李明)`, at its start or end.
    pub(super) fn reporters(&mut self, line: &str) {
        for (open, close) in [('（', '）'), ('(', ')')] {
            let head = line.split_once(open).filter(|(before, _)| before.chars().count() <= 12).map(|(_, rest)| rest);
            let tail = line.rsplit_once(open).filter(|(_, rest)| trim(rest).ends_with(close)).map(|(_, rest)| rest);
            for inside in
                [head, tail].into_iter().flatten().filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside)
            {
                if inside.chars().count() <= 40
                    && ["记者", "記者", "通讯员", "通訊員"].iter().any(|word| inside.starts_with(word))
                {
                    self.in_brackets(inside);
                }
            }
        }
    }

    /// Adds the people of a byline in brackets.
    fn in_brackets(&mut self, inside: &str) {
        let mut role = Role::Reporter;
        let mut waiting: Vec<(Role, String)> = Vec::new();
        for word in inside.split(|c: char| c.is_whitespace() || "、，,/".contains(c)).filter(|word| !word.is_empty())
        {
            let labelled = LABELS.iter().find_map(|(name, label)| match label {
                Label::Person(role) => {
                    word.strip_prefix(name).map(|rest| (*role, rest.trim_start_matches([':', '：'])))
                }
                _ => None,
            });
            let rest = match labelled {
                Some((labelled, rest)) => {
                    role = labelled;
                    rest
                }
                None => word,
            };
            if !rest.is_empty() {
                waiting.push((role, rest.to_owned()));
            }
        }
        if waiting.iter().all(|(_, name)| is_name(name)) {
            waiting.into_iter().for_each(|(role, name)| self.person(role, name));
        }
    }
}

/// The labelled parts of a line, and a date without a label; none where the line has neither.
fn fields(line: &str) -> Option<Vec<(Option<Label>, String)>> {
    let mut starts: Vec<(usize, usize, Label)> = Vec::new();
    for (at, _) in line.char_indices() {
        let rest = line.get(at..)?;
        let is_inside = starts.last().is_some_and(|(_, value, _)| at < *value);
        let found = LABELS.iter().find(|(name, _)| rest.starts_with(name)).filter(|_| !is_inside);
        let Some((name, label)) = found else { continue };
        let behind = rest.get(name.len()..)?;
        let gap = behind.len() - behind.trim_start().len();
        if let Some(colon) = behind.trim_start().chars().next().filter(|c| matches!(c, ':' | '：')) {
            starts.push((at, at + name.len() + gap + colon.len_utf8(), *label));
        }
    }
    let head = line.get(..starts.first().map_or(line.len(), |(at, ..)| *at)).map(trim)?;
    if starts.is_empty() && dates::read(head).is_none() {
        return None;
    }
    let mut fields: Vec<(Option<Label>, String)> = Vec::new();
    if !head.is_empty() {
        fields.push((None, head.to_owned()));
    }
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([line.len()]);
    for ((_, from, label), to) in starts.iter().zip(ends) {
        let value = trim(line.get(*from..to)?).trim_end_matches(['|', '｜', ';', '；']);
        fields.push((Some(*label), trim(value).to_owned()));
    }
    Some(fields)
}

/// The names in a byline; two single characters beside each other are one name.
fn names(value: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in value.split(['、', '，', ',', ';', '；', '/']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            [family, given] if family.chars().count() == 1 && given.chars().count() == 1 => {
                names.push(format!("{family}{given}"));
            }
            words => names.extend(words.iter().map(|word| (*word).to_owned())),
        }
    }
    if names.iter().all(|name| name.chars().count() <= 20) { names } else { Vec::new() }
}

/// Whether a word can be somebody's name.
fn is_name(word: &str) -> bool {
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
