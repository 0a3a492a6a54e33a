//! Points in time: how precisely one is known, how it is written in the site's zone, and how people write dates.

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeDelta, TimeZone, Utc,
};
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
    at.with_timezone(&offset(at, zone)).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// The local time at which a zone's clocks are read, by the offset with which it is written.
#[must_use]
pub fn local(at: Instant, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&offset(at, zone)).naive_local()
}

/// The day of a point in time in the given zone, as it is written.
#[must_use]
pub fn day_of(at: Instant, zone: Tz) -> NaiveDate {
    local(at, zone).date()
}

/// A zone's offset in whole minutes, as RFC 3339 has them: the mean solar time before the zone had a standard one has seconds, too.
fn offset(at: Instant, zone: Tz) -> FixedOffset {
    whole_minutes(zone.offset_from_utc_datetime(&at.naive_utc()).fix())
}

/// An offset in whole minutes.
fn whole_minutes(offset: FixedOffset) -> FixedOffset {
    let seconds = offset.local_minus_utc();
    FixedOffset::east_opt((seconds + 30).div_euclid(60) * 60).unwrap_or(offset)
}

/// A local time as a point in time: the first where the zone's clock shows it twice; the first moment after the gap where the clock
/// was put forward over it.
#[must_use]
pub fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<Instant> {
    shown_at(local, zone).into_iter().min().or_else(|| after_gap(local, zone))
}

/// The points in time at which a zone's clock shows a local time: none, one, or two.
fn shown_at(local: NaiveDateTime, zone: Tz) -> Vec<Instant> {
    let around = [-DAY, DAY].into_iter().filter_map(|hours| local.checked_add_signed(hours));
    let around = around.map(|near| zone.offset_from_utc_datetime(&near).fix());
    let told = zone.offset_from_local_datetime(&local);
    let told = [told.earliest(), told.latest()].into_iter().flatten().map(|told| told.fix());
    let possible = around.chain(told).map(whole_minutes);
    let possible = possible.filter_map(|offset| Some(offset.from_local_datetime(&local).single()?.with_timezone(&Utc)));
    possible.filter(|at| self::local(*at, zone) == local).collect()
}

/// The first moment at which a zone's clock shows more than a local time that it never shows.
fn after_gap(local: NaiveDateTime, zone: Tz) -> Option<Instant> {
    let second = local.and_utc().timestamp();
    let (mut before, mut after) = (second - DAY.num_seconds(), second + DAY.num_seconds());
    while after - before > 1 {
        let middle = before.midpoint(after);
        match self::local(DateTime::from_timestamp(middle, 0)?, zone) < local {
            true => before = middle,
            false => after = middle,
        }
    }
    DateTime::from_timestamp(after, 0)
}

/// More than any zone's offset.
const DAY: TimeDelta = TimeDelta::hours(24);

/// The midnight with which a day begins in the given zone; the second where the clock was put back to the day before after the first.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Option<Instant> {
    end_of_day(day.pred_opt()?, zone)
}

/// The first moment after a day in the given zone.
fn end_of_day(day: NaiveDate, zone: Tz) -> Option<Instant> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN);
    let shown = shown_at(midnight, zone);
    let comes_back = |last: &Instant| day_of(*last - TimeDelta::seconds(1), zone) <= day;
    let last = shown.iter().max().filter(|last| comes_back(last));
    last.or(shown.iter().min()).copied().or_else(|| after_gap(midnight, zone))
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

/// Where a range begins, as readers give it: a bare date includes all of its day, a time is the first moment.
#[must_use]
pub fn read_start(text: &str, zone: Tz) -> Option<Instant> {
    let written = read(text, zone)?;
    match written.precision {
        Precision::Day => in_zone(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN), zone),
        Precision::Minute | Precision::Second => Some(written.at),
    }
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
        Precision::Day => end_of_day(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?, zone),
        Precision::Minute | Precision::Second => Some(written.at),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

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
        for (zone, day, start, end) in [
            ("Asia/Beirut", "2022-03-27", "2022-03-27T01:00:00+03:00", "2022-03-28T00:00:00+03:00"),
            // The clock was put back to midnight; to the day before, one minute after midnight.
            ("America/Havana", "2025-11-01", "2025-11-01T00:00:00-04:00", "2025-11-02T00:00:00-04:00"),
            ("America/St_Johns", "2010-11-06", "2010-11-06T00:00:00-02:30", "2010-11-07T00:00:00-03:30"),
            // Days that were left out.
            ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"),
            ("Pacific/Kiritimati", "1994-12-31", "1995-01-01T00:00:00+14:00", "1995-01-01T00:00:00+14:00"),
            ("Asia/Shanghai", "1872-04-30", "1872-04-30T00:00:00+08:06", "1872-05-01T00:00:00+08:06"),
            ("Asia/Shanghai", "1900-12-31", "1900-12-31T00:00:00+08:06", "1901-01-01T00:00:00+08:00"),
            ("Africa/Monrovia", "1950-01-01", "1950-01-01T00:00:00-00:44", "1950-01-02T00:00:00-00:44"),
        ] {
            let zone: Tz = zone.parse().unwrap();
            assert_eq!(write(read(day, zone).unwrap().at, zone), start, "{zone} {day}");
            assert_eq!(write(read_end(day, zone).unwrap(), zone), end, "{zone} {day}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

        #[test]
        fn a_bare_day_has_all_of_its_moments_in_every_zone(second in -4_000_000_000_i64..4_200_000_000) {
            for zone in chrono_tz::TZ_VARIANTS {
                let at = DateTime::from_timestamp(second, 0).unwrap();
                let day = day_of(at, zone);
                let written = day.to_string();
                let (from, to) = (read_start(&written, zone).unwrap(), read_end(&written, zone).unwrap());
                let stored = read(&written, zone).unwrap().at;
                prop_assert!(from <= stored && stored < to && day_of(stored, zone) == day, "{zone}: {day} is at {stored}");
                prop_assert!(from <= at && at < to, "{zone}: {at} is on {day}, from {from} to {to}");
                prop_assert_eq!(read(&write(at, zone), zone).unwrap().at, at);
                let again = in_zone(local(at, zone), zone).unwrap();
                prop_assert!(again <= at && local(again, zone) == local(at, zone), "{zone}: {at} {again}");
            }
        }
    }

    #[test]
    fn a_bare_day_has_all_of_its_moments_around_each_change_of_a_zones_clock() {
        const STEP: i64 = 42 * 24 * 3_600;
        let part = |year: i64| (year - 1970) * 365 * 24 * 3_600 / STEP;
        // Mean solar time ended in the first of these years, days were left out in the second.
        let parts: Vec<i64> = [part(1880)..part(1925), part(1993)..part(2013)].into_iter().flatten().collect();
        for zone in chrono_tz::TZ_VARIANTS {
            let of = |second: i64| offset(DateTime::from_timestamp(second, 0).unwrap(), zone);
            for part in parts.iter().copied() {
                let (mut before, mut after) = (part * STEP, (part + 1) * STEP);
                if of(before) == of(after) {
                    continue;
                }
                while after - before > 1 {
                    let middle = before.midpoint(after);
                    if of(middle) == of(before) { before = middle } else { after = middle }
                }
                for second in [after - 86_400, after - 1, after, after + 3_600] {
                    let at = DateTime::from_timestamp(second, 0).unwrap();
                    let day = day_of(at, zone);
                    let written = day.to_string();
                    let (from, to) = (read_start(&written, zone).unwrap(), read_end(&written, zone).unwrap());
                    let stored = start_of_day(day, zone).unwrap();
                    assert!(
                        from <= stored && stored < to && day_of(stored, zone) == day,
                        "{zone}: {day} is at {stored}"
                    );
                    assert!(from <= at && at < to, "{zone}: {at} is on {day}, from {from} to {to}");
                }
            }
        }
    }
}
