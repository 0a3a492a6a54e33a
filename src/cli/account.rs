//! `account`: makes the first administrator, and helps where nobody can sign in.

use std::io::{IsTerminal, Read};

use clap::{Args, Subcommand};
use serde_json::json;

use super::output::say;
use super::{Done, Failed, open, open_existing, print_json};
use crate::accounts::{self, Account, AccountState, Changes, NewAccount};
use crate::auth::password::Passwords;
use crate::auth::{Actor, Password, Role};
use crate::config::Settings;
use crate::kernel::instant;
use crate::state::stored;
use crate::store::Database;

/// What `account` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to do with accounts
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account
    Add(Add),
    /// Set an account's password; its sessions end and failed sign-ins are forgotten
    Passwd(Passwd),
    /// List the accounts
    List(List),
    /// Disable an account; its sessions end
    Disable(Named),
    /// Make a disabled account active again
    Enable(Named),
}

#[derive(Debug, Args)]
struct Add {
    /// The name to sign in with: a-z, 0-9, `.`, `_`, `-`
    name: String,
    /// The role: reporter, editor, reviewer, chief or admin
    #[arg(long, default_value = "admin")]
    role: String,
    /// The name that others see [default: the name to sign in with]
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Passwd {
    #[command(flatten)]
    of: Named,
    #[command(flatten)]
    password: PasswordSource,
}

#[derive(Debug, Args)]
struct List {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Named {
    /// The name to sign in with
    name: String,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct PasswordSource {
    /// Read the password from standard input, up to the end of the first line
    #[arg(long)]
    password_stdin: bool,
}

/// Does what is to be done with accounts.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    match &arguments.command {
        Command::Add(add) => add_account(settings, add).await,
        Command::Passwd(passwd) => {
            let db = open_existing(settings).await?;
            let account = find(&db, &passwd.of.name).await?;
            let password = passwd.password.read()?;
            let passwords = Passwords::new(&settings.auth.password)?;
            accounts::set_password(&db.primary, &passwords, &Actor::command(), account.id, password, "account passwd")
                .await?;
            tell(settings, &found_again(&db, &account).await?, passwd.of.json, "has a new password")
        }
        Command::List(list) => {
            let db = open_existing(settings).await?;
            let accounts = accounts::all(&db.current).await?;
            if list.json {
                let shown: Vec<_> = accounts.iter().map(|account| as_json(settings, account)).collect();
                return print_json(&json!({"accounts": shown}));
            }
            for account in accounts {
                let Account { name, role, state, display_name, .. } = account;
                say(format_args!("{name:<24} {:<10} {:<10} {display_name}", role.word(), state.word()))?;
            }
            Ok(())
        }
        Command::Disable(of) => set_state(settings, of, AccountState::Disabled).await,
        Command::Enable(of) => set_state(settings, of, AccountState::Active).await,
    }
}

/// Makes an account.
async fn add_account(settings: &Settings, add: &Add) -> Done {
    let role = Role::parse(&add.role).filter(|role| *role != Role::Reader).ok_or_else(|| {
        let role = &add.role;
        format!("--role {role}: there are reporter, editor, reviewer, chief and admin")
    })?;
    let name = accounts::parse_name(&add.name).map_err(|wrong| format!("{}: {wrong}", add.name))?;
    let db = open(settings, false).await?;
    if accounts::by_name(&db.current, &name).await?.is_some() {
        return Err(
            format!("there is an account {name} already; `dibao account passwd {name}` sets its password").into()
        );
    }
    let password = add.password.read()?;
    let passwords = Passwords::new(&settings.auth.password)?;
    let display_name = add.display_name.clone().unwrap_or_else(|| name.clone());
    let new = NewAccount { name, display_name, role, password: Some(password) };
    let account = accounts::create(&db.primary, &passwords, &Actor::command(), new).await?;
    tell(settings, &account, add.json, "can sign in")
}

/// Disables an account or makes it active again.
async fn set_state(settings: &Settings, of: &Named, state: AccountState) -> Done {
    let db = open_existing(settings).await?;
    let account = find(&db, &of.name).await?;
    let changes = Changes { state: Some(state), ..Changes::default() };
    let account = accounts::update(&db.primary, &Actor::command(), account.id, accounts::whatever, changes).await?;
    tell(settings, &account, of.json, &format!("is {}", state.word()))
}

/// The account of a name.
async fn find(db: &Database, name: &str) -> Result<Account, Failed> {
    let name = name.to_ascii_lowercase();
    let found = accounts::by_name(&db.current, &name).await?;
    found.ok_or_else(|| format!("there is no account {name}; `dibao account list` lists them").into())
}

/// An account as it is after a change.
async fn found_again(db: &Database, account: &Account) -> Result<Account, Failed> {
    Ok(accounts::by_id(&db.current, account.id).await?.unwrap_or_else(|| account.clone()))
}

/// Tells how an account is now.
fn tell(settings: &Settings, account: &Account, json: bool, what: &str) -> Done {
    if json {
        return print_json(&as_json(settings, account));
    }
    say(format_args!("{} ({}) {what}", account.name, account.role.word()))
}

/// An account for other programs.
fn as_json(settings: &Settings, account: &Account) -> serde_json::Value {
    let zone = settings.site.time_zone;
    let time = |at: i64| instant::write(stored(at), zone);
    json!({
        "id": account.id,
        "name": account.name,
        "display_name": account.display_name,
        "role": account.role,
        "state": account.state,
        "has_password": account.password_hash.is_some(),
        "last_signed_in_at": account.last_signed_in_at.map(time),
        "created_at": time(account.created_at),
        "updated_at": time(account.updated_at),
    })
}

impl PasswordSource {
    /// A new password: typed twice unseen at a terminal, or the first line of standard input.
    fn read(&self) -> Result<Password, Failed> {
        let text = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().take(10_000).read_to_string(&mut text)?;
            text.lines().next().unwrap_or_default().to_owned()
        } else if std::io::stdin().is_terminal() {
            let text = rpassword::prompt_password("Password: ")?;
            if rpassword::prompt_password("The same again: ")? != text {
                return Err("the two are not the same".into());
            }
            text
        } else {
            return Err("there is no terminal to ask for the password; pipe it in and say --password-stdin".into());
        };
        Ok(Password::new(&text).map_err(|wrong| format!("the password: {wrong}"))?)
    }
}
