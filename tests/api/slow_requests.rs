//! Requests that do not come to their end are ended, whoever reads them.

use std::time::Duration;

use dibao::auth::Role;
use futures_util::future::join_all;
use rstest::rstest;

use crate::support::raw::Raw;
use crate::support::{App, Kind};

/// Ways to read a body: method, path and media type.
const READERS: [(&str, &str, &str); 8] = [
    ("POST", "/v1/editorial/token", "application/json"),
    ("POST", "/v1/related", "application/json"),
    ("POST", "/v1/editorial/articles", "application/json"),
    ("PATCH", "/v1/editorial/columns/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", "application/merge-patch+json"),
    ("POST", "/v1/editorial/media", "image/jpeg"),
    ("POST", "/v1/editorial/media", "multipart/form-data; boundary=x"),
    ("POST", "/v1/editorial/authorisations?list=2021", "text/csv"),
    ("PUT", "/v1/editorial/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/related-choices", "application/json"),
];

/// How a body is begun that has no end.
const FRAMINGS: [&str; 4] = [
    "Content-Length: 1000\r\n\r\n",
    "Content-Length: 1000\r\n\r\n{",
    "Transfer-Encoding: chunked\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1\r\n-\r\n",
];

/// The head of a request to its last line.
fn head(method: &str, path: &str, media_type: &str, token: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: site.example\r\nAuthorization: Bearer {token}\r\nIf-Match: *\r\n\
         Content-Type: {media_type}\r\n"
    )
}

#[rstest]
#[tokio::test]
async fn a_body_that_stops_is_answered_408(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.body_idle_timeout_s", "1")]).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let mut asked = Vec::new();
    for (method, path, media_type) in READERS {
        for framing in FRAMINGS {
            let request = head(method, path, media_type, &chief.token) + framing;
            let mut line = Raw::to(&app);
            asked.push(async move {
                line.write(&request).await;
                let answer = line.answer(false).await.unwrap_or_else(|| panic!("no answer to {request}"));
                // An operation that refuses the request before it reads the body says so at once.
                if !matches!(answer.status, 404 | 405) {
                    assert_eq!((answer.status, answer.code().as_str()), (408, "request_timeout"), "{request}");
                }
                line.closed().await;
                answer.status
            });
        }
    }
    let late = join_all(asked).await.into_iter().filter(|status| *status == 408).count();
    assert!(late >= 6 * FRAMINGS.len(), "{late}");
    assert_eq!(app.get("/health/live").await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn a_body_that_drips_is_answered_408(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.body_timeout_s", "1")]).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let asked =
        READERS.into_iter().filter(|(_, path, _)| !path.contains("0195a2b4")).map(|(method, path, media_type)| {
            let request = head(method, path, media_type, &chief.token) + "Content-Length: 100000\r\n\r\n";
            let mut line = Raw::to(&app);
            async move {
                line.write(&request).await;
                let answer = loop {
                    let drop = tokio::time::timeout(Duration::from_millis(20), line.answer(false)).await;
                    match drop {
                        Ok(answer) => break answer.unwrap_or_else(|| panic!("no answer to {request}")),
                        Err(_) => line.write("-").await,
                    }
                };
                (answer.status, answer.code())
            }
        });
    for answer in join_all(asked).await {
        assert!(answer == (408, "request_timeout".to_owned()) || answer.0 == 404, "{answer:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_body_that_nobody_reads_keeps_no_connection(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.body_idle_timeout_s", "1")]).await else { return };
    let mut asked = Vec::new();
    for (method, path) in [
        ("GET", "/v1/site"),
        ("HEAD", "/v1/articles"),
        ("GET", "/health/live"),
        ("POST", "/nothing"),
        ("POST", "/v1/articles"),
        ("DELETE", "/v1/editorial/media/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"),
        ("POST", "/v1/editorial/articles"),
        ("POST", "/v1/editorial/articles/"),
        ("GET", "/v1/site/"),
        ("OPTIONS", "/v1/site"),
    ] {
        for framing in FRAMINGS {
            for extra in ["", "Origin: https://front.example\r\nAccess-Control-Request-Method: GET\r\n"] {
                let request = format!("{method} {path} HTTP/1.1\r\nHost: site.example\r\n{extra}{framing}");
                let mut line = Raw::to(&app);
                asked.push(async move {
                    line.write(&request).await;
                    let answer =
                        line.answer(method == "HEAD").await.unwrap_or_else(|| panic!("no answer to {request}"));
                    assert_ne!(answer.status, 408, "{request}");
                    line.closed().await;
                });
            }
        }
    }
    join_all(asked).await;
}

#[rstest]
#[tokio::test]
async fn a_head_that_stops_ends_the_connection(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.header_timeout_s", "1")]).await else { return };
    for begun in ["G", "GET /health/live HTTP/1.1\r\n", "GET /health/live HTTP/1.1\r\nHost: site.example\r\nA: b"] {
        let mut line = Raw::to(&app);
        line.write(begun).await;
        assert_eq!(line.answer(false).await.map(|answer| answer.status), Some(408), "{begun}");
        line.closed().await;
    }
}

#[rstest]
#[tokio::test]
async fn a_further_head_that_stops_ends_the_connection(#[values(Kind::Sqlite)] kind: Kind) {
    let limits = [("server.header_timeout_s", "1"), ("server.keep_alive_s", "1")];
    let Some(app) = App::start_with(kind, &limits).await else { return };
    let mut begun = Vec::new();
    for request in ["G", "GET /health/live HTTP/1.1\r\n", "GET /health/live HTTP/1.1\r\nHost: site.example\r\nA: b"] {
        let mut line = Raw::to(&app);
        begun.push(async move {
            assert_eq!(line.ask("GET", "/health/live", &[]).await.status, 200);
            line.write(request).await;
            line.closed().await;
            // Together with the end of the request before.
            line.write(format!("GET /health/live HTTP/1.1\r\nHost: site.example\r\n\r\n{request}")).await;
            assert_eq!(line.answer(false).await.map(|answer| answer.status), Some(200));
            line.closed().await;
        });
    }
    join_all(begun).await;
}

#[rstest]
#[tokio::test]
async fn a_connection_is_closed_after_each_answer_where_none_is_kept(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.keep_alive_s", "0")]).await else { return };
    let mut line = Raw::to(&app);
    line.write("GET /health/live HTTP/1.1\r\nHost: site.example\r\n\r\n").await;
    let answer = line.answer(false).await.unwrap();
    assert_eq!(answer.header("connection").map(str::to_lowercase), Some("close".to_owned()));
    line.closed().await;
}

#[rstest]
#[tokio::test]
async fn a_request_under_way_outlives_the_limits(#[values(Kind::Sqlite)] kind: Kind) {
    let limits = [("server.header_timeout_s", "1"), ("server.keep_alive_s", "1")];
    let Some(app) = App::start_with(kind, &limits).await else { return };
    let mut line = Raw::to(&app);
    assert_eq!(line.ask("GET", "/v1/changes?after=0&wait=5", &[]).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_body_in_pieces_is_read_to_its_end(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.account("writer", Role::Editor).await;
    let body = format!(r#"{{"name": "writer", "password": "{}"}}"#, crate::support::signed::PASSWORD);
    let mut line = Raw::to(&app);
    line.write(head("POST", "/v1/editorial/token", "application/json", "")).await;
    line.write("Transfer-Encoding: chunked\r\n\r\n").await;
    for byte in body.bytes() {
        line.write(format!("1\r\n{}\r\n", char::from(byte))).await;
    }
    line.write("0\r\n\r\n").await;
    assert_eq!(line.answer(false).await.map(|answer| answer.status), Some(200));
    assert_eq!(line.ask("GET", "/health/live", &[]).await.status, 200);
}

/// Whether the service's end of a connection is established, by the kernel's table of sockets.
fn is_established(service: u16, client: u16) -> bool {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let ends = [format!(":{service:04X}"), format!(":{client:04X}"), "01".to_owned()];
    table.lines().any(|line| {
        let fields = line.split_whitespace().skip(1).take(3);
        fields.zip(&ends).filter(|(field, end)| field.ends_with(end.as_str())).count() == 3
    })
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_client_that_does_not_take_its_response_is_cut_off() {
    use tokio::io::AsyncWriteExt as _;
    let limits = [
        ("server.body_timeout_s", "1"),
        ("server.body_idle_timeout_s", "1"),
        ("server.keep_alive_s", "1"),
        ("server.header_timeout_s", "1"),
    ];
    let app = App::start_with(Kind::Sqlite, &limits).await.unwrap();
    let mut client = tokio::net::TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    let (service, own) = (client.peer_addr().unwrap().port(), client.local_addr().unwrap().port());
    // More than the buffers of both ends hold.
    let request = "GET /openapi.json HTTP/1.1\r\nHost: site.example\r\n\r\n".repeat(40);
    client.write_all(request.as_bytes()).await.unwrap();
    assert!(is_established(service, own));
    let began = std::time::Instant::now();
    while is_established(service, own) {
        assert!(began.elapsed() < Duration::from_secs(90), "the connection stays open");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
