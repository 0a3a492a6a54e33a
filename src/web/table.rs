//! Tables (CSV, RFC 4180) as they come in: a line that names the columns, then one line for each entry. What they mean is for others
//! to say; what is wrong is told by its line, all of it at once.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::query::shown;
use crate::kernel::encoding::decode;
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result, nearest};
use crate::kernel::text::{self, Lines, Refused};

/// Largest table in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most lines of a table below the one that names its columns.
pub const MAX_LINES: usize = 20_000;
/// Most characters of a field.
const MAX_FIELD: usize = 500;
/// Most faults that are told of.
const MAX_FAULTS: usize = 100;

/// The columns that a table may have, each by all words that name it.
#[derive(Clone, Copy, Debug)]
pub struct Columns<C: 'static> {
    /// All of them.
    pub known: &'static [(&'static str, C)],
    /// Those that must be there.
    pub needed: &'static [C],
}

/// A line of a table below the one that names its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<C> {
    /// Where it begins in the file, from 1.
    pub line: u64,
    fields: Vec<(C, String)>,
}

impl<C: Copy + PartialEq> Row<C> {
    /// What stands in a column; none where it is empty or there is no such column.
    pub fn get(&self, column: C) -> Option<&str> {
        let field = self.fields.iter().find(|(of, _)| *of == column);
        field.map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
    }
}

/// What is wrong with a table.
#[derive(Debug, Default)]
pub struct Faults(Vec<(u64, FieldCode, String)>);

impl Faults {
    /// Notes what is wrong with a line.
    pub fn add(&mut self, line: u64, code: FieldCode, detail: impl Into<String>) {
        self.0.push((line, code, detail.into()));
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The refusal, if anything is wrong: the first hundred faults in the order of their lines.
    pub fn refuse(mut self) -> Result<()> {
        let count = self.count();
        if count == 0 {
            return Ok(());
        }
        self.0.sort_by_key(|(line, ..)| *line);
        self.0.truncate(MAX_FAULTS);
        let told = self.0.into_iter();
        let told = told.map(|(line, code, detail)| FieldError { place: Place::Line(line), code, detail });
        match Error::content(told.collect()) {
            Error::Refused { code, errors, extra, .. } if count > 1 => {
                let shown = errors.len();
                let detail = format!("{count} faults; `errors` names the first {shown} of them by their lines.");
                Err(Error::Refused { code, detail: detail.into(), errors, extra })
            }
            other => Err(other),
        }
    }
}

/// Reads a table in UTF-8, with or without a byte order mark, in UTF-16 with one, in GB18030 (GBK, GB 2312) or Big5, told apart by
/// content. The lines that are well formed, without white space around their fields and without lines that are empty, and what is
/// wrong with the others.
pub fn read<C: Copy + PartialEq>(bytes: &[u8], columns: Columns<C>) -> (Vec<Row<C>>, Faults) {
    let mut faults = Faults::default();
    if bytes.len() > MAX_BYTES {
        faults.add(
            1,
            FieldCode::OutOfRange,
            format!("The table has {} bytes; at most {MAX_BYTES} are read.", bytes.len()),
        );
        return (Vec::new(), faults);
    }
    let Some(text) = decode(bytes).ok().filter(|decoded| decoded.errors == 0).map(|decoded| decoded.text) else {
        let detail =
            "The table is no text in UTF-8, GB18030 (GBK, GB 2312) or Big5, nor in UTF-16 with a byte order mark.";
        faults.add(1, FieldCode::Malformed, detail);
        return (Vec::new(), faults);
    };
    // The reader counts a line from before its predecessor's line feed where that follows a carriage return.
    let text = text.replace("\r\n", "\n");
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    // What was text before cannot fail to be text now.
    let mut records = reader.records().map_while(std::result::Result::ok);
    let Some(header) = records.next() else {
        faults.add(1, FieldCode::Missing, "There is no line that names the columns.");
        return (Vec::new(), faults);
    };
    let named = header_of(&header, columns, &mut faults);
    let mut rows = Vec::new();
    if faults.count() > 0 {
        return (rows, faults);
    }
    let mut count = 0;
    for record in records.filter(|record| record.iter().any(|field| !field.is_empty())) {
        let line = record.position().map_or(1, csv::Position::line);
        count += 1;
        if count > MAX_LINES {
            let detail = format!("At most {MAX_LINES} lines are read below the one that names the columns.");
            faults.add(line, FieldCode::OutOfRange, detail);
            break;
        }
        rows.extend(row_of(line, &record, &named, &mut faults));
    }
    (rows, faults)
}

/// Which column stands where, by the words of the first line.
fn header_of<C: Copy + PartialEq>(
    header: &StringRecord,
    Columns { known, needed }: Columns<C>,
    faults: &mut Faults,
) -> Vec<(&'static str, C)> {
    let line = header.position().map_or(1, csv::Position::line);
    let mut order: Vec<(&str, C)> = Vec::new();
    for word in header {
        match known.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            Some((_, column)) if order.iter().any(|(_, earlier)| earlier == column) => {
                faults.add(line, FieldCode::Repeated, format!("The column `{}` is named more than once.", shown(word)));
            }
            Some(column) => order.push(*column),
            None => {
                let names = known.iter().map(|(name, _)| *name);
                let hint = match nearest(word, names.clone()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("There are: {}.", names.collect::<Vec<_>>().join(", ")),
                };
                let detail = format!("The first line names columns, and there is no column `{}`. {hint}", shown(word));
                faults.add(line, FieldCode::Unknown, detail);
            }
        }
    }
    if faults.count() > 0 {
        return order;
    }
    for column in needed.iter().filter(|column| order.iter().all(|(_, there)| there != *column)) {
        let names: Vec<&str> = known.iter().filter(|(_, of)| of == column).map(|(name, _)| *name).collect();
        faults.add(line, FieldCode::Missing, format!("The first line names no column `{}`.", names.join("` or `")));
    }
    order
}

/// A line with as many fields as there are columns, each in one line and not too long.
fn row_of<C: Copy>(line: u64, record: &StringRecord, named: &[(&str, C)], faults: &mut Faults) -> Option<Row<C>> {
    if record.len() != named.len() {
        let detail = format!("It has {} fields; the first line names {}.", record.len(), named.len());
        faults.add(line, FieldCode::Malformed, detail);
        return None;
    }
    let before = faults.count();
    for ((name, _), text) in named.iter().zip(record) {
        if let Err(refused) = text::check(text, Lines::One) {
            let is_open = matches!(refused, Refused::Holds('\n' | '\r', _));
            let hint = if is_open { " Is a quotation mark missing?" } else { "" };
            faults.add(line, FieldCode::Malformed, format!("`{name}` {refused}.{hint}"));
        } else if text.chars().count() > MAX_FIELD {
            faults.add(line, FieldCode::OutOfRange, format!("`{name}` has more than {MAX_FIELD} characters."));
        }
    }
    let fields = named.iter().zip(record).map(|((_, column), text)| (*column, text.to_owned()));
    (faults.count() == before).then(|| Row { line, fields: fields.collect() })
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]
mod tests {
    use encoding_rs::{BIG5, GB18030};

    use super::*;

    const COLUMNS: Columns<u8> = Columns { known: &[("name", 1), ("名称", 1), ("code", 2)], needed: &[1] };

    /// Lines and codes of what is wrong.
    fn wrong(bytes: &[u8]) -> Vec<(u64, FieldCode)> {
        read(bytes, COLUMNS).1.0.into_iter().map(|(line, code, _)| (line, code)).collect()
    }

    #[test]
    fn a_table_is_read_whatever_its_encoding() {
        let table = "name,code\r\n雲溪日報社的新聞, 1 \r\n\"北灣,晚報\",\r\n\r\n,,\r\n".replace(",,\r\n", ",\r\n");
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let bom = format!("\u{feff}{table}").into_bytes();
        let (gbk, big5) = (GB18030.encode(&table).0.into_owned(), BIG5.encode(&table).0.into_owned());
        for bytes in [table.clone().into_bytes(), bom, gbk, big5, utf16] {
            let (rows, faults) = read(&bytes, COLUMNS);
            assert_eq!((rows.len(), faults.count()), (2, 0), "{rows:?} {faults:?}");
            assert_eq!((rows[0].line, rows[0].get(1), rows[0].get(2)), (2, Some("雲溪日報社的新聞"), Some("1")));
            assert_eq!((rows[1].line, rows[1].get(1), rows[1].get(2)), (3, Some("北灣,晚報"), None));
        }
        assert_eq!(wrong(b"name\n\xff\xff\xff"), [(1, FieldCode::Malformed)]);
        assert_eq!(wrong(&[0; 64]), [(1, FieldCode::Unknown)], "text it is, but no columns");
    }

    #[test]
    fn all_that_is_wrong_is_told_by_its_line() {
        let long = format!("name\n{}", "长".repeat(501));
        for (table, expected) in [
            ("", vec![(1, FieldCode::Missing)]),
            ("code\n1", vec![(1, FieldCode::Missing)]),
            ("nam,code\na,1", vec![(1, FieldCode::Unknown)]),
            ("name,名称\na,b", vec![(1, FieldCode::Repeated)]),
            ("name,code\na\nb,1\nc\u{7},1\nd,1,2", [2, 4, 5].map(|line| (line, FieldCode::Malformed)).to_vec()),
            ("name\n\"a\nb\nc", vec![(2, FieldCode::Malformed)]),
            (&long, vec![(2, FieldCode::OutOfRange)]),
        ] {
            assert_eq!(wrong(table.as_bytes()), expected, "{table}");
        }
    }

    #[test]
    fn there_is_an_end_to_it() {
        let many = format!("name\n{}", "a\n".repeat(1_000_000));
        assert_eq!(wrong(many.as_bytes()), [(20_002, FieldCode::OutOfRange)]);
        assert_eq!(wrong(&vec![b'a'; MAX_BYTES + 1]), [(1, FieldCode::OutOfRange)]);
        let bad = format!("name,code\n{}", "a\n".repeat(5_000));
        let Err(Error::Refused { errors, detail, .. }) = read(bad.as_bytes(), COLUMNS).1.refuse() else {
            panic!("it is refused")
        };
        assert_eq!(errors.len(), 100);
        assert!(detail.contains("5000"), "{detail}");
    }
}
