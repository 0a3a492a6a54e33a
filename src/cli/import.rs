//! `import`: articles from JSON lines or from a portal's pages, and vocabularies from tables.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::authorisations::{self, Printed};
use super::output::say;
use super::{Done, Failed, open, print_json, table};
use crate::articles::address;
use crate::auth::Actor;
use crate::config::{Settings, language_tag};
use crate::import::files::{self, Files};
use crate::import::html::Profile;
use crate::import::jsonl::{self, Pictures};
use crate::import::line::Reading;
use crate::import::page::Pages;
use crate::import::report::{Place, Report};
use crate::import::vocabulary::{Brought, Sheet, Wanted, bring};
use crate::media::Stock;
use crate::sources::authorisations::Unmatched;
use crate::store::Database;
use crate::web::forms::{Form, SchemeName, Title};

/// Exit code where some things went in and others did not.
pub(super) const IN_PART: u8 = 3;

/// What `import` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to bring in
    #[command(subcommand)]
    what: What,
}

/// What to bring in.
#[derive(Debug, Subcommand)]
enum What {
    /// One article a line, as JSON; the same file again changes nothing
    Jsonl {
        /// The files; - is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Take a leading 【…】 of a title as its column
        #[arg(long)]
        labels: bool,
        /// Where the bytes of pictures are that lines bring: a folder that `export jsonl --all --media` has filled
        #[arg(long, value_name = "FOLDER")]
        media: Option<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// A list of sources (稿源单位名单) as a table: what it says takes the place of all that it said before
    ///
    /// CSV in UTF-8 or GB18030. The first line names the columns: `name` (名称), `category` (类别), `status` (状态: `listed` 在列,
    /// `frozen` 暂停, `removed` 移出), `valid_from` (生效日期), `valid_to` (失效日期); only the name must be there. Where a line is wrong, nothing is done.
    /// Names that no source has are told of; the exit code is 3 then.
    Authorisations {
        /// The file; - is standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What the list is called; the name of the file when left out
        #[arg(long, value_name = "NAME")]
        list: Option<String>,
        /// Make a source for each name that none has
        #[arg(long)]
        create: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// A portal's article pages, as HTML or as plain text with one paragraph a line
    ///
    /// UTF-8, GB18030 (GBK, GB 2312) and Big5 are told apart by content, as are HTML and text. A page is known again by its
    /// address, or, where it has none, by its source, date and title: imported again after a change, it changes its article.
    Page {
        /// The files, and folders, whose .html, .htm, .shtml, .xhtml and .txt files are taken; - is one page on standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Where the pages stand on the web: the address of the file, or of the folder, below which a file has its path
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// BCP 47 tag of the pages' language and script; by default what each page shows by its characters, or the site's
        #[arg(long, value_name = "TAG", value_parser = language_tag)]
        lang: Option<String>,
        /// TOML file with the CSS selectors of this site's fields; - is standard input
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// A vocabulary of tags, as CSV: `code,name` and perhaps `slug`, the first line with these words; the same file again changes nothing
    ///
    /// UTF-8, GB18030 (GBK, GB 2312) and Big5 are told apart by content. All goes in or nothing does.
    Vocabulary {
        /// The file; - is standard input
        file: PathBuf,
        /// The vocabulary, as its tags name it
        #[arg(long)]
        scheme: String,
        /// What it is called; what it was called until now by default
        #[arg(long)]
        title: Option<String>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Brings it in.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    if let What::Authorisations { file, list, create, json } = &arguments.what {
        let unmatched = if *create { Unmatched::Create } else { Unmatched::Report };
        return authorisations::run(settings, file, list.as_deref(), unmatched, Printed::of(*json)).await;
    }
    let db = open(settings, false).await?;
    let mut report = Report::default();
    let json = match &arguments.what {
        What::Authorisations { json, .. } => *json,
        What::Page { files, base_url, lang, profile, json } => {
            let base = base_url.as_deref().map(|text| {
                let refused = "--base-url: it is not an absolute http or https address without a user or password";
                address::parse(text).ok_or_else(|| Failed::from(refused))
            });
            let base = base.transpose()?;
            let profile = profile.as_deref().map(Profile::open).transpose()?;
            let Files { pages, passed_over, failed } = files::collect(files, base.as_ref());
            report.passed_over = passed_over;
            failed.into_iter().for_each(|(file, reason)| report.fail(Place { file: &file, line: None }, reason));
            let mut import = Pages::start(&db, settings.site.time_zone, &settings.site.lang, profile).await?;
            if let Some(tag) = lang {
                import = import.in_language(tag);
            }
            let bar = bar(pages.len() as u64, "{bar:30} {pos}/{len} pages {per_sec} {eta}")?;
            for page in &pages {
                import.import(page, &mut report).await?;
                bar.inc(1);
            }
            bar.finish_and_clear();
            *json
        }
        What::Jsonl { files, labels, media, json } => {
            let pictures = Pictures { stock: Stock::open(&db.read, &settings.media).await?, folder: media.clone() };
            let reading = Reading { zone: settings.site.time_zone, lang: settings.site.lang.clone(), labels: *labels };
            for file in files {
                let name = file.display().to_string();
                let (lines, bytes): (Box<dyn BufRead + Send>, u64) = if name == "-" {
                    (Box::new(BufReader::new(std::io::stdin())), 0)
                } else {
                    match open_file(file) {
                        Ok((file, bytes)) => (Box::new(BufReader::with_capacity(1 << 20, file)), bytes),
                        Err(reason) => {
                            report.fail(Place { file: &name, line: None }, reason);
                            continue;
                        }
                    }
                };
                let bar = bar(bytes, "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}")?;
                let one = jsonl::import_with(&db.primary, Some(&pictures), &name, lines, reading.clone(), |bytes| {
                    bar.inc(bytes);
                })
                .await?;
                bar.finish_and_clear();
                report.add(one);
            }
            *json
        }
        What::Vocabulary { file, scheme, title, json } => {
            return vocabulary(&db, file, (scheme, title.as_deref()), *json).await;
        }
    };
    if json {
        print_json(&report)?;
    } else {
        say(&report)?;
    }
    match (report.failed.is_empty(), report.done()) {
        (true, _) => Ok(()),
        (false, 0) => Err(Failed { message: None, code: 1 }),
        (false, _) => Err(Failed { message: None, code: IN_PART }),
    }
}

/// Brings a vocabulary in.
async fn vocabulary(db: &Database, file: &Path, (scheme, title): (&str, Option<&str>), json: bool) -> Done {
    let name = file.display().to_string();
    if scheme.trim() != scheme || !fits::<SchemeName>(scheme) {
        return Err(format!("--scheme: {}", SchemeName::ASKED).into());
    }
    if title.is_some_and(|title| !fits::<Title>(title)) {
        return Err(format!("--title: {}", Title::ASKED).into());
    }
    let sheet = Sheet::read(&table::bytes(file)?).map_err(|error| table::refused(&name, error))?;
    let wanted = Wanted { scheme, title };
    let brought = db.primary.transaction(async |tx| bring(tx, &Actor::command(), wanted, &sheet).await);
    let brought = brought.await.map_err(|error| table::refused(&name, error))?;
    if json {
        return print_json(&brought);
    }
    let Brought { scheme, created, updated, unchanged, seq: _ } = brought;
    say(format_args!("{scheme}: {created} new, {updated} changed, {unchanged} as they were"))
}

/// Whether a text is of a form.
fn fits<F: Form>(text: &str) -> bool {
    text.chars().count() <= F::MAX_LENGTH && F::takes(text)
}

/// A file or pipe and its length, or why it cannot be read.
fn open_file(path: &PathBuf) -> Result<(File, u64), String> {
    let file = File::open(path).map_err(|error| format!("it cannot be opened: {error}"))?;
    let found = file.metadata().map_err(|error| format!("it cannot be read: {error}"))?;
    if found.is_dir() {
        Err("it is a folder; name the files in it".to_owned())
    } else if is_device(&found) {
        Err("it is a device; name a file or a pipe, or - for standard input".to_owned())
    } else {
        Ok((file, found.len()))
    }
}

/// Whether a file is a device, which may have no end.
fn is_device(found: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        found.file_type().is_char_device() || found.file_type().is_block_device()
    }
    #[cfg(not(unix))]
    {
        !found.is_file()
    }
}

/// A progress bar, shown where standard error is a terminal.
fn bar(length: u64, template: &str) -> Result<ProgressBar, Failed> {
    let bar = ProgressBar::new(length);
    bar.set_style(ProgressStyle::with_template(template)?);
    Ok(bar)
}
