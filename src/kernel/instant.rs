//! Points in time: how precisely one is known, how it is written in the site's zone, and how people write dates.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z wherever it is stored.
pub type Instant = DateTime<Utc>;

/// How precisely a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only the day is known; the time is that day's midnight in the site's zone.
    Day,
    /// Known to the minute.
    Minute,
    /// Known to the second or better.
    Second,
}

impl Precision {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// The precision of that word; an unknown word means the coarsest.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word {
            "second" => Self::Second,
            "minute" => Self::Minute,
            _ => Self::Day,
        }
    }
}

/// A time as somebody wrote it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The point in time.
    pub at: Instant,
    /// How much of it was written.
    pub precision: Precision,
}

/// First and last year, in UTC, of a time that is written with a year from 1000 on.
const YEARS: std::ops::RangeInclusive<i32> = 999..=9998;

/// A time as RFC 3339 in the given zone, with milliseconds only where there are some.
#[must_use]
pub fn write(at: Instant, zone: Tz) -> String {
    at.with_timezone(&whole_minutes(zone.offset_from_utc_datetime(&at.naive_utc()).fix()))
        .to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// An offset in whole minutes, as RFC 3339 has them: a zone's mean solar time, before it had a standard one, is not.
fn whole_minutes(offset: FixedOffset) -> FixedOffset {
    let seconds = offset.local_minus_utc();
    FixedOffset::east_opt((seconds + 30).div_euclid(60) * 60).unwrap_or(offset)
}

/// A local time as a point in time; where the zone's clock was put forward over it, the first moment after the gap.
#[must_use]
pub fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<Instant> {
    let mut candidate = local;
    for _ in 0..8 {
        if let Some(found) = zone.offset_from_local_datetime(&candidate).earliest() {
            return whole_minutes(found.fix())
                .from_local_datetime(&candidate)
                .earliest()
                .map(|at| at.with_timezone(&Utc));
        }
        candidate = candidate.checked_add_signed(chrono::TimeDelta::minutes(30))?;
    }
    None
}

/// The midnight with which a day begins in the given zone.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Option<Instant> {
    in_zone(day.and_time(NaiveTime::MIN), zone)
}

/// Reads RFC 3339, a bare date, or a date and time without an offset, which is in the given zone.
///
/// The forms are `2026-01-04`, `2026-01-04T09:30[:15[.123]]` with or without an offset or `Z`, and a space for the `T`.
/// Years run from 1000 to 9998. `None` for anything else and for days that do not exist.
#[must_use]
pub fn read(text: &str, zone: Tz) -> Option<Written> {
    let year = text.get(..4)?;
    if !text.is_ascii() || !year.bytes().all(|byte| byte.is_ascii_digit()) || year < "1000" {
        return None;
    }
    let written = if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        if text.len() != 10 {
            return None;
        }
        Written { at: start_of_day(day, zone)?, precision: Precision::Day }
    } else if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        Written { at: at.with_timezone(&Utc), precision: Precision::Second }
    } else {
        let local = text.replacen(' ', "T", 1);
        let (local, precision) = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .into_iter()
            .zip([Precision::Second, Precision::Minute])
            .find_map(|(form, precision)| Some((NaiveDateTime::parse_from_str(&local, form).ok()?, precision)))?;
        Written { at: in_zone(local, zone)?, precision }
    };
    let whole_ms = DateTime::from_timestamp_millis(written.at.timestamp_millis())?;
    YEARS.contains(&chrono::Datelike::year(&whole_ms)).then_some(Written { at: whole_ms, ..written })
}

/// Reads a time like [`read`] and takes as much of it as `precision` says, if it says anything: of a day its first moment, by the date
/// as it is written.
#[must_use]
pub fn read_as(text: &str, precision: Option<Precision>, zone: Tz) -> Option<Written> {
    let written = read(text, zone)?;
    match precision {
        Some(Precision::Day) if written.precision != Precision::Day => read(text.get(..10)?, zone),
        Some(precision) => Some(Written { precision, ..written }),
        None => Some(written),
    }
}

/// Where a range ends, as readers give it: a bare date includes its day, a time is the first moment left out.
#[must_use]
pub fn read_end(text: &str, zone: Tz) -> Option<Instant> {
    let written = read(text, zone)?;
    match written.precision {
        Precision::Day => {
            let day = written.at.with_timezone(&zone).date_naive().checked_add_days(Days::new(1))?;
            start_of_day(day, zone)
        }
        Precision::Minute | Precision::Second => Some(written.at),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn round(text: &str) -> Option<(String, Precision)> {
        read(text, SHANGHAI).map(|written| (write(written.at, SHANGHAI), written.precision))
    }

    #[test]
    fn a_bare_date_is_that_days_midnight_in_the_sites_zone() {
        assert_eq!(round("2021-01-04"), Some(("2021-01-04T00:00:00+08:00".into(), Precision::Day)));
        assert_eq!(write(read_end("2021-01-04", SHANGHAI).unwrap(), SHANGHAI), "2021-01-05T00:00:00+08:00");
    }

    #[test]
    fn times_keep_what_was_written() {
        assert_eq!(round("2021-01-04 09:30"), Some(("2021-01-04T09:30:00+08:00".into(), Precision::Minute)));
        assert_eq!(round("2021-01-04T01:30:00Z"), Some(("2021-01-04T09:30:00+08:00".into(), Precision::Second)));
        assert_eq!(round("2021-01-04T09:30:00.5+08:00").unwrap().0, "2021-01-04T09:30:00.500+08:00");
    }

    #[test]
    fn the_time_of_old_gazettes_has_whole_minutes() {
        assert_eq!(round("1872-04-30").unwrap().0, "1872-04-30T00:00:00+08:06");
        assert_eq!(round("1872-04-30T00:00:00+08:06").unwrap().0, "1872-04-30T00:00:00+08:06");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "2021", "2021-13-01", "2021-02-30", "20210104", "2021-1-4", "+2021-01-04", "昨天", "0000-01-01"]
        {
            assert_eq!(round(text), None, "{text}");
        }
        for text in ["99999-01-01", "2021-01-04T25:00", "2021-01-04T00:00:00+99:00", "2021-01-04\0", "-001-01-01"] {
            assert_eq!(round(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_whose_midnight_was_skipped_begins_after_the_gap() {
        let sao_paulo: Tz = "America/Sao_Paulo".parse().unwrap();
        let day = NaiveDate::from_ymd_opt(2018, 11, 4).unwrap();
        assert_eq!(write(start_of_day(day, sao_paulo).unwrap(), sao_paulo), "2018-11-04T01:00:00-02:00");
    }
}
