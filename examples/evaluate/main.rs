//! Measures how well articles are found, and how well what is shown beside them fits: brings a set of articles into the form
//! of the import, asks a running service for every query of the set, and compares the answers with judgements.
//!
//! ```sh
//! cargo run --example evaluate -- articles docs.jsonl.zst > articles.jsonl
//! dibao import jsonl articles.jsonl && dibao serve &
//! cargo run --example evaluate -- search --url http://127.0.0.1:8080 --set SET
//! cargo run --example evaluate -- related --url http://127.0.0.1:8080 --set SET
//! ```
//!
//! Served with `DIBAO_RELATED__NEARNESS_PERCENT=0`, related articles are ranked without the time between them.
//!
//! A set is a folder with `queries.tsv` (id, kind, text, article the query was made from or `-`; for related articles the
//! query article's id and its story) and `qrels.tsv.gz` (query,
//! article, grade). Articles are JSON lines of `id`, `title`, `body`, `time` without a zone, `source`; a name that ends in
//! `.zst` is unpacked.
#![allow(clippy::indexing_slicing, clippy::cast_precision_loss, missing_docs)]

mod articles;
mod related;
mod run;
mod score;
mod search;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measures how well articles are found.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write a set's articles to standard output in the form that `dibao import jsonl` takes
    Articles {
        /// The articles of the set: .jsonl or .jsonl.zst
        file: PathBuf,
    },
    /// Ask for the queries of a set by `GET /v1/search`
    Search(run::Asked),
    /// Ask for what is related to the query articles of a set by `GET /v1/articles/{id}/related`
    Related(run::Asked),
}

fn main() {
    let done = match Arguments::parse().what {
        What::Articles { file } => articles::write(&file, &mut std::io::stdout().lock()),
        What::Search(asked) => search::run(&asked),
        What::Related(asked) => related::run(&asked),
    };
    if let Err(error) = done {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
