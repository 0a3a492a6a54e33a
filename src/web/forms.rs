//! The forms of parameters: what the document says of a value and what the service takes are the same.

use chrono::NaiveDate;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use crate::kernel::limits;
use crate::kernel::text::{self, Lines};

/// A form of text.
pub trait Form {
    /// The form as a regular expression by ECMA-262, or the name of one ([`text::pattern`]).
    const PATTERN: &'static str;
    /// Longest text in characters.
    const MAX_LENGTH: usize;
    /// What is asked for, for those who wrote something else.
    const ASKED: &'static str;

    /// Whether a text is of the form, its length aside.
    fn takes(text: &str) -> bool;
}

/// Declares forms, each with its schema.
macro_rules! forms {
    ($($(#[doc = $doc:literal])+ $name:ident { $pattern:expr, $max:expr, $example:literal, $asked:literal, $takes:expr })*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Form for $name {
            const PATTERN: &'static str = $pattern;
            const MAX_LENGTH: usize = $max;
            const ASKED: &'static str = $asked;

            fn takes(text: &str) -> bool {
                $takes(text)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($doc),+).trim()))
                    .min_length(Some(1))
                    .max_length(Some(Self::MAX_LENGTH))
                    .pattern(Some(Self::PATTERN))
                    .examples([$example])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

forms! {
    /// The slug of a thing, one that it had before, or its id.
    NameOrId {
        "^[a-z0-9]+(-[a-z0-9]+)*$", limits::SLUG, "xin-wen",
        "A slug has lower-case letters, digits and single hyphens between them; an id is a UUID in lower case.",
        |text: &str| text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9')))
    }
    /// An id: a UUID in lower case with hyphens.
    Id {
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", 36, "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f",
        "An id is a UUID in lower case with hyphens.",
        |text: &str| super::ask::parse_id(text).is_some()
    }
    /// An id in the system that an article came from: any text without commas and control characters.
    ExternalId {
        "one-line-without-comma", limits::EXTERNAL_ID, "demo-001",
        "It is a visible text in one line, without commas, control characters and characters that show nothing.",
        |text: &str| !text.contains(',') && is_line(text)
    }
    /// A language tag by BCP 47.
    LanguageTag {
        "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", limits::LANGUAGE_TAG, "zh-Hans",
        "A language tag by BCP 47 is asked for, such as zh-Hans.",
        is_language_tag
    }
    /// A date, or a time by RFC 3339, in the years 1000 to 2999; in the site's zone where it has no offset.
    Moment {
        MOMENT, 35, "2025-10-01",
        "A date such as 2026-01-04 is asked for, or a time such as 2026-01-04T09:30:00+08:00 (in an address, + is written %2B), in the \
         years 1000 to 2999.",
        is_moment
    }
    /// A time by RFC 3339 in the years 1000 to 2999; in the site's zone where it has no offset.
    Time {
        TIME, 35, "2126-03-16T06:00:00+08:00",
        "A time such as 2026-01-04T09:30:00+08:00 is asked for, in the years 1000 to 2999.",
        |text: &str| text.contains('T') && is_moment(text)
    }
    /// Slugs or ids of tags: `a,b` is OR, `a;b` is AND, `-a` is NOT, parentheses group, and a comma binds closer than a
    /// semicolon. At most 50 tags, parentheses at most 8 deep. The grammar is at the top of this document.
    TagFilter {
        "^[-a-z0-9(),; ]+$", 4_000, "fang-xun;-yan-lian",
        "It has slugs or ids of tags, joined by `,` for OR and `;` for AND.",
        |text: &str| text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'(' | b')' | b',' | b';' | b' '))
    }
    /// A place in a list, as an earlier answer gave it.
    CursorText {
        "^[A-Za-z0-9_-]+$", 400, "AQBpe9a1vM-xQQAAAZvHiPQAAaILg8RPcY2Ai0z_gUPDsw",
        "It is not a cursor of this service; start again without it.",
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    }
    /// The name of a vocabulary.
    SchemeName {
        "one-line", limits::CODE, "keyword",
        "It is a visible text in one line, without control characters and characters that show nothing.",
        is_line
    }
    /// A title: a text in one line, with no white space around it.
    Title {
        "trimmed-line", limits::LINE, "IPTC Media Topics",
        "It is a visible text in one line, without white space around it, control characters and characters that show nothing.",
        |text: &str| is_line(text) && text.trim() == text
    }
    /// A path or an address as somebody wrote it.
    Address {
        "^[^\\u0000-\\u001F\\u007F-\\u009F]+$", limits::ADDRESS_BYTES, "/columns/zou-du-qing-he",
        "It is a text without control characters.",
        is_plain
    }
}

/// A day that exists in the years 1000 to 2999.
macro_rules! day {
    () => {
        concat!(
            "([12][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))",
            "|([12][0-9](0[48]|[2468][048]|[13579][26])|(12|16|20|24|28)00)-02-29)"
        )
    };
}

/// A time of day with or without seconds and an offset.
macro_rules! clock {
    () => {
        "(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?)"
    };
}

/// A day, alone or with a time.
const MOMENT: &str = concat!("^", day!(), clock!(), "?$");
/// A day with a time.
const TIME: &str = concat!("^", day!(), clock!(), "$");

/// Whether a text is one that can be kept, in one line.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text::check(text, Lines::One).is_ok()
}

/// Whether a text has no control characters.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// Whether a text has the form of a BCP 47 tag.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_language = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}

/// Whether a text is a day that exists, or a time on one.
fn is_moment(text: &str) -> bool {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let exists = is_shaped(day, "0000-00-00")
        && day.starts_with(['1', '2'])
        && NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok();
    exists && time.is_none_or(is_time)
}

/// Whether a text is a time of day, with an offset at most after seconds.
fn is_time(text: &str) -> bool {
    let (minutes, rest) = text.split_at_checked(5).unwrap_or((text, ""));
    if !is_clock(minutes) {
        return false;
    }
    let Some(rest) = rest.strip_prefix(':') else { return rest.is_empty() };
    let (seconds, mut rest) = rest.split_at_checked(2).unwrap_or((rest, ""));
    if !is_shaped(seconds, "00") || seconds > "59" {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&digits) {
            return false;
        }
        rest = fraction.get(digits..).unwrap_or_default();
    }
    rest.is_empty() || rest == "Z" || rest.strip_prefix(['+', '-']).is_some_and(is_clock)
}

/// Whether a text is hours and minutes.
fn is_clock(text: &str) -> bool {
    is_shaped(text, "00:00") && text <= "23:59" && text.get(3..).is_some_and(|minutes| minutes <= "59")
}

/// Whether a text has digits where the shape has zeros, and is the same elsewhere.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::kernel::instant;
    use proptest::prelude::*;
    use proptest::string::string_regex;

    /// Texts that a form's pattern generates.
    fn written<F: Form>() -> impl Strategy<Value = String> {
        let pattern = text::pattern(F::PATTERN).unwrap_or_else(|| F::PATTERN.to_owned());
        // Patterns describe the basic multilingual plane.
        let pattern = pattern.replace("[^", "[^\\U00010000-\\U0010FFFF");
        let mut parts = pattern.trim_start_matches('^').trim_end_matches('$').split("\\u");
        let first = parts.next().unwrap_or_default().to_owned();
        let escaped = |part: &str| part.split_at_checked(4).map(|(code, rest)| format!("\\x{{{code}}}{rest}"));
        let pattern = first + &parts.filter_map(escaped).collect::<String>();
        string_regex(&pattern).expect("the pattern is a regular expression")
    }

    proptest! {
        #[test]
        fn what_a_pattern_says_is_taken(
            name in written::<NameOrId>(), id in written::<Id>(), lang in written::<LanguageTag>(),
            moment in written::<Moment>(), time in written::<Time>(), external in written::<ExternalId>(), tags in written::<TagFilter>(),
            scheme in written::<SchemeName>(), title in written::<Title>(),
        ) {
            prop_assert!(SchemeName::takes(&scheme) && Title::takes(&title), "{scheme:?} {title:?}");
            prop_assert!(NameOrId::takes(&name) && Id::takes(&id) && LanguageTag::takes(&lang));
            prop_assert!(Time::takes(&time), "{time}");
            prop_assert!(Moment::takes(&moment) && ExternalId::takes(&external) && TagFilter::takes(&tags));
            for zone in [chrono_tz::Asia::Shanghai, chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Pago_Pago] {
                prop_assert!(instant::read(&moment, zone).is_some() && instant::read_end(&moment, zone).is_some(), "{moment}");
            }
        }
    }

    #[test]
    fn what_is_no_day_or_time_is_refused() {
        for text in [
            "2025-02-29",
            "2100-02-29",
            "1900-02-29",
            "0999-01-01",
            "3000-01-01",
            "2025-00-10",
            "2025-04-31",
            "2025-1-1",
            "2025-01-01T",
            "2025-01-01T9:00",
            "2025-01-01T24:00",
            "2025-01-01T09:60",
            "2025-01-01T09:00:60",
            "2025-01-01T09:00Z",
            "2025-01-01T09:00:00.Z",
            "2025-01-01T09:00:00+8:00",
            "2025-01-01t09:00:00z",
            "2025-01-01 09:00",
            "2025-01-01T09:00:00.1234567890",
            "２025-01-01",
            "2025-01-01T",
        ] {
            assert!(!Moment::takes(text), "{text}");
        }
        assert!(!Time::takes("2024-02-29"));
        assert!(Moment::takes("2024-02-29") && Moment::takes("2000-02-29T23:59:59.5-11:30"));
    }
}
