//! `demo`: a database with sample articles, served.

use clap::Args;

use super::{Done, open, serve};
use crate::config::Settings;
use crate::import::jsonl;
use crate::import::line::Reading;
use crate::site;
use crate::store::Database;

/// The sample articles, one a line.
pub const ARTICLES: &str = include_str!("articles.jsonl");
/// The sample collections of them, one a line.
const COLLECTIONS: &str = include_str!("collections.jsonl");
/// The name of the sample site.
const SITE: &str = "清河在线";

/// What `demo` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub(super) listen: Option<String>,
}

/// Fills the database, unless it has the articles already, and serves it.
pub(super) async fn run(settings: Settings, _: &Arguments) -> Done {
    let listener = serve::bind(&settings)?;
    let prepared = serve::Prepared::begin(&settings);
    let start = async {
        let db = open(&settings, true).await?;
        fill(&db, &settings).await?;
        Ok(prepared.start(&db, &settings).await?)
    };
    Box::pin(serve::until_told(&settings, listener, start)).await
}

/// Brings the sample articles in.
async fn fill(db: &Database, settings: &Settings) -> Done {
    let reading = Reading { zone: settings.site.time_zone, lang: settings.site.lang.clone(), labels: false };
    site::save::name_once(&db.primary, SITE).await?;
    let report = jsonl::import(&db.primary, "sample articles", ARTICLES.as_bytes(), reading.clone(), |_| {}).await?;
    let collections = jsonl::import(&db.primary, "sample collections", COLLECTIONS.as_bytes(), reading, |_| {}).await?;
    if let Some(failure) = report.failed.first().or(collections.failed.first()) {
        return Err(format!("the sample articles are not right: {}", failure.reason).into());
    }
    tracing::info!("{} sample articles", report.done());
    Ok(())
}
