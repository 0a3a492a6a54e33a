//! The measures: nDCG@10, Recall@10, MRR, P@5 of rankings against graded judgements.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The names of the measures.
const NAMES: [&str; 4] = ["nDCG@10", "Recall@10", "MRR", "P@5"];

/// A query of a set.
pub struct Query {
    /// Its id.
    pub id: String,
    /// The other columns of its line.
    pub columns: Vec<String>,
}

/// The queries of a set, in its order.
pub fn queries(set: &Path) -> Result<Vec<Query>, Box<dyn Error>> {
    let path = set.join("queries.tsv");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let query = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        Some(Query { id: columns.next()?, columns: columns.collect() })
    };
    Ok(text.lines().filter_map(query).collect())
}

/// The grades of a set: 2 what is sought, 1 near it, -1 not judged.
pub fn grades(set: &Path) -> Result<HashMap<String, HashMap<String, i32>>, Box<dyn Error>> {
    let path = set.join("qrels.tsv.gz");
    let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut grades: HashMap<String, HashMap<String, i32>> = HashMap::new();
    for line in BufReader::new(flate2::read::GzDecoder::new(file)).lines() {
        let line = line?;
        let mut columns = line.split('\t');
        let (Some(query), Some(article), Some(grade)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!("{}: `{line}`", path.display()).into());
        };
        grades.entry(query.to_owned()).or_default().insert(article.to_owned(), grade.parse()?);
    }
    Ok(grades)
}

/// The measures of one ranking. The query's own article and those not judged are taken out first; whatever has no grade
/// counts as 0. Gain is 2^grade - 1, the discount logarithmic.
pub fn measure(query: &str, ranking: &[String], grades: &HashMap<String, i32>) -> [f64; 4] {
    let mut seen = HashSet::from([query]);
    let found: Vec<i32> = ranking
        .iter()
        .map(|id| (id.as_str(), grades.get(id).copied().unwrap_or(0)))
        .filter(|(id, grade)| seen.insert(id) && *grade >= 0)
        .map(|(_, grade)| grade)
        .collect();
    let gain = |grade: i32| 2f64.powi(grade) - 1.0;
    let discounted = |grades: &[i32]| -> f64 {
        grades.iter().take(10).enumerate().map(|(at, grade)| gain(*grade) / (at as f64 + 2.0).log2()).sum()
    };
    let mut ideal: Vec<i32> = grades.values().copied().filter(|grade| *grade > 0).collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let sought = grades.values().filter(|grade| **grade == 2).count();
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let count = |first: usize, wanted: &dyn Fn(i32) -> bool| {
        found.iter().take(first).filter(|grade| wanted(**grade)).count() as f64
    };
    [
        ratio(discounted(&found), discounted(&ideal)),
        ratio(count(10, &|grade| grade == 2), sought.min(10) as f64),
        found.iter().position(|grade| *grade == 2).map_or(0.0, |at| 1.0 / (at as f64 + 1.0)),
        count(5, &|grade| grade > 0) / 5.0,
    ]
}

/// Prints the means over all queries and over those of each kind.
pub fn print(measured: &[(String, [f64; 4])]) {
    let mut kinds: BTreeMap<&str, Vec<[f64; 4]>> = BTreeMap::new();
    for (kind, values) in measured {
        kinds.entry(kind).or_default().push(*values);
    }
    let line = |name: &str, values: &[[f64; 4]]| {
        let mean = |at: usize| values.iter().map(|value| value[at]).sum::<f64>() / values.len().max(1) as f64;
        println!("{name:20}{:8}{}", values.len(), (0..4).map(|at| format!("{:11.4}", mean(at))).collect::<String>());
    };
    println!("{:20}{:>8}{}", "", "queries", NAMES.map(|name| format!("{name:>11}")).concat());
    line("all", &measured.iter().map(|(_, values)| *values).collect::<Vec<_>>());
    if kinds.len() > 1 {
        kinds.iter().for_each(|(kind, values)| line(kind, values));
    }
}
