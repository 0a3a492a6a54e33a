//! Reading the table: `code,name` and perhaps `slug`, one term a line.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use crate::import::html::decode;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::kernel::slug::Slug;
use crate::reference::edit::MAX_NAME;
use crate::tags::MAX_CODE;

/// Most terms of a table.
pub const MAX_LINES: usize = 20_000;
/// Most faults that are told of.
const MAX_FAULTS: usize = 100;
/// The columns that a table may have; the first two must be there.
const COLUMNS: [&str; 3] = ["code", "name", "slug"];

/// A term of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where it stands, from 1.
    pub line: u64,
    /// Its code; none where the table says nothing of one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// The slug that it is to have when it is new.
    pub slug: Option<Slug>,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its terms, each code and each name once.
    pub terms: Vec<Term>,
}

/// What is wrong with a table, by its lines.
#[derive(Debug, Default)]
pub(super) struct Faults {
    told: Vec<FieldError>,
    count: usize,
}

impl Faults {
    /// Notes what is wrong with a line.
    pub(super) fn add(&mut self, line: u64, code: FieldCode, detail: impl Into<String>) {
        self.count += 1;
        if self.told.len() < MAX_FAULTS {
            self.told.push(FieldError { place: Place::Line(line), code, detail: detail.into() });
        }
    }

    /// The refusal, if anything was wrong.
    pub(super) fn refuse(self) -> Result<()> {
        let Self { told, count } = self;
        if count == 0 {
            return Ok(());
        }
        match Error::content(told) {
            Error::Refused { code, errors, extra, .. } if count > 1 => {
                let shown = errors.len();
                let detail = format!("{count} faults; `errors` names the first {shown} of them by their lines.");
                Err(Error::Refused { code, detail: detail.into(), errors, extra })
            }
            other => Err(other),
        }
    }
}

impl Sheet {
    /// Reads a table in UTF-8, with or without a byte order mark, in GB18030 (GBK, GB 2312) or Big5, told apart by content. All that
    /// is wrong is said at once, as far as the first hundred faults.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let text = decode(bytes).ok().filter(|decoded| decoded.errors == 0);
        // The reader counts a line from before its predecessor's line feed where that follows a carriage return.
        let Some(text) = text.map(|decoded| decoded.text.replace("\r\n", "\n")) else {
            return Err(Error::refused(Code::InvalidContent, "It is no text in UTF-8, GB18030 or Big5."));
        };
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut faults = Faults::default();
        let mut header: Option<Header> = None;
        let mut known = Known::default();
        let mut terms = Vec::new();
        for record in reader.records() {
            let record = record.map_err(Error::broken)?;
            let line = record.position().map_or(1, csv::Position::line);
            let Some(header) = &header else {
                header = Some(Header::read(&record, line, &mut faults));
                if faults.count > 0 {
                    break;
                }
                continue;
            };
            if record.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            if terms.len() == MAX_LINES {
                faults.add(line, FieldCode::OutOfRange, format!("There are more than {MAX_LINES} terms."));
                break;
            }
            terms.extend(header.term(&record, line, &mut known, &mut faults));
        }
        if header.is_none() {
            faults.add(1, FieldCode::Missing, "There is no line with the names of the columns: `code,name`.");
        }
        faults.refuse().map(|()| Self { terms })
    }
}

/// Codes and names of the lines so far, with their lines.
#[derive(Default)]
struct Known {
    codes: HashMap<String, u64>,
    names: HashMap<String, u64>,
}

/// Which column stands where.
struct Header {
    columns: Vec<&'static str>,
}

impl Header {
    /// Reads the first line.
    fn read(record: &StringRecord, line: u64, faults: &mut Faults) -> Self {
        let mut columns = Vec::new();
        for name in record.iter().map(str::trim) {
            match COLUMNS.into_iter().find(|column| *column == name) {
                None => {
                    let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                    let detail = format!("`{shown}` is none of the columns `code`, `name` and `slug`.");
                    faults.add(line, FieldCode::Unknown, detail);
                }
                Some(column) if columns.contains(&column) => {
                    faults.add(line, FieldCode::Repeated, format!("The column `{column}` is there twice."));
                }
                Some(column) => columns.push(column),
            }
        }
        for column in ["code", "name"].into_iter().filter(|column| !columns.contains(column)) {
            faults.add(
                line,
                FieldCode::Missing,
                format!("There is no column `{column}`; the first line names the columns."),
            );
        }
        Self { columns }
    }

    /// Reads a term.
    fn term(&self, record: &StringRecord, line: u64, known: &mut Known, faults: &mut Faults) -> Option<Term> {
        if record.len() != self.columns.len() {
            let detail = format!("It has {} fields, and the first line has {}.", record.len(), self.columns.len());
            faults.add(line, FieldCode::Malformed, detail);
            return None;
        }
        let before = faults.count;
        let (mut code, mut name, mut slug) = (None, None, None);
        for (column, text) in self.columns.iter().zip(record.iter().map(str::trim)) {
            if text.chars().any(char::is_control) {
                faults.add(line, FieldCode::Malformed, format!("`{column}` holds control characters."));
                continue;
            }
            let most = match *column {
                "code" => MAX_CODE,
                "name" => MAX_NAME,
                _ => crate::kernel::slug::MAX_LENGTH,
            };
            if text.chars().count() > most {
                faults.add(line, FieldCode::OutOfRange, format!("`{column}` has more than {most} characters."));
                continue;
            }
            let text = (!text.is_empty()).then(|| text.to_owned());
            match *column {
                "code" => code = text,
                "name" => name = text,
                _ => slug = text,
            }
        }
        if faults.count == before && name.is_none() {
            faults.add(line, FieldCode::Missing, "`name` is empty.");
        }
        let slug = slug.and_then(|text| {
            let slug = Slug::parse(&text);
            if slug.is_none() {
                faults.add(
                    line,
                    FieldCode::Malformed,
                    "`slug` is no slug: a-z, 0-9 and single inner hyphens, and not an id.",
                );
            }
            slug
        });
        for (column, value, earlier) in [("code", &code, &mut known.codes), ("name", &name, &mut known.names)] {
            if let Some(value) = value
                && let Some(first) = earlier.insert(value.clone(), line)
            {
                faults.add(line, FieldCode::Repeated, format!("Line {first} has the same {column}."));
            }
        }
        (faults.count == before).then_some(Term { line, code, name: name?, slug })
    }
}
