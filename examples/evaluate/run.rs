//! What every evaluation over HTTP needs: the service, the set, and a client.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

/// What to ask, and whom.
#[derive(Debug, Args)]
pub struct Asked {
    /// Where the service answers
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The folder with queries.tsv and qrels.tsv.gz
    #[arg(long, value_name = "DIR")]
    pub set: PathBuf,
    /// Also write the rankings to this file: query, rank, article, separated by tabs
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
}

/// A client of the service.
pub struct Client {
    base: String,
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl Client {
    /// A client for that address.
    pub fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        // For an address with https; whoever was first in this process has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            base: url.trim_end_matches('/').to_owned(),
            http: reqwest::Client::builder().no_proxy().build()?,
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        })
    }

    /// The answer to a request for a path, which must be JSON and 200.
    pub fn get(&self, path: &str) -> Result<Value, Box<dyn Error>> {
        self.runtime.block_on(async {
            let answer = self.http.get(format!("{}{path}", self.base)).send().await?;
            let (status, text) = (answer.status(), answer.text().await?);
            if !status.is_success() {
                return Err(format!("{path}: {status}: {text}").into());
            }
            Ok(serde_json::from_str(&text)?)
        })
    }
}

/// Rankings, by query, as a file that other programs read.
pub fn write(file: &PathBuf, rankings: &[(String, Vec<String>)]) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for (query, ranking) in rankings {
        for (at, article) in ranking.iter().enumerate() {
            writeln!(text, "{query}\t{}\t{article}", at + 1)?;
        }
    }
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()).into())
}

#[test]
fn a_client_stands_alone() {
    // This process has no service, which would set up what clients need.
    assert!(Client::new("https://news.example.org/").is_ok());
}
