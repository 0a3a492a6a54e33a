//! Dates as portals print them.

use std::ops::{Range, RangeInclusive};

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

impl Published {
    /// Whether a time is printed beside the day.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        !matches!(self.precision, Precision::Day)
    }

    /// Whether it is the same day and says less about the time.
    #[must_use]
    pub fn is_coarser_than(self, other: Self) -> bool {
        let rank = |precision: Precision| match precision {
            Precision::Day => 0,
            Precision::Minute => 1,
            Precision::Second => 2,
        };
        self.at.date() == other.at.date() && rank(self.precision) < rank(other.precision)
    }

    /// Whether it is the same day, with a time that is earlier.
    #[must_use]
    pub fn is_earlier_that_day_than(self, other: Self) -> bool {
        self.precision != Precision::Day && self.at.date() == other.at.date() && self.at < other.at
    }

    /// Whether two say the same, one of them perhaps more precisely.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        self.at == other.at || (self.at.date() == other.at.date() && !(self.is_timed() && other.is_timed()))
    }

    /// The day, and the time where one is printed: `2026-01-04 09:30`.
    #[must_use]
    pub fn printed(&self) -> String {
        let form = match self.precision {
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%d %H:%M",
            Precision::Second => "%Y-%m-%d %H:%M:%S",
        };
        self.at.format(form).to_string()
    }
}

/// Years that a date may have; other numbers of four digits are none.
const YEARS: RangeInclusive<u32> = 1800..=2199;

/// The first date in a text, with the time that follows it, and where they stand in bytes: `2021-01-04`, `2021/1/4 09:30`,
/// `2021年1月4日 星期一 09:30:15` and the like, in digits of any width.
#[must_use]
pub fn find(text: &str) -> Option<(Published, Range<usize>)> {
    let characters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, narrow(c))).collect();
    let mut is_inside_number = false;
    for (number, (start, c)) in characters.iter().enumerate() {
        if c.is_ascii_digit() && !is_inside_number {
            let mut reader = Reader { rest: characters.get(number..).unwrap_or_default() };
            if let Some(published) = reader.published() {
                let end = reader.rest.first().map_or(text.len(), |(at, _)| *at);
                return Some((published, *start..end));
            }
        }
        is_inside_number = c.is_ascii_digit();
    }
    None
}

/// A character in its narrow form.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '：' | '－' | '／' | '．' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{2013}' | '\u{2014}' => '-',
        c => c,
    }
}

/// A text that is read from its start.
#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a [(usize, char)],
}

impl Reader<'_> {
    /// The next character, if it is one of these.
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let ((_, c), rest) = self.rest.split_first()?;
        wanted.contains(c).then(|| {
            self.rest = rest;
            *c
        })
    }

    /// Goes over white space; how much there was.
    fn space(&mut self) -> usize {
        let length = self.rest.iter().take_while(|(_, c)| c.is_whitespace()).count();
        self.rest = self.rest.get(length..).unwrap_or_default();
        length
    }

    /// A number of so many digits.
    fn number(&mut self, digits: RangeInclusive<usize>) -> Option<u32> {
        let length = self.rest.iter().take_while(|(_, c)| c.is_ascii_digit()).count();
        if !digits.contains(&length) {
            return None;
        }
        let number: String = self.rest.iter().take(length).map(|(_, c)| *c).collect();
        self.rest = self.rest.get(length..).unwrap_or_default();
        number.parse().ok()
    }

    /// A date, and the time if one follows.
    fn published(&mut self) -> Option<Published> {
        let year = self.number(4..=4).filter(|year| YEARS.contains(year))?;
        self.space();
        let separator = self.take(&['-', '/', '.', '年'])?;
        self.space();
        let month = self.number(1..=2)?;
        self.space();
        self.take(if separator == '年' { &['月'] } else { std::slice::from_ref(&separator) })?;
        self.space();
        let day = self.number(1..=2)?;
        let mut after = *self;
        after.space();
        if separator == '年' && after.take(&['日', '号', '號']).is_some() {
            *self = after;
        }
        self.weekday();
        let day = NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?;
        let mut after = *self;
        match after.time() {
            Some((hour, minute, second)) if day.and_hms_opt(hour, minute, second.unwrap_or(0)).is_some() => {
                *self = after;
                let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
                Some(Published { at: day.and_hms_opt(hour, minute, second.unwrap_or(0))?, precision })
            }
            _ => Some(Published { at: day.and_hms_opt(0, 0, 0)?, precision: Precision::Day }),
        }
    }

    /// Goes over the day of the week, in brackets or bare: `星期日`, `（周一）`.
    fn weekday(&mut self) {
        let mut after = *self;
        after.space();
        let bracket = after.take(&['（', '(', '[']);
        if after.words(&["星期", "礼拜", "禮拜", "周", "週"]).is_none()
            || after.take(&['一', '二', '三', '四', '五', '六', '日', '天']).is_none()
            || (bracket.is_some() && after.take(&['）', ')', ']']).is_none())
        {
            return;
        }
        *self = after;
    }

    /// The words that stand next, if they are one of these.
    fn words<'w>(&mut self, wanted: &[&'w str]) -> Option<&'w str> {
        let found = wanted
            .iter()
            .find(|wanted| wanted.chars().eq(self.rest.iter().map(|(_, c)| *c).take(wanted.chars().count())))?;
        self.rest = self.rest.get(found.chars().count()..).unwrap_or_default();
        Some(found)
    }

    /// A time: hour, minute, and second where it is given.
    fn time(&mut self) -> Option<(u32, u32, Option<u32>)> {
        self.space();
        if self.take(&['T', '-', ',', '，']).is_some() {
            self.space();
        }
        let is_late = self.words(&["下午", "晚上", "傍晚"]).is_some();
        if !is_late {
            self.words(&["上午", "早上", "凌晨", "中午"]);
        }
        self.space();
        let hour = self.number(1..=2).map(|hour| if is_late && hour < 12 { hour + 12 } else { hour })?;
        self.space();
        let separator = self.take(&[':', '时', '時', '点', '點'])?;
        self.space();
        let minute = self.number(1..=2)?;
        let mut after = *self;
        after.space();
        if separator != ':' && after.take(&['分']).is_none() {
            return Some((hour, minute, None));
        }
        if separator != ':' {
            *self = after;
        }
        let mut after = *self;
        let second =
            if separator == ':' { after.take(&[':']).and_then(|_| after.number(1..=2)) } else { after.number(1..=2) };
        if second.is_some() {
            *self = after;
            self.take(&['秒']);
        }
        Some((hour, minute, second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The date that a text is, with nothing beside it.
    fn read(text: &str) -> Option<Published> {
        find(text).filter(|(_, place)| *place == (0..text.len())).map(|(published, _)| published)
    }

    #[test]
    fn dates_are_read_as_portals_print_them() {
        for (text, at, precision) in [
            ("2021-01-04", "2021-01-04 00:00:00", Precision::Day),
            ("2021/1/4 09:30", "2021-01-04 09:30:00", Precision::Minute),
            ("2021年1月4日 09:30:15", "2021-01-04 09:30:15", Precision::Second),
            ("２０２１年１月４日", "2021-01-04 00:00:00", Precision::Day),
            ("2021年1月4日9时30分", "2021-01-04 09:30:00", Precision::Minute),
            ("2021年1月4日9时30分15秒", "2021-01-04 09:30:15", Precision::Second),
            ("2021年01月04日09:30", "2021-01-04 09:30:00", Precision::Minute),
            ("2021-01-04-09:30:15", "2021-01-04 09:30:15", Precision::Second),
            ("2021年1月4日 星期一", "2021-01-04 00:00:00", Precision::Day),
            ("2021年1月4日（周一）下午3:30", "2021-01-04 15:30:00", Precision::Minute),
        ] {
            let read = read(text).map(|published| (published.at.to_string(), published.precision));
            assert_eq!(read, Some((at.to_owned(), precision)), "{text}");
        }
        for text in ["2021-13-01", "2021-02-30", "昨天", "21-01-04", "2021-01-04 25:00", "2021-01-04 09:30 更新"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_found_among_other_words() {
        for (text, found) in [
            ("字号 2021-01-04 09:30 来源", Some(("2021-01-04 09:30:00", "2021-01-04 09:30"))),
            ("编号20210104，2021年1月4日讯", Some(("2021-01-04 00:00:00", "2021年1月4日"))),
            ("第12021-01-04号", None),
            ("10-08 12:00", None),
            ("2021.1/4", None),
        ] {
            let read = find(text).map(|(published, place)| (published.at.to_string(), text[place].to_owned()));
            assert_eq!(read, found.map(|(at, place)| (at.to_owned(), place.to_owned())), "{text}");
        }
    }
}
