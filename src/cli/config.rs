//! `config`: shows the settings and where each comes from.

use clap::{Args, Subcommand};

use super::output::say;
use super::{Done, print_json};
use crate::config::Origins;

/// What `config` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to do
    #[command(subcommand)]
    what: What,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum What {
    /// Show each setting, its value and where that comes from
    Show {
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Shows them.
pub(super) fn run(origins: &Origins, arguments: &Arguments) -> Done {
    let What::Show { json } = arguments.what;
    if json {
        return print_json(origins);
    }
    say(origins)
}
