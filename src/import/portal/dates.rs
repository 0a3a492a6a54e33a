//! Dates as portals print them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::kernel::instant::Precision;

/// When a page was published, in the site's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The local time; midnight where only the day is printed.
    pub at: NaiveDateTime,
    /// How much of it is printed.
    pub precision: Precision,
}

/// Reads `2021-01-04`, `2021/1/4 09:30`, `2021年1月4日 09:30:15` and the like, in digits of any width.
#[must_use]
pub fn read(text: &str) -> Option<Published> {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' | '：' | '－' | '／' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '年' | '月' => '-',
            '日' | '　' | 'T' | '分' | '秒' => ' ',
            '时' => ':',
            c => c,
        })
        .collect();
    let mut words = narrow.split_whitespace();
    let day = words.next()?.replace(['/', '.'], "-");
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(number(year)?.try_into().ok()?, number(month)?, number(day)?)?;
    let Some(time) = words.next() else {
        return Some(Published { at: day.and_hms_opt(0, 0, 0)?, precision: Precision::Day });
    };
    if words.next().is_some() {
        return None;
    }
    let parts: Vec<u32> = time.trim_end_matches(':').split(':').map(number).collect::<Option<_>>()?;
    match parts.as_slice() {
        [hour, minute] => Some(Published { at: day.and_hms_opt(*hour, *minute, 0)?, precision: Precision::Minute }),
        [hour, minute, second] => {
            Some(Published { at: day.and_hms_opt(*hour, *minute, *second)?, precision: Precision::Second })
        }
        _ => None,
    }
}

/// A number of up to four digits.
fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_portals_print_them() {
        for (text, at, precision) in [
            ("2021-01-04", "2021-01-04 00:00:00", Precision::Day),
            ("2021/1/4 09:30", "2021-01-04 09:30:00", Precision::Minute),
            ("2021年1月4日 09:30:15", "2021-01-04 09:30:15", Precision::Second),
            ("２０２１年１月４日", "2021-01-04 00:00:00", Precision::Day),
            ("2021年1月4日9时30分", "2021-01-04 09:30:00", Precision::Minute),
        ] {
            let read = read(text).map(|published| (published.at.to_string(), published.precision));
            assert_eq!(read, Some((at.to_owned(), precision)), "{text}");
        }
        for text in ["2021-13-01", "2021-02-30", "昨天", "21-01-04", "2021-01-04 25:00", "2021-01-04 09:30 更新"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
