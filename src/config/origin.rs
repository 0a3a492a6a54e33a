//! Each setting with its value and where it comes from, for `config show`.

use std::fmt;

use serde::Serialize;

/// A value as it may be shown: passwords are concealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// Nothing is set.
    None,
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("-"),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
            Self::List(items) if items.is_empty() => formatter.write_str("-"),
            Self::List(items) => formatter.write_str(&items.join(",")),
        }
    }
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name, such as `server.listen`.
    pub key: String,
    /// Its value.
    pub value: Shown,
    /// `default`, `file dibao.toml`, `environment DIBAO_LISTEN` or `flag --listen`.
    pub origin: String,
}

/// All settings, in the order of `defaults.toml`; serialised, a list; printed, a table without a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Origins(Vec<Setting>);

impl Origins {
    /// These settings.
    pub(super) fn new(settings: Vec<Setting>) -> Self {
        Self(settings)
    }

    /// Each of them.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.0
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[String; 3]> = self
            .0
            .iter()
            .map(|Setting { key, value, origin }| [key.clone(), value.to_string(), origin.clone()])
            .collect();
        let widest = |cell: fn(&[String; 3]) -> &String| rows.iter().map(|row| width(cell(row))).max().unwrap_or(0);
        let (keys, values) = (widest(|[key, ..]| key), widest(|[_, value, _]| value));
        for [key, value, origin] in &rows {
            let (after_key, after_value) = (keys - width(key) + 2, values - width(value) + 2);
            writeln!(formatter, "{key}{:after_key$}{value}{:after_value$}{origin}", "", "")?;
        }
        Ok(())
    }
}

/// How many columns of a terminal the text takes: two for a wide character of East Asia (UAX #11), roughly.
fn width(text: &str) -> usize {
    let is_wide = |character: char| {
        matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
    };
    text.chars().map(|character| if is_wide(character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_aligned_also_where_a_value_is_chinese() {
        let setting = |key: &str, value, origin: &str| Setting { key: key.into(), value, origin: origin.into() };
        let origins = Origins::new(vec![
            setting("site.name", Shown::Text("邸报".into()), "default"),
            setting("server.workers", Shown::Number(16), "flag --server-workers"),
            setting("rate_limit.trusted_proxies", Shown::List(Vec::new()), "default"),
        ]);

        let table = "site.name                   邸报  default\n\
                     server.workers              16    flag --server-workers\n\
                     rate_limit.trusted_proxies  -     default\n";
        assert_eq!(origins.to_string(), table);
    }
}
