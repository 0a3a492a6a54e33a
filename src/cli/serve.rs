//! `serve`: the service, until it is told to stop.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use clap::Args;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::spawn_blocking;

use super::{Done, Failed, NotOpened, open};
use crate::app::{self, Listening, Service};
use crate::config::Settings;
use crate::search::analysis::Words;
use crate::store::{Database, Failure};
use crate::web::document::Document;
use crate::web::request_body::BodyLimits;
use crate::web::starting::while_starting;

/// Pause between two tries to open the database.
const TRY_INTERVAL: Duration = Duration::from_secs(1);

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub(super) listen: Option<String>,
    /// Bring an older database up to this version first
    #[arg(long)]
    migrate: bool,
}

/// Serves until a signal comes. The port is bound first; a database that does not answer yet is waited for.
pub(super) async fn run(settings: Settings, arguments: &Arguments) -> Done {
    let listener = bind(&settings)?;
    let address = listener.local_addr()?;
    let prepared = Prepared::begin(&settings);
    let waiting = |message: &str| {
        tracing::info!("listening on http://{address} while the database is waited for");
        let wait_s = settings.database.wait_s;
        tracing::warn!("{message}; it is tried again for {wait_s} s at most (database.wait_s)");
    };
    let attempt = || open_and_start(&settings, arguments.migrate, &prepared);
    let start = async { Ok(wait_for(settings.database.wait(), TRY_INTERVAL, attempt, waiting).await?) };
    Box::pin(until_told(&settings, listener, start)).await
}

/// Binds the address of the settings.
pub(super) fn bind(settings: &Settings) -> Result<TcpListener, Failed> {
    let listen = &settings.server.listen;
    Ok(TcpListener::bind(listen.as_str()).map_err(|error| format!("cannot listen on {listen}: {error}"))?)
}

/// Opens the database and starts the service on it.
async fn open_and_start(settings: &Settings, migrate: bool, prepared: &Prepared) -> Result<Service, NotOpened> {
    let db = open(settings, migrate).await?;
    prepared.start(&db, settings).await
}

/// Tries until it succeeds, fails for a reason that does not pass, or the time is up. Says once that it is waiting.
async fn wait_for<T>(
    wait: Duration,
    pause: Duration,
    attempt: impl AsyncFn() -> Result<T, NotOpened>,
    waiting: impl Fn(&str),
) -> Result<T, NotOpened> {
    let began = Instant::now();
    let mut has_told = false;
    loop {
        let NotOpened { message, failure } = match attempt().await {
            Ok(done) => return Ok(done),
            Err(failed) => failed,
        };
        if !failure.is_some_and(Failure::is_worth_waiting) {
            return Err(NotOpened { message, failure });
        }
        if began.elapsed() + pause > wait {
            let waited = began.elapsed().as_secs();
            let message = format!("{message}; it was waited for {waited} s (database.wait_s)");
            return Err(NotOpened { message, failure });
        }
        if !has_told {
            waiting(&message);
            has_told = true;
        }
        tokio::time::sleep(pause).await;
    }
}

/// What takes a while to make and needs no database: made while that is opened.
pub(super) struct Prepared(Shared<BoxFuture<'static, Result<Document, String>>>);

impl Prepared {
    /// Begins to make it.
    pub(super) fn begin(settings: &Settings) -> Self {
        if settings.search.dictionary.is_none() {
            Words::load_soon();
        }
        let document = spawn_blocking(app::document);
        Self(async move { document.await.map_err(|error| error.to_string()) }.boxed().shared())
    }

    /// Starts the service on an open database.
    pub(super) async fn start(&self, db: &Database, settings: &Settings) -> Result<Service, NotOpened> {
        let document = self.0.clone().await.map_err(NotOpened::refused)?;
        Service::start(db, settings.clone(), document)
            .await
            .map_err(|error| NotOpened { failure: Failure::behind(&error), message: error.to_string() })
    }
}

/// The signals that tell the service to stop.
struct Stop(Signal, Signal);

impl Stop {
    /// Listens for Ctrl-C and SIGTERM from now on.
    fn listen() -> std::io::Result<Self> {
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    /// Waits for one of them.
    async fn requested(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

/// Starts the service and serves on a listener until Ctrl-C or SIGTERM; lets requests under way come to their end. A signal during
/// the start ends it at once.
pub(super) async fn until_told(
    settings: &Settings,
    listener: TcpListener,
    start: impl Future<Output = Result<Service, Failed>>,
) -> Done {
    let mut stop = Stop::listen()?;
    let service = tokio::select! {
        started = while_starting(&listener, BodyLimits::new(&settings.server), start) => started??,
        () = stop.requested() => {
            tracing::info!("stopped before the service had started");
            return Ok(());
        }
    };
    let Listening { server, handle, address } = app::serve_on(&service, listener)?;
    tracing::info!("listening on http://{address}");
    tracing::info!("database {}", settings.database.url);
    tracing::info!("documentation at http://{address}/docs/");
    let running = tokio::spawn(server);
    stop.requested().await;
    tracing::info!("stopping; requests under way come to their end first");
    service.state.close();
    handle.stop(true).await;
    running.await??;
    if let Err(error) = service.gate.write_uses().await {
        tracing::warn!(%error, "when tokens were last used cannot be written down");
    }
    drop(service);
    tracing::info!("stopped");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn not_opened(failure: Failure) -> NotOpened {
        NotOpened { message: "the database cannot be opened".to_owned(), failure: Some(failure) }
    }

    #[tokio::test]
    async fn a_database_is_waited_for_until_it_answers_or_the_time_is_up() {
        let (tries, told) = (Cell::new(0), Cell::new(0));
        let answers_at = |at: u32| {
            let tries = &tries;
            async move || {
                tries.set(tries.get() + 1);
                if tries.get() == at { Ok(()) } else { Err(not_opened(Failure::Lost)) }
            }
        };
        let pause = Duration::from_millis(1);
        assert!(wait_for(Duration::from_mins(10), pause, answers_at(4), |_| told.set(told.get() + 1)).await.is_ok());
        assert_eq!((tries.replace(0), told.replace(0)), (4, 1), "it is said once");
        let failed = wait_for(Duration::ZERO, pause, answers_at(2), |_| told.set(1)).await;
        assert!(failed.is_err_and(|failed| failed.message.contains("database.wait_s")));
        assert_eq!((tries.get(), told.get()), (1, 0));
    }

    #[tokio::test]
    async fn a_refusal_that_does_not_pass_is_not_waited_for() {
        let tries = Cell::new(0);
        for failure in [Failure::Denied, Failure::Fault] {
            let attempt = async || {
                tries.set(tries.get() + 1);
                Err::<(), _>(not_opened(failure))
            };
            let refused = wait_for(Duration::from_mins(10), Duration::from_millis(1), attempt, |_| ());
            assert!(refused.await.is_err());
        }
        assert_eq!(tries.get(), 2);
    }
}
