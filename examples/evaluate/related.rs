//! Asking for what is related to the articles of a set.

use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, Instant};

use crate::run::{Asked, Client, write};
use crate::score::{grades, measure, print, queries};

/// How many of each answer are looked at: enough that ten are left when those not judged are taken out.
const DEPTH: usize = 60;
/// How many articles are looked up at once.
const AT_ONCE: usize = 100;

/// Asks for every query article and prints the measures, and how long the answers took that nothing had been kept of.
///
/// Reprints take their places directly behind the one that stands for them.
pub fn run(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let client = Client::new(&asked.url)?;
    let grades = grades(&asked.set)?;
    let queries = queries(&asked.set)?;
    let wanted: Vec<&str> = queries.iter().map(|query| query.id.as_str()).collect();
    let ids = ids(&client, &wanted)?;
    let none = HashMap::new();
    let (mut measured, mut rankings, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for query in queries {
        let id = ids.get(&query.id).ok_or_else(|| format!("the service has no article {}", query.id))?;
        let began = Instant::now();
        client.get(&format!("/v1/articles/{id}/related"))?;
        times.push(began.elapsed());
        let answer = client
            .get(&format!("/v1/articles/{id}/related?limit={DEPTH}&fields=article.external_id,reprints.external_id"))?;
        let mut ranking = Vec::new();
        for item in answer["items"].as_array().ok_or("the answer has no items")? {
            let reprints = item["reprints"].as_array().into_iter().flatten();
            let articles = std::iter::once(&item["article"]).chain(reprints);
            ranking.extend(articles.filter_map(|article| article["external_id"].as_str()).map(str::to_owned));
        }
        measured.push(("all".to_owned(), measure(&query.id, &ranking, grades.get(&query.id).unwrap_or(&none))));
        rankings.push((query.id, ranking));
    }
    print(&measured);
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(Duration::ZERO);
    println!("answers over HTTP, ten articles each: p50 {:.1?}, p99 {:.1?}", at(50), at(99));
    match &asked.run {
        Some(file) => write(file, &rankings),
        None => Ok(()),
    }
}

/// The service's ids of articles, by their ids in the set.
fn ids(client: &Client, wanted: &[&str]) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let mut ids = HashMap::new();
    for part in wanted.chunks(AT_ONCE) {
        let path = format!("/v1/articles?limit={AT_ONCE}&fields=external_id&external_id={}", part.join(","));
        for article in client.get(&path)?["items"].as_array().into_iter().flatten() {
            if let (Some(external), Some(id)) = (article["external_id"].as_str(), article["id"].as_str()) {
                ids.insert(external.to_owned(), id.to_owned());
            }
        }
    }
    Ok(ids)
}
