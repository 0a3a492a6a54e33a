//! What readers ask, and the table of what that costs.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::bare::Fixed;
use super::corpus::Dice;
use super::generator::{self, Load, Outcome, number};
use super::process::Running;
use super::{BARE, json, newsroom};

/// How many addresses are asked in turn, where many are.
const SPREAD: usize = 200_000;
/// The share of what the service can do at which answers are timed.
const CALM: f64 = 0.7;

/// What readers can ask of this service.
pub struct Site {
    article: String,
    column: String,
    folder: PathBuf,
    ids: Vec<String>,
    words: Vec<String>,
    /// By what lists can be asked for: parameters, each with a value.
    filters: Vec<(&'static str, String)>,
}

/// What readers ask in one run.
pub struct Scenario {
    /// What it is called.
    pub name: String,
    path: String,
    headers: Vec<(&'static str, String)>,
    is_held: bool,
    spread: Option<PathBuf>,
    is_beside_writes: bool,
}

/// A way to choose among many.
#[derive(Clone, Copy)]
enum Choice {
    /// The first ones often, the last ones seldom.
    Zipf,
    /// All as often.
    Uniform,
}

impl Site {
    /// Looks for something to ask.
    pub async fn look(service: &Running, folder: &Path, known: &Path) -> Self {
        let ids = ids(service, known).await;
        let columns = json(service, "/v1/columns?limit=100").await;
        let column = columns["items"].as_array().unwrap().iter().max_by_key(|column| column["article_count"].as_i64());
        let column = column.unwrap()["slug"].as_str().unwrap().to_owned();
        let article = typical(service, &ids).await;
        let mut filters = vec![("total", "false".to_owned())];
        for (list, name) in [
            ("channels", "channel"),
            ("columns?limit=100", "column"),
            ("sources?limit=100", "source"),
            ("people?limit=100", "person"),
            ("tags?limit=100", "tags"),
        ] {
            let named = json(service, &format!("/v1/{list}")).await;
            let ids = named["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap());
            filters.extend(ids.map(|id| (name, id.to_owned())));
        }
        let words = super::corpus::words(&mut Dice(7));
        Self { article, column, folder: folder.to_owned(), ids, words, filters }
    }

    /// All scenarios, in the order of the table.
    pub fn scenarios(&self) -> Vec<Scenario> {
        let article = format!("/v1/articles/{}", self.article);
        let list = format!("/v1/articles?column={}", self.column);
        let related = format!("{article}/related");
        let search = search(&self.words[20]);
        let mut all = Vec::new();
        for (name, path) in
            [("hot article", &article), ("hot list of 20", &list), ("hot search", &search), ("hot related", &related)]
        {
            all.push(Scenario::of(name, path));
            all.push(Scenario {
                headers: vec![("accept-encoding", "br".into())],
                ..Scenario::of(&format!("{name}, br"), path)
            });
            all.push(Scenario { is_held: true, ..Scenario::of(&format!("{name}, 304"), path) });
        }
        for (name, path) in
            [("hot article beside 10 publications/s", &article), ("hot list beside 10 publications/s", &list)]
        {
            all.push(Scenario { is_beside_writes: true, ..Scenario::of(name, path) });
        }
        for (name, choice) in [("Zipf articles", Choice::Zipf), ("uniform articles", Choice::Uniform)] {
            let paths = self.spread(choice, |id| format!("/v1/articles/{id}"));
            all.push(Scenario { spread: Some(paths.clone()), ..Scenario::of(name, &article) });
            let headers = vec![("accept-encoding", "br".into())];
            all.push(Scenario { spread: Some(paths), headers, ..Scenario::of(&format!("{name}, br"), &article) });
        }
        let paths = self.spread(Choice::Uniform, |id| format!("/v1/articles/{id}/related"));
        all.push(Scenario { spread: Some(paths), ..Scenario::of("uncached related", &related) });
        all.push(Scenario { spread: Some(self.lists()), ..Scenario::of("uncached lists of 20", &list) });
        all.push(Scenario { spread: Some(self.searches()), ..Scenario::of("uncached search", &search) });
        all
    }

    /// A file with the paths of many articles.
    fn spread(&self, choice: Choice, path: impl Fn(&str) -> String) -> PathBuf {
        let mut dice = Dice(11);
        self.file(
            &path("of"),
            (0..SPREAD).map(|_| {
                let at = match choice {
                    Choice::Zipf => dice.rank(self.ids.len()),
                    Choice::Uniform => dice.below(self.ids.len()),
                };
                path(&self.ids[at])
            }),
            choice,
        )
    }

    /// A file with lists by all that they can be asked for by, alone and with another, each from a moment on that nobody has
    /// asked for before.
    fn lists(&self) -> PathBuf {
        let mut dice = Dice(17);
        let asked = (0..SPREAD).map(|number| {
            let (name, value) = &self.filters[dice.below(self.filters.len())];
            let (other, besides) = &self.filters[dice.below(self.filters.len())];
            let is_pair = number % 4 == 0 && other != name;
            let other = if is_pair { format!("&{other}={besides}") } else { String::new() };
            let to = super::corpus::moment(dice.below(self.ids.len()));
            format!("/v1/articles?{name}={value}{other}&to={}", to.replace('+', "%2B"))
        });
        self.file("lists", asked, Choice::Uniform)
    }

    /// A file with searches for two words that nobody has asked for before.
    fn searches(&self) -> PathBuf {
        let mut dice = Dice(13);
        let word = |dice: &mut Dice| self.words[dice.rank(self.words.len())].clone();
        let asked = (0..SPREAD).map(|_| {
            let (one, other) = (word(&mut dice), word(&mut dice));
            search(&format!("{one} {other}"))
        });
        self.file("searches", asked, Choice::Uniform)
    }

    /// Writes a file of paths.
    fn file(&self, of: &str, paths: impl Iterator<Item = String>, choice: Choice) -> PathBuf {
        let name = of.chars().filter(char::is_ascii_alphabetic).collect::<String>();
        let choice = match choice {
            Choice::Zipf => "zipf",
            Choice::Uniform => "uniform",
        };
        let file = self.folder.join(format!("{name}-{choice}.txt"));
        let mut out = BufWriter::new(std::fs::File::create(&file).unwrap());
        paths.for_each(|path| writeln!(out, "{path}").unwrap());
        out.flush().unwrap();
        file
    }
}

/// The ids of all articles: from the service, or from the file that they were put into then, so that a later run does not begin by
/// reading the whole database.
async fn ids(service: &Running, known: &Path) -> Vec<String> {
    if let Ok(ids) = std::fs::read_to_string(known) {
        return ids.lines().map(str::to_owned).collect();
    }
    let (mut ids, mut next) = (Vec::new(), String::new());
    loop {
        let page = json(service, &format!("/v1/articles?limit=100&fields=id{next}")).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    std::fs::write(known, ids.join("\n")).unwrap();
    ids
}

/// The path of a search.
fn search(words: &str) -> String {
    format!("/v1/search?q={}", url::form_urlencoded::byte_serialize(words.as_bytes()).collect::<String>())
}

/// The article whose answer is in the middle of some by length.
async fn typical(service: &Running, ids: &[String]) -> String {
    let client = reqwest::Client::new();
    let mut lengths = Vec::new();
    for id in ids.iter().step_by((ids.len() / 101).max(1)) {
        let url = format!("http://{}/v1/articles/{id}", service.address);
        lengths.push((Fixed::taken(&client, &url, &[]).await.len(), id.clone()));
    }
    lengths.sort_unstable();
    lengths.swap_remove(lengths.len() / 2).1
}

/// Prints what the columns mean.
pub fn heading() {
    println!(
        "{:<38} {:>6} {:>9} {:>6} {:>6} {:>7} {:>6} {:>9} {:>6} {:>7}",
        "", "bytes", "answers/s", "p50 µs", "p99 µs", "p999 µs", "CPU µs", "of bare/s", "of CPU", "p99@70%"
    );
}

impl Scenario {
    /// One path, asked again and again.
    fn of(name: &str, path: &str) -> Self {
        let (name, path) = (name.to_owned(), path.to_owned());
        Self { name, path, headers: Vec::new(), is_held: false, spread: None, is_beside_writes: false }
    }

    /// Runs it and prints its line: a run of the bare handler and one of the service in turn, so many times.
    pub async fn run(mut self, service: &Running, token: &str, load: Load, pairs: usize) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("http://{}{}", service.address, self.path);
        if self.is_held {
            let tag = Fixed::taken(&client, &url, &self.headers).await.header("etag").unwrap();
            self.headers.push(("if-none-match", tag));
        }
        let fixed = Fixed::taken(&client, &url, &self.headers).await;
        assert_eq!(fixed.status(), if self.is_held { 304 } else { 200 }, "{}", self.path);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answer.json");
        std::fs::write(&file, serde_json::to_vec(&fixed).unwrap()).unwrap();
        let bare = Running::start(std::env::current_exe().unwrap(), &[BARE, file.to_str().unwrap()]);
        let bare_url = format!("http://{}/", bare.address);

        let mut runs = Vec::new();
        for _ in 0..pairs {
            let paths = self.spread.as_deref();
            let (theirs, their_cpu) = measured(&bare, || generator::saturate(load, &bare_url, &self.headers, paths));
            let writing = self.is_beside_writes.then(|| newsroom::publish(&service.address, token));
            let (ours, our_cpu) = measured(service, || generator::saturate(load, &url, &self.headers, paths));
            writing.inspect(tokio::task::JoinHandle::abort);
            assert_eq!(ours.failed, 0, "{}", self.name);
            runs.push((ours.per_second() / theirs.per_second(), our_cpu / their_cpu, our_cpu, ours));
        }
        let middle = |value: fn(&(f64, f64, f64, Outcome)) -> f64| {
            let mut values: Vec<f64> = runs.iter().map(value).collect();
            values.sort_unstable_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let mut calm: Vec<f64> = match self.spread {
            None => (0..pairs).filter_map(|_| calm(load, &url, &bare_url, &self.headers)).collect(),
            Some(_) => Vec::new(),
        };
        calm.sort_unstable_by(f64::total_cmp);
        let calm = calm.get(calm.len() / 2).map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        println!(
            "{:<38} {:>6} {:>9.0} {:>6.0} {:>6.0} {:>7.0} {:>6.1} {:>9.2} {:>6.2} {calm:>7}",
            self.name,
            fixed.len(),
            middle(|run| run.3.per_second()),
            middle(|run| number(run.3.p50)),
            middle(|run| number(run.3.p99)),
            middle(|run| number(run.3.p999)),
            middle(|run| run.2),
            middle(|run| run.0),
            middle(|run| run.1),
        );
    }
}

/// The time of 99 of a hundred answers beside that of the bare handler's, both asked as often as is a part of what goes with the
/// same generator, which needs more of the machine than the one that saturates.
fn calm(load: Load, url: &str, bare_url: &str, headers: &[(&str, String)]) -> Option<f64> {
    let rate = generator::steady(load, None, url, headers)?.per_second * CALM;
    let p99 = |url: &str| Some(generator::steady(load, Some(rate), url, headers)?.p99);
    Some(p99(url)? / p99(bare_url)?)
}

/// What a run came to, and the CPU time of one answer in microseconds.
fn measured(server: &Running, run: impl FnOnce() -> Outcome) -> (Outcome, f64) {
    let before = server.cpu();
    // The generator is another process: what waits here is a thread of this one.
    let outcome = tokio::task::block_in_place(run);
    let cpu = server.cpu().zip(before).map_or(f64::NAN, |(after, before)| after.saturating_sub(before).as_secs_f64());
    (outcome, cpu * 1e6 / number(outcome.requests.max(1)))
}
