//! What an instance can do at the moment: answer articles, commit writes, search.

use std::time::Duration;

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::probe::WriteProbe;
use crate::kernel::error::{Code, Error, Result};
use crate::rendered::Rendered;
use crate::search::{Index, IndexHealth, IndexState};
use crate::state::State;
use crate::store::Failure;
use crate::store::change_log::{self, Head};

/// How many lines of the change log the search index may be behind and is well: they are taken in at once.
const NEAR: i64 = 500;
/// How long the database may take to answer: who asks for readiness does not wait for long.
const READ_TIMEOUT: Duration = Duration::from_secs(2);

/// How well an ability is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbilityState {
    /// It is there.
    Ok,
    /// It is there, but limited or slow; `reason` says how.
    Degraded,
    /// It is not there; `reason` says why.
    Failing,
}

/// Something that an instance can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AbilityName {
    /// Answering articles.
    Reads,
    /// Committing writes.
    Writes,
    /// Searching.
    Search,
}

impl AbilityName {
    /// Each with its word.
    pub(super) const WORDS: &[(&'static str, Self)] =
        &[("reads", Self::Reads), ("writes", Self::Writes), ("search", Self::Search)];
}

/// Whether an instance can do something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ability {
    /// How well it is there.
    #[schema(example = "ok")]
    pub status: AbilityState,
    /// Why it is degraded or failing; null otherwise.
    #[schema(example = json!(null))]
    pub reason: Option<String>,
}

/// Whether the database commits writes, by the last row that was written to find out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WriteAbility {
    /// How well it is there. It is `degraded` while writes wait for a long transaction such as an import.
    #[schema(example = "ok")]
    pub status: AbilityState,
    /// Why it is degraded or failing; null otherwise.
    #[schema(example = json!(null))]
    pub reason: Option<String>,
    /// How long ago the last row was committed or refused, in milliseconds; null before the first one. A row is written every 5
    /// seconds while readiness is asked for at least twice a minute.
    #[schema(minimum = 0, example = 1200)]
    pub age_ms: Option<u64>,
}

/// Whether the whole instance is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadinessState {
    /// Every ability is there.
    Ok,
    /// Articles can be read, but something else is degraded or failing.
    Degraded,
}

/// Whether the service can do its work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// `ok` when every ability is, `degraded` otherwise.
    #[schema(example = "ok")]
    pub status: ReadinessState,
    /// Whether articles can be read: from the database, or, while that is away, from the prerendered articles of this instance
    /// (`degraded`: lists are then answered as far as they are cached).
    pub reads: Ability,
    /// Whether writes are committed.
    pub writes: WriteAbility,
    /// Whether searches are answered, and from a state near the end of the change log.
    pub search: Ability,
    /// The line of the change log that this instance has followed to.
    #[schema(minimum = 0, example = 142)]
    pub followed_seq: i64,
    /// The last line of the change log; while the database cannot be read, the last one that is known.
    #[schema(minimum = 0, example = 142)]
    pub head_seq: i64,
    /// How the search index is.
    pub index: IndexHealth,
}

/// Which abilities are asked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameter; its value is read from the request")]
pub struct ReadyParams {
    /// The abilities that must be there, separated by commas: where one of them is failing the answer is 503. `reads` when left
    /// out.
    #[param(value_type = Option<Vec<AbilityName>>, example = "writes")]
    r#for: (),
}

/// What readiness is found out from.
#[derive(Clone, Debug)]
pub struct Abilities {
    state: State,
    index: Index,
    rendered: Option<Rendered>,
    writes: WriteProbe,
}

impl Abilities {
    /// The abilities of a service.
    #[must_use]
    pub const fn new(state: State, index: Index, rendered: Option<Rendered>, writes: WriteProbe) -> Self {
        Self { state, index, rendered, writes }
    }

    /// Finds out what this instance can do now.
    pub async fn examine(&self) -> Readiness {
        let (head, writes) = tokio::join!(self.head(), self.writes.ability());
        let followed_seq = self.state.catalog().head.seq;
        let index = self.index.health();
        let reads = self.reads(head.as_ref().err().copied());
        let head_seq = head.map_or(followed_seq, |head| head.seq);
        let search = search(&index, head_seq, reads.status);
        let is_well = [reads.status, writes.status, search.status].iter().all(|status| *status == AbilityState::Ok);
        let status = if is_well { ReadinessState::Ok } else { ReadinessState::Degraded };
        Readiness { status, reads, writes, search, followed_seq, head_seq, index }
    }

    /// Where the log ends, or why the database does not say so.
    async fn head(&self) -> Result<Head, Failure> {
        match tokio::time::timeout(READ_TIMEOUT, change_log::head(&self.state.read)).await {
            Ok(head) => head.map_err(|error| Failure::behind(&error).unwrap_or(Failure::Fault)),
            Err(_) => Err(Failure::NoConnection),
        }
    }

    /// Whether articles can be read.
    fn reads(&self, failure: Option<Failure>) -> Ability {
        let Some(failure) = failure else { return Ability { status: AbilityState::Ok, reason: None } };
        let reason = failure.reason();
        match self.rendered.as_ref().and_then(Rendered::seq) {
            Some(_) => Ability {
                status: AbilityState::Degraded,
                reason: Some(format!("{reason} Articles are answered from the prerendered ones.")),
            },
            None => Ability { status: AbilityState::Failing, reason: Some(reason.to_owned()) },
        }
    }
}

/// Whether searches are answered. What they find is read like articles.
fn search(index: &IndexHealth, head_seq: i64, reads: AbilityState) -> Ability {
    let limited = |reason: &str| Ability { status: AbilityState::Degraded, reason: Some(reason.to_owned()) };
    let failing = |reason: &str| Ability { status: AbilityState::Failing, reason: Some(reason.to_owned()) };
    match (index.seq, index.state) {
        _ if reads == AbilityState::Failing => failing("The articles that searches find cannot be read."),
        (None, IndexState::Broken) => failing("The search index cannot be opened or written; it is tried again."),
        (None, _) => failing("The search index is being built."),
        (Some(_), IndexState::Broken) => limited("The search index cannot be written; its last state is searched."),
        (Some(_), IndexState::Building) => limited("The search index is being built; its last state is searched."),
        (Some(seq), _) if head_seq - seq > NEAR => limited("The search index is far behind the change log."),
        _ => Ability { status: AbilityState::Ok, reason: None },
    }
}

impl Readiness {
    /// Refuses where an ability that is asked for is failing.
    pub fn require(&self, asked: &[AbilityName]) -> Result<()> {
        let asked = if asked.is_empty() { &[AbilityName::Reads] } else { asked };
        for name in asked {
            let (code, status, reason) = match name {
                AbilityName::Reads => (Code::Unavailable, self.reads.status, &self.reads.reason),
                AbilityName::Writes => (Code::Unavailable, self.writes.status, &self.writes.reason),
                AbilityName::Search => (Code::SearchUnavailable, self.search.status, &self.search.reason),
            };
            if status == AbilityState::Failing {
                return Err(Error::refused(code, reason.clone().unwrap_or_else(|| code.meaning().to_owned())));
            }
        }
        Ok(())
    }
}
