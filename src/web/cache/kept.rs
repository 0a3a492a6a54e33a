//! The answers that are kept, bounded by bytes.

use std::fmt;
use std::hash::RandomState;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};
use quick_cache::sync::DefaultLifecycle;
use quick_cache::{OptionsBuilder, Weighter};

use super::finished::{etag, respond};
use super::flight::{Flights, Lead, Outcome, Place};
use super::standby::{ANSWER, Lately, Standby};
use super::{Basis, Finished, Found, Freshness, Moment, key};
use crate::config::CacheSettings;
use crate::kernel::error::Result;
use crate::web::ask::joined;
use crate::web::coding::Coding;

/// What an answer takes beside its own bytes and its key: its places in the store's tables, by estimate.
const OVERHEAD: usize = 256;
/// How many bytes of the memory are under one lock, about. No answer is kept that takes more than that.
const SHARE: u64 = 16 * 1_048_576;
/// How many locks there are at most.
const MOST_SHARES: usize = 64;
/// How often one waits for somebody else's rendering before rendering alone: writes may make each of them old on arrival.
const ROUNDS: usize = 3;

/// Tells which line of the change log the search index is at; none while it cannot be searched.
type IndexSeq = Arc<dyn Fn() -> Option<i64> + Send + Sync>;

/// The answers by their keys. Keys come from callers, so they are hashed with a secret (`SipHash`).
type Store = quick_cache::sync::Cache<Arc<str>, Weighed, Weight, RandomState>;

/// An answer, and how many bytes it took when it was put into the store, which must not change there.
#[derive(Clone)]
struct Weighed {
    entry: Arc<Entry>,
    bytes: usize,
}

/// How many bytes an answer takes with its key.
#[derive(Clone)]
struct Weight;

impl Weighter<Arc<str>, Weighed> for Weight {
    fn weight(&self, key: &Arc<str>, kept: &Weighed) -> u64 {
        (key.len() + kept.bytes + OVERHEAD) as u64
    }
}

/// An answer that is kept.
#[derive(Debug)]
pub struct Entry {
    key: Arc<str>,
    finished: Finished,
    basis: Basis,
    made: Moment,
}

impl Entry {
    /// The answer for a caller with these headers.
    ///
    /// In a coding that nobody has asked for before it weighs more from now on.
    pub fn answer(self: &Arc<Self>, cache: &Cache, headers: &HeaderMap) -> Result<HttpResponse> {
        let coding = self.finished.coding_for(headers);
        let had = self.finished.has(coding);
        let answer = self.finished.answer(headers);
        if !had && self.finished.has(coding) {
            cache.weigh_again(self);
        }
        answer
    }
}

/// The cache. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Cache(Option<Arc<Parts>>);

/// What the cache consists of.
struct Parts {
    /// The answers; none where none is to be kept.
    store: Option<Store>,
    flights: Arc<Flights>,
    freshness: Freshness,
    index: IndexSeq,
    standby: Option<Arc<dyn Standby>>,
    lately: Lately,
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.as_ref().and_then(|parts| Some(parts.store.as_ref()?.weight()));
        formatter.debug_struct("Cache").field("bytes", &bytes).finish_non_exhaustive()
    }
}

impl Cache {
    /// Room for as many bytes as the settings say; keeps nothing when they say 0. What it does not keep it looks for in
    /// `standby`.
    pub fn new(
        settings: &CacheSettings,
        freshness: Freshness,
        index: impl Fn() -> Option<i64> + Send + Sync + 'static,
        standby: Option<Arc<dyn Standby>>,
    ) -> Self {
        let bytes = u64::from(settings.memory_mb) * 1_048_576;
        if bytes == 0 && standby.is_none() {
            return Self(None);
        }
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let options = OptionsBuilder::new()
            .weight_capacity(bytes)
            .estimated_items_capacity(size(bytes / ANSWER))
            .shards(size(bytes / SHARE).clamp(1, MOST_SHARES))
            .build();
        let store = |options| Store::with_options(options, Weight, RandomState::new(), DefaultLifecycle::default());
        Self(Some(Arc::new(Parts {
            store: options.ok().filter(|_| bytes > 0).map(store),
            flights: Arc::default(),
            freshness,
            index: Arc::new(index),
            standby,
            lately: Lately::beside(bytes),
        })))
    }

    /// What there is for a request for a path with its query.
    #[must_use]
    pub fn find(&self, target: &str) -> Found {
        let Some(parts) = &self.0 else { return Found::NotForUs };
        let Some(asked) = key::asked(target) else { return Found::NotForUs };
        let head = parts.freshness.head();
        if asked.min_seq.is_some_and(|seq| seq > head) {
            return Found::NotForUs;
        }
        match parts.kept(&asked.key) {
            Some(entry) if parts.may_use(&entry, head, asked.min_seq) => Found::Kept(entry),
            _ => Found::Missing(Ticket {
                cache: self.clone(),
                key: Arc::from(asked.key),
                // The log was looked at before; the index may have gone on since, which makes the moment no younger.
                since: Moment { log: head, index: (parts.index)().unwrap_or(-1) },
                min_seq: asked.min_seq,
            }),
        }
    }

    /// How many bytes the answers take that are kept, and how many answers there are.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        self.0
            .as_ref()
            .and_then(|parts| parts.store.as_ref())
            .map_or((0, 0), |store| (store.weight(), store.len() as u64))
    }

    /// Counts what an answer has grown by, if it is still the one that is kept.
    fn weigh_again(&self, entry: &Arc<Entry>) {
        let Some(parts) = &self.0 else { return };
        if parts.kept(&entry.key).is_some_and(|kept| Arc::ptr_eq(&kept, entry)) {
            parts.keep(entry);
        }
    }
}

impl Parts {
    /// The answer that is kept under a key.
    fn kept(&self, key: &str) -> Option<Arc<Entry>> {
        Some(self.store.as_ref()?.get(key)?.entry)
    }

    /// Keeps an answer in the place of what was kept under its key.
    fn keep(&self, entry: &Arc<Entry>) {
        if let Some(store) = &self.store {
            let weighed = Weighed { entry: Arc::clone(entry), bytes: entry.finished.size() };
            store.insert(Arc::clone(&entry.key), weighed);
        }
    }

    /// Whether an answer may be used for a request that arrived when the log was at `head`.
    fn may_use(&self, entry: &Entry, head: i64, min_seq: Option<i64>) -> bool {
        let Entry { basis, made, .. } = entry;
        match basis {
            Basis::Program => min_seq.is_none(),
            // While it stands, it is also the article's state of `head`.
            Basis::Article(id) => made.log >= head || self.freshness.stands(*id, *made),
            Basis::Log => made.log >= head,
            Basis::Index => {
                let index = (self.index)().unwrap_or(-1);
                made.log >= head && made.index >= index && min_seq.is_none_or(|seq| made.index >= seq)
            }
        }
    }
}

/// Under which an answer may be kept that is not there yet.
#[derive(Clone, Debug)]
pub struct Ticket {
    cache: Cache,
    key: Arc<str>,
    since: Moment,
    min_seq: Option<i64>,
}

impl Ticket {
    /// The cache that gave it.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The answer that stands ready for a caller with these headers, if one does. What is asked for again, or has to be coded
    /// first, is kept from now on.
    #[must_use]
    pub fn standing(&self, headers: &HeaderMap) -> Option<Result<HttpResponse>> {
        let parts = self.cache.0.as_ref()?;
        let standby = parts.standby.as_ref()?;
        let wanted = Coding::negotiate(&joined(headers, &ACCEPT_ENCODING));
        let found = standby.find(&self.key, wanted, self.since.log)?;
        let coding = wanted.for_length(found.length);
        let is_worth_keeping = parts.store.is_some() && parts.lately.knows(&self.key);
        if coding == found.coding && !is_worth_keeping {
            let tag = etag(&found.hash, coding);
            return Some(
                tag.and_then(|tag| respond(headers, &found.about(), coding, &tag, || Ok(found.bytes.clone()))),
            );
        }
        let finished = match found.coding {
            Coding::Identity => Finished::standing(&found, None),
            _ => Finished::standing(&standby.find(&self.key, Coding::Identity, self.since.log)?, Some(&found)),
        };
        Some(finished.and_then(|finished| {
            let entry = self.entry(Basis::Article(found.article), finished);
            parts.keep(&entry);
            entry.answer(&self.cache, headers)
        }))
    }

    /// The answer, rendered by whoever of those that ask for it is the first; rendered here alone where that comes to
    /// nothing. `render` is not begun where another's rendering can be had.
    pub async fn redeem(&self, basis: Basis, render: impl Future<Output = Result<Finished>>) -> Result<Arc<Entry>> {
        if let Some(parts) = &self.cache.0 {
            for _ in 0..ROUNDS {
                match parts.flights.join(&self.key) {
                    Place::Lead(lead) => return self.lead(parts, lead, basis, render).await,
                    Place::Wait(wait) => match wait.outcome().await {
                        Outcome::Landed(entry) if parts.may_use(&entry, self.since.log, self.min_seq) => {
                            return Ok(entry);
                        }
                        Outcome::Landed(_) | Outcome::Gone => {}
                        Outcome::Failed => break,
                    },
                }
            }
        }
        Ok(self.entry(basis, render.await?))
    }

    /// Renders for all who wait, and keeps what comes of it.
    async fn lead(
        &self,
        parts: &Parts,
        lead: Lead,
        basis: Basis,
        render: impl Future<Output = Result<Finished>>,
    ) -> Result<Arc<Entry>> {
        // What landed between the look into the cache and the place in the flight was kept before its flight ended.
        let landed = parts.kept(&self.key).filter(|entry| parts.may_use(entry, self.since.log, self.min_seq));
        let entry = match landed {
            Some(entry) => entry,
            None => match render.await {
                Ok(finished) => {
                    let entry = self.entry(basis, finished);
                    if parts.may_use(&entry, parts.freshness.head(), None) {
                        parts.keep(&entry);
                    }
                    entry
                }
                Err(error) => {
                    lead.tell(Outcome::Failed);
                    return Err(error);
                }
            },
        };
        lead.tell(Outcome::Landed(Arc::clone(&entry)));
        Ok(entry)
    }

    /// An answer that was begun when this ticket was given.
    fn entry(&self, basis: Basis, finished: Finished) -> Arc<Entry> {
        Arc::new(Entry { key: Arc::clone(&self.key), finished, basis, made: self.since })
    }
}
