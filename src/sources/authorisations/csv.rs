//! A list of sources as a table, a line for each period.

use chrono::{Datelike, NaiveDate};

use crate::catalog::sourcing::Status;
use crate::kernel::error::{FieldCode, Result};
use crate::web::query::shown;
use crate::web::table::{self, Columns, Faults, Row};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Category,
    Status,
    ValidFrom,
    ValidTo,
}

/// The columns that a table may have.
const COLUMNS: Columns<Column> = Columns {
    known: &[
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
    ],
    needed: &[Column::Name],
};

/// Each status by the words that name it.
const STATUSES: [(&str, Status); 6] = [
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

/// Reads a table. Refuses all of it where anything is wrong, and tells of the first hundred faults.
pub fn parse(bytes: &[u8]) -> Result<Vec<Line>> {
    let (rows, mut faults) = table::read(bytes, COLUMNS);
    if rows.is_empty() && faults.count() == 0 {
        faults.add(1, FieldCode::Missing, "There is no line below the one that names the columns.");
    }
    let lines = rows.iter().filter_map(|row| line_of(row, &mut faults)).collect();
    faults.refuse().map(|()| lines)
}

/// What a line says.
fn line_of(row: &Row<Column>, faults: &mut Faults) -> Option<Line> {
    let (number, before) = (row.line, faults.count());
    let name = row.get(Column::Name);
    if name.is_none() {
        faults.add(number, FieldCode::Missing, "It has no name.");
    }
    let status = row.get(Column::Status).map_or(Some(Status::Listed), |text| status(number, text, faults));
    let mut day = |column, name| row.get(column).and_then(|text| day(number, (name, text), faults));
    let (valid_from, valid_to) = (day(Column::ValidFrom, "valid_from"), day(Column::ValidTo, "valid_to"));
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        faults.add(number, FieldCode::Conflict, "`valid_to` lies before `valid_from`.");
    }
    let (name, category) = (name?.to_owned(), row.get(Column::Category).map(str::to_owned));
    (faults.count() == before).then_some(Line { number, name, category, status: status?, valid_from, valid_to })
}

/// The status of a word.
fn status(line: u64, text: &str, faults: &mut Faults) -> Option<Status> {
    let found = STATUSES.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, status)| *status);
    if found.is_none() {
        let detail = format!("`{}` is none of listed, frozen, removed (在列, 暂停, 移出).", shown(text));
        faults.add(line, FieldCode::NotAllowed, detail);
    }
    found
}

/// A day, as in 2021-10-20 or, as spreadsheets have it, 2021/10/20.
fn day(line: u64, (name, text): (&str, &str), faults: &mut Faults) -> Option<NaiveDate> {
    let read = ["%Y-%m-%d", "%Y/%m/%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    let day = read.filter(|day| (1..=9999).contains(&day.year()));
    if day.is_none() {
        let detail = format!("`{name}`: `{}` is not a day such as 2021-10-20.", shown(text));
        faults.add(line, FieldCode::Malformed, detail);
    }
    day
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::kernel::error::{Error, Place};

    const TABLE: &str = "名称,类别,状态,生效日期,失效日期\r\n云溪日报,地方新闻单位,在列,2021-10-20,\r\n\"北湾,晚报\",,frozen,2022/1/5,2022/12/31\r\n\r\n,,,,\r\n";

    /// The lines of what is wrong.
    fn wrong(table: &str) -> Vec<u64> {
        let Err(Error::Refused { errors, .. }) = parse(table.as_bytes()) else { panic!("{table}") };
        let line = |place| if let Place::Line(line) = place { line } else { 0 };
        errors.into_iter().map(|error| line(error.place)).collect()
    }

    #[test]
    fn a_list_is_what_its_columns_say() {
        let lines = parse(TABLE.as_bytes()).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].number, lines[0].name.as_str(), lines[0].status), (2, "云溪日报", Status::Listed));
        assert_eq!(lines[0].category.as_deref(), Some("地方新闻单位"));
        assert_eq!((lines[0].valid_from, lines[0].valid_to), ("2021-10-20".parse().ok(), None));
        assert_eq!((lines[1].number, lines[1].name.as_str(), lines[1].status), (3, "北湾,晚报", Status::Frozen));
        assert_eq!((&lines[1].category, lines[1].valid_from), (&None, "2022-01-05".parse().ok()));
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_line() {
        let table = "name,status,valid_from,valid_to\na,ok,,\n,listed,,\nb,listed,soon,\nc,listed,2022-02-02,2022-01-01\nd,listed\ne\u{7},listed,,\nf,listed,,\ng,gone,2022-02-30,";
        assert_eq!(wrong(table), [2, 3, 4, 5, 6, 7, 9, 9]);
        assert_eq!(wrong("name\n"), [1]);
        assert_eq!(wrong("status\nlisted"), [1]);
    }
}
