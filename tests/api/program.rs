//! The program in a process of its own, so that failures can be injected into it, and what must hold whatever fails.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::command_line::{dibao, run};

/// The password of the account that signs in.
const PASSWORD: &str = "third lamp by the bridge";
/// Settings that keep password checks cheap.
const CHEAP: [&str; 4] = ["--set", "auth.password_memory_kib=1024", "--set", "auth.password_passes=1"];
/// How many writes are refused before the failure ends.
const REFUSALS: usize = 14;
/// Most writes that are tried until the failure shows.
const MOST_TRIED: usize = 600;

/// The running program.
pub struct Service {
    child: Child,
    folder: PathBuf,
    url: String,
    base: String,
    client: Client,
}

impl Service {
    /// Starts the program on a SQLite database in a folder.
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same with further arguments.
    pub fn start_with(folder: &Path, extra: &[&str]) -> Self {
        let url = format!("sqlite://{}", folder.join("data/dibao.db").display());
        let data_dir = folder.join("data").display().to_string();
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--data-dir", &data_dir];
        let mut command = dibao(folder, &url, &[&arguments[..], &CHEAP, extra].concat());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("documentation at") {
            assert_ne!(log.read_line(&mut said).unwrap(), 0, "{said}");
        }
        // What it logs later is read, so that it never waits for its reader.
        std::thread::spawn(move || log.read_to_end(&mut Vec::new()));
        let base = said.split("http://").nth(1).unwrap().split(|c: char| c.is_whitespace() || c == '\u{1b}');
        let base = format!("http://{}", base.into_iter().next().unwrap());
        // Whoever was first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(Duration::from_mins(2)).build().unwrap();
        Self { child, folder: folder.to_owned(), url, base, client }
    }

    /// The id of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where its database is.
    pub fn database(&self) -> PathBuf {
        self.folder.join("data/dibao.db")
    }

    /// Kills it and starts it again.
    pub fn restart(mut self) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Self::start(&self.folder)
    }

    /// Makes a token of a machine that writes drafts.
    fn token(&self) -> String {
        let (code, token, said) = run(&self.folder, &self.url, &["token", "add", "desk", "--role", "reporter"]);
        assert_eq!(code, 0, "{said}");
        format!("Bearer {}", token.trim())
    }

    /// Uploads a picture; what is known of it.
    pub async fn upload(&self, bytes: Vec<u8>) -> Value {
        let request = self.client.post(format!("{}/v1/editorial/media", self.base));
        let request = request.header("authorization", self.token()).header("content-type", "image/jpeg");
        let answer = request.body(bytes).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json().await.unwrap()
    }

    /// Gets a path; its status.
    pub async fn get(&self, path: &str) -> u16 {
        self.client.get(format!("{}{path}", self.base)).send().await.unwrap().status().as_u16()
    }

    /// Makes an account to sign in with.
    fn account(&self) {
        let add = ["account", "add", "wang", "--role", "reporter", "--password-stdin"];
        let mut add = dibao(&self.folder, &self.url, &[&add[..], &CHEAP].concat());
        let mut add = add.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        add.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(add.wait().unwrap().success());
    }

    /// Sends a request; its status, whether it says when to try again, and its body.
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.expect("the service answers");
        let (status, waits) = (answer.status(), answer.headers().contains_key("retry-after"));
        Answer { status, waits, body: answer.json().await.unwrap_or_default() }
    }

    /// Posts an article of about 30 KB under a key.
    async fn post(&self, token: &str, key: &str) -> Answer {
        let html = format!("<p>{}</p>", "清河大桥".repeat(2_500));
        let body = json!({"title": key, "body": {"format": "html", "value": html}});
        let headers = [("authorization", token), ("idempotency-key", key)];
        self.send(Method::POST, "/v1/editorial/articles", &headers, Some(&body)).await
    }

    /// Signs in; tokens that were handed out must be good.
    async fn sign_in(&self) -> StatusCode {
        let body = json!({"name": "wang", "password": PASSWORD});
        let answer = self.send(Method::POST, "/v1/editorial/token", &[], Some(&body)).await;
        if answer.status == 200 {
            let token = format!("Bearer {}", answer.body["access_token"].as_str().unwrap());
            let me = self.send(Method::GET, "/v1/editorial/me", &[("authorization", &token)], None).await;
            assert_eq!(me.status, 200, "a token that was handed out is refused: {}", me.body);
        } else {
            answer.is_unavailable();
        }
        answer.status
    }

    /// The titles of all articles.
    async fn titles(&self, token: &str) -> Vec<String> {
        let mut titles = Vec::new();
        let mut path = "/v1/editorial/articles?limit=100".to_owned();
        loop {
            let page = self.send(Method::GET, &path, &[("authorization", token)], None).await;
            assert_eq!(page.status, 200, "{}", page.body);
            let items = page.body["items"].as_array().unwrap();
            titles.extend(items.iter().map(|item| item["title"].as_str().unwrap().to_owned()));
            let Some(next) = page.body["next_cursor"].as_str() else { break };
            path = format!("/v1/editorial/articles?limit=100&cursor={next}");
        }
        titles.sort();
        titles
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
struct Answer {
    status: StatusCode,
    waits: bool,
    body: Value,
}

impl Answer {
    /// Holds that it says to try again later.
    fn is_unavailable(&self) {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (503, Some("unavailable")), "{}", self.body);
        assert!(self.waits, "Retry-After is missing");
    }
}

/// Writes before, during and after a failure. Each write that was answered with 2xx is there, also after a restart; each that was
/// refused is done once when it is sent again; and writing resumes without a restart.
pub async fn answered_writes_survive(folder: &Path, fail: impl FnOnce(&Service), heal: impl FnOnce()) {
    let service = Service::start(folder);
    let token = service.token();
    service.account();
    let (mut answered, mut refused) = (Vec::new(), Vec::new());
    for number in 0..3 {
        let key = format!("before-{number}");
        let answer = service.post(&token, &key).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answered.push(key);
    }
    assert_eq!(service.sign_in().await, 200);

    fail(&service);
    for number in 0..MOST_TRIED {
        let key = format!("during-{number}");
        let answer = service.post(&token, &key).await;
        if answer.status.is_success() {
            answered.push(key);
        } else {
            answer.is_unavailable();
            refused.push(key);
        }
        if refused.len() == REFUSALS {
            break;
        }
    }
    assert_eq!(refused.len(), REFUSALS, "the failure shows");
    service.sign_in().await;

    heal();
    let began = Instant::now();
    while service.post(&token, &refused[0]).await.status != 201 {
        assert!(began.elapsed().as_secs() < 90, "writing does not resume");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for key in &refused {
        let answer = service.post(&token, key).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    answered.append(&mut refused);
    for number in 0..5 {
        let key = format!("later-{number}");
        assert_eq!(service.post(&token, &key).await.status, 201);
        answered.push(key);
    }
    assert_eq!(service.sign_in().await, 200);
    answered.sort();
    assert_eq!(service.titles(&token).await, answered);

    let service = service.restart();
    assert_eq!(service.titles(&token).await, answered, "after a restart");
    assert_eq!(service.sign_in().await, 200);
}

/// Whether a test can use a program; else one line says that it is skipped. CI never skips for want of a program.
pub fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success());
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "never skipped in CI: {program} is missing");
    found || skipped(&format!("{program} is missing"))
}

/// Says that a test is skipped.
pub fn skipped(why: &str) -> bool {
    // Not eprintln!, whose output the test harness keeps back when the test passes.
    let _ = writeln!(std::io::stderr(), "a test of failures is skipped: {why}");
    false
}
