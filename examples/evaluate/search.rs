//! Searching for the queries of a set.

use std::error::Error;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::run::{Asked, Client, write};
use crate::score::{grades, measure, print, queries};

/// How many of each answer are looked at: enough that ten are left when those not judged are taken out.
const DEPTH: usize = 60;

/// Asks for every query and prints the measures, and how long the answers took.
pub fn run(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let client = Client::new(&asked.url)?;
    let grades = grades(&asked.set)?;
    let none = std::collections::HashMap::new();
    let (mut measured, mut rankings, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for query in queries(&asked.set)? {
        let [kind, text, ..] = query.columns.as_slice() else {
            return Err(format!("the query {} has no kind and text", query.id).into());
        };
        let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
        let began = Instant::now();
        let answer =
            client.get(&format!("/v1/search?q={text}&limit={DEPTH}&highlight=false&fields=article.external_id"))?;
        times.push(began.elapsed());
        let items = answer["items"].as_array().ok_or("the answer has no items")?;
        let ranking: Vec<String> =
            items.iter().filter_map(|item| item["article"]["external_id"].as_str()).map(str::to_owned).collect();
        measured.push((kind.clone(), measure(&query.id, &ranking, grades.get(&query.id).unwrap_or(&none))));
        rankings.push((query.id, ranking));
    }
    print(&measured);
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(Duration::ZERO);
    println!("answers over HTTP: p50 {:.1?}, p99 {:.1?}", at(50), at(99));
    match &asked.run {
        Some(file) => write(file, &rankings),
        None => Ok(()),
    }
}
