//! What importing costs, and reading where no answer is kept yet, measured on the finished program from outside, beside a
//! bare actix handler in the same run: read the ratios, as machines differ. What kept answers cost, `load` measures.
//!
//! `cargo bench --bench delivery` prints the table. `BENCH_ARTICLES` sets how many articles there are (100,000 when
//! unset), `BENCH_DATABASE_URL` an empty database to use instead of a new SQLite file. CPU time and memory are read
//! from `/proc` and left out where there is none.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../process/mod.rs"]
mod process;

use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use process::Running;
use serde_json::Value;

/// How often each address is asked before and while it is measured.
const WARM_UP: u32 = 200;
const REQUESTS: u32 = 2_000;

/// The argument that makes this program the bare handler that the others are compared with.
const BARE: &str = "--bare-handler";

fn main() {
    match std::env::args().any(|argument| argument == BARE) {
        true => bare_handler(),
        false => tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(compare()),
    }
}

/// Imports, starts both services and prints the table.
async fn compare() {
    let count: usize = match std::env::var("BENCH_ARTICLES") {
        Ok(count) => count.parse().expect("BENCH_ARTICLES is a number"),
        Err(_) => 100_000,
    };
    let folder = tempfile::tempdir().unwrap();
    let url = std::env::var("BENCH_DATABASE_URL")
        .unwrap_or_else(|_| format!("sqlite://{}", folder.path().join("all.db").display()));
    // A tenth into a database of its own first: where memory is flat, ten times as many take no more of it.
    import(folder.path(), &format!("sqlite://{}", folder.path().join("tenth.db").display()), count / 10);
    import(folder.path(), &url, count);

    let bare = Running::start(std::env::current_exe().unwrap(), &[BARE]);
    let served = [
        "--database-url",
        &url,
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--set",
        "rate_limit.per_second=0",
        "--set",
        "cache.memory_mb=0",
        "--set",
        "cache.rendered=off",
    ];
    let dibao = Running::start(env!("CARGO_BIN_EXE_dibao").into(), &served);
    println!("\n{:<34} {:>9} {:>9} {:>13} {:>8}", "", "p50 µs", "p99 µs", "CPU µs/request", "ratio");
    let baseline = measure("bare handler", &bare, "/", None).await;

    let first = json(&dibao, "/v1/articles?limit=20").await;
    let id = first["items"][0]["id"].as_str().unwrap().to_owned();
    let deep = match deep_cursor(&dibao, (count / 20).saturating_sub(1).min(999)).await {
        Some(cursor) => format!("&cursor={cursor}"),
        None => String::new(),
    };
    for (name, path) in [
        ("list, 20 items, page 1", "/v1/articles".to_owned()),
        ("list, 20 items, page 1,000", format!("/v1/articles?limit=20{deep}")),
        ("list, 100 items", "/v1/articles?limit=100".to_owned()),
        ("list by channel and tag", "/v1/articles?channel=pin-dao-1&tags=biao-qian-3".to_owned()),
        ("list with bodies", "/v1/articles?body=blocks".to_owned()),
        ("list with total", "/v1/articles?total=true".to_owned()),
        ("one article", format!("/v1/articles/{id}")),
        ("neighbours", format!("/v1/articles/{id}/neighbours?in=channel")),
        ("columns", "/v1/columns".to_owned()),
        ("changes", "/v1/changes?limit=100".to_owned()),
    ] {
        measure(name, &dibao, &path, Some(baseline)).await;
    }
}

/// Imports so many articles of about 4 KB and prints how fast that went, and how much memory of its own it took at most.
fn import(folder: &Path, url: &str, count: usize) {
    let file = folder.join("articles.jsonl");
    corpus::write(&mut BufWriter::new(std::fs::File::create(&file).unwrap()), count).unwrap();
    let bytes = std::fs::metadata(&file).unwrap().len();
    let started = Instant::now();
    let arguments = ["--database-url", url, "import", "jsonl", file.to_str().unwrap()];
    let peak = process::run(env!("CARGO_BIN_EXE_dibao").into(), &arguments);
    let elapsed = started.elapsed().as_secs_f64();
    let peak = peak.map_or("unknown".to_owned(), |kib| format!("{} MiB", kib / 1024));
    println!(
        "import of {count} articles, {} MB: {elapsed:.1} s, {:.0} a second, {peak} of memory at most",
        bytes / 1_000_000,
        f64::from(u32::try_from(count).unwrap()) / elapsed,
    );
}

/// Asks an address over one connection and prints what an answer took; CPU microseconds of one.
async fn measure(name: &str, server: &Running, path: &str, baseline: Option<f64>) -> f64 {
    // What a client needs before it is made, though nothing here is asked over https.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}{path}", server.address);
    let ask = async || {
        let started = Instant::now();
        let answer = client.get(&url).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await.unwrap();
        started.elapsed()
    };
    for _ in 0..WARM_UP {
        ask().await;
    }
    let before = server.cpu();
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        times.push(ask().await);
    }
    let cpu =
        server.cpu().zip(before).map_or(f64::NAN, |(after, before)| micros(after.saturating_sub(before) / REQUESTS));
    times.sort_unstable();
    let at = |percent: usize| micros(times[(times.len() - 1) * percent / 100]);
    let ratio = baseline.map_or(1.0, |baseline| cpu / baseline);
    println!("{name:<34} {:>9.0} {:>9.0} {cpu:>13.0} {ratio:>8.1}", at(50), at(99));
    cpu
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// The cursor that leads to the page behind so many others.
async fn deep_cursor(server: &Running, pages: usize) -> Option<String> {
    let mut cursor: Option<String> = None;
    for _ in 0..pages {
        let next = cursor.as_deref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = json(server, &format!("/v1/articles?limit=20&fields=id{next}")).await;
        cursor = Some(page["next_cursor"].as_str()?.to_owned());
    }
    cursor
}

async fn json(server: &Running, path: &str) -> Value {
    reqwest::get(format!("http://{}{path}", server.address)).await.unwrap().json().await.unwrap()
}

/// Serves a few bytes from the handler itself: what the framework costs without us.
fn bare_handler() {
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(|| App::new().route("/", web::get().to(async || HttpResponse::Ok().body("{}"))))
            .bind("127.0.0.1:0")
            .unwrap();
        eprintln!("listening on http://{}", server.addrs()[0]);
        server.run().await.unwrap();
    });
}
