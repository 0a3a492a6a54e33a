//! Plays a day of a newsroom against a running service, through its API alone, and says each step in one line: who did what,
//! and what was answered. It ends with an error at the first answer that is not the expected one.
//!
//! ```sh
//! dibao account add admin --role admin && dibao serve &
//! cargo run --example newsroom_day -- --url http://127.0.0.1:8080 --admin admin
//! ```
//!
//! The administrator's password is taken from `NEWSROOM_PASSWORD`, or asked for. The service must have three levels of review and
//! the widths of pictures that it has unless set otherwise; with `sources.unlisted = "refuse"` the story also tells how an article
//! from a source that stands on no list is let through. The accounts that are made are closed again at the end and the headlines
//! taken down; the same database can see any number of such days.
#![allow(clippy::indexing_slicing, missing_docs)]

mod story;

use clap::Parser;

use story::teller::Teller;

/// Plays a day of a newsroom through the API.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the service answers
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// The name of an administrator; the password is in `NEWSROOM_PASSWORD`, or asked for
    #[arg(long, value_name = "NAME", default_value = "admin")]
    admin: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Arguments { url, admin } = Arguments::parse();
    let password = std::env::var("NEWSROOM_PASSWORD")
        .or_else(|_| rpassword::prompt_password(format!("Password of {admin}: ")))
        .unwrap_or_default();
    let played = match Teller::new(&url, Box::new(|step| println!("{step}"))) {
        Ok(teller) => story::play(&teller, &admin, &password).await.map(|()| teller.steps()),
        Err(error) => Err(error),
    };
    match played {
        Ok(steps) => println!("\n{steps} steps, each answered as expected"),
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }
}

#[test]
fn a_teller_stands_alone() {
    // This process has no service, which would set up what clients need.
    assert!(Teller::new("https://news.example.org/", Box::new(|_| {})).is_ok());
}
