//! Importing JSON lines: read and checked on a thread of its own, saved in batches, in bounded memory.

use std::io::BufRead;

use tokio::sync::mpsc;

use super::line::{self, Reading};
use super::report::Report;
use crate::articles::article::Incoming;
use crate::articles::save;
use crate::kernel::error::{Error, Result};
use crate::store::Primary;

/// How many articles are saved in one transaction.
const BATCH: usize = 500;
/// Longest line in bytes.
const MAX_LINE: u64 = 32 * 1024 * 1024;

/// Some lines that were read: articles, and what failed with its number and reason.
#[derive(Default)]
struct Batch {
    articles: Vec<Incoming>,
    failed: Vec<(u64, String)>,
    bytes: u64,
}

/// Imports every line of a file; `progress` hears how many bytes have been dealt with.
pub async fn import(
    db: &Primary,
    name: &str,
    mut lines: impl BufRead + Send + 'static,
    reading: Reading,
    progress: impl Fn(u64),
) -> Result<Report> {
    let (send, mut receive) = mpsc::channel::<Batch>(3);
    let reader = tokio::task::spawn_blocking(move || read_batches(&mut lines, &reading, &send));
    let mut report = Report::default();
    while let Some(batch) = receive.recv().await {
        for (line, reason) in batch.failed {
            report.fail(name, Some(line), reason);
        }
        report.count(&save::save(db, &batch.articles).await?);
        progress(batch.bytes);
    }
    match reader.await {
        Ok(Ok(())) => Ok(report),
        Ok(Err(error)) => {
            report.fail(name, None, error.to_string());
            Ok(report)
        }
        Err(error) => Err(Error::broken(error)),
    }
}

/// Reads the lines and sends them on in batches, until there are none or nobody listens.
fn read_batches(lines: &mut impl BufRead, reading: &Reading, send: &mpsc::Sender<Batch>) -> std::io::Result<()> {
    let mut batch = Batch::default();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = std::io::Read::take(&mut *lines, MAX_LINE).read_until(b'\n', &mut bytes)? as u64;
        if read == 0 {
            break;
        }
        batch.bytes += read;
        if read == MAX_LINE {
            batch.failed.push((number, format!("the line is longer than {MAX_LINE} bytes; nothing after it was read")));
            break;
        }
        let mut json = bytes.trim_ascii();
        if number == 1 {
            json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
        }
        if json.is_empty() {
            continue;
        }
        match line::read(json, reading) {
            Ok(incoming) => batch.articles.push(incoming),
            Err(wrong) => batch.failed.push((number, wrong.join("; "))),
        }
        if batch.articles.len() + batch.failed.len() >= BATCH && send.blocking_send(std::mem::take(&mut batch)).is_err()
        {
            return Ok(());
        }
    }
    let _ = send.blocking_send(batch);
    Ok(())
}
