//! `serve`: the service, until it is told to stop.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Done, open};
use crate::app::{self, Listening, Service};
use crate::config::Settings;
use crate::search::analysis::Words;
use crate::store::Database;
use crate::web::document::Document;

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

/// Serves until a signal comes.
pub(super) async fn run(settings: Settings, arguments: &Arguments) -> Done {
    let prepared = Prepared::begin(&settings);
    let db = open(&settings, arguments.migrate).await?;
    until_told(&db, settings, prepared).await
}

/// What takes a while to make and needs no database: made while that is opened.
pub(super) struct Prepared(JoinHandle<Document>);

impl Prepared {
    /// Begins to make it.
    pub(super) fn begin(settings: &Settings) -> Self {
        if settings.search.dictionary.is_none() {
            Words::load_soon();
        }
        Self(spawn_blocking(app::document))
    }
}

/// Serves a database until Ctrl-C or SIGTERM, lets requests under way come to their end, and returns.
pub(super) async fn until_told(db: &Database, settings: Settings, prepared: Prepared) -> Done {
    let (url, listen) = (settings.database.url.clone(), settings.server.listen.clone());
    let service = Service::start(db, settings, prepared.0.await?).await?;
    let Listening { server, handle, address } =
        app::serve(&service).map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    tracing::info!("listening on http://{address}");
    tracing::info!("database {url}");
    tracing::info!("documentation at http://{address}/docs/");
    let mut terminate = signal(SignalKind::terminate())?;
    let running = tokio::spawn(server);
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
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
