//! `migrate`: brings the database's schema up to this version.

use clap::Args;

use super::output::say;
use super::{Done, open};
use crate::config::Settings;

/// What `migrate` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Brings the schema up.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    open(settings, true).await?;
    if arguments.json {
        return super::print_json(&serde_json::json!({"schema": "current"}));
    }
    say(format_args!("the schema of {} is current", settings.database.url))
}
