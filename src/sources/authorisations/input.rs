//! What editors send of what lists say of one source.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::catalog::sourcing::{Period, Status};
use crate::kernel::error::FieldCode;
use crate::kernel::limits;
use crate::kernel::text::{self, Lines};
use crate::reference::edit::MAX_NAME;
use crate::web::body::Object;

/// Most periods of one source.
pub const MAX_PERIODS: usize = limits::PERIODS;

/// What lists say of a source: all of it.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct AuthorisationsInput {
    /// All periods, in any order; none for a source of which no list says anything.
    #[schema(max_items = 500)]
    authorisations: Vec<PeriodInput>,
}

/// What a list says of a source from one day to another.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = AuthorisationPeriodInput)]
#[serde(deny_unknown_fields)]
pub struct PeriodInput {
    /// The list.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "互联网新闻信息稿源单位名单(2021)")]
    list: String,
    /// The part of the list.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "地方新闻单位")]
    category: Option<String>,
    /// What the list says.
    #[schema(example = "listed")]
    status: Status,
    /// The first day on which it holds; it always did when absent or null.
    #[schema(
        format = "date",
        min_length = 10,
        max_length = 10,
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        example = "2021-10-20"
    )]
    valid_from: Option<String>,
    /// The last day on which it holds; it still does when absent or null.
    #[schema(format = "date", min_length = 10, max_length = 10, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example = json!(null))]
    valid_to: Option<String>,
}

/// A day as it is written: a year of four digits, a month and a day of two.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (day.to_string() == text && text.len() == 10).then_some(day)
}

/// Reads all periods, in order, each once.
pub(super) fn periods(object: &Object) -> Vec<Period> {
    const MEMBER: &str = "authorisations";
    if !object.gives(MEMBER) || object.is_null(MEMBER) {
        object.refuse(MEMBER, FieldCode::Missing, "It must be given; an empty list for none.");
        return Vec::new();
    }
    let given: Vec<serde_json::Value> = object.typed(MEMBER, "a list of periods").unwrap_or_default();
    if given.len() > MAX_PERIODS {
        let detail = format!("It has {} items; at most {MAX_PERIODS} are taken.", given.len());
        object.refuse(MEMBER, FieldCode::OutOfRange, detail);
        return Vec::new();
    }
    let mut periods = Vec::new();
    for (at, value) in given.into_iter().enumerate() {
        match serde_json::from_value::<PeriodInput>(value) {
            Err(error) => object.refuse_item(MEMBER, at, FieldCode::Malformed, format!("It is not a period: {error}.")),
            Ok(input) => match input.period() {
                Err((code, detail)) => object.refuse_item(MEMBER, at, code, detail),
                Ok(period) if periods.contains(&period) => {
                    object.refuse_item(MEMBER, at, FieldCode::Repeated, "It is given more than once.");
                }
                Ok(period) => periods.push(period),
            },
        }
    }
    periods.sort_unstable();
    periods
}

impl PeriodInput {
    /// The period; what is wrong with it otherwise.
    fn period(self) -> Result<Period, (FieldCode, String)> {
        let Self { list, category, status, valid_from, valid_to } = self;
        let days = |name: &str, text: Option<String>| match text {
            None => Ok(None),
            Some(text) => match day(&text) {
                Some(day) => Ok(Some(day)),
                None => Err((FieldCode::Malformed, format!("`{name}` is not a day such as 2021-10-20."))),
            },
        };
        let (valid_from, valid_to) = (days("valid_from", valid_from)?, days("valid_to", valid_to)?);
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            return Err((FieldCode::OutOfRange, "`valid_to` lies before `valid_from`.".to_owned()));
        }
        let category = category.map(|text| line("category", &text)).transpose()?;
        Ok(Period { valid_from, status, list: line("list", &list)?, category, valid_to })
    }
}

/// A text in one line.
fn line(name: &str, text: &str) -> Result<String, (FieldCode, String)> {
    let text = text.trim();
    let length = text.chars().count();
    if !(1..=MAX_NAME).contains(&length) {
        let detail = format!("`{name}` has {length} characters; from 1 to {MAX_NAME} are taken.");
        return Err((FieldCode::OutOfRange, detail));
    }
    text::check(text, Lines::One).map_err(|refused| (FieldCode::Malformed, format!("`{name}` {refused}.")))?;
    Ok(text.to_owned())
}
