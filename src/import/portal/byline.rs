//! Bylines: source, people and dates, in any order and width, among words about the page.

mod values;

use self::values::{named, source_and_rest, without_date};
use super::labels::Label;
use super::parts::{Part, parts, trim_between, without_brackets};
use super::running::running;
use super::{PortalPage, Published, furniture, media};
use crate::articles::body::text::trim;
use crate::people::Role;

/// Longest byline, in characters.
const MAX_BYLINE: usize = 300;
/// Longest name of a source, in characters.
const MAX_SOURCE: usize = 60;
/// Most characters beside what was understood, in a line that is a byline for its labels.
const MAX_REST: usize = 60;
/// The same, in a line that is one for a date with a time.
const MAX_BARE_REST: usize = 20;
/// Longest byline in the middle of a text, in characters.
const MAX_CLOSING: usize = 80;
/// The marks that may stand before a byline.
const MARKS: [char; 8] = ['□', '■', '◎', '▲', '●', '◆', '▌', '·'];
/// What no byline has: it ends a sentence.
const SENTENCE: [char; 5] = ['。', '！', '？', '!', '?'];

/// What a line says that may be a byline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Told {
    /// The source as printed.
    pub(in crate::import) source: Option<String>,
    /// Who had which part.
    pub(in crate::import) people: Vec<(Role, String)>,
    /// When the page was published.
    pub(in crate::import) published: Option<Published>,
    /// When it was last changed.
    pub(in crate::import) updated: Option<Published>,
    /// What has no place although a label says what it is, as printed.
    pub(in crate::import) labelled: Vec<String>,
    /// What is left over, as printed.
    pub(in crate::import) rest: Vec<String>,
    /// How sure it is that the line is a byline.
    surety: Surety,
    /// The label that the line begins with, if a colon says so.
    begins_with: Option<Label>,
    /// Whether the line stands in brackets.
    is_bracketed: bool,
    /// How long it is, in characters.
    length: usize,
}

/// How sure it is that a line is a byline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Surety {
    /// Nothing in it says so.
    #[default]
    None,
    /// It has a date or the name of a medium.
    Values,
    /// It has labels.
    Labels,
}

impl Told {
    /// Whether the line is a byline: it has labels of one, or hardly anything in it but a date and a medium.
    pub(in crate::import) fn is_byline(&self) -> bool {
        let rest: usize = self.labelled.iter().chain(&self.rest).map(|rest| rest.chars().count()).sum();
        match self.surety {
            Surety::None => false,
            Surety::Values if self.published.is_some_and(|published| published.is_timed()) => rest <= MAX_BARE_REST,
            Surety::Values => rest == 0,
            Surety::Labels => rest <= MAX_REST,
        }
    }

    /// Whether a medium and a date are in the line and a little more, as on the head of a newspaper's page.
    pub(in crate::import) fn is_masthead(&self) -> bool {
        let rest: usize = self.rest.iter().map(|rest| rest.chars().count()).sum();
        self.source.is_some() && self.published.is_some() && (1..=MAX_BARE_REST).contains(&rest)
    }

    /// Whether the line says of an article what a page does not know yet.
    pub(in crate::import) fn adds_to(&self, page: &PortalPage) -> bool {
        let is_new_date = |known: Option<Published>, told: Option<Published>| told.is_some() && known.is_none();
        (self.source.is_some() && page.source.is_none())
            || !self.people.is_empty()
            || is_new_date(page.published, self.published)
            || is_new_date(page.updated, self.updated)
    }

    /// Whether the line can stand at the end of a text by the label that it begins with.
    pub(in crate::import) fn is_for_the_end(&self) -> bool {
        let begins_as_one = match self.begins_with {
            // `记者：` also begins a question.
            Some(Label::Person(Role::Reporter)) => !self.people.is_empty(),
            Some(Label::Source | Label::Person(_) | Label::Unkept) => true,
            _ => false,
        };
        begins_as_one && self.length <= MAX_CLOSING
    }

    /// Whether the line, below all paragraphs, is a byline: it can stand there, and has only values of labels in it.
    pub(in crate::import) fn is_last(&self) -> bool {
        self.is_closing() || (self.is_for_the_end() && self.surety == Surety::Labels && self.rest.is_empty())
    }

    /// Whether the line has a date, a medium or a label of a byline in it.
    pub(in crate::import) fn says_anything(&self) -> bool {
        self.surety != Surety::None
    }

    /// Whether the line is a byline even in the middle of a text: it begins with a label and has only values of labels in it.
    pub(in crate::import) fn is_closing(&self) -> bool {
        let begins_as_one = match self.begins_with {
            Some(Label::Source | Label::Unkept | Label::Page | Label::Updated) => true,
            Some(Label::Person(role)) => self.is_bracketed || !matches!(role, Role::Reporter | Role::Author),
            _ => false,
        };
        begins_as_one && self.surety == Surety::Labels && self.rest.is_empty() && self.length <= MAX_CLOSING
    }
}

/// Reads a line as a byline, unless it is a sentence; `known_medium` tells whether a name is that of a medium in the database.
pub(in crate::import) fn read(line: &str, known_medium: &dyn Fn(&str) -> bool) -> Told {
    if !line.contains(SENTENCE) {
        return fields(line, known_medium);
    }
    let mut told = Told::default();
    told.stray(line);
    told
}

/// Reads a line that is known to be a byline by where it stands, whatever else it may say.
pub(in crate::import) fn fields(line: &str, known_medium: &dyn Fn(&str) -> bool) -> Told {
    let line = trim(line);
    let mut told = Told {
        is_bracketed: line.starts_with(['（', '(', '[', '【']),
        length: line.chars().take(MAX_BYLINE + 1).count(),
        ..Told::default()
    };
    if told.length > MAX_BYLINE {
        told.stray(line);
    } else {
        told.fields(without_brackets(line.trim_start_matches(MARKS)), known_medium);
    }
    told
}

impl Part<'_> {
    /// Adds what the part says; whether it could be understood.
    fn tell(self, told: &mut Told, known_medium: &dyn Fn(&str) -> bool) -> bool {
        let (dated, around) = without_date(self.value);
        let is_empty = self.is_marked && trim_between(self.value).is_empty();
        let strays = told.rest.len();
        let (is_understood, behind) = match self.label {
            None | Some(Label::Page) => (true, around),
            Some(Label::Source) => {
                let (name, behind) = source_and_rest(&around);
                let can_be = self.is_marked || media::is_one(&name, known_medium);
                (can_be && told.source(&name), behind)
            }
            Some(Label::Person(role)) if self.is_marked => {
                let (named, behind) = named(&around);
                let any = !named.names.is_empty();
                told.people.extend(named.names.into_iter().map(|name| (role, name)));
                named.rest.iter().for_each(|word| told.stray(word));
                (any, behind)
            }
            Some(Label::Person(_)) => {
                let label = self.printed.strip_suffix(self.value).unwrap_or_default();
                let (first, behind) = around.split_once('\n').unwrap_or((&around, ""));
                (told.running(&format!("{label}{first}")), behind.to_owned())
            }
            Some(Label::Updated) if dated.is_some() && told.updated.is_none() => {
                told.updated = dated;
                (true, around)
            }
            Some(Label::Published | Label::Updated) => (dated.is_some(), around),
            Some(Label::Unkept | Label::Unknown) => return false,
        };
        if !is_understood {
            // A label without a value says nothing, and that it is a byline.
            if is_empty {
                told.surety = Surety::Labels;
            }
            return is_empty;
        }
        if self.label != Some(Label::Updated) || told.updated != dated {
            told.date(dated);
        }
        told.loose(&behind, known_medium);
        match self.label {
            None => {}
            Some(Label::Page) if told.rest.len() > strays => return false,
            Some(Label::Page) if !self.is_marked => told.surety = told.surety.max(Surety::Values),
            Some(_) => told.surety = Surety::Labels,
        }
        true
    }
}

impl Told {
    /// Reads the fields of a line.
    fn fields(&mut self, line: &str, known_medium: &dyn Fn(&str) -> bool) {
        let parts = parts(line);
        let first = parts.iter().find(|part| part.label.is_some() || !furniture::says_nothing(part.value));
        self.begins_with = first.filter(|part| part.is_marked).and_then(|part| part.label);
        if self.running(line) {
            self.surety = Surety::Labels;
            return;
        }
        for part in parts {
            let before = self.clone();
            if !part.tell(self, known_medium) {
                *self = before;
                self.leave(part);
            }
        }
    }

    /// Leaves a part over that was not understood.
    fn leave(&mut self, part: Part<'_>) {
        let printed = trim_between(part.printed);
        match part.label {
            // `记者：` begins a question in an interview; the other labels are those of bylines whatever follows.
            Some(
                Label::Unkept | Label::Person(Role::Editor | Role::Author | Role::Photographer | Role::Proofreader),
            ) if part.is_marked => {
                self.surety = Surety::Labels;
                self.labelled.push(printed.to_owned());
            }
            _ => self.stray(printed),
        }
    }

    /// Leaves words over that have no label of a byline.
    fn stray(&mut self, words: &str) {
        self.rest.push(words.to_owned());
    }

    /// Takes a date; another one is left over.
    fn date(&mut self, dated: Option<Published>) {
        match (self.published, dated) {
            (None, Some(_)) => {
                self.published = dated;
                self.surety = self.surety.max(Surety::Values);
            }
            (Some(known), Some(other)) if !known.agrees(&other) => self.labelled.push(other.printed()),
            (Some(known), Some(other)) if other.is_timed() && !known.is_timed() => self.published = dated,
            _ => {}
        }
    }

    /// Takes the source; whether it can be one, and no other is there.
    fn source(&mut self, name: &str) -> bool {
        let can_be = (1..=MAX_SOURCE).contains(&name.chars().count())
            && name.contains(char::is_alphanumeric)
            && !name.contains('，');
        if !can_be || self.source.as_deref().is_some_and(|known| known != name) {
            return false;
        }
        self.source = Some(name.to_owned());
        true
    }

    /// Takes a byline in running words.
    fn running(&mut self, text: &str) -> bool {
        let Some(found) = running(text) else { return false };
        self.people.extend(found.people);
        for outlet in found.outlets {
            // Whom the reporter works for is the source, where no other is named.
            if !self.source(&outlet) {
                self.stray(&outlet);
            }
        }
        true
    }

    /// Takes what stands in a line without a label: media, and words about the page; anything else is left over.
    fn loose(&mut self, text: &str, known_medium: &dyn Fn(&str) -> bool) {
        let mut text = text.to_owned();
        while let (Some(dated), around) = without_date(&text) {
            self.date(Some(dated));
            text = around;
        }
        let mut parts: Vec<&str> = text.split(['\n', '\u{3000}', '\t']).flat_map(|part| part.split("  ")).collect();
        parts.retain(|part| !trim_between(part).is_empty());
        for part in parts {
            let part = trim_between(part);
            if media::is_one(media::parted(part, known_medium).0, known_medium) && self.source(part) {
                self.surety = self.surety.max(Surety::Values);
                continue;
            }
            for word in part.split_whitespace().flat_map(|word| word.split(['|', '｜', '丨', '┊'])) {
                let word = trim_between(word);
                if word.is_empty() || furniture::says_nothing(word) {
                    continue;
                }
                if media::is_one(word, known_medium) && self.source(word) {
                    self.surety = self.surety.max(Surety::Values);
                } else {
                    self.stray(word);
                }
            }
        }
    }
}

impl PortalPage {
    /// Whether a byline says nothing else than what is known already.
    pub(in crate::import) fn agrees(&self, told: &Told) -> bool {
        let other = |known: Option<Published>, told: Option<Published>| {
            known.zip(told).is_some_and(|(known, told)| !known.agrees(&told))
        };
        let same_source = told.source.as_deref().is_none_or(|source| {
            self.source_label.is_none() || [&self.source_label, &self.source].contains(&&Some(source.to_owned()))
        });
        same_source && !other(self.published, told.published) && !other(self.updated, told.updated)
    }

    /// Takes what a byline says but for the rest; what has no place although it is known what it is is given back.
    pub(in crate::import) fn take(&mut self, told: Told, known_medium: &dyn Fn(&str) -> bool) -> Vec<String> {
        let Told { source, people, published, updated, mut labelled, .. } = told;
        if let Some(source) = source
            && !self.take_source(&source, known_medium)
        {
            labelled.push(source);
        }
        people.into_iter().for_each(|(role, name)| self.person(role, name));
        for (known, told) in [(&mut self.published, published), (&mut self.updated, updated)] {
            let Some(told) = told else { continue };
            match known {
                Some(known) if !known.agrees(&told) => labelled.push(told.printed()),
                Some(known) if known.is_timed() || !told.is_timed() => {}
                _ => *known = Some(told),
            }
        }
        labelled
    }

    /// Takes the source, with its edition where one is named; not a second one.
    pub(super) fn take_source(&mut self, value: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
        if let Some(label) = &self.source_label {
            return label == value || self.source.as_deref() == Some(value);
        }
        let (medium, edition) = media::parted(value, known_medium);
        self.source = Some(medium.to_owned());
        self.edition = edition.map(str::to_owned);
        self.source_label = Some(value.to_owned());
        true
    }

    /// Adds the people named in a paragraph's own byline, `(记者 王芳 通讯员 李明)`, at its start or end.
    pub(in crate::import) fn reporters(&mut self, line: &str) {
        for (open, close) in [('（', '）'), ('(', ')')] {
            let head = line.split_once(open).filter(|(before, _)| before.chars().count() <= 20).map(|(_, rest)| rest);
            let tail = line.rsplit_once(open).filter(|(_, rest)| trim(rest).ends_with(close)).map(|(_, rest)| rest);
            for inside in
                [head, tail].into_iter().flatten().filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside)
            {
                let found = Some(inside).filter(|inside| inside.chars().count() <= 40).and_then(running);
                for (role, name) in found.into_iter().flat_map(|found| found.people) {
                    self.person(role, name);
                }
            }
        }
    }
}
