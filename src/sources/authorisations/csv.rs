//! Reading a list of sources from a table (CSV, RFC 4180): a header that names the columns, then a line for each period.

use chrono::{Datelike, NaiveDate};
use csv::{ReaderBuilder, StringRecord, Trim};
use encoding_rs::{Encoding, GB18030};

use crate::catalog::sourcing::Status;
use crate::kernel::error::nearest;
use crate::reference::edit::MAX_NAME;
use crate::web::query::shown;

/// Largest table in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most lines of a table below its header.
pub const MAX_LINES: usize = 20_000;
/// How many wrong places are told of.
const MAX_TOLD: usize = 100;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Category,
    Status,
    ValidFrom,
    ValidTo,
}

/// Each column by the words that name it.
const COLUMNS: [(&str, Column); 10] = [
    ("name", Column::Name),
    ("category", Column::Category),
    ("status", Column::Status),
    ("valid_from", Column::ValidFrom),
    ("valid_to", Column::ValidTo),
    ("名称", Column::Name),
    ("类别", Column::Category),
    ("状态", Column::Status),
    ("生效日期", Column::ValidFrom),
    ("失效日期", Column::ValidTo),
];

/// Each status by the words that name it; nothing is as good as `listed`.
const STATUSES: [(&str, Status); 7] = [
    ("", Status::Listed),
    ("listed", Status::Listed),
    ("frozen", Status::Frozen),
    ("removed", Status::Removed),
    ("在列", Status::Listed),
    ("暂停", Status::Frozen),
    ("移出", Status::Removed),
];

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands in the file, from 1.
    pub number: u64,
    /// What the source is called.
    pub name: String,
    /// The part of the list.
    pub category: Option<String>,
    /// What the list says.
    pub status: Status,
    /// The first day on which it holds.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_to: Option<NaiveDate>,
}

/// Something that is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line, from 1; none where the whole table is meant.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub detail: String,
}

impl Wrong {
    /// Something that is wrong with a line.
    pub(super) fn at(line: u64, detail: impl Into<String>) -> Self {
        Self { line: Some(line), detail: detail.into() }
    }

    /// Something that is wrong with the whole table.
    fn whole(detail: impl Into<String>) -> Vec<Self> {
        vec![Self { line: None, detail: detail.into() }]
    }
}

/// Reads a table in UTF-8, with or without a byte order mark, in UTF-16 with one, or in GB18030 (GBK, GB 2312).
///
/// Refuses all of it where anything is wrong, and tells of the first hundred places.
pub fn parse(bytes: &[u8]) -> Result<Vec<Line>, Vec<Wrong>> {
    if bytes.len() > MAX_BYTES {
        return Err(Wrong::whole(format!("It has {} bytes; at most {MAX_BYTES} are read.", bytes.len())));
    }
    // The reader counts a line from before its predecessor's line feed where that follows a carriage return.
    let text = decode(bytes)?.replace("\r\n", "\n");
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut records = reader.records();
    let columns = match records.next() {
        None => return Err(Wrong::whole("It is empty; its first line names the columns.")),
        Some(Err(error)) => return Err(Wrong::whole(error.to_string())),
        Some(Ok(header)) => header_of(&header)?,
    };
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => return Err(Wrong::whole(error.to_string())),
        };
        let number = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if lines.len() + wrong.len() >= MAX_LINES {
            wrong.push(Wrong::at(number, format!("At most {MAX_LINES} lines are read below the header.")));
            break;
        }
        match line_of(number, &record, &columns) {
            Ok(line) => lines.push(line),
            Err(detail) => wrong.push(Wrong::at(number, detail)),
        }
        if wrong.len() >= MAX_TOLD {
            break;
        }
    }
    if lines.is_empty() && wrong.is_empty() {
        return Err(Wrong::whole("There is no line below its header."));
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong) }
}

/// The text of a table.
fn decode(bytes: &[u8]) -> Result<String, Vec<Wrong>> {
    let (text, has_errors) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default()),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.to_owned()),
            Err(_) => GB18030.decode_without_bom_handling(bytes),
        },
    };
    if has_errors {
        return Err(Wrong::whole("It is neither UTF-8 nor GB18030 (GBK, GB 2312), nor UTF-16 with a byte order mark."));
    }
    Ok(text.into_owned())
}

/// Which column stands where.
fn header_of(header: &StringRecord) -> Result<Vec<Column>, Vec<Wrong>> {
    let (mut columns, mut wrong) = (Vec::new(), Vec::new());
    for word in header {
        let column = COLUMNS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, column)| *column);
        match column {
            Some(column) if columns.contains(&column) => {
                wrong.push(Wrong::at(1, format!("The column `{}` is named more than once.", shown(word))));
            }
            Some(column) => columns.push(column),
            None => {
                let known = COLUMNS.iter().map(|(known, _)| *known);
                let hint = match nearest(word, known.clone()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("There are: {}.", known.collect::<Vec<_>>().join(", ")),
                };
                wrong.push(Wrong::at(
                    1,
                    format!("The first line names columns, and there is no column `{}`. {hint}", shown(word)),
                ));
            }
        }
        if wrong.len() >= MAX_TOLD {
            break;
        }
    }
    if wrong.is_empty() && !columns.contains(&Column::Name) {
        wrong.push(Wrong::at(1, "The first line names no column `name` (名称)."));
    }
    if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
}

/// What a line says; what is wrong with it otherwise.
fn line_of(number: u64, record: &StringRecord, columns: &[Column]) -> Result<Line, String> {
    if record.len() != columns.len() {
        return Err(format!("It has {} fields; the header names {}.", record.len(), columns.len()));
    }
    let mut line =
        Line { number, name: String::new(), category: None, status: Status::Listed, valid_from: None, valid_to: None };
    for (column, text) in columns.iter().zip(record) {
        if text.chars().count() > MAX_NAME {
            return Err(format!("A field of it has more than {MAX_NAME} characters; is a quotation mark missing?"));
        }
        if text.chars().any(char::is_control) {
            return Err("It holds control characters, or a line break within a field.".to_owned());
        }
        match column {
            Column::Name => text.clone_into(&mut line.name),
            Column::Category => line.category = (!text.is_empty()).then(|| text.to_owned()),
            Column::Status => line.status = status(text)?,
            Column::ValidFrom => line.valid_from = day("valid_from", text)?,
            Column::ValidTo => line.valid_to = day("valid_to", text)?,
        }
    }
    if line.name.is_empty() {
        return Err("It has no name.".to_owned());
    }
    if line.valid_from.zip(line.valid_to).is_some_and(|(from, to)| to < from) {
        return Err("`valid_to` lies before `valid_from`.".to_owned());
    }
    Ok(line)
}

/// The status of a word.
fn status(text: &str) -> Result<Status, String> {
    let found = STATUSES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, status)| *status);
    found.ok_or_else(|| format!("`{}` is none of listed, frozen, removed (在列, 暂停, 移出).", shown(text)))
}

/// A day, as in 2021-10-20 or, as spreadsheets have it, 2021/10/20; none where nothing is said.
fn day(name: &str, text: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = ["%Y-%m-%d", "%Y/%m/%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    match read.filter(|day| (1..=9999).contains(&day.year())) {
        Some(day) => Ok(Some(day)),
        None => Err(format!("`{name}`: `{}` is not a day such as 2021-10-20.", shown(text))),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    const TABLE: &str = "名称,类别,状态,生效日期,失效日期\r\n云溪日报,地方新闻单位,在列,2021-10-20,\r\n\"北湾,晚报\",,frozen,2022/1/5,2022/12/31\r\n\r\n,,,,\r\n";

    #[test]
    fn a_table_is_read_whatever_its_encoding() {
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(TABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let bom = format!("\u{feff}{TABLE}").into_bytes();
        let gbk = GB18030.encode(TABLE).0.into_owned();
        for bytes in [TABLE.as_bytes().to_vec(), bom, gbk, utf16] {
            let lines = parse(&bytes).unwrap();
            assert_eq!(lines.len(), 2);
            assert_eq!((lines[0].number, lines[0].name.as_str(), lines[0].status), (2, "云溪日报", Status::Listed));
            assert_eq!(lines[0].category.as_deref(), Some("地方新闻单位"));
            assert_eq!((lines[0].valid_from, lines[0].valid_to), ("2021-10-20".parse().ok(), None));
            assert_eq!((lines[1].number, lines[1].name.as_str(), lines[1].status), (3, "北湾,晚报", Status::Frozen));
            assert_eq!((&lines[1].category, lines[1].valid_from), (&None, "2022-01-05".parse().ok()));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_line() {
        let table = "name,status,valid_from,valid_to\na,ok,,\n,listed,,\nb,listed,soon,\nc,listed,2022-02-02,2022-01-01\nd,listed\ne\u{7},listed,,\nf,listed,,\ng,listed,2022-02-30,";
        let wrong = parse(table.as_bytes()).unwrap_err();
        assert_eq!(wrong.iter().filter_map(|wrong| wrong.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 9]);
        for (table, line, word) in [
            ("", None, "empty"),
            ("name\n", None, "no line"),
            ("nam,status\na,listed", Some(1), "`name`"),
            ("status\nlisted", Some(1), "no column `name`"),
            ("name,name\na,b", Some(1), "more than once"),
            ("云溪日报\n北湾晚报", Some(1), "names columns"),
            ("name\n\"a\nb\nc", Some(2), "line break"),
        ] {
            let wrong = parse(table.as_bytes()).unwrap_err();
            assert_eq!(wrong[0].line, line, "{table}: {wrong:?}");
            assert!(wrong[0].detail.contains(word), "{table}: {wrong:?}");
        }
        assert!(parse(b"name\n\xff\xff\xff").is_err());
        assert!(parse(&[0; 64]).is_err());
    }

    #[test]
    fn what_is_too_much_is_refused_without_being_read_to_its_end() {
        let lines = format!("name\n{}", "a\n".repeat(1_000_000));
        let wrong = parse(lines.as_bytes()).unwrap_err();
        assert_eq!((wrong.len(), wrong[0].line), (1, Some(20_002)));
        assert!(parse(&vec![b'a'; MAX_BYTES + 1]).unwrap_err()[0].detail.contains("bytes"));
        let bad = format!("name,status\n{}", "a,b\n".repeat(5_000));
        assert_eq!(parse(bad.as_bytes()).unwrap_err().len(), 100);
        assert!(parse(format!("name\n{}", "长".repeat(501)).as_bytes()).is_err());
    }
}
