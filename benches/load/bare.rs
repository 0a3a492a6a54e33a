//! The handler that all is compared with: the same bytes and headers out of memory, and nothing else.

use std::path::Path;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use serde::{Deserialize, Serialize};

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Fixed {
    /// The answer that a service gives, but for the headers that actix adds by itself.
    pub async fn taken(client: &reqwest::Client, url: &str, headers: &[(&str, String)]) -> Self {
        let mut request = client.get(url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let headers = answer.headers().iter().filter(|(name, _)| !["content-length", "date"].contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        Self { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// How many bytes its body has.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Its status.
    pub fn status(&self) -> u16 {
        self.status
    }
}

/// Serves what a file says.
pub fn serve(file: &Path) {
    let fixed: Fixed = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let status = StatusCode::from_u16(fixed.status).unwrap();
    let body = Bytes::from(fixed.body);
    let headers: Vec<(HeaderName, HeaderValue)> =
        fixed.headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            let (body, headers) = (body.clone(), headers.clone());
            // Whatever the path, so that it can be asked for as many as the service is.
            App::new().default_service(web::to(move || {
                let (body, headers) = (body.clone(), headers.clone());
                async move {
                    let mut response = match body.is_empty() {
                        true => HttpResponse::build(status).finish(),
                        false => HttpResponse::build(status).body(body),
                    };
                    headers.into_iter().for_each(|(name, value)| drop(response.headers_mut().insert(name, value)));
                    response
                }
            }))
        })
        .bind("127.0.0.1:0")
        .unwrap();
        eprintln!("listening on http://{}", server.addrs()[0]);
        server.run().await.unwrap();
    });
}
