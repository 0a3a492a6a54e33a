//! Reading a page from top to bottom: breadcrumb, headline, head, body, foot.

use super::furniture::{self, Furniture};
use super::headline::{self, Headline};
use super::{PortalPage, Unplaced, breadcrumb, byline, column, words};
use crate::articles::address::is_web;
use crate::articles::article::{Note, NoteKind};
use crate::articles::body::text;

/// How many lines from the top a breadcrumb is looked for.
const TOP: usize = 20;
/// How many lines below the breadcrumb a byline is looked for.
const HEAD: usize = 8;

/// A line of a page that is not empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// What it says, without white space around it.
    pub(super) text: &'a str,
}

/// Reads the lines of a page; `known_medium` tells whether a name is that of a medium in the database.
pub(super) fn read(lines: &[Line<'_>], known_medium: &dyn Fn(&str) -> bool) -> PortalPage {
    let mut reader = Reader { page: PortalPage::default(), known_medium, has_printed_title: false };
    let below = reader.top(lines);
    let below = reader.head(below);
    let body = reader.late_headline(below, lines);
    let foot = foot(body, known_medium);
    let (body, foot) = body.split_at(foot);
    reader.body(body);
    reader.foot(foot);
    reader.page
}

/// A page that is being read.
struct Reader<'a> {
    page: PortalPage,
    known_medium: &'a dyn Fn(&str) -> bool,
    /// Whether the page has said what its printed title was.
    has_printed_title: bool,
}

impl Reader<'_> {
    /// Reads breadcrumb and headline; the lines below.
    fn top<'l, 't>(&mut self, lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
        let found =
            lines.iter().take(TOP).enumerate().find_map(|(place, line)| Some((place, breadcrumb::read(line.text)?)));
        let is_below_byline =
            |place: usize| lines.iter().take(place).skip(1).any(|line| self.is_byline(line) && !is_todays_date(line));
        let found = found.filter(|(place, _)| !is_below_byline(*place));
        let (above, below) = lines.split_at(found.as_ref().map_or(0, |(place, _)| *place));
        let below = if found.is_some() { below.get(1..).unwrap_or_default() } else { below };
        if let Some((_, path)) = found {
            self.page.site_name = path.site;
            self.page.channel = path.channel;
        }
        let below = self.masthead(below);
        let (count, own) = self.headline_lines(below);
        let stands_above =
            own.is_empty().then(|| above.iter().rposition(|line| furniture::of(line.text).is_none())).flatten();
        for (place, line) in above.iter().enumerate() {
            if stands_above != Some(place) && furniture::of(line.text).is_none() {
                self.leave(line, line.text);
            }
        }
        let own = match stands_above.and_then(|place| above.get(place)) {
            Some(line) => vec![*line],
            None => own,
        };
        self.headline(&own, lines);
        below.get(count..).unwrap_or_default()
    }

    /// Takes a newspaper's head from the first line: its name and the day; the lines below.
    fn masthead<'l, 't>(&mut self, lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
        match lines.split_first() {
            Some((line, below)) if byline::read(line.text, self.known_medium).is_masthead() => {
                self.byline(line);
                below
            }
            _ => lines,
        }
    }

    /// Takes a headline that stands below source and date; the lines below, down to the body.
    fn late_headline<'l, 't>(&mut self, below: &'l [Line<'t>], lines: &[Line<'t>]) -> &'l [Line<'t>] {
        if !self.page.title.is_empty() {
            return below;
        }
        let (count, own) = self.headline_lines(below);
        self.headline(&own, lines);
        self.head(below.get(count..).unwrap_or_default())
    }

    /// The lines of the headline, and how many lines they take with the furniture among them.
    fn headline_lines<'t>(&self, lines: &[Line<'t>]) -> (usize, Vec<Line<'t>>) {
        let mut own: Vec<Line<'t>> = Vec::new();
        let mut first_alone = None;
        for (place, line) in lines.iter().enumerate().take(HEAD) {
            if furniture::of(line.text).is_some() {
                continue;
            }
            if self.is_of_the_head(line) {
                return (place, own);
            }
            let goes_on = own.is_empty() || headline::is_subtitle(line.text);
            if !goes_on {
                first_alone.get_or_insert((place, own.len()));
            }
            if !own.is_empty() && !headline::can_be(line.text) {
                break;
            }
            own.push(*line);
        }
        // No byline tells where the headline ends: it is the first line, with a subtitle below it.
        let (count, length) = first_alone.unwrap_or((lines.len().min(HEAD), own.len()));
        own.truncate(length);
        (count, own)
    }

    /// Takes the headline from its lines.
    fn headline(&mut self, own: &[Line<'_>], lines: &[Line<'_>]) {
        let printed = lines.iter().find_map(|line| words::after_label(line.text, &words::ORIGINAL_TITLE));
        let texts: Vec<&str> = own.iter().map(|line| line.text).collect();
        let path = self.page.channel.last().cloned();
        let Headline { kicker, title, subtitle, left } =
            headline::sort(&texts, printed.filter(|it| !it.is_empty()), path.as_deref());
        self.page.headline(&title);
        // The label of the column may stand before the printed title only, and is needed before the notes are read.
        let label = printed.and_then(headline::column_label).filter(|(_, bare)| *bare == self.page.title);
        self.page.column_label = self.page.column_label.take().or(label.map(|(label, _)| label.to_owned()));
        self.page.kicker = kicker;
        self.page.subtitle = subtitle;
        for line in left.into_iter().filter_map(|place| own.get(place)) {
            self.leave(line, line.text);
        }
        let titles = [title.as_str(), self.page.title.as_str()];
        self.page.channel = breadcrumb::without_title(std::mem::take(&mut self.page.channel), &titles);
    }

    /// Reads what stands between headline and body; the lines from the body on.
    fn head<'l, 't>(&mut self, lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
        let mut rest = lines;
        while let Some((line, behind)) = rest.split_first() {
            rest = if furniture::of(line.text).is_some() || self.labelled(line) {
                behind
            } else if let Some(left) = self.note(line, behind) {
                left
            } else if let Some(summary) =
                words::after_label(line.text, &words::SUMMARY).filter(|_| self.page.summary.is_none())
            {
                let (summary, left) = self.with_next(line, summary, behind);
                self.page.summary = summary;
                left
            } else if self.is_new_byline(line) {
                self.byline(line);
                behind
            } else {
                return rest;
            };
        }
        rest
    }

    /// Whether a line is a byline that says something new, or nothing else than is known: another date alone is one of the
    /// text, such as when something is to take place.
    fn is_new_byline(&self, line: &Line<'_>) -> bool {
        let told = byline::read(line.text, self.known_medium);
        told.is_byline() && (self.page.agrees(&told) || told.adds_to(&self.page))
    }

    /// Reads the body.
    fn body(&mut self, lines: &[Line<'_>]) {
        let mut rest = lines;
        while let Some((line, behind)) = rest.split_first() {
            rest = behind;
            if furniture::of(line.text) == Some(Furniture::Certain) || self.labelled(line) {
                continue;
            }
            if let Some(left) = self.note(line, behind) {
                rest = left;
                continue;
            }
            let told = byline::read(line.text, self.known_medium);
            if told.is_closing() && self.page.agrees(&told) {
                self.byline(line);
                continue;
            }
            self.page.reporters(line.text);
            self.page.blocks.extend(text::line(line.text));
        }
    }

    /// Reads what stands below the body.
    fn foot(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            if furniture::of(line.text).is_some() || self.labelled(line) {
                continue;
            }
            if self.is_byline(line) {
                self.byline(line);
            } else {
                self.leave(line, line.text);
            }
        }
    }

    /// Takes a line with the printed title or the page's address.
    fn labelled(&mut self, line: &Line<'_>) -> bool {
        if let Some(title) = words::after_label(line.text, &words::ORIGINAL_TITLE) {
            let is_known = [Some(self.page.title.as_str()), self.page.original_title.as_deref()].contains(&Some(title));
            if self.has_printed_title && !is_known {
                self.leave(line, line.text);
            } else if !title.is_empty() {
                self.has_printed_title = true;
                self.page.printed_title(title);
            }
            return true;
        }
        let Some(address) = words::after_label(line.text, &words::ORIGINAL_URL) else { return false };
        let is_other = self.page.original_url.as_deref().is_some_and(|known| known != address);
        if !is_other && is_web(address) {
            self.page.original_url = Some(address.to_owned());
        } else if !address.is_empty() {
            self.leave(line, line.text);
        }
        true
    }

    /// Takes a note, with the next line where its label stands alone; the lines below, if the line was one.
    fn note<'l, 't>(&mut self, line: &Line<'_>, behind: &'l [Line<'t>]) -> Option<&'l [Line<'t>]> {
        let (kind, label, text) = words::note(line.text)?;
        // An article may end under such a label as well, and then it is a heading with a text below it, or a short phrase.
        if words::is_ending(label) && (!words::ends_sentence(text) || self.has_text(behind)) {
            return None;
        }
        let (text, left) = self.with_next(line, text, behind);
        if let Some(text) = text {
            self.page.take_note(kind, label, text);
        }
        Some(left)
    }

    /// The text behind a label, or the next line where there is none and that is nothing else; a label without any text is
    /// left over.
    fn with_next<'l, 't>(
        &mut self,
        line: &Line<'_>,
        text: &str,
        behind: &'l [Line<'t>],
    ) -> (Option<String>, &'l [Line<'t>]) {
        if !text.is_empty() {
            return (Some(text.to_owned()), behind);
        }
        match behind.split_first() {
            Some((next, left)) if !self.is_of_the_head(next) && furniture::of(next.text).is_none() => {
                (Some(next.text.to_owned()), left)
            }
            _ => {
                self.leave(line, line.text);
                (None, behind)
            }
        }
    }

    /// Whether any of these lines is text of the article.
    fn has_text(&self, lines: &[Line<'_>]) -> bool {
        lines.iter().any(|line| furniture::of(line.text).is_none() && !self.is_of_the_head(line))
    }

    /// Whether a line stands between headline and body by what it says.
    fn is_of_the_head(&self, line: &Line<'_>) -> bool {
        let labels = [words::SUMMARY.as_slice(), &words::ORIGINAL_TITLE, &words::ORIGINAL_URL].concat();
        words::after_label(line.text, &labels).is_some() || words::note(line.text).is_some() || self.is_byline(line)
    }

    /// Whether a line is a byline.
    fn is_byline(&self, line: &Line<'_>) -> bool {
        byline::read(line.text, self.known_medium).is_byline()
    }

    /// Takes a byline; what has no place in it is left over.
    fn byline(&mut self, line: &Line<'_>) {
        let mut told = byline::read(line.text, self.known_medium);
        let rest = std::mem::take(&mut told.rest);
        for left in self.page.take(told, self.known_medium).into_iter().chain(rest) {
            self.leave(line, &left);
        }
    }

    /// Notes that something has no place.
    fn leave(&mut self, line: &Line<'_>, text: &str) {
        self.page.unplaced.push(Unplaced { line: Some(line.number), text: text.to_owned() });
    }
}

/// Whether a line says what day it is today, and not when the article was published.
fn is_todays_date(line: &Line<'_>) -> bool {
    line.text.starts_with("今天是") || line.text.starts_with("今日是")
}

/// Where the foot begins: above the first line after which other articles follow, or at the end; and above the furniture and
/// bylines that stand there.
fn foot(lines: &[Line<'_>], known_medium: &dyn Fn(&str) -> bool) -> usize {
    let others = lines.iter().skip(1).position(|line| furniture::begins_others(line.text)).map(|place| place + 1);
    let mut foot = others.unwrap_or(lines.len());
    let labels = [words::ORIGINAL_TITLE.as_slice(), &words::ORIGINAL_URL].concat();
    while foot > 1 {
        let Some(line) = lines.get(foot - 1) else { break };
        let is_of_the_foot = furniture::of(line.text).is_some()
            || words::after_label(line.text, &labels).is_some()
            || byline::read(line.text, known_medium).is_last();
        if !is_of_the_foot {
            break;
        }
        foot -= 1;
    }
    foot
}

impl PortalPage {
    /// Takes a note; the full name of the column from the opening one.
    pub(in crate::import) fn take_note(&mut self, kind: NoteKind, label: &str, text: String) {
        if kind == NoteKind::Opening && self.column_name.is_none() {
            self.column_name = column::quoted(&text, self.column_label.as_deref());
        }
        self.notes.push(Note { kind, label: label.to_owned(), text });
    }
}
