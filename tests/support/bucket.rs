//! A bucket that speaks as much of S3's protocol as pictures need: objects by PUT, GET with ranges, HEAD, DELETE and lists.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::http::header::{AUTHORIZATION, RANGE};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

/// The objects of a bucket, and how it answers.
#[derive(Clone, Default)]
pub struct Bucket(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, web::Bytes>,
    is_broken: bool,
    puts: usize,
}

/// The settings of a service that keeps its pictures in the bucket at an address.
pub fn settings(address: &str) -> [(&str, &str); 6] {
    [
        ("media.storage", "s3"),
        ("media.s3_bucket", "pictures"),
        ("media.s3_endpoint", address),
        ("media.s3_region", "cn-north-1"),
        ("media.s3_access_key_id", "KEY"),
        ("media.s3_secret_access_key", "SECRET"),
    ]
}

impl Bucket {
    /// Begins to serve it; its address.
    pub fn serve(&self) -> String {
        let data = web::Data::new(self.clone());
        let server = HttpServer::new(move || {
            let size = web::PayloadConfig::new(64 * 1_048_576);
            App::new().app_data(data.clone()).app_data(size).default_service(web::to(answer))
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", server.addrs()[0]);
        tokio::spawn(server.run());
        address
    }

    /// The names of its objects.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().objects.keys().cloned().collect()
    }

    /// How often something was put into it.
    pub fn puts(&self) -> usize {
        self.0.lock().unwrap().puts
    }

    /// From now on it answers every request with 500, or not any more.
    pub fn break_down(&self, is_broken: bool) {
        self.0.lock().unwrap().is_broken = is_broken;
    }
}

/// Answers one request.
async fn answer(bucket: web::Data<Bucket>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let mut kept = bucket.0.lock().unwrap();
    let signed = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_ours =
        signed.starts_with("AWS4-HMAC-SHA256 Credential=KEY/") && signed.contains("/cn-north-1/s3/aws4_request");
    if !is_ours || kept.is_broken {
        let status = if kept.is_broken { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::FORBIDDEN };
        return HttpResponse::build(status).finish();
    }
    let name = request.path().strip_prefix("/pictures").unwrap_or_default().trim_matches('/').to_owned();
    let missing =
        || HttpResponse::NotFound().content_type("application/xml").body("<Error><Code>NoSuchKey</Code></Error>");
    match *request.method() {
        Method::PUT => {
            kept.puts += 1;
            kept.objects.insert(name, body);
            HttpResponse::Ok().insert_header(("ETag", "\"e\"")).finish()
        }
        Method::DELETE => {
            kept.objects.remove(&name);
            HttpResponse::NoContent().finish()
        }
        _ if name.is_empty() => list(&kept, request.query_string()),
        _ => match kept.objects.get(&name) {
            Some(bytes) => object(&request, bytes),
            None => missing(),
        },
    }
}

/// An object or a part of it.
fn object(request: &HttpRequest, bytes: &web::Bytes) -> HttpResponse {
    let range = request.headers().get(RANGE).and_then(|value| value.to_str().ok()?.strip_prefix("bytes="));
    let mut response = HttpResponse::Ok();
    response.insert_header(("ETag", "\"e\"")).insert_header(("Last-Modified", "Sat, 14 Mar 2026 16:00:00 GMT"));
    match range.and_then(|range| range.split_once('-')) {
        Some((first, last)) => {
            let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
            let last = last.min(bytes.len() - 1);
            response
                .status(StatusCode::PARTIAL_CONTENT)
                .insert_header(("Content-Range", format!("bytes {first}-{last}/{}", bytes.len())))
                .body(bytes.slice(first..=last))
        }
        None => response.body(bytes.clone()),
    }
}

/// The objects whose names begin alike.
fn list(kept: &Kept, query: &str) -> HttpResponse {
    let prefix = query.split('&').find_map(|pair| pair.strip_prefix("prefix=")).unwrap_or_default().replace("%2F", "/");
    let objects: String = kept
        .objects
        .iter()
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, bytes)| {
            format!(
                "<Contents><Key>{name}</Key><LastModified>2026-03-14T16:00:00.000Z</LastModified><ETag>\"e\"</ETag>\
                 <Size>{}</Size></Contents>",
                bytes.len()
            )
        })
        .collect();
    let list = format!("<ListBucketResult><IsTruncated>false</IsTruncated>{objects}</ListBucketResult>");
    HttpResponse::Ok().content_type("application/xml").body(list)
}
