//! `key`: the keys that sign access tokens, and the one that signs preview links.

use clap::{Args, Subcommand};

use super::output::say;
use super::{Done, open, print_json};
use crate::audit::{Entry, Subject, record};
use crate::auth::Actor;
use crate::auth::keyring::Keyring;
use crate::config::Settings;
use crate::kernel::instant;
use crate::newsroom::preview;
use crate::state::stored;
use crate::store::Database;

/// What `key` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to do with the keys
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Replace the key that signs access tokens; nobody has to sign in again
    Rotate(Rotate),
}

#[derive(Debug, Args)]
struct Rotate {
    /// Withdraw the old keys at once, as after a theft: access tokens that they have signed are refused within a minute, and
    /// sessions go on by their refresh tokens
    #[arg(long)]
    at_once: bool,
    /// Replace the key of preview links instead: every link that there is ends at once
    #[arg(long, conflicts_with = "at_once")]
    previews: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Replaces the key that signs.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let Command::Rotate(Rotate { at_once, previews, json }) = arguments.command;
    let db = open(settings, false).await?;
    if previews {
        return end_previews(&db, json).await;
    }
    let keys = Keyring::new(db.current.clone(), db.primary.clone(), settings.auth.access_token_s);
    let rotated = db.primary.transaction(async |tx| {
        let (id, signs_from) = match at_once {
            true => (keys.replace(tx).await?, tx.now().timestamp_millis()),
            false => keys.rotate(tx).await?,
        };
        let mut entry = Entry { action: "key rotate", subject: None, detail: serde_json::Map::new() };
        entry.subject = Some(Subject { kind: "key", id: uuid::Uuid::nil(), name: id.clone() });
        record(tx, &Actor::command(), entry.with("at_once", at_once)).await?;
        Ok((id, signs_from))
    });
    let (id, signs_from) = rotated.await?;
    let from = instant::write(stored(signs_from), settings.site.time_zone);
    if json {
        return print_json(&serde_json::json!({"kid": id, "signs_from": from}));
    }
    say(format_args!("the key {id} signs from {from}"))
}

/// Ends all preview links.
async fn end_previews(db: &Database, json: bool) -> Done {
    let ended = db.primary.transaction(async |tx| {
        let id = preview::key::replace(tx).await?;
        let entry = Entry::on("key rotate", "key", id, "previews");
        record(tx, &Actor::command(), entry.with("previews", true)).await?;
        Ok(id)
    });
    let id = ended.await?;
    if json {
        return print_json(&serde_json::json!({"key": id}));
    }
    say(format_args!("all preview links have ended; the key {id} signs new ones"))?;
    Ok(())
}
