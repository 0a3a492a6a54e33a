//! Keeping the rendered articles at the end of the change log, whatever happens to their file.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::generation::{Batch, Fault, Generation, Unusable};
use super::rebuild::{blocking, rebuild};
use super::render::{Effort, render};
use super::{Rendered, fingerprint};
use crate::articles::{With, by_ids};
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::related::query::with_choices;
use crate::state::State;
use crate::store::change_log::{self, Head};
use crate::store::folder::{Folder, Rebuilt, explained, probe};
use crate::store::{Database, Outage};

/// How many lines of the log are taken at once.
const LINES: u64 = 500;
/// How many stale articles are made anew at once.
const STALE: usize = 200;
/// How often the folder is looked at without being told of anything.
const TICK: Duration = Duration::from_millis(500);
/// The first and the longest pause after a fault.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Begins to follow, on a task of its own.
pub(super) fn begin(
    db: Database,
    state: State,
    folder: Folder,
    rendered: Rendered,
    mut outdated: mpsc::Receiver<Uuid>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut keeper = Keeper {
            db,
            state,
            folder,
            rendered,
            open: None,
            next_try: Instant::now(),
            pause: PAUSE.0,
            warned_of: None,
            said: None,
            has_former: false,
            outage: Outage::of("following the change log with the rendered articles"),
        };
        let mut waiting = Vec::new();
        loop {
            keeper.round(std::mem::take(&mut waiting)).await;
            let seq = keeper.open.as_ref().map_or(i64::MAX - 1, |generation| generation.head().seq);
            tokio::select! {
                is_told = keeper.state.reached(seq + 1, TICK) => if !is_told && keeper.state.is_closing() {
                    tokio::time::sleep(TICK).await;
                },
                _ = outdated.recv_many(&mut waiting, STALE) => {}
            }
        }
    })
}

/// What keeps the file.
struct Keeper {
    db: Database,
    state: State,
    folder: Folder,
    rendered: Rendered,
    open: Option<Generation>,
    /// After a fault, when to try again.
    next_try: Instant,
    pause: Duration,
    /// The generation that was last said to be of no use.
    warned_of: Option<PathBuf>,
    /// The fault that was last said, until it is over.
    said: Option<String>,
    /// Whether former generations are still to be deleted.
    has_former: bool,
    /// When the database did not answer.
    outage: Outage,
}

impl Keeper {
    /// Brings the file to the end of the log, and makes stale articles anew. What goes wrong is noted and tried again later.
    async fn round(&mut self, outdated: Vec<Uuid>) {
        if Instant::now() < self.next_try {
            return;
        }
        match self.advance(outdated).await {
            Ok(()) => {
                self.outage.note(&Ok(()));
                self.pause = PAUSE.0;
                self.said = None;
            }
            // The database's: what is open goes on, and the change log is followed as soon as the database answers.
            Err(error @ Error::Unreachable(_)) => {
                self.outage.note(&Err::<(), _>(error));
                self.next_try = Instant::now() + PAUSE.0;
            }
            Err(error) => {
                self.close();
                self.broken(explained(error, self.folder.root()).to_string());
                self.next_try = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(PAUSE.1);
            }
        }
    }

    /// Opens what is to be opened, and follows.
    async fn advance(&mut self, outdated: Vec<Uuid>) -> Result<()> {
        let mut current = self.folder.current().map_err(Error::broken)?;
        if self.rendered.0.is_suspect.swap(false, Ordering::AcqRel) {
            self.close();
            self.discard()?;
            current.take().into_iter().for_each(|path| self.unusable(path, &Unusable::Damaged("a record".to_owned())));
        }
        if self.open.as_ref().is_some_and(|open| Some(open.path()) != current.as_deref()) {
            // Another one has become current, or the folder is gone.
            self.close();
        }
        if self.open.is_none() {
            let usable = match &current {
                Some(path) => self.open(path.clone()).await?,
                None => Opened::Not,
            };
            match usable {
                Opened::Open => {}
                Opened::Elsewhere => return Ok(()),
                Opened::Not => {
                    if !self.rebuild().await? {
                        return Ok(());
                    }
                }
            }
        }
        if self.has_former {
            self.clear_away();
        }
        self.follow().await?;
        self.renew(outdated).await?;
        self.settle().await?;
        self.tidy().await
    }

    /// Opens a generation.
    async fn open(&mut self, path: PathBuf) -> Result<Opened> {
        let (at, fingerprint) = (path.clone(), fingerprint(&self.state));
        let opened = blocking(move || Ok(Generation::open(&at, &fingerprint))).await;
        // The engine may stumble over what is damaged.
        let opened = opened.unwrap_or_else(|error| Err(Unusable::Damaged(error.to_string())));
        let unusable = match opened {
            Ok(generation) if !change_log::has(&self.db.current, generation.head()).await? => Unusable::Foreign,
            Ok(generation) => {
                self.open = Some(generation);
                self.publish()?;
                self.clear_away();
                return Ok(Opened::Open);
            }
            Err(Unusable::Elsewhere) => {
                self.unusable(path, &Unusable::Elsewhere);
                return Ok(Opened::Elsewhere);
            }
            Err(unusable) => unusable,
        };
        self.unusable(path, &unusable);
        Ok(Opened::Not)
    }

    /// Builds a generation and opens it; false while another process builds one.
    async fn rebuild(&mut self) -> Result<bool> {
        match rebuild(&self.db, &self.state, &self.folder, Effort::Beside, |_| {}).await? {
            Rebuilt::Elsewhere => Ok(false),
            Rebuilt::Done(path, articles) => {
                if articles > 0 {
                    tracing::info!(articles, "the rendered articles are built");
                }
                Ok(matches!(self.open(path).await?, Opened::Open))
            }
        }
    }

    /// Takes in what the log has behind the open generation.
    async fn follow(&mut self) -> Result<()> {
        while let Some(head) = self.open.as_ref().map(Generation::head) {
            if self.state.catalog().head.seq <= head.seq {
                return Ok(());
            }
            let lines = change_log::after(&self.state.read, head.seq, &[], LINES).await?;
            let Some(last) = lines.last() else { return Ok(()) };
            let head = Head { seq: last.seq, at: last.at };
            // What is rendered from it says at least what was true at the last of these lines.
            while self.state.catalog().head.seq < head.seq {
                self.state.catch_up().await?;
            }
            let (mut articles, mut names) = (HashSet::new(), Vec::new());
            for line in &lines {
                match Kind::parse(&line.kind) {
                    Some(Kind::Article) => drop(articles.insert(line.subject_id)),
                    // No article says in which collections it stands.
                    Some(Kind::Collection) => {}
                    _ => names.push((line.subject_id, line.seq)),
                }
            }
            let batch = self.batch(articles.into_iter().collect()).await?;
            self.write(Batch { names, head: Some(head), ..batch }).await?;
            self.publish()?;
        }
        Ok(())
    }

    /// Makes stale articles anew.
    async fn renew(&mut self, outdated: Vec<Uuid>) -> Result<()> {
        if outdated.is_empty() || self.open.is_none() {
            return Ok(());
        }
        let articles: HashSet<Uuid> = outdated.into_iter().collect();
        let batch = self.batch(articles.into_iter().collect()).await?;
        self.write(batch).await?;
        self.publish()
    }

    /// The present state of articles: of these, those that are published are rendered, and all others are gone.
    async fn batch(&self, ids: Vec<Uuid>) -> Result<Batch> {
        if ids.is_empty() {
            return Ok(Batch::default());
        }
        let catalog = self.state.catalog();
        // Not from a replica, which may be behind the line that says that they have changed.
        let articles = by_ids(&self.db.current, &ids, With::Content).await?;
        let chosen = with_choices(&self.db.current, &ids).await?;
        let published: HashSet<Uuid> = articles.iter().map(|article| article.row.id).collect();
        let state = self.state.clone();
        let mut batch = blocking(move || Ok(render(&state, &catalog, articles, &chosen, Effort::Beside))).await?;
        batch.gone.extend(ids.into_iter().filter(|id| !published.contains(id)));
        Ok(batch)
    }

    /// Writes into the open generation.
    async fn write(&mut self, batch: Batch) -> Result<()> {
        self.with_open(move |generation| generation.write(batch)).await
    }

    /// Lets what was written last.
    async fn settle(&mut self) -> Result<()> {
        match self.open.as_ref().is_some_and(Generation::is_loose) {
            true => self.with_open(Generation::settle).await,
            false => Ok(()),
        }
    }

    /// Copies what is read of the open generation into a new one, when most of it is not.
    async fn tidy(&mut self) -> Result<()> {
        if !self.open.as_ref().is_some_and(Generation::is_wasteful) {
            return Ok(());
        }
        // While another process builds, there will be a new one anyway.
        let Some(building) = self.folder.build().map_err(Error::broken)? else { return Ok(()) };
        let path = building.begin().map_err(Error::broken)?;
        let at = path.clone();
        let copied = self.with_open(move |generation| generation.copy(&at)).await;
        building.end(&path, copied)?;
        drop(building);
        self.open(path).await.map(drop)
    }

    /// Does something with the open generation on a thread of its own; after a fault it is closed.
    async fn with_open(
        &mut self,
        work: impl FnOnce(&mut Generation) -> Result<(), Fault> + Send + 'static,
    ) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let done = blocking(move || {
            work(&mut open)?;
            Ok(open)
        });
        match done.await {
            Ok(open) => self.open = Some(open),
            Err(error) => {
                // Where something can be written, it is the file that is not right.
                let is_damaged = probe(self.folder.root()).is_ok();
                self.rendered.0.is_suspect.store(is_damaged, Ordering::Release);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Lets all who ask see the state of the open generation.
    fn publish(&self) -> Result<()> {
        let snapshot = self.open.as_ref().map(Generation::snapshot).transpose().map_err(Error::broken)?;
        self.rendered.show(snapshot);
        Ok(())
    }

    /// Closes what is open.
    fn close(&mut self) {
        self.rendered.show(None);
        self.open = None;
    }

    /// Lets nothing be current any more, so that it is built anew.
    fn discard(&self) -> Result<()> {
        match self.folder.build().map_err(Error::broken)? {
            Some(building) => building.discard().map_err(Error::broken),
            None => Ok(()),
        }
    }

    /// Deletes former generations; those that may still be needed, or cannot be deleted, when it comes round again.
    fn clear_away(&mut self) {
        self.has_former = !self.folder.clear_away();
    }

    /// Says why a generation is not used.
    fn unusable(&mut self, path: PathBuf, unusable: &Unusable) {
        if self.warned_of.as_ref() != Some(&path) {
            match unusable {
                Unusable::Elsewhere => tracing::info!(
                    "another process has the rendered articles open; articles are read from the database"
                ),
                _ => tracing::warn!(reason = %unusable, "the rendered articles cannot be used and are built anew"),
            }
            self.warned_of = Some(path);
        }
    }

    /// Notes what is wrong, and says so once.
    fn broken(&mut self, reason: String) {
        if self.said.as_ref() != Some(&reason) {
            tracing::error!(
                reason,
                "the rendered articles cannot be opened or written; articles are read from the database until that is mended"
            );
        }
        self.said = Some(reason);
    }
}

/// What became of opening a generation.
enum Opened {
    /// It is open.
    Open,
    /// It cannot be used.
    Not,
    /// Another process has it open.
    Elsewhere,
}
