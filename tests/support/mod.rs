//! What the tests share: a database of each kind, the service on it, and a client.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

pub mod bucket;
pub mod contract;
pub mod databases;
pub mod desk;
pub mod link;
pub mod names;
pub mod pictures;
pub mod postgres;
pub mod raw;
pub mod signed;

use std::path::PathBuf;
use std::sync::OnceLock;

use actix_web::dev::ServerHandle;
use dibao::app::{self, Listening, Service};
use dibao::articles::save::{self, Outcome};
use dibao::auth::Gate;
use dibao::config::{DatabaseUrl, Settings, Sources};
use dibao::import::jsonl;
use dibao::import::line::{self, Reading};
use dibao::media::Stock;
use dibao::media::storage::Storage;
use dibao::rendered::Rendered;
use dibao::search::Index;
use dibao::state::State;
use dibao::store::{Database, change_log};
use dibao::web::cache::Cache;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A service of its own for one test.
pub struct App {
    pub db: Database,
    pub state: State,
    pub base: String,
    pub settings: Settings,
    pub index: Index,
    pub cache: Cache,
    pub gate: Gate,
    client: reqwest::Client,
    service: Service,
    handle: ServerHandle,
    folder: Option<tempfile::TempDir>,
}

/// A service that was stopped; its database and data folder are as they were left.
pub struct Stopped {
    settings: Settings,
    folder: Option<tempfile::TempDir>,
}

impl Stopped {
    /// Lets what is scheduled of these articles be due, while nobody runs.
    pub async fn pass_time(&self, due: &[uuid::Uuid]) {
        let db = Database::open(&self.settings.database).await.expect("the database opens");
        make_due(&db, due).await;
    }

    /// Starts a service again on what the stopped one left.
    pub async fn start(self) -> App {
        let mut app = App::on(self.settings).await;
        app.folder = self.folder;
        app
    }
}

/// Lets what is scheduled of these articles be due.
async fn make_due(db: &Database, due: &[uuid::Uuid]) {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    let due = Query::update()
        .table("schedule")
        .value("due_at", 1)
        .and_where(Expr::col("article_id").is_in(due.iter().copied()))
        .take();
    db.primary.transaction(async |tx| tx.execute(&due).await).await.expect("time passes");
}

/// Settings for a database of that kind, empty; none where there is no server for it.
pub async fn settings(kind: Kind, folder: &tempfile::TempDir, extra: &[(&str, &str)]) -> Option<Settings> {
    Some(settings_on(databases::empty(kind, folder).await?, folder, extra))
}

/// Settings for a database.
fn settings_on(url: String, folder: &tempfile::TempDir, extra: &[(&str, &str)]) -> Settings {
    let mut flags = vec![("database.url".to_owned(), url), ("server.listen".to_owned(), "127.0.0.1:0".to_owned())];
    flags.push(("data_dir".to_owned(), folder.path().display().to_string()));
    flags.push(("server.workers".to_owned(), "1".to_owned()));
    flags.push(("database.read_connections".to_owned(), "4".to_owned()));
    // Passwords are as slow as it takes to find out whether they work.
    flags.push(("auth.password_memory_kib".to_owned(), "1024".to_owned()));
    flags.push(("auth.password_passes".to_owned(), "1".to_owned()));
    flags.extend(extra.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let sources = Sources { file: None, env: Vec::<(String, String)>::new(), flags };
    Settings::load(sources).expect("the test's settings are valid").settings
}

/// Where the database of these settings is.
pub fn database(settings: &Settings) -> String {
    match &settings.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

impl App {
    /// Starts a service on an empty database; none where there is no server for it.
    pub async fn start(kind: Kind) -> Option<Self> {
        Self::start_with(kind, &[]).await
    }

    /// The same with some settings.
    pub async fn start_with(kind: Kind, extra: &[(&str, &str)]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings_on(databases::set_up(kind, &folder).await?, &folder, extra);
        let mut app = Self::on(settings).await;
        app.folder = Some(folder);
        Some(app)
    }

    /// The same with the pictures in a store of the test's.
    pub async fn storing(kind: Kind, store: std::sync::Arc<dyn object_store::ObjectStore>) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings_on(databases::set_up(kind, &folder).await?, &folder, &[]);
        let stock = Stock::over(Storage::over(store), &settings.media);
        let mut app = Self::with(settings, |service| service.stock = stock).await;
        app.folder = Some(folder);
        Some(app)
    }

    /// A service with these settings, on whatever their database and data folder hold.
    pub async fn on(settings: Settings) -> Self {
        Self::with(settings, |_| ()).await
    }

    /// The same with something changed before it listens.
    async fn with(settings: Settings, change: impl FnOnce(&mut Service)) -> Self {
        let db = Database::open(&settings.database).await.expect("the database opens");
        db.migrate().await.expect("the database is set up");
        let document = contract::document().clone();
        let mut service = Service::start(&db, settings.clone(), document).await.expect("the service starts");
        change(&mut service);
        let Listening { server, handle, address } = app::serve(&service).expect("the service listens");
        tokio::spawn(server);
        let client = client();
        let (state, index) = (service.state.clone(), service.index.clone());
        let (cache, gate) = (service.cache.clone(), service.gate.clone());
        let base = format!("http://{address}");
        Self { db, state, base, settings, index, cache, gate, client, service, handle, folder: None }
    }

    /// Another service on the same database, with a data folder of its own.
    pub async fn beside(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = self.settings.clone();
        folder.path().clone_into(&mut settings.data_dir);
        let mut app = Self::on(settings).await;
        app.folder = Some(folder);
        app
    }

    /// Everything that the database holds, as one text.
    pub async fn stored(&self) -> String {
        databases::contents(&database(&self.settings)).await
    }

    /// Stops the service as the program does, and leaves its database and folder.
    pub async fn stop(self) -> Stopped {
        let Self { handle, service, settings, folder, .. } = self;
        handle.stop(true).await;
        drop(service);
        Stopped { settings, folder }
    }

    /// Lets what is scheduled of these articles be due.
    pub async fn pass_hours(&self, due: &[uuid::Uuid]) {
        make_due(&self.db, due).await;
    }

    /// Waits until the search index has everything that has been published so far.
    pub async fn indexed(&self) {
        let seq = change_log::head(&self.db.read).await.expect("the log answers").seq;
        for _ in 0..10 {
            if self.index.at_least(Some(seq)).await.is_ok() {
                return;
            }
        }
        panic!("the index does not arrive at {seq}: {:?}", self.index.health());
    }

    /// Waits until the rendered articles have everything that has been published so far.
    pub async fn rendered(&self) {
        let seq = change_log::head(&self.db.read).await.expect("the log answers").seq;
        let began = std::time::Instant::now();
        while self.rendered_seq() < Some(seq) {
            let at = self.rendered_seq();
            assert!(began.elapsed().as_secs() < 90, "the rendered articles do not arrive at {seq}: {at:?}");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// The line of the change log that rendered articles are answered from.
    pub fn rendered_seq(&self) -> Option<i64> {
        self.service.rendered.as_ref().and_then(Rendered::seq)
    }

    /// Lets what is scheduled of these articles be due, as if the service had not run meanwhile; one of them loses its approvals.
    pub async fn pass_time(&self, due: &[uuid::Uuid], unapproved: uuid::Uuid) {
        use sea_orm::sea_query::{Expr, ExprTrait, Query};
        let lost = Query::delete()
            .from_table("review")
            .and_where(Expr::col("article_id").eq(unapproved))
            .and_where(Expr::col("action").eq("approved"))
            .take();
        self.db.primary.transaction(async |tx| tx.execute(&lost).await).await.expect("the approvals are lost");
        make_due(&self.db, due).await;
    }

    /// The same with the demo's articles.
    pub async fn demo(kind: Kind) -> Option<Self> {
        let app = Self::start(kind).await?;
        app.publish_demo().await;
        Some(app)
    }

    /// Publishes the demo's articles.
    pub async fn publish_demo(&self) {
        let lines: Vec<Value> = demo_articles()
            .lines()
            .map(|line| serde_json::from_str(line).expect("the demo's lines are JSON"))
            .collect();
        self.publish(&lines).await;
        let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/cli/demo/collections.jsonl");
        let collections = std::io::Cursor::new(std::fs::read(path).expect("the demo's collections are there"));
        let report = jsonl::import(&self.db.primary, "collections", collections, reading, |_| {}).await;
        let report = report.expect("the collections are saved");
        assert!(report.failed.is_empty(), "{report}");
        self.state.catch_up().await.expect("the catalog catches up");
    }

    /// Publishes articles given as lines of the import.
    pub async fn publish(&self, lines: &[Value]) -> Vec<Outcome> {
        let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
        let articles: Vec<_> = lines
            .iter()
            .map(|json| line::read_article(&json.to_string(), &reading).expect("the line is valid").article)
            .collect();
        let outcomes = save::save(&self.db.primary, &articles).await.expect("the articles are saved");
        self.state.catch_up().await.expect("the catalog catches up");
        outcomes
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Response {
        self.get_with(path, &[]).await
    }

    /// Gets a path with headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = self.client.get(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.answer(Method::GET, path, request).await
    }

    /// Sends a request of another method.
    pub async fn send(&self, method: Method, path: &str) -> Response {
        let request = self.client.request(method.clone(), format!("{}{path}", self.base));
        self.answer(method, path, request).await
    }

    /// Posts JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        self.answer(Method::POST, path, request).await
    }

    /// Sends a request of any method with headers, and with a body in JSON if there is one.
    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Response {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
        if let Some(body) = body {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body.to_string());
        }
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.answer(method, path, request).await
    }

    /// Posts bytes by a token.
    pub async fn post_bytes(&self, path: &str, token: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(token).body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.answer(Method::POST, path, request).await
    }

    /// Sends a request and holds the answer against the document.
    async fn answer(&self, method: Method, target: &str, request: reqwest::RequestBuilder) -> Response {
        let response = request.send().await.expect("the service answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.expect("the answer comes to its end");
        let answer =
            contract::Answer { method: &method, target, status: status.as_u16(), headers: &headers, body: &body };
        contract::check(&answer);
        let mut again = http::Response::new(body);
        *again.status_mut() = status;
        *again.headers_mut() = headers;
        Response::from(again)
    }

    /// Gets a path that must answer 200 with JSON.
    pub async fn json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        serde_json::from_str(&text).expect("the answer is JSON")
    }

    /// Gets a path that must be refused with a code; the problem document.
    pub async fn refused(&self, path: &str, status: u16, code: &str) -> Value {
        let response = self.get(path).await;
        let found = response.status().as_u16();
        let problem: Value = response.json().await.unwrap();
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{path}: {problem}");
        problem
    }

    /// Number of statements that the database gets for one GET of a path, which must answer 200.
    ///
    /// Background tasks of the service count theirs apart, so nothing else asks meanwhile.
    pub async fn statements(&self, path: &str) -> u64 {
        let before = self.state.read.statements();
        assert_eq!(self.get(path).await.status(), StatusCode::OK, "{path}");
        self.state.read.statements() - before
    }

    /// Walks a list to its end by `next_cursor`; a value of each item.
    pub async fn walk(&self, path: &str, pointer: &str) -> Vec<Value> {
        let mut seen = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = match &cursor {
                Some(cursor) => self.json(&format!("{path}{separator}cursor={cursor}")).await,
                None => self.json(path).await,
            };
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item.pointer(pointer).unwrap().clone()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return seen,
            }
        }
    }
}

/// A client that uses no proxy and loads no certificates, of which the machine has hundreds.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("the client is set up")
}

/// The demo's articles, one a line.
pub fn demo_articles() -> &'static str {
    static ARTICLES: OnceLock<String> = OnceLock::new();
    ARTICLES.get_or_init(|| {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/cli/demo/articles.jsonl");
        std::fs::read_to_string(path).expect("the demo's articles are there")
    })
}

/// A small article as a line of the import.
pub fn article(external_id: &str, title: &str, published_at: &str) -> Value {
    json!({
        "external_id": external_id, "title": title, "published_at": published_at,
        "body": format!("{title}。正文一句。"), "source": "云溪日报", "channel": ["新闻", "综合"],
    })
}
