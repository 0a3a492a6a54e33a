//! The known name that is most like a mistaken one.

/// The known name nearest to `mistaken`; `None` only when nothing is known.
///
/// Upper and lower case, hyphen and underscore, and the prefix of environment variables make no difference. A name
/// whose last part fits is near even when its section is wrong or missing.
pub(super) fn nearest<'a>(mistaken: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mistaken = comparable(mistaken);
    known
        .into_iter()
        .map(|name| (likeness(&mistaken, &comparable(name)), name))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// A name with what makes no difference taken away.
fn comparable(name: &str) -> String {
    let name = name.to_lowercase().replace("__", ".").replace('-', "_");
    name.strip_prefix("dibao_").map(str::to_owned).unwrap_or(name)
}

/// How much two names are alike, from 0 to 1.
fn likeness(one: &str, other: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(one, other);
    let last = strsim::normalized_damerau_levenshtein(last_part(one), last_part(other));
    whole.max(last * 0.9)
}

/// What follows the last dot.
fn last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        assert_eq!(nearest("server.listn", ["server.workers", "server.listen", "log.level"]), Some("server.listen"));
    }

    #[test]
    fn a_name_in_the_wrong_section_is_recognised() {
        assert_eq!(nearest("site.workers", ["site.name", "server.workers"]), Some("server.workers"));
        assert_eq!(nearest("workers", ["site.name", "server.workers"]), Some("server.workers"));
    }

    #[test]
    fn a_variable_with_one_underscore_too_few_is_recognised() {
        let known = ["DIBAO_DATABASE_URL", "DIBAO_DATABASE__URL", "DIBAO_DATABASE__READ_URL"];
        assert_eq!(nearest("DIBAO_DATABASE_READ_URL", known), Some("DIBAO_DATABASE__READ_URL"));
    }
}
