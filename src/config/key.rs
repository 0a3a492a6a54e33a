//! The names of the settings, as `defaults.toml` lists them, and what they are called in the environment and as flags.

/// Every setting with its meaning, unit, limits and default, as a file that can be copied and changed.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// What the names of all our environment variables begin with.
pub(super) const PREFIX: &str = "DIBAO_";

/// Settings that also have a short name in the environment.
const SHORT_NAMES: [(&str, &str); 2] = [("database.url", "DIBAO_DATABASE_URL"), ("server.listen", "DIBAO_LISTEN")];

/// Settings that have a flag of their own; all others are given by `--set NAME=VALUE`.
const FLAGS: [(&str, &str); 4] = [
    ("data_dir", "--data-dir"),
    ("database.url", "--database-url"),
    ("server.listen", "--listen"),
    ("log.level", "--log-level"),
];

/// The name of one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// All of them, in the order of `defaults.toml`.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut section = "";
        let mut keys = Vec::new();
        for line in DEFAULTS.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name;
            } else if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                keys.push(Self(if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }));
            }
        }
        keys
    }

    /// The name in the file, the section before a dot, such as `server.listen`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The section it belongs to, if it belongs to one.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.0.split_once('.').map(|(section, _)| section)
    }

    /// The names in the environment: the short one first where there is one, then the regular one.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        let regular = format!("{PREFIX}{}", self.0.to_uppercase().replace('.', "__"));
        self.short_name().map(str::to_owned).into_iter().chain([regular]).collect()
    }

    /// How it is given on the command line: `--listen`, or `--set site.time_zone`.
    #[must_use]
    pub fn flag(&self) -> String {
        let own = FLAGS.into_iter().find(|(name, _)| *name == self.0).map(|(_, flag)| flag.to_owned());
        own.unwrap_or_else(|| format!("--set {}", self.0))
    }

    /// The short name in the environment, if there is one.
    fn short_name(&self) -> Option<&'static str> {
        SHORT_NAMES.into_iter().find(|(name, _)| *name == self.0).map(|(_, short)| short)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_setting_has_a_comment_right_above_it() {
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for pair in lines.windows(2) {
            if let [above, line] = pair {
                let is_setting = !line.starts_with('#') && line.contains(" = ");
                assert!(!is_setting || above.starts_with("# "), "{line} has no comment");
            }
        }
    }

    #[test]
    fn no_two_settings_share_a_flag_or_a_variable() {
        let keys = Key::all();
        let flags: BTreeSet<String> = keys.iter().map(Key::flag).collect();
        let variables: Vec<String> = keys.iter().flat_map(Key::variables).collect();

        assert_eq!(flags.len(), keys.len());
        assert_eq!(variables.iter().collect::<BTreeSet<_>>().len(), variables.len());
    }

    #[test]
    fn the_short_names_and_the_flags_belong_to_settings() {
        let names: Vec<String> = Key::all().into_iter().map(|key| key.0).collect();
        assert!(SHORT_NAMES.iter().chain(&FLAGS).all(|(name, _)| names.iter().any(|known| known == name)));
    }

    #[test]
    fn names_follow_one_rule() {
        let find = |name: &str| Key::all().into_iter().find(|key| key.name() == name);
        let names = |name| find(name).map(|key| (key.variables(), key.flag()));

        assert_eq!(names("data_dir"), Some((vec!["DIBAO_DATA_DIR".into()], "--data-dir".into())));
        assert_eq!(
            names("server.listen"),
            Some((vec!["DIBAO_LISTEN".into(), "DIBAO_SERVER__LISTEN".into()], "--listen".into()))
        );
        assert_eq!(
            names("site.time_zone"),
            Some((vec!["DIBAO_SITE__TIME_ZONE".into()], "--set site.time_zone".into()))
        );
    }
}
