//! A vocabulary as a table: `code,name` and perhaps `slug`, one term a line.

use std::collections::HashMap;

use crate::kernel::error::{FieldCode, Result};
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::kernel::slug::{self, Slug};
use crate::tags::MAX_CODE;
use crate::web::table::{self, Columns, Faults, Row};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Slug,
}

/// The columns that a table may have.
const COLUMNS: Columns<Column> = Columns {
    known: &[("code", Column::Code), ("name", Column::Name), ("slug", Column::Slug)],
    needed: &[Column::Code, Column::Name],
};

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

impl Sheet {
    /// Reads a table. All that is wrong is said at once, as far as the first hundred faults.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let (rows, mut faults) = table::read(bytes, COLUMNS);
        let mut known = Known::default();
        let terms = rows.iter().filter_map(|row| term(row, &mut known, &mut faults)).collect();
        faults.refuse().map(|()| Self { terms })
    }
}

/// Codes, names and slugs of the lines so far, with their lines.
#[derive(Default)]
struct Known {
    codes: HashMap<String, u64>,
    /// By their keys.
    names: HashMap<String, u64>,
    slugs: HashMap<String, u64>,
}

/// Reads a term.
fn term(row: &Row<Column>, known: &mut Known, faults: &mut Faults) -> Option<Term> {
    let (line, before) = (row.line, faults.count());
    let [code, name, slug] =
        [Column::Code, Column::Name, Column::Slug].map(|column| row.get(column).map(str::to_owned));
    for (column, text, most) in [("code", &code, MAX_CODE), ("slug", &slug, slug::MAX_LENGTH)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > most) {
            faults.add(line, FieldCode::OutOfRange, format!("`{column}` has more than {most} characters."));
        }
    }
    if name.is_none() {
        faults.add(line, FieldCode::Missing, "`name` is empty.");
    }
    let slug = slug.filter(|text| text.chars().count() <= slug::MAX_LENGTH).and_then(|text| {
        let slug = Slug::parse(&text);
        if slug.is_none() {
            let detail = "`slug` is no slug: a-z, 0-9 and single inner hyphens, and not an id.";
            faults.add(line, FieldCode::Malformed, detail);
        }
        slug
    });
    let key = name.as_deref().map(|name| name::key(Kind::Tag, name));
    let slugged = slug.as_ref().map(|slug| slug.as_str().to_owned());
    for (column, value, earlier) in
        [("code", code.clone(), &mut known.codes), ("name", key, &mut known.names), ("slug", slugged, &mut known.slugs)]
    {
        if let Some(value) = value
            && let Some(first) = earlier.insert(value, line)
        {
            faults.add(line, FieldCode::Repeated, format!("Line {first} has the same {column}."));
        }
    }
    (faults.count() == before).then_some(Term { line, code, name: name?, slug })
}
