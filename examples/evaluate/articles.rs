//! A set's articles in the form of the import.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use serde_json::{Value, json};

/// Writes every article of a file as a line of the import: the id becomes `external_id`.
pub fn write(file: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    for (number, line) in lines(file)?.lines().enumerate() {
        let article: Value =
            serde_json::from_str(&line?).map_err(|error| format!("{}:{}: {error}", file.display(), number + 1))?;
        let line = json!({
            "external_id": article["id"],
            "title": article["title"],
            "body": article["body"],
            "published_at": article["time"].as_str().unwrap_or_default().replace(' ', "T"),
            "published_precision": "second",
            "source": article["source"],
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A file's lines, unpacked where its name says so.
fn lines(file: &Path) -> Result<Box<dyn BufRead>, Box<dyn Error>> {
    let open = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(match file.extension().is_some_and(|extension| extension == "zst") {
        true => Box::new(BufReader::new(zstd::stream::Decoder::new(open)?)),
        false => Box::new(BufReader::new(open)),
    })
}
