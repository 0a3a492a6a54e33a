//! What is said of sources beside their names: what kind of medium each is, by which other names it is known, and what lists of
//! sources say of it on which days.

pub mod query;
pub mod save;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What kind of medium a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A newspaper (报纸).
    Newspaper,
    /// A magazine or journal (期刊).
    Periodical,
    /// A news agency (通讯社).
    Agency,
    /// A radio or television station (广播电视台).
    Broadcaster,
    /// A news site (新闻网站).
    Website,
    /// A news application (客户端).
    App,
    /// An account on somebody else's platform (公众号、微博、视频号).
    SocialAccount,
    /// A public body that publishes by itself (政府网站、政务发布平台).
    Government,
    /// Anything else.
    Other,
}

impl SourceKind {
    /// Each kind by its word.
    pub const WORDS: [(&'static str, Self); 9] = [
        ("newspaper", Self::Newspaper),
        ("periodical", Self::Periodical),
        ("agency", Self::Agency),
        ("broadcaster", Self::Broadcaster),
        ("website", Self::Website),
        ("app", Self::App),
        ("social_account", Self::SocialAccount),
        ("government", Self::Government),
        ("other", Self::Other),
    ];

    /// The word used in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("other", |(word, _)| word)
    }

    /// The kind of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }
}

/// What a list says of a source. The later ones weigh more where two lists speak of the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = AuthorisationStatus)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It may be reprinted.
    Listed,
    /// It is suspended.
    Frozen,
    /// It was taken off.
    Removed,
}

impl Status {
    /// Each status by its word.
    pub const WORDS: [(&'static str, Self); 3] =
        [("listed", Self::Listed), ("frozen", Self::Frozen), ("removed", Self::Removed)];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Frozen => "frozen",
            Self::Removed => "removed",
        }
    }
}

/// What a source's authorisation was on the day of publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Authorisation {
    /// On the list of sources that may be reprinted.
    Listed,
    /// On the list, suspended.
    Frozen,
    /// Taken off the list.
    Removed,
    /// Not on the list.
    Unlisted,
    /// No list says anything.
    #[default]
    Unknown,
}

impl Authorisation {
    /// Every status and its word.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("listed", Self::Listed),
        ("frozen", Self::Frozen),
        ("removed", Self::Removed),
        ("unlisted", Self::Unlisted),
        ("unknown", Self::Unknown),
    ];

    /// The word used in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, status)| *status == self).map_or("unknown", |(word, _)| word)
    }

    /// The status of that word; an unknown word says nothing.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map_or(Self::Unknown, |(_, status)| status)
    }
}

impl From<Status> for Authorisation {
    fn from(status: Status) -> Self {
        match status {
            Status::Listed => Self::Listed,
            Status::Frozen => Self::Frozen,
            Status::Removed => Self::Removed,
        }
    }
}

/// What a list says of a source from one day to another, both included.
///
/// The order is that of time: what holds since ever comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day; none where it always held.
    pub valid_from: Option<NaiveDate>,
    /// What the list says.
    pub status: Status,
    /// The list.
    pub list: String,
    /// The part of the list.
    pub category: Option<String>,
    /// The last day; none where it still holds.
    pub valid_to: Option<NaiveDate>,
}

impl Period {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// What is said of all sources beside their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sourcing {
    /// The other names of each, in order.
    pub aliases: HashMap<Uuid, Vec<String>>,
    /// What lists say of each, in order.
    pub periods: HashMap<Uuid, Vec<Period>>,
}

impl Sourcing {
    /// Whose periods count for a source, and these: its own, or those of the nearest that it stands below. `line` is the source
    /// and what it stands below, the innermost first.
    pub fn counting(&self, line: impl IntoIterator<Item = Uuid>) -> Option<(Uuid, &[Period])> {
        line.into_iter().find_map(|id| {
            let periods = self.periods.get(&id).filter(|periods| !periods.is_empty())?;
            Some((id, periods.as_slice()))
        })
    }

    /// What the authorisation of a source is on a day: what the period says that began last of those that hold; of such that
    /// began on one day the one that allows least.
    ///
    /// Unlisted where none holds, and unknown where no list says anything of any source.
    #[must_use]
    pub fn on(&self, line: impl IntoIterator<Item = Uuid>, day: NaiveDate) -> Authorisation {
        if self.periods.values().all(Vec::is_empty) {
            return Authorisation::Unknown;
        }
        let periods = self.counting(line).map(|(_, periods)| periods).unwrap_or_default();
        let holding = periods.iter().filter(|period| period.holds_on(day));
        let last = holding.max_by_key(|period| (period.valid_from, period.status));
        last.map_or(Authorisation::Unlisted, |period| period.status.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn period(status: Status, from: &str, to: &str) -> Period {
        let bound = |text: &str| (!text.is_empty()).then(|| day(text));
        Period { valid_from: bound(from), status, list: "名单".into(), category: None, valid_to: bound(to) }
    }

    #[test]
    fn the_latest_statement_counts_and_of_two_the_stricter() {
        let (medium, edition, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let mut sourcing = Sourcing::default();
        assert_eq!(sourcing.on([medium], day("2026-01-01")), Authorisation::Unknown);
        let periods = vec![
            period(Status::Listed, "", "2020-12-31"),
            period(Status::Listed, "2021-10-20", ""),
            period(Status::Frozen, "2022-03-01", "2022-03-31"),
            period(Status::Removed, "2024-01-01", ""),
            period(Status::Listed, "2024-01-01", ""),
        ];
        sourcing.periods.insert(medium, periods);
        for (at, status) in [
            ("1999-01-01", Authorisation::Listed),
            ("2020-12-31", Authorisation::Listed),
            ("2021-01-01", Authorisation::Unlisted),
            ("2021-10-20", Authorisation::Listed),
            ("2022-03-31", Authorisation::Frozen),
            ("2022-04-01", Authorisation::Listed),
            ("2024-01-01", Authorisation::Removed),
        ] {
            assert_eq!(sourcing.on([medium], day(at)), status, "{at}");
            // An edition without periods of its own is as its medium; one with some is not.
            assert_eq!(sourcing.on([edition, medium], day(at)), status, "{at}");
            assert_eq!(sourcing.on([other], day(at)), Authorisation::Unlisted, "{at}");
        }
        sourcing.periods.insert(edition, vec![period(Status::Listed, "2030-01-01", "")]);
        assert_eq!(sourcing.on([edition, medium], day("2022-04-01")), Authorisation::Unlisted);
    }
}
