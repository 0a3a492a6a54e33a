//! The command line: one file a command.

mod account;
mod authorisations;
mod check_review_record;
mod config;
mod demo;
mod doctor;
mod export;
mod file_modes;
mod import;
mod key;
mod migrate;
mod openapi;
mod output;
mod reindex;
mod serve;
mod table;
mod token;

pub use openapi::{errors, import_line, operations};

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rustix::fs::Mode;
use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};

use self::output::{note, say};
use crate::config::{Loaded, LogFormat, LogSettings, Settings, Sources};
use crate::store::{Database, Failure, OpenError};

/// 邸报 — a headless JSON content API for news, Chinese first.
#[derive(Debug, Parser)]
#[command(name = "dibao", version, about, max_term_width = 100)]
struct Arguments {
    /// Read settings from this file instead of ./dibao.toml; - is standard input
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keep the SQLite file and everything else in this folder [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// The database: `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// How much to log: error, warn, info, debug, trace, or a filter directive
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<String>,
    /// Set any setting, as in `--set site.time_zone=Asia/Taipei`
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// What to do
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API
    Serve(serve::Arguments),
    /// Bring the database's schema up to this version
    Migrate(migrate::Arguments),
    /// Bring articles in: JSON lines, or a portal's article pages
    Import(import::Arguments),
    /// Write all published articles out as JSON lines
    Export(export::Arguments),
    /// Build the search index and the rendered articles anew, also while a service goes on answering from the old ones
    Reindex(reindex::Arguments),
    /// Make accounts of the newsroom, set their passwords, list and disable them
    Account(account::Arguments),
    /// Make tokens of machines and keys of readers, list and revoke them
    Token(token::Arguments),
    /// Replace the keys that sign access tokens
    Key(key::Arguments),
    /// Make a database with sample articles and serve it
    Demo(demo::Arguments),
    /// Check an exported review record: its chain, its texts, and the rules
    CheckReviewRecord(check_review_record::Arguments),
    /// Print the OpenAPI document
    Openapi(openapi::Arguments),
    /// Show the settings and where each comes from
    Config(config::Arguments),
    /// Check settings, database and content
    Doctor(doctor::Arguments),
}

/// Why a command did not do what it should.
#[derive(Debug)]
struct Failed {
    /// What to tell the caller, if anything is left to tell.
    message: Option<String>,
    /// The exit code.
    code: u8,
}

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self { message: Some(error.to_string()), code: 1 }
    }
}

/// The result of a command.
type Done = Result<(), Failed>;

/// Reads the command line, does what it says, and tells how it went: 0 done, 1 failed, 2 wrong usage, 3 done in part.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match act(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed { message, code }) => {
            if let Some(message) = message {
                note(format_args!("error: {message}"));
            }
            ExitCode::from(code)
        }
    }
}

/// Does what the command line says.
fn act(arguments: Arguments) -> Done {
    let Arguments { config, data_dir, database_url, log_level, set, command } = arguments;
    let mut flags: Vec<(String, String)> =
        [("data_dir", data_dir), ("database.url", database_url), ("log.level", log_level)]
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect();
    for pair in set {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("--set {pair}: write it as KEY=VALUE"))?;
        flags.push((key.to_owned(), value.to_owned()));
    }
    if let Command::Openapi(arguments) = command {
        return openapi::run(&arguments);
    }
    if let Command::CheckReviewRecord(arguments) = &command {
        return check_review_record::run(arguments);
    }
    flags.extend(command.flags());
    let Loaded { settings, origins } = Settings::load(Sources::from_process(config, flags))?;
    log_to_stderr(&settings.log);
    rustix::process::umask(Mode::from_raw_mode(settings.storage.mode.umask()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let _too_large = {
        let _entered = runtime.enter();
        // Unhandled, it ends the process where a file would outgrow a limit; handled, the write fails as on a full disk.
        signal(SignalKind::from_raw(Signal::XFSZ.as_raw()))?
    };
    match command {
        Command::Serve(arguments) => runtime.block_on(serve::run(settings, &arguments)),
        Command::Migrate(arguments) => runtime.block_on(migrate::run(&settings, &arguments)),
        Command::Import(arguments) => runtime.block_on(import::run(&settings, &arguments)),
        Command::Export(arguments) => runtime.block_on(export::run(&settings, &arguments)),
        Command::Reindex(arguments) => runtime.block_on(reindex::run(&settings, &arguments)),
        Command::Account(arguments) => runtime.block_on(account::run(&settings, &arguments)),
        Command::Token(arguments) => runtime.block_on(token::run(&settings, &arguments)),
        Command::Key(arguments) => runtime.block_on(key::run(&settings, &arguments)),
        Command::Demo(arguments) => runtime.block_on(demo::run(settings, &arguments)),
        Command::Config(arguments) => config::run(&origins, &arguments),
        Command::Doctor(arguments) => runtime.block_on(doctor::run(&settings, &arguments)),
        Command::Openapi(_) | Command::CheckReviewRecord(_) => Ok(()),
    }
}

impl Command {
    /// Settings that the command's own flags set.
    fn flags(&self) -> Option<(String, String)> {
        let listen = match self {
            Self::Serve(arguments) => arguments.listen.clone(),
            Self::Demo(arguments) => arguments.listen.clone(),
            _ => None,
        };
        listen.map(|listen| ("server.listen".to_owned(), listen))
    }
}

/// Sends the log to standard error, in the form of the settings.
fn log_to_stderr(settings: &LogSettings) {
    // What libraries say of themselves is of interest only to who asks for it: actix_http calls what a client garbles an error.
    let level = format!("actix_server=warn,actix_http=off,sea_orm_migration=warn,sqlx=warn,{}", settings.level);
    let filter = tracing_subscriber::EnvFilter::try_new(level).unwrap_or_default();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Where standard error is closed, nobody reads why.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match settings.format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.with_target(false).try_init(),
    };
    // A second start in the same process goes on with the first log.
    let _ = started;
}

/// Why a database cannot be used.
#[derive(Debug)]
struct NotOpened {
    /// What to tell the caller.
    message: String,
    /// What the database answered, where it is the database that refused.
    failure: Option<Failure>,
}

impl NotOpened {
    /// A refusal of this program.
    const fn refused(message: String) -> Self {
        Self { message, failure: None }
    }

    /// A failure of the database.
    fn failed(what: &str, settings: &Settings, error: &OpenError) -> Self {
        let message = format!("the database {} cannot be {what}: {error}", settings.database.url);
        Self { message, failure: Some(Failure::of(error)) }
    }
}

impl std::fmt::Display for NotOpened {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Opens the database and sees to it that its schema is this program's: a new one is made, an older one is brought up only
/// when `migrate` says so, a newer one is refused. Where the schema is this program's already, nothing is written.
async fn open(settings: &Settings, migrate: bool) -> Result<Database, NotOpened> {
    let opened = Database::open(&settings.database).await;
    ready(settings, opened.map_err(|error| NotOpened::failed("opened", settings, &error))?, migrate).await
}

/// The same for commands that only read: a database that is not there is not made.
async fn open_existing(settings: &Settings) -> Result<Database, NotOpened> {
    let opened = Database::open_existing(&settings.database).await;
    ready(settings, opened.map_err(|error| NotOpened::failed("opened", settings, &error))?, false).await
}

/// A database whose schema is this program's, as [`open`] says.
async fn ready(settings: &Settings, db: Database, migrate: bool) -> Result<Database, NotOpened> {
    use crate::store::connect::Schema;
    let shown = &settings.database.url;
    match db.schema().await.map_err(|error| NotOpened::failed("read", settings, &error))? {
        Schema::Current => {}
        Schema::Empty => {
            db.migrate().await.map_err(|error| NotOpened::failed("set up", settings, &error))?;
        }
        Schema::Behind(_) if migrate => {
            db.migrate().await.map_err(|error| NotOpened::failed("brought up to this version", settings, &error))?;
        }
        Schema::Behind(steps) => {
            return Err(NotOpened::refused(format!(
                "the database {shown} is {steps} step(s) behind this program; make a backup, then run `dibao migrate`, or \
                 add --migrate"
            )));
        }
        Schema::Newer(step) => {
            return Err(NotOpened::refused(format!(
                "the database {shown} is newer than this program (it has the step {step}); use the newer program"
            )));
        }
    }
    Ok(db)
}

/// Prints a result as JSON.
fn print_json(value: &impl serde::Serialize) -> Done {
    say(serde_json::to_string_pretty(value)?)
}
