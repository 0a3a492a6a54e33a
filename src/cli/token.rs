//! `token`: tokens of machines and keys of readers.

use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::output::{note, say};
use super::{Done, open, open_existing, print_json};
use crate::auth::{Actor, Permission, Role};
use crate::config::Settings;
use crate::kernel::instant;
use crate::kernel::text::{self, Lines};
use crate::state::stored;
use crate::tokens::{self, ApiToken, Made, NewToken};

/// What `token` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to do with tokens
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a token of a machine, or a reader's key; it is printed this once
    Add(Add),
    /// List the tokens, without their secrets
    List(List),
    /// Revoke a token for good; services notice within a second
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Add {
    /// What it is for
    name: String,
    /// The role: reader (a reader's key), reporter, editor, reviewer, chief or admin
    #[arg(long, default_value = "reader")]
    role: String,
    /// Limit it to these permissions, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "PERMISSION")]
    scope: Vec<String>,
    /// After how many days it ends [default: never]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3_650))]
    days: Option<i64>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct List {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Revoke {
    /// The token's id
    id: Uuid,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Does what is to be done with tokens.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    match &arguments.command {
        Command::Add(add) => {
            let db = open(settings, false).await?;
            let Made { token, secret } = tokens::create(&db.primary, &Actor::command(), add.read()?).await?;
            if add.json {
                return print_json(&json!({"secret": secret.reveal(), "token": as_json(settings, &token)}));
            }
            say(secret.reveal())?;
            note(format_args!("{} ({}): the line above is the token; it is not shown again", token.name, token.id));
            Ok(())
        }
        Command::List(list) => {
            let db = open_existing(settings).await?;
            let tokens = tokens::all(&db.current).await?;
            if list.json {
                let shown: Vec<_> = tokens.iter().map(|token| as_json(settings, token)).collect();
                return print_json(&json!({"tokens": shown}));
            }
            for ApiToken { id, name, role, prefix, revoked_at, .. } in tokens {
                let state = if revoked_at.is_some() { "revoked" } else { "" };
                say(format_args!("{id} {prefix}… {:<10} {state:<8} {name}", role.word()))?;
            }
            Ok(())
        }
        Command::Revoke(revoke) => {
            let db = open_existing(settings).await?;
            let token = tokens::revoke(&db.primary, None, &Actor::command(), revoke.id).await?;
            if revoke.json {
                return print_json(&as_json(settings, &token));
            }
            say(format_args!("{} ({}) is revoked", token.name, token.id))?;
            Ok(())
        }
    }
}

impl Add {
    /// The token that is wanted.
    fn read(&self) -> Result<NewToken, String> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err("the name has from 1 to 100 characters, in one line".to_owned());
        }
        text::check(name, Lines::One).map_err(|refused| format!("the name {refused}"))?;
        let role = Role::parse(&self.role).ok_or_else(|| {
            let words: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
            format!("--role {}: there are {}", self.role, words.join(", "))
        })?;
        let scopes: Result<Vec<Permission>, String> = self
            .scope
            .iter()
            .map(|word| {
                Permission::parse(word).ok_or_else(|| {
                    let words: Vec<&str> = Permission::ALL.iter().map(|permission| permission.word()).collect();
                    format!("--scope {word}: there are {}", words.join(", "))
                })
            })
            .collect();
        Ok(NewToken { name: name.to_owned(), role, scopes: scopes?, expires_in_days: self.days })
    }
}

/// A token for other programs, without its secret.
fn as_json(settings: &Settings, token: &ApiToken) -> serde_json::Value {
    let time = |at: i64| instant::write(stored(at), settings.site.time_zone);
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
    json!({
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "scopes": scopes,
        "prefix": token.prefix,
        "created_at": time(token.created_at),
        "expires_at": token.expires_at.map(time),
        "last_used_at": token.last_used_at.map(time),
        "revoked_at": token.revoked_at.map(time),
    })
}
