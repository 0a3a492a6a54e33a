//! The search index by itself: how fast it is built, how large it gets, how long searches take in the process.
//!
//! ```sh
//! cargo bench --bench search                                      # 5,000 made-up articles
//! BENCH_ARTICLES=100000 cargo bench --bench search
//! BENCH_FILE=articles.jsonl cargo bench --bench search      # paragraphs of real ones: lines of the import
//! BENCH_FOLDER=index cargo bench --bench search             # keeps the index there, and takes the one that is there
//! ```
//!
//! Made-up texts have words as frequent as words are (Zipf); real ones are mixed paragraph by paragraph where more articles
//! are wanted than there are.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

#[path = "corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use corpus::Dice;
use criterion::Criterion;
use dibao::articles::article::Content;
use dibao::articles::body::Block;
use dibao::articles::filter::Filter;
use dibao::articles::{BodyFormat, Include, Stored};
use dibao::catalog::Catalog;
use dibao::kernel::cursor::Binding;
use dibao::search::analysis::{Sounds, Words};
use dibao::search::find::find;
use dibao::search::index::generation::{Effort, Generation};
use dibao::search::params::Asked;
use dibao::search::query::collect::{Facet, Order};
use dibao::search::query::grammar;
use dibao::search::{Snapshot, Typed, titles_meeting};
use dibao::store::keyset::Keyset;
use dibao::web::params::Shaping;
use uuid::Uuid;

/// Characters of an article, as news has them.
const LENGTH: usize = 1_300;

/// Where texts come from.
enum Texts {
    Made(Vec<String>),
    Read(Vec<(String, Vec<String>)>),
}

impl Texts {
    fn open(dice: &mut Dice) -> Self {
        if let Ok(file) = std::env::var("BENCH_FILE") {
            let text = std::fs::read_to_string(file).expect("BENCH_FILE can be read");
            let article = |line: &str| {
                let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
                let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
                (text("title"), text("body").lines().map(str::to_owned).collect())
            };
            return Self::Read(text.lines().map(article).collect());
        }
        Self::Made(corpus::words(dice))
    }

    fn article(&self, number: usize, dice: &mut Dice) -> (String, Vec<String>) {
        match self {
            Self::Read(articles) if number < articles.len() => articles[number].clone(),
            Self::Read(articles) => {
                let (title, own) = articles[dice.below(articles.len())].clone();
                let others = (0..own.len()).filter_map(|_| {
                    let (_, other) = &articles[dice.below(articles.len())];
                    other.get(dice.below(other.len())).cloned()
                });
                (title, others.collect())
            }
            Self::Made(words) => {
                let mut sentence = |characters| corpus::sentence(words, dice, characters);
                let title = sentence(20);
                (title, (0..LENGTH / 65).map(|_| format!("{}，{}。", sentence(30), sentence(33))).collect())
            }
        }
    }
}

/// An article as it is stored.
fn stored(number: usize, title: String, paragraphs: Vec<String>) -> Stored {
    let at = 1_500_000_000_000 + number as i64 * 1_000_000;
    let thing = |kind: u128, of: usize| Some(Uuid::from_u128(kind << 64 | (number % of) as u128));
    let row = dibao_entity::article::Model {
        id: Uuid::from_u128(1 << 96 | number as u128),
        external_id: None,
        slug: format!("a-{number}"),
        state: "published".to_owned(),
        lang: "zh-Hans".to_owned(),
        title,
        kicker: None,
        subtitle: None,
        short_title: None,
        original_title: None,
        column_label: None,
        summary: None,
        summary_is_lead: false,
        channel_id: thing(2, 40),
        column_id: thing(3, 300),
        source_id: thing(4, 100),
        source_label: None,
        authorised_at_publication: "unknown".to_owned(),
        cover: None,
        original_url: None,
        ai_label: None,
        published_at: at,
        published_precision: "second".to_owned(),
        first_published_at: at,
        updated_at: at,
        withdrawn_at: None,
        revision: 1,
        seq: number as i64 + 1,
        char_count: 0,
        has_image: false,
        has_video: false,
        has_audio: false,
        import_digest: None,
    };
    let blocks = paragraphs.into_iter().map(Block::paragraph).collect();
    Stored {
        row,
        people: Vec::new(),
        tags: Vec::new(),
        content: Some(Content { blocks, ..Content::default() }),
        pictures: std::collections::HashMap::new(),
    }
}

/// A search as a request asks it, without HTTP and without the database.
fn asked(query: &str, order: Order, facets: Vec<Facet>) -> Asked {
    Asked {
        node: grammar::parse(query),
        filter: Filter::default(),
        order,
        binding: Binding::of("bench"),
        keyset: Keyset { cursor: None, limit: 20 },
        wants_total: !facets.is_empty(),
        facets,
        wants_highlights: false,
        body: BodyFormat::None,
        include: Include::default(),
        shaping: Shaping::default(),
    }
}

/// Builds an index of so many articles; its state, and some of its texts.
fn build(folder: &Path, articles: usize) -> (Snapshot, Vec<(String, Vec<String>)>) {
    let mut dice = Dice(7);
    let texts = Texts::open(&mut dice);
    let words = Words::load(None).expect("the dictionary is there");
    let is_there = folder.join("meta.json").exists();
    let mut generation = match is_there {
        true => Generation::open(folder, &words).expect("the index that is there can be used"),
        false => Generation::create(folder, &words).expect("an index can be made"),
    };
    if !is_there {
        generation.take_writer(Effort::Full).expect("it can be written");
    }
    let (mut bytes, mut kept, mut busy) = (0, Vec::new(), Duration::ZERO);
    for first in (0..articles).step_by(500) {
        let batch: Vec<Stored> = (first..articles.min(first + 500))
            .map(|number| {
                let (title, body) = texts.article(number, &mut dice);
                bytes += title.len() + body.iter().map(|line| line.len() + 1).sum::<usize>();
                if number % (articles / 500).max(1) == 0 {
                    kept.push((title.clone(), body.clone()));
                }
                stored(number, title, body)
            })
            .collect();
        let began = Instant::now();
        generation.add(&batch).expect("it takes articles");
        busy += began.elapsed();
    }
    let began = Instant::now();
    generation.commit().expect("it commits");
    busy += began.elapsed();
    let began = Instant::now();
    if !is_there {
        generation.finish().expect("merges end");
        generation = Generation::open(folder, &words).expect("what was built can be read");
    }
    let snapshot = Snapshot::of(generation.searcher(), generation.fields(), words, 0);
    let size: u64 = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.and_then(|entry| entry.metadata()).map_or(0, |found| found.len()))
        .sum();
    let rate = match is_there {
        true => "not built now".to_owned(),
        false => {
            let merging = began.elapsed();
            format!("{:.0} articles/s (merges took {merging:.1?} more)", articles as f64 / busy.as_secs_f64())
        }
    };
    println!(
        "{articles} articles of {} bytes: {rate}, index {:.2} times the text, {} segments",
        bytes / articles.max(1),
        size as f64 / bytes as f64,
        snapshot.searcher.segment_readers().len(),
    );
    (snapshot, kept)
}

/// Parts of texts, as people search for them.
fn queries(texts: &[(String, Vec<String>)], kind: &str) -> Vec<String> {
    let part = |text: &str, from: usize, length: usize| -> String {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.iter().skip(from % letters.len().max(1)).take(length).collect()
    };
    let line = |body: &[String], number: usize| body.get(number % body.len().max(1)).cloned().unwrap_or_default();
    let texts = texts.iter().enumerate();
    texts
        .map(|(number, (title, body))| match kind {
            "two words" => format!("{} {}", part(title, number, 2), part(&line(body, number), number, 2)),
            "a clause" => part(&line(body, number), 0, 12),
            "a phrase" => format!("\"{}\"", part(&line(body, number), number, 6)),
            "one character" => part(&line(body, number), number, 1),
            _ => part(title, 0, 8),
        })
        .filter(|query| !query.trim().is_empty())
        .collect()
}

/// What is typed of a title so far.
fn typed(title: &str, kind: &str) -> String {
    let letters: Vec<char> = title.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    let first = |count: usize| letters.iter().take(count).collect::<String>();
    let sounds = |text: &str| -> Vec<String> {
        Sounds::of(text).readings().iter().filter_map(|readings| readings.first().cloned()).collect()
    };
    match kind {
        "two characters" => first(2),
        "one character" => first(1),
        "a long beginning" => first(12),
        "pinyin" => sounds(&first(3)).concat(),
        "begun pinyin" => sounds(&first(2)).concat().chars().take(4).collect(),
        "initials" => sounds(&first(3)).iter().filter_map(|sound| sound.chars().next()).collect(),
        _ => sounds(&first(1)).iter().filter_map(|sound| sound.chars().next()).collect(),
    }
}

/// Does each thing once and prints how long they took.
fn percentiles<T>(name: &str, things: &[T], mut done: impl FnMut(&T)) {
    let mut times: Vec<Duration> = things
        .iter()
        .map(|thing| {
            let began = Instant::now();
            done(thing);
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{name:32} p50 {:>9.2?}  p99 {:>9.2?}", at(50), at(99));
}

fn main() {
    let articles = std::env::var("BENCH_ARTICLES").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000);
    let passing = tempfile::tempdir().expect("a folder can be made");
    let folder = std::env::var("BENCH_FOLDER").map_or_else(|_| passing.path().to_owned(), PathBuf::from);
    let (snapshot, texts) = build(&folder, articles);
    let catalog = Arc::new(Catalog::default());
    let ask = |asked: &Asked| {
        black_box(find(&snapshot, &catalog, asked, chrono_tz::Asia::Shanghai).expect("it answers"));
    };
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for kind in ["two words", "a clause", "a phrase", "one character", "the start of a title"] {
        let of = |order: Order, facets: &[Facet]| -> Vec<Asked> {
            queries(&texts, kind).iter().map(|query| asked(query, order, facets.to_vec())).collect()
        };
        let plain = of(Order::Relevance, &[]);
        percentiles(kind, &plain, ask);
        let all = [Facet::Channel, Facet::Column, Facet::Source, Facet::Year];
        percentiles(&format!("{kind}, by date, facets"), &of(Order::NewestFirst, &all), ask);
        let mut next = plain.iter().cycle();
        criterion.bench_function(&format!("search for {kind}"), |bench| {
            bench.iter(|| ask(black_box(next.next().expect("there are searches"))));
        });
    }
    let typing =
        ["one letter", "one character", "two characters", "begun pinyin", "pinyin", "initials", "a long beginning"];
    for kind in typing {
        let typed: Vec<Typed> = texts.iter().map(|(title, _)| Typed::of(&typed(title, kind))).collect();
        percentiles(&format!("suggest, {kind}"), &typed, |typed| {
            black_box(titles_meeting(&snapshot, typed).expect("it answers"));
        });
    }
}
