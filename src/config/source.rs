//! Where settings come from: defaults, file, environment, flags. Finds each value's setting and refuses names that fit
//! none; whether a value can be used is left to the concerns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{FileFormat, Format, Value, ValueKind};

use super::error::{Expected, Problem};
use super::file;
use super::key::{DEFAULTS, Key, PREFIX};
use super::nearest::nearest;

/// The file that is read when none is named, if it is there.
const USUAL_FILE: &str = "dibao.toml";
/// The variable that names another file.
const FILE_VARIABLE: &str = "DIBAO_CONFIG";
/// Variables that begin like ours and are no settings.
const NOT_SETTINGS: [&str; 1] = [FILE_VARIABLE];

/// Largest settings file, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// What the settings are made of, besides the defaults.
pub struct Sources<E> {
    /// The file; it must exist. `None`: the one that `DIBAO_CONFIG` in `env` names, or none at all.
    pub file: Option<PathBuf>,
    /// The variables of the environment; those that do not begin with `DIBAO_` are passed over.
    pub env: E,
    /// Settings given on the command line, by their name (`server.listen`), and their
    /// value; the items of a list are separated by commas. The last one of a name wins.
    pub flags: Vec<(String, String)>,
}

impl Sources<Vec<(String, String)>> {
    /// The environment of this process; and `dibao.toml` in the current folder, if it is there and no other is named.
    #[must_use]
    pub fn from_process(file: Option<PathBuf>, flags: Vec<(String, String)>) -> Self {
        let env: Vec<(String, String)> = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .collect();
        let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|file| file.try_exists().unwrap_or(true));
        Self { file: file.or_else(|| file_named_in(&env)).or_else(usual), env, flags }
    }
}

/// The file that the environment names.
fn file_named_in(env: &[(String, String)]) -> Option<PathBuf> {
    env.iter().find(|(name, value)| name == FILE_VARIABLE && !value.is_empty()).map(|(_, value)| PathBuf::from(value))
}

/// The values of one or more sources, each under the name of its setting and knowing its origin.
pub(super) type Layer = BTreeMap<String, Value>;

/// The values of all sources, what comes later over what comes before, and what is wrong with files and names.
pub(super) fn merge<E>(sources: Sources<E>) -> (Layer, Vec<Problem>)
where
    E: IntoIterator<Item = (String, String)>,
{
    let Sources { file, env, flags } = sources;
    let ours: BTreeMap<String, String> = env.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
    let ours: Vec<(String, String)> = ours.into_iter().collect();
    let mut reader = Reader { keys: Key::all(), problems: Vec::new() };

    let mut merged = reader.toml(DEFAULTS, "default", "defaults.toml");
    if let Some(file) = file.or_else(|| file_named_in(&ours)) {
        merged.extend(reader.file(&file));
    }
    merged.extend(reader.environment(ours));
    merged.extend(reader.flags(flags));
    (merged, reader.problems)
}

/// Reads sources and writes down what is wrong with them.
struct Reader {
    keys: Vec<Key>,
    problems: Vec<Problem>,
}

impl Reader {
    /// The values in a file.
    fn file(&mut self, path: &Path) -> Layer {
        let name = path.display().to_string();
        match file::read_text(path, MAX_FILE) {
            Ok(text) => self.toml(&text, &format!("file {name}"), &name),
            Err(error) => {
                self.problems.push(Problem::File { file: name, detail: error.to_string() });
                Layer::new()
            }
        }
    }

    /// The values in a text in TOML.
    fn toml(&mut self, text: &str, origin: &str, file: &str) -> Layer {
        let mut layer = Layer::new();
        match FileFormat::Toml.parse(Some(&origin.to_owned()), text) {
            Ok(parsed) => {
                for (name, value) in parsed.into_iter().collect::<BTreeMap<_, _>>() {
                    self.top_level(&mut layer, name, value, origin);
                }
            }
            Err(error) => {
                let detail = without_content(&error.to_string());
                self.problems.push(Problem::File { file: file.to_owned(), detail });
            }
        }
        layer
    }

    /// Takes what stands at the top of a file: a setting without a section, or a section.
    fn top_level(&mut self, layer: &mut Layer, name: String, value: Value, origin: &str) {
        let is_section = self.keys.iter().any(|key| key.section() == Some(name.as_str()));
        match value.kind {
            ValueKind::Table(entries) if is_section || !(self.is_setting(&name) || entries.is_empty()) => {
                for (key, value) in entries.into_iter().collect::<BTreeMap<_, _>>() {
                    self.setting(layer, format!("{name}.{key}"), value, origin);
                }
            }
            kind if is_section => {
                let expected = Expected::new(format!("a section, written [{name}]"));
                self.problems.push(Problem::wrong(&name, &kind, origin, expected));
            }
            ValueKind::Table(entries) if entries.is_empty() && !self.is_setting(&name) => {
                let nearest = nearest(&name, self.keys.iter().filter_map(Key::section)).unwrap_or_default();
                let (name, nearest) = (format!("[{}]", name.escape_debug()), format!("[{nearest}]"));
                self.problems.push(Problem::Unknown { name, place: origin.to_owned(), nearest });
            }
            // A quoted name with a dot in it is not a section and a name.
            kind if name.contains('.') => self.setting(layer, format!("\"{name}\""), Value::new(None, kind), origin),
            kind => self.setting(layer, name, Value::new(Some(&origin.to_owned()), kind), origin),
        }
    }

    /// Takes one setting from a file.
    fn setting(&mut self, layer: &mut Layer, name: String, value: Value, origin: &str) {
        if !self.is_setting(&name) {
            let nearest = nearest(&name, self.keys.iter().map(Key::name)).unwrap_or_default().to_owned();
            let name = name.escape_debug().to_string();
            self.problems.push(Problem::Unknown { name, place: origin.to_owned(), nearest });
        } else if matches!(value.kind, ValueKind::Table(_)) {
            self.problems.push(Problem::wrong(&name, &value.kind, origin, Expected::new("one value, not a table")));
        } else {
            layer.insert(name, value);
        }
    }

    /// The values in our variables of the environment.
    fn environment(&mut self, ours: Vec<(String, String)>) -> Layer {
        let mut layer = Layer::new();
        let mut taken: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (variable, value) in ours {
            let Some(key) = self.keys.iter().find(|key| key.variables().contains(&variable)) else {
                if !NOT_SETTINGS.contains(&variable.as_str()) && !is_service_link(&variable, &value) {
                    let known: Vec<String> = self.keys.iter().flat_map(Key::variables).collect();
                    let nearest = nearest(&variable, known.iter().map(String::as_str)).unwrap_or_default().to_owned();
                    let name = variable.escape_debug().to_string();
                    self.problems.push(Problem::Unknown { name, place: "environment".to_owned(), nearest });
                }
                continue;
            };
            let (key, origin) = (key.name().to_owned(), format!("environment {variable}"));
            if value.contains(char::REPLACEMENT_CHARACTER) {
                let expected = Expected::new("a value in UTF-8");
                self.problems.push(Problem::wrong(&key, &ValueKind::String(value), &origin, expected));
                continue;
            }
            match taken.get(&key) {
                Some((first, other)) if *other != value => {
                    self.problems.push(Problem::Ambiguous { key, first: first.clone(), second: variable });
                }
                Some(_) => {}
                None => {
                    layer.insert(key.clone(), Value::new(Some(&origin), value.clone()));
                    taken.insert(key, (variable, value));
                }
            }
        }
        layer
    }

    /// The values of flags.
    fn flags(&mut self, flags: Vec<(String, String)>) -> Layer {
        let mut layer = Layer::new();
        for (name, value) in flags {
            let name = name.as_str();
            if let Some(key) = self.keys.iter().find(|key| key.name() == name) {
                let origin = format!("flag {}", key.flag());
                layer.insert(key.name().to_owned(), Value::new(Some(&origin), value));
            } else {
                let nearest = nearest(name, self.keys.iter().map(Key::name));
                let nearest = self.keys.iter().find(|key| Some(key.name()) == nearest).map(Key::flag);
                let (name, nearest) = (format!("--set {}", name.escape_debug()), nearest.unwrap_or_default());
                self.problems.push(Problem::Unknown { name, place: "flag".to_owned(), nearest });
            }
        }
        layer
    }

    /// Whether a setting has this name.
    fn is_setting(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name() == name)
    }
}

/// Where and what a syntax error is, without the line of the file that the parser quotes: it may hold a password.
fn without_content(error: &str) -> String {
    let mut lines = error.lines();
    let position = lines.next().and_then(|first| first.strip_prefix("TOML parse error at "));
    match (position, lines.nth(3)) {
        (Some(position), Some(what)) => format!("{position}: {what}"),
        (Some(position), None) => format!("{position}: not TOML"),
        (None, _) => "not TOML, or a number in it is too large".to_owned(),
    }
}

/// Whether it is one of the variables that Kubernetes and Docker set in every container for a service called `dibao` or
/// `dibao-…`, such as `DIBAO_SERVICE_HOST` and `DIBAO_PORT_8080_TCP_ADDR`.
fn is_service_link(variable: &str, value: &str) -> bool {
    let is_link = |scheme: &&str| value.starts_with(*scheme);
    variable.contains("_SERVICE_HOST")
        || variable.contains("_SERVICE_PORT")
        || (variable.ends_with("_PORT") && ["tcp://", "udp://", "sctp://"].iter().any(is_link))
        || (variable.contains("_PORT_") && ["_TCP", "_UDP", "_SCTP"].iter().any(|part| variable.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_named_in_the_environment_is_found() {
        let env = [("PATH".to_owned(), "/bin".to_owned()), ("DIBAO_CONFIG".to_owned(), "a.toml".to_owned())];
        assert_eq!(file_named_in(&env), Some(PathBuf::from("a.toml")));
        assert_eq!(file_named_in(&[("DIBAO_CONFIG".to_owned(), String::new())]), None);
    }

    #[test]
    fn a_file_given_to_the_process_goes_before_any_other() {
        let file = Some(PathBuf::from("given.toml"));
        assert_eq!(Sources::from_process(file.clone(), Vec::new()).file, file);
    }

    #[test]
    fn variables_of_an_orchestrator_are_told_from_settings() {
        assert!(is_service_link("DIBAO_SERVICE_HOST", "10.0.0.1"));
        assert!(is_service_link("DIBAO_WEB_SERVICE_PORT_HTTP", "80"));
        assert!(is_service_link("DIBAO_PORT", "tcp://10.0.0.1:80"));
        assert!(is_service_link("DIBAO_PORT_80_TCP_ADDR", "10.0.0.1"));
        assert!(!is_service_link("DIBAO_PORT", "8080"));
        assert!(!is_service_link("DIBAO_SERVER__LISTN", "127.0.0.1:80"));
    }

    #[test]
    fn the_defaults_have_no_unknown_name_and_are_all_found() {
        let (merged, problems) = merge(Sources { file: None, env: [], flags: Vec::new() });
        let mut keys: Vec<String> = Key::all().iter().map(|key| key.name().to_owned()).collect();
        keys.sort();

        assert_eq!(problems, []);
        assert_eq!(merged.into_keys().collect::<Vec<_>>(), keys);
    }
}
