//! Every path has one spelling: no other one answers, whoever asks.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::raw::Raw;
use crate::support::{App, Kind, contract};

/// The paths of the document with ids filled in, each with its methods.
fn paths() -> Vec<(String, Vec<String>)> {
    let paths = contract::document().root()["paths"].as_object().unwrap();
    let filled = |path: &str| {
        let mut path = path.to_owned();
        while let Some((head, rest)) = path.split_once('{') {
            let (name, tail) = rest.split_once('}').unwrap();
            let value = match name {
                "code" => "forbidden",
                "file" => "w640.webp",
                _ => "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f",
            };
            path = format!("{head}{value}{tail}");
        }
        path
    };
    let methods = |item: &Value| item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
    let found: Vec<_> = paths.iter().map(|(path, item)| (filled(path), methods(item))).collect();
    assert!(found.len() > 60);
    found
}

/// Other spellings of a path: each part with a letter encoded, and slashes and dots where none belong.
fn others(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path[1..].split('/').collect();
    let with = |at: usize, part: String| {
        let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        parts[at] = part;
        format!("/{}", parts.join("/"))
    };
    let mut others = vec![
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}/."),
        format!("{path}/x/.."),
        format!("/{path}"),
        format!("/.{path}"),
        format!("/%2e{path}"),
        format!("/x/..{path}"),
        format!("/x/%2E.{path}"),
        format!("/..{path}"),
    ];
    for (at, part) in parts.iter().enumerate() {
        let (first, last) = (part.as_bytes()[0], part.as_bytes()[part.len() - 1]);
        others.push(with(at, format!("%{first:02x}{}", &part[1..])));
        others.push(with(at, format!("{}%{last:02X}", &part[..part.len() - 1])));
        others.push(with(at, part.bytes().map(|byte| format!("%{byte:02x}")).collect()));
        others.push(with(at, format!("/{part}")));
        others.push(with(at, format!("./{part}")));
        others.push(with(at, format!("x/%2e%2e/{part}")));
    }
    others
}

/// What callers send to be known: nothing, nonsense, a reader's key, and an access token of each role.
async fn callers(app: &App) -> Vec<Vec<(&'static str, String)>> {
    let mut callers = vec![Vec::new(), vec![("authorization", "Bearer nonsense".to_owned())]];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Reader) {
        let signed = app.sign_in(role.word(), role).await;
        callers.push(vec![("authorization", format!("Bearer {}", signed.token))]);
        if role == Role::Admin {
            let made = signed.post("/v1/editorial/tokens", &json!({"name": "app", "role": "reader"})).await;
            let made: Value = made.json().await.unwrap();
            callers.push(vec![("x-api-key", made["secret"].as_str().unwrap().to_owned())]);
        }
    }
    callers
}

#[rstest]
#[tokio::test]
async fn no_other_spelling_answers_whoever_asks(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("open", "key")] access: &str,
) {
    let Some(app) = App::start_with(kind, &[("delivery.access", access)]).await else { return };
    let mut line = Raw::to(&app);
    for (turn, caller) in callers(&app).await.into_iter().enumerate() {
        let headers: Vec<(&str, &str)> = caller.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (place, (path, methods)) in paths().into_iter().enumerate() {
            let plain = line.ask("GET", &format!("{path}?q=%7e"), &headers).await.status;
            let others = others(&path);
            // Everything of whoever is unknown where that matters most; one spelling after the other of everybody.
            let is_whole = turn == 0 && access == "key" && kind == Kind::Sqlite;
            let (from, count) = if is_whole { (0, others.len()) } else { (turn * 7 + place, 1) };
            for (number, other) in others.iter().cycle().skip(from % others.len()).take(count).enumerate() {
                let target = format!("{other}?q=%7e");
                for method in ["GET", "HEAD"] {
                    let answer = line.ask(method, &target, &headers).await;
                    assert_eq!(answer.status, 308, "{method} {target}");
                    assert_eq!(answer.header("location"), Some(format!("{path}?q=%7e").as_str()), "{target}");
                    assert!(answer.body.is_empty(), "{target}");
                }
                for method in methods.iter().map(String::as_str).filter(|method| *method != "GET").chain(["OPTIONS"]) {
                    let answer = line.ask(method, &target, &headers).await;
                    assert_eq!(
                        (answer.status, answer.code().as_str()),
                        (400, "path_not_canonical"),
                        "{method} {target}"
                    );
                }
                if number == 0 {
                    let followed = line.ask("GET", &target, &headers).await.header("location").unwrap().to_owned();
                    assert_eq!(line.ask("GET", &followed, &headers).await.status, plain, "{target}");
                }
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_site_by_key_is_closed_in_every_spelling(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("delivery.access", "key")]).await else { return };
    app.publish_demo().await;
    let mut line = Raw::to(&app);
    for target in
        ["/%761/articles?body=text", "/v1/%61rticles?body=text", "//v1/articles?body=text", "/v1/articles/?body=text"]
    {
        let answer = line.ask("GET", target, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (308, Some("/v1/articles?body=text")), "{target}");
        assert_eq!((answer.body.len(), answer.header("cache-control")), (0, Some("no-store")), "{target}");
    }
    assert_eq!(line.ask("GET", "/v1/articles?body=text", &[]).await.status, 401);
    for target in
        ["/v1%2farticles", "/%2fv1/articles", "/v1/articles%2f", "/V1/articles", "/v1/articles;x=1", "/v1%5Carticles"]
    {
        let answer = line.ask("GET", target, &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn no_redirect_leaves_the_host(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = Raw::to(&app);
    for target in [
        "//evil.example",
        "//evil.example/",
        "///evil.example/x/..",
        "//evil.example/..",
        "/.//evil.example",
        "/x/..//evil.example",
        "/%2e%2e//evil.example",
        "/\\evil.example/",
        "/%5cevil.example/",
        "/\\/evil.example/",
        "//%2fevil.example/",
        "http://site.example//evil.example/",
    ] {
        let answer = line.ask("GET", target, &[]).await;
        let location = answer.header("location").unwrap();
        assert_eq!(answer.status, 308, "{target}");
        assert!(
            location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'),
            "{target}: {location}"
        );
    }
    for target in ["/v1/articles/%0d%0aSet-Cookie:%20a=b/", "/v1/%zz/", "/v1/%FF/", "/v1/%00//"] {
        let answer = line.ask("GET", target, &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "invalid_request"), "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn canonical_paths_are_served_as_ever(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = Raw::to(&app);
    for (target, status, code) in [
        ("/v1/columns/%e6%b8%85", 404, "column_not_found"),
        ("/v1/columns/%E6%B8%85", 404, "column_not_found"),
        ("/v1/columns/a%2fb", 404, "column_not_found"),
        ("/v1/columns/a%2Fb", 404, "column_not_found"),
        ("/v1/columns/%2541", 404, "column_not_found"),
        ("/v1/columns/a%2Cb", 404, "column_not_found"),
        ("/nothing", 404, "not_found"),
        ("/", 404, "not_found"),
        ("/docs/", 200, ""),
        ("/docs", 308, ""),
    ] {
        let answer = line.ask("GET", target, &[]).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{target}");
    }
    // A preflight is about the method and the headers; the request after it learns of the path, and scripts may read that.
    let origin = ("origin", "https://front.example");
    let preflight = [origin, ("access-control-request-method", "GET")];
    assert!(line.ask("OPTIONS", "/v1/articles/", &preflight).await.status < 300);
    for (method, status) in [("GET", 308), ("POST", 400)] {
        let answer = line.ask(method, "/v1/articles/", &[origin]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some("*")), "{method}");
    }
    let star = line.ask("OPTIONS", "*", &[]).await;
    assert!(star.status < 500, "{star:?}");
}

#[rstest]
#[tokio::test]
async fn a_refusal_names_the_path_without_its_secrets(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = Raw::to(&app);
    let answer = line.ask("POST", "/v1/preview/%64ibao_pv_AAAA", &[]).await;
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.code(), "path_not_canonical");
    assert!(text.contains("/v1/preview/***") && !text.contains("pv_AAAA"), "{text}");
}
