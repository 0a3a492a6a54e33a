//! The headline: which of its lines is the title (主题), which stands above it (引题) and which below (副题).

use super::breadcrumb;
use crate::articles::body::text::trim;
use crate::import::line::split_label;

/// Longest line of a headline, in characters.
const MAX_LINE: usize = 120;
/// Longest label before a title in half-width brackets, in characters.
const MAX_LABEL: usize = 20;
/// Words in half-width brackets before a title that say of what kind the page is, and name no column.
const KINDS: [&str; 16] = [
    "图", "组图", "图文", "高清", "视频", "音频", "图解", "直播", "转载", "转", "原创", "置顶", "推荐", "热", "新",
    "专题",
];

/// The lines of a headline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    /// The line above the title.
    pub(super) kicker: Option<String>,
    /// The title as printed.
    pub(super) title: String,
    /// The line below it.
    pub(super) subtitle: Option<String>,
    /// Which of the lines have no part, by their places.
    pub(super) left: Vec<usize>,
}

/// Whether a line can be one of a headline: short, and no sentence.
pub(super) fn can_be(line: &str) -> bool {
    line.chars().take(MAX_LINE + 1).count() <= MAX_LINE && !line.ends_with(['。', '；', '，', '：', ':'])
}

/// Whether a line begins with the stroke of a subtitle.
pub(super) fn is_subtitle(line: &str) -> bool {
    ["—", "─", "--", "―", "－－", "━"].iter().any(|stroke| line.starts_with(stroke))
        && line.contains(char::is_alphanumeric)
}

/// The letters and digits of a text, in lower case.
pub(in crate::import) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Sorts the lines of a headline. `printed` is the title as the page repeats it elsewhere (原标题), `path` the last level of
/// the breadcrumb; either tells which line is the title. Otherwise it is the one with a column's label, or the second of two
/// or three, as a line above the title stands more often alone than one below it without a stroke.
pub(super) fn sort(lines: &[&str], printed: Option<&str>, path: Option<&str>) -> Headline {
    let plain: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !is_subtitle(line)).map(|(place, _)| place).collect();
    let same = |line: &str, told: &str| {
        let bare = |text: &str| letters(column_label(text).map_or(text, |(_, title)| title));
        bare(line) == bare(told)
    };
    let told = |text: Option<&str>| {
        let text = text?;
        lines.iter().position(|line| same(line, text)).or_else(|| {
            let in_path = breadcrumb::without_title(vec![text.to_owned()], lines).is_empty();
            lines.iter().position(|line| in_path && letters(line).starts_with(&letters(text)))
        })
    };
    let labelled =
        || plain.iter().copied().find(|place| lines.get(*place).is_some_and(|line| column_label(line).is_some()));
    let by_place = || match plain.len() {
        0 => Some(0),
        2 | 3 => plain.get(1).copied(),
        _ => plain.first().copied(),
    };
    let title = told(printed).or_else(|| told(path)).or_else(labelled).or_else(by_place).unwrap_or(0);
    let line = |place: usize| lines.get(place).copied().map(|line| trim(line).to_owned());
    let mut headline = Headline { title: line(title).unwrap_or_default(), ..Headline::default() };
    for place in (0..lines.len()).filter(|place| *place != title) {
        let slot = if place < title && plain.contains(&place) { &mut headline.kicker } else { &mut headline.subtitle };
        match slot {
            // A kicker may have two lines; a second subtitle has no place.
            Some(known) if place < title && place == 1 => {
                known.push(' ');
                known.push_str(&line(place).unwrap_or_default());
            }
            Some(_) => headline.left.push(place),
            None => *slot = line(place),
        }
    }
    headline
}

/// The column's label before a title, in brackets of any width, and the title behind it.
pub(in crate::import) fn column_label(title: &str) -> Option<(&str, &str)> {
    split_label(title).or_else(|| {
        let (label, rest) = [('[', ']'), ('［', '］'), ('〔', '〕'), ('〖', '〗')]
            .into_iter()
            .find_map(|(open, close)| title.strip_prefix(open)?.split_once(close))?;
        let (label, rest) = (trim(label), trim(rest));
        let is_label = (2..=MAX_LABEL).contains(&label.chars().count())
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '·' | '•' | ' ' | '“' | '”' | '-' | '—'))
            && !label.chars().all(char::is_numeric)
            && !KINDS.contains(&label);
        (is_label && !rest.is_empty()).then_some((label, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_headline_find_their_parts() {
        let kicker = "全长八百米 历时两年";
        for (lines, printed, wanted) in [
            (vec!["清河新桥通车"], None, (None, "清河新桥通车", None)),
            (
                vec![kicker, "清河新桥通车", "——写在通车之际"],
                None,
                (Some(kicker), "清河新桥通车", Some("——写在通车之际")),
            ),
            (vec!["清河新桥通车", "——写在通车之际"], None, (None, "清河新桥通车", Some("——写在通车之际"))),
            (vec![kicker, "清河新桥通车"], None, (Some(kicker), "清河新桥通车", None)),
            (vec!["清河新桥通车", kicker], Some("清河新桥通车"), (None, "清河新桥通车", Some(kicker))),
            (vec![kicker, "清河新桥通车", "老街的早晨"], None, (Some(kicker), "清河新桥通车", Some("老街的早晨"))),
            (vec!["【走读】清河新桥通车", kicker], None, (None, "【走读】清河新桥通车", Some(kicker))),
            (
                vec![kicker, "老街的早晨", "清河新桥通车"],
                Some("【走读】清河新桥通车"),
                (Some("全长八百米 历时两年 老街的早晨"), "清河新桥通车", None),
            ),
        ] {
            let sorted = sort(&lines, printed, None);
            let found = (sorted.kicker.as_deref(), sorted.title.as_str(), sorted.subtitle.as_deref());
            assert_eq!((found, sorted.left), (wanted, vec![]), "{lines:?}");
        }
        assert_eq!(sort(&["甲一", "乙二", "丙三"], None, Some("甲一")).title, "甲一");
        assert_eq!(sort(&["甲一", "乙二", "丙三", "丁四"], None, None).left, [2, 3]);
    }

    #[test]
    fn a_label_stands_in_brackets_of_any_width() {
        assert_eq!(column_label("[走读清河]清河新桥通车"), Some(("走读清河", "清河新桥通车")));
        assert_eq!(column_label("【走读清河】 清河新桥通车"), Some(("走读清河", "清河新桥通车")));
        for title in ["[组图]清河新桥通车", "[2026]12号文件", "[走读清河]", "清河[新桥]通车", "[他说，好]了"]
        {
            assert_eq!(column_label(title), None, "{title}");
        }
    }
}
