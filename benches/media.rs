//! What pictures cost: looking at an upload, making a rendition in each format, and serving one that is there beside a bare
//! actix handler with the same bytes in the same run: read the ratios, as machines differ.
//!
//! `cargo bench --bench media` prints the table. `BENCH_PICTURE` names a JPEG file to use instead of a made one.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use dibao::app::{self, Service};
use dibao::auth::Actor;
use dibao::config::{Settings, Sources};
use dibao::media::format::Format;
use dibao::media::picture::Said;
use dibao::media::rendition::Rendition;
use dibao::media::{Arriving, Stock, arrive};
use dibao::store::Database;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use sha2::{Digest, Sha256};

/// How often each thing is done while it is measured.
const MADE: u32 = 10;
const SERVED: u32 = 2_000;

fn main() {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(compare());
}

/// A picture of 12 megapixels with soft areas and fine detail.
fn picture() -> Vec<u8> {
    if let Ok(path) = std::env::var("BENCH_PICTURE") {
        return std::fs::read(path).expect("BENCH_PICTURE names a file");
    }
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).rotate_left(7) % 24;
    let image = RgbImage::from_fn(4_000, 3_000, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        Rgb([byte(x / 17 + noise(x, y)), byte(y / 13 + noise(y, x)), byte((x + y) / 29)])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&image).unwrap();
    bytes
}

async fn compare() {
    let original = picture();
    println!("a JPEG file of {} KB\n", original.len() / 1_000);
    println!("{:<34} {:>9} {:>9}", "", "ms each", "KB");
    for width in [320, 640, 1_280, 1_920] {
        for format in [Format::WebP, Format::Jpeg] {
            let rendition = Rendition { width, format };
            let started = Instant::now();
            let mut size = 0;
            for _ in 0..MADE {
                size = rendition.make(Format::Jpeg, &original, 50).unwrap().len();
            }
            let each = started.elapsed() / MADE;
            println!(
                "{:<34} {:>9.1} {:>9.1}",
                format!("make {}", rendition.file()),
                millis(each),
                f64::from(u32::try_from(size).unwrap()) / 1_000.0
            );
        }
    }
    serve(&original).await;
}

/// Asks for a stored rendition and for the same bytes of a bare handler.
async fn serve(original: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let flag = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let flags = vec![
        flag("data_dir", &folder.path().display().to_string()),
        flag("server.listen", "127.0.0.1:0"),
        flag("server.workers", "1"),
    ];
    let sources = Sources { file: None, env: Vec::<(String, String)>::new(), flags };
    let settings = Settings::load(sources).unwrap().settings;
    let db = Database::open(&settings.database).await.unwrap();
    db.migrate().await.unwrap();
    let stock = Stock::open(&db.read, &settings.media).await.unwrap();
    let digest: String = Sha256::digest(original).iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(folder.path().join(&digest), original).unwrap();
    let id = uuid::Uuid::now_v7();
    let one = Arriving {
        id,
        digest,
        file_name: None,
        said: Said::default(),
        uploaded_by_name: Some(Actor::command().name),
        uploaded_at: None,
    };
    let started = Instant::now();
    println!("\n{:?}", arrive(&db.primary, &stock, Some(folder.path()), one).await.unwrap());
    println!("{:<34} {:>9.1}", "look at an upload and keep it", millis(started.elapsed()));

    let service = Service::start(&db, settings, app::document()).await.unwrap();
    let listening = app::serve(&service).unwrap();
    tokio::spawn(listening.server);
    let base = format!("http://{}", listening.address);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    println!("\n{:<34} {:>9} {:>9} {:>9}", "", "p50 µs", "p99 µs", "ratio");
    for file in ["w320.webp", "w1280.webp"] {
        let url = format!("{base}/media/{id}/{file}");
        let bytes = client.get(&url).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
        let data = web::Data::new(bytes.clone());
        let fixed = HttpServer::new(move || {
            App::new().app_data(data.clone()).default_service(web::to(async |bytes: web::Data<web::Bytes>| {
                HttpResponse::Ok().body((**bytes).clone())
            }))
        });
        let fixed = fixed.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let at = format!("http://{}/", fixed.addrs()[0]);
        tokio::spawn(fixed.run());
        let (baseline, _) = measure(&client, &format!("bare handler, {} KB", bytes.len() / 1_000), &at, None).await;
        measure(&client, &format!("stored {file}"), &url, Some(baseline)).await;
    }
}

/// Asks an address again and again, one request after the other; median and 99th percentile.
async fn measure(client: &reqwest::Client, name: &str, url: &str, baseline: Option<Duration>) -> (Duration, Duration) {
    let mut times = Vec::new();
    for at in 0..SERVED + SERVED / 10 {
        let started = Instant::now();
        client.get(url).send().await.unwrap().bytes().await.unwrap();
        if at >= SERVED / 10 {
            times.push(started.elapsed());
        }
    }
    times.sort_unstable();
    let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    let ratio = baseline.map_or(1.0, |bare| p50.as_secs_f64() / bare.as_secs_f64());
    println!("{name:<34} {:>9} {:>9} {ratio:>9.2}", p50.as_micros(), p99.as_micros());
    (p50, p99)
}

/// A time in milliseconds.
fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
