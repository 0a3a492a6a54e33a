//! What the site is called, where its days begin, and where readers see its articles.

use chrono_tz::Tz;

use super::error::Expected;
use super::nearest::nearest;
use super::value::{Noted, Values};
use super::web_url::ArticleUrl;
use crate::kernel::text::{self, Lines};

/// Longest name of a site, in characters.
const NAME_LENGTH: usize = 200;

/// The settings of `[site]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSettings {
    /// The name of the site.
    pub name: String,
    /// The zone that times are written in and that days begin in.
    pub time_zone: Tz,
    /// The language of articles that name none (BCP 47).
    pub lang: String,
    /// Where readers see an article, if that is known.
    pub article_url: Option<ArticleUrl>,
}

impl SiteSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let name = values.text("site.name", parse_name);
        let time_zone = values.text("site.time_zone", parse_time_zone);
        let lang = values.text("site.lang", language_tag);
        let article_url = values.optional_text("site.article_url", ArticleUrl::parse);
        Ok(Self { name: name?, time_zone: time_zone?, lang: lang?, article_url: article_url? })
    }
}

/// A name on one line.
fn parse_name(text: &str) -> Result<String, Expected> {
    let is_name =
        !text.trim().is_empty() && text.chars().count() <= NAME_LENGTH && text::check(text, Lines::One).is_ok();
    if is_name { Ok(text.to_owned()) } else { Err(Expected::new(format!("1 to {NAME_LENGTH} characters on one line"))) }
}

/// A zone of the IANA database, by its exact name.
fn parse_time_zone(text: &str) -> Result<Tz, Expected> {
    text.parse().map_err(|_| {
        let nearest = nearest_time_zone(text);
        Expected::new(format!("the name of a time zone in the IANA database; the nearest is {nearest}"))
    })
}

/// The zone whose name is most like the given one.
fn nearest_time_zone(text: &str) -> &'static str {
    // Beijing time is known by the city and by its offset, and the zone is called neither.
    let lower = text.to_lowercase();
    if ["beijing", "北京", "+8", "+08"].iter().any(|hint| lower.contains(hint)) {
        return Tz::Asia__Shanghai.name();
    }
    // The signs in Etc/GMT+8 mean the opposite of what a reader of GMT+8 expects.
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| !name.contains("GMT"));
    nearest(text, zones).unwrap_or("UTC")
}

/// A language tag of BCP 47, by its form only.
pub fn language_tag(text: &str) -> Result<String, Expected> {
    let mut parts = text.split('-');
    let is_language = |part: &str| matches!(part.len(), 2..=3) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_subtag = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if parts.next().is_some_and(is_language) && parts.all(is_subtag) {
        return Ok(text.to_owned());
    }
    Err(Expected::new("a language tag (BCP 47), such as zh-Hans"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_time_zone_is_answered_with_the_nearest() {
        let nearest = |text| parse_time_zone(text).map_err(|Expected(expected)| expected);
        let near = |zone: &str| Err(format!("the name of a time zone in the IANA database; the nearest is {zone}"));

        assert_eq!(nearest("Asia/Shanghai"), Ok(Tz::Asia__Shanghai));
        assert_eq!(nearest("Asia/Shangai"), near("Asia/Shanghai"));
        assert_eq!(nearest("asia/shanghai"), near("Asia/Shanghai"));
        assert_eq!(nearest("Shanghai"), near("Asia/Shanghai"));
        assert_eq!(nearest("Asia/Beijing"), near("Asia/Shanghai"));
        assert_eq!(nearest("北京"), near("Asia/Shanghai"));
        assert_eq!(nearest("UTC+8"), near("Asia/Shanghai"));
        assert_eq!(nearest("+08:00"), near("Asia/Shanghai"));
    }

    #[test]
    fn a_language_tag_has_the_form_of_one() {
        assert!(["zh", "zh-Hans", "zh-Hans-CN", "yue"].into_iter().all(|tag| language_tag(tag).is_ok()));
        assert!(["", "中文", "zh_Hans", "zh-", "chinese"].into_iter().all(|tag| language_tag(tag).is_err()));
    }

    #[test]
    fn a_name_is_one_line() {
        assert!(parse_name("邸报").is_ok());
        assert!(["", "  ", "a\nb"].into_iter().all(|name| parse_name(name).is_err()));
        assert!(parse_name(&"报".repeat(201)).is_err());
    }
}
