//! How fast answers leave the finished program, beside a bare actix handler that answers the same bytes and headers, in
//! turn in the same minutes: read the ratios, as machines differ.
//!
//! ```sh
//! cargo bench --bench load                                     # 100,000 made-up articles in a SQLite file
//! BENCH_ARTICLES=1000000 cargo bench --bench load
//! BENCH_DATABASE_URL=postgres://… cargo bench --bench load     # a database that is empty, or was filled by this before
//! BENCH_ONLY=hot cargo bench --bench load                      # scenarios whose name has this in it
//! ```
//!
//! `wrk` must be installed; where `oha` is too, answers are also timed at 70 % of what the service can do. The articles are
//! made once and kept in `BENCH_FOLDER` (`target/load-COUNT` when unset). `BENCH_PAIRS` runs of `BENCH_SECONDS` are made of
//! each program in turn (3 of 5 s when unset), over `BENCH_CONNECTIONS` connections (32), with `BENCH_CACHE_MB` of answers
//! kept (256). `BENCH_RENDERED=off` leaves the file of rendered articles away. The ratios are medians; CPU time and memory come
//! from `/proc`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bare;
#[path = "../corpus/mod.rs"]
mod corpus;
mod generator;
mod newsroom;
#[path = "../process/mod.rs"]
mod process;
mod scenario;

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use generator::Load;
use process::Running;
use serde_json::Value;

/// The argument that makes this program the bare handler that the service is compared with.
const BARE: &str = "--bare-handler";
/// How long the search index may take for its first articles.
const PATIENCE: Duration = Duration::from_hours(2);

fn main() {
    let mut arguments = std::env::args();
    match arguments.by_ref().any(|argument| argument == BARE) {
        true => bare::serve(Path::new(&arguments.next().expect("a file with the answer"))),
        false => tokio::runtime::Runtime::new().unwrap().block_on(compare()),
    }
}

/// Makes the articles where they are not there yet, starts the service and prints the table.
async fn compare() {
    // What clients need before they are made, though nothing here is asked over https.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let count = setting("BENCH_ARTICLES", 100_000);
    let folder = match std::env::var_os("BENCH_FOLDER") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{count}")),
    };
    std::fs::create_dir_all(&folder).unwrap();
    let url = std::env::var("BENCH_DATABASE_URL")
        .unwrap_or_else(|_| format!("sqlite://{}", folder.join("dibao.db").display()));
    let data = folder.join("data");
    let of_database = |what: &str| folder.join(format!("{what}-{:016x}", fingerprint(&url)));
    let known = of_database("ids");
    if !of_database("filled").exists() {
        fill(&folder, &url, count as usize);
        let _ = std::fs::remove_file(&known);
        std::fs::write(of_database("filled"), &url).unwrap();
    }

    let cache = format!("cache.memory_mb={}", setting("BENCH_CACHE_MB", 256));
    let of = ["--database-url", &url, "--data-dir", data.to_str().unwrap()];
    let served = ["serve", "--migrate", "--listen", "127.0.0.1:0", "--set", "rate_limit.per_second=0", "--set", &cache];
    let rendered = std::env::var("BENCH_RENDERED").unwrap_or_else(|_| "on".to_owned());
    let with_rendered = format!("cache.rendered={rendered}");
    let served = [&of[..], &served, &["--set", "review.levels=0", "--set", &with_rendered]].concat();
    let service = Running::start(env!("CARGO_BIN_EXE_dibao").into(), &served);
    ready(&service).await;
    if rendered == "on" {
        are_rendered(&data).await;
    }
    let load = Load { seconds: setting("BENCH_SECONDS", 5), connections: setting("BENCH_CONNECTIONS", 32) };
    let pairs = setting("BENCH_PAIRS", 3) as usize;
    let token = newsroom::token(&of);
    let site = scenario::Site::look(&service, &folder, &known).await;
    let only = std::env::var("BENCH_ONLY").unwrap_or_default();

    scenario::heading();
    for scenario in site.scenarios().into_iter().filter(|scenario| scenario.name.contains(&only)) {
        scenario.run(&service, &token, load, pairs).await;
    }
    let memory = service.memory().map_or("unknown".to_owned(), |kib| format!("{} MiB", kib / 1024));
    println!("memory of its own at the end: {memory}");
}

/// A number from the environment.
fn setting(name: &str, unset: u32) -> u32 {
    std::env::var(name).map_or(unset, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Imports the articles.
fn fill(folder: &Path, url: &str, count: usize) {
    let file = folder.join("articles.jsonl");
    corpus::write(&mut BufWriter::new(std::fs::File::create(&file).unwrap()), count).unwrap();
    process::run(
        env!("CARGO_BIN_EXE_dibao").into(),
        &["--database-url", url, "import", "jsonl", file.to_str().unwrap()],
    );
    std::fs::remove_file(&file).unwrap();
}

/// A number for a database, so that what is known of each is kept by itself.
fn fingerprint(url: &str) -> u64 {
    url.bytes().fold(7, |sum, byte| sum.wrapping_mul(1_099_511_628_211) ^ u64::from(byte))
}

/// Waits until everything that is derived has arrived, the search index last.
async fn ready(service: &Running) {
    let newest = json(service, "/v1/articles?limit=1&sort=-updated_at").await;
    let url = format!("http://{}/v1/search?q=a&min_seq={}", service.address, newest["items"][0]["seq"]);
    let asked = async {
        while !reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("the search index arrives");
}

/// Waits until the rendered articles have been built once.
async fn are_rendered(data: &Path) {
    let built = async {
        while !data.join("rendered/current").exists() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, built).await.expect("the rendered articles arrive");
    // The last of them are in; what was written is opened at the next look.
    tokio::time::sleep(Duration::from_secs(2)).await;
}

/// What an address of a service answers.
async fn json(service: &Running, path: &str) -> Value {
    reqwest::get(format!("http://{}{path}", service.address)).await.unwrap().json().await.unwrap()
}
