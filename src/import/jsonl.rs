//! Importing JSON lines: read and checked on a thread of its own, saved in batches, in bounded memory.

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::path::PathBuf;

use tokio::sync::mpsc;

use super::admit;
use super::line::{self, Line, Reading, Said};
use super::report::{Place, Report};
use crate::articles::article::Incoming;
use crate::catalog::{
    self,
    save::{Put, Thing},
};
use crate::collections::editorial::Carried;
use crate::kernel::error::{Error, Result};
use crate::media::{Arrived, Arriving, Stock, arrive};
use crate::store::Primary;
use crate::{collections, related};

/// How many articles are saved in one transaction at most.
const BATCH: usize = 2_000;
/// How many bytes of lines are saved in one transaction, unless one line alone has more.
const BATCH_BYTES: u64 = 16 * 1024 * 1024;
/// Most bytes of a line that is too long.
const MAX_SKIPPED: u64 = 1024 * 1024 * 1024;
/// Most lines that fail before any is read: what holds no JSON lines may have no end.
const MAX_FAILED_FIRST: u64 = 10_000;
/// Most faults of one line that are listed.
const MAX_FAULTS: usize = 20;
/// Longest line in bytes.
const MAX_LINE: u64 = 32 * 1024 * 1024;

/// Some lines that were read.
#[derive(Default)]
struct Batch {
    /// Things that articles refer to, and the numbers of their lines.
    things: Vec<Thing>,
    thing_numbers: Vec<u64>,
    /// Pictures, and the numbers of their lines.
    pictures: Vec<(u64, Arriving)>,
    /// Articles, and the numbers of their lines.
    articles: Vec<Incoming>,
    numbers: Vec<u64>,
    /// Collections of articles, and the numbers of their lines.
    collections: Vec<Carried>,
    collection_numbers: Vec<u64>,
    /// What was chosen beside articles, and the numbers of their lines.
    choices: Vec<related::save::Carried>,
    choice_numbers: Vec<u64>,
    /// What failed, and why.
    failed: Vec<(u64, String)>,
    /// What articles said that finds no place.
    unplaced: Vec<(u64, String)>,
    /// How many bytes these lines had.
    bytes: u64,
}

impl Batch {
    /// Whether it has what refers to articles, which therefore must be saved before.
    fn has_arranged(&self) -> bool {
        !self.collections.is_empty() || !self.choices.is_empty()
    }

    fn is_full(&self) -> bool {
        let lines =
            self.things.len() + self.pictures.len() + self.articles.len() + self.collections.len() + self.choices.len();
        lines + self.failed.len() >= BATCH || self.bytes >= BATCH_BYTES
    }
}

/// Imports every line of a file; `progress` hears how many bytes have been dealt with.
///
/// A database that cannot be reached ends it: the report says what went in before.
pub async fn import(
    db: &Primary,
    name: &str,
    lines: impl BufRead + Send + 'static,
    reading: Reading,
    progress: impl Fn(u64),
) -> Result<Report> {
    import_with(db, None, name, lines, reading, progress).await
}

/// Where pictures are kept, and the folder that those which lines bring are in.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Where they are kept.
    pub stock: Stock,
    /// Where they come from; none where they are kept already.
    pub folder: Option<PathBuf>,
}

/// The same with the pictures that lines bring; without, such lines are refused.
pub async fn import_with(
    db: &Primary,
    pictures: Option<&Pictures>,
    name: &str,
    mut lines: impl BufRead + Send + 'static,
    reading: Reading,
    progress: impl Fn(u64),
) -> Result<Report> {
    let (send, mut receive) = mpsc::channel::<Batch>(2);
    let reader = tokio::task::spawn_blocking(move || read_batches(&mut lines, &reading, &send));
    let mut report = Report::default();
    while let Some(batch) = receive.recv().await {
        let saved = async {
            for (number, picture) in batch.pictures {
                let arrived = match pictures {
                    Some(Pictures { stock, folder }) => arrive(db, stock, folder.as_deref(), picture).await?,
                    None => Arrived::Refused("no pictures are taken in here".to_owned()),
                };
                if let Arrived::Refused(reason) = arrived {
                    report.fail(Place { file: name, line: Some(number) }, reason);
                }
            }
            let put = catalog::save::put(db, &batch.things).await?;
            let outcomes = admit::save(db, &batch.articles).await?;
            let collections = collections::editorial::put(db, &batch.collections).await?;
            Ok((put, outcomes, collections, related::save::put(db, &batch.choices).await?))
        };
        let (put, outcomes, collections, choices) = match saved.await {
            Ok(outcomes) => outcomes,
            Err(Error::Unreachable(cause)) => {
                let numbers = [batch.thing_numbers, batch.numbers, batch.collection_numbers, batch.choice_numbers];
                let from = numbers.iter().find_map(|numbers| numbers.first()).copied();
                report.fail(Place { file: name, line: from }, unreachable(&*cause));
                return Ok(report);
            }
            Err(error) => return Err(error),
        };
        for (number, put) in batch.thing_numbers.into_iter().zip(put) {
            if let Put::Refused(reason) = put {
                report.fail(Place { file: name, line: Some(number) }, reason);
            }
        }
        for (number, outcome) in batch.numbers.into_iter().zip(outcomes) {
            report.count(Place { file: name, line: Some(number) }, outcome);
        }
        let arranged = batch.collection_numbers.into_iter().chain(batch.choice_numbers);
        for (number, put) in arranged.zip(collections.into_iter().chain(choices)) {
            if let Err(reason) = put {
                report.fail(Place { file: name, line: Some(number) }, reason);
            }
        }
        for (number, reason) in batch.failed {
            report.fail(Place { file: name, line: Some(number) }, reason);
        }
        for (number, text) in batch.unplaced {
            report.unplaced(Place { file: name, line: Some(number) }, text);
        }
        progress(batch.bytes);
    }
    match reader.await.map_err(Error::broken)? {
        Ok(0) => report.fail(Place { file: name, line: None }, "there is nothing in it"),
        Ok(_) => {}
        Err(error) => report.fail(Place { file: name, line: None }, error.to_string()),
    }
    Ok(report)
}

/// Why an import ends before its time.
fn unreachable(cause: &dyn std::error::Error) -> String {
    format!("the database cannot be reached; start the import again to go on from here: {cause}")
}

/// Reads the lines and sends them on in batches, until there are none or nobody listens; how many there were.
fn read_batches(lines: &mut impl BufRead, reading: &Reading, send: &mpsc::Sender<Batch>) -> io::Result<u64> {
    let mut batch = Batch::default();
    let mut seen = Seen::default();
    let mut bytes = Vec::new();
    let (mut lines_said, mut failed) = (0, 0);
    for number in 1.. {
        bytes.clear();
        let mut read = io::Read::take(&mut *lines, MAX_LINE).read_until(b'\n', &mut bytes)? as u64;
        if read == 0 {
            break;
        }
        if read == MAX_LINE && bytes.last() != Some(&b'\n') {
            bytes.clear();
            let skipped = io::Read::take(&mut *lines, MAX_SKIPPED).skip_until(b'\n')? as u64;
            read += skipped;
            lines_said += 1;
            batch.failed.push((number, format!("the line is longer than {MAX_LINE} bytes, which no article is")));
            if skipped == MAX_SKIPPED {
                batch.failed.push((number, format!("the line does not end after {read} bytes; the import ends here")));
                break;
            }
        }
        batch.bytes += read;
        let mut json = bytes.trim_ascii();
        if number == 1 {
            json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
        }
        if !json.is_empty() {
            lines_said += 1;
            let read = line::read(json, reading).and_then(|Line { said, unplaced }| {
                let said = seen.once(number, said)?;
                batch.unplaced.extend(unplaced.into_iter().map(|text| (number, text)));
                Ok(said)
            });
            match read {
                Ok(Said::Thing(thing)) => {
                    // What refers to it comes later, and so must be saved later.
                    let has_others = !batch.articles.is_empty() || batch.has_arranged();
                    if has_others && send.blocking_send(std::mem::take(&mut batch)).is_err() {
                        return Ok(lines_said);
                    }
                    batch.things.push(thing);
                    batch.thing_numbers.push(number);
                }
                Ok(Said::Picture(picture)) => {
                    if !batch.articles.is_empty() && send.blocking_send(std::mem::take(&mut batch)).is_err() {
                        return Ok(lines_said);
                    }
                    batch.pictures.push((number, *picture));
                }
                Ok(Said::Article(article)) => {
                    if batch.has_arranged() && send.blocking_send(std::mem::take(&mut batch)).is_err() {
                        return Ok(lines_said);
                    }
                    batch.articles.push(*article);
                    batch.numbers.push(number);
                }
                Ok(Said::Collection(collection)) => {
                    batch.collections.push(*collection);
                    batch.collection_numbers.push(number);
                }
                Ok(Said::Choices(choices)) => {
                    batch.choices.push(choices);
                    batch.choice_numbers.push(number);
                }
                Err(wrong) => {
                    batch.failed.push((number, joined(&wrong)));
                    failed += 1;
                    if failed == MAX_FAILED_FIRST && failed == lines_said {
                        let reason =
                            format!("none of the first {MAX_FAILED_FIRST} lines can be read; the import ends here");
                        batch.failed.push((number, reason));
                        break;
                    }
                }
            }
        }
        if batch.is_full() && send.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Ok(lines_said);
        }
    }
    let _ = send.blocking_send(batch);
    Ok(lines_said)
}

/// Joins the faults of a line to one text; lists the first 20.
fn joined(wrong: &[String]) -> String {
    let mut listed = wrong.iter().take(MAX_FAULTS).map(String::as_str).collect::<Vec<_>>().join("; ");
    if let Some(more) = wrong.len().checked_sub(MAX_FAULTS).filter(|more| *more > 0) {
        listed.push_str(&format!("; {more} more"));
    }
    listed
}

/// The lines that name an article of their own: a second one of the same name would undo the first.
#[derive(Default)]
struct Seen(HashMap<u128, u64>);

impl Seen {
    /// What the line says, unless it is an article and an earlier one has its `id` or `external_id`.
    fn once(&mut self, number: u64, said: Said) -> Result<Said, Vec<String>> {
        let Said::Article(article) = &said else { return Ok(said) };
        let names =
            [article.id.map(|id| ("id", id.to_string())), article.external_id.clone().map(|id| ("external_id", id))];
        for (field, name) in names.into_iter().flatten() {
            if let Some(earlier) = self.0.insert(key(field, &name), number) {
                return Err(vec![format!("{field}: line {earlier} of this file is `{name}` already")]);
            }
        }
        Ok(said)
    }
}

/// Enough of a digest to tell names apart, so that a name costs as little memory as can be.
fn key(field: &str, name: &str) -> u128 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{field}:{name}").as_bytes());
    digest.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
}
