//! How long public answers may be kept by browsers and shared caches (RFC 9111, RFC 5861), and how many are kept here.

use super::error::Expected;
use super::value::{Noted, Values};

/// The longest time, a year, in seconds.
const YEAR_S: u32 = 31_536_000;

/// The settings of `[cache]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheSettings {
    /// `max-age` of public answers, in seconds.
    pub max_age_s: u32,
    /// `s-maxage` of public answers, in seconds.
    pub s_maxage_s: u32,
    /// `stale-while-revalidate` of public answers, in seconds.
    pub stale_while_revalidate_s: u32,
    /// How much memory finished answers may take, in MB; 0 keeps none.
    pub memory_mb: u32,
    /// Whether finished articles are kept in a file besides.
    pub rendered: RenderedArticles,
}

/// Whether finished articles are kept in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderedArticles {
    /// They are.
    On,
    /// They are not.
    Off,
}

impl CacheSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let max_age_s = values.number("cache.max_age_s", 0..=YEAR_S);
        let s_maxage_s = values.number("cache.s_maxage_s", 0..=YEAR_S);
        let stale_while_revalidate_s = values.number("cache.stale_while_revalidate_s", 0..=YEAR_S);
        let memory_mb = values.number("cache.memory_mb", 0..=65_536);
        let rendered = values.text("cache.rendered", |text| match text {
            "on" => Ok(RenderedArticles::On),
            "off" => Ok(RenderedArticles::Off),
            _ => Err(Expected::new("`on` or `off`")),
        });
        Ok(Self {
            max_age_s: max_age_s?,
            s_maxage_s: s_maxage_s?,
            stale_while_revalidate_s: stale_while_revalidate_s?,
            memory_mb: memory_mb?,
            rendered: rendered?,
        })
    }
}
