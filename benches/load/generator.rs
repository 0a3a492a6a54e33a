//! The public load generators: wrk for as many requests as go, oha for a fixed number a second.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// wrk's script.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/load/load.lua");

/// How to ask.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How long, in seconds.
    pub seconds: u32,
    /// Over how many connections at once.
    pub connections: u32,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Outcome {
    /// How many answers came.
    pub requests: u64,
    /// In how many microseconds.
    pub micros: u64,
    /// What half of the answers took at most, in microseconds.
    pub p50: u64,
    /// What 99 of a hundred took at most.
    pub p99: u64,
    /// What 999 of a thousand took at most.
    pub p999: u64,
    /// How many failed, or had a status of 400 or more.
    pub failed: u64,
}

impl Outcome {
    /// Answers a second.
    pub fn per_second(self) -> f64 {
        number(self.requests) * 1e6 / number(self.micros)
    }
}

/// A count as a number to calculate with.
pub fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Asks as fast as answers come: one address, or the paths of a file.
pub fn saturate(load: Load, url: &str, headers: &[(&str, String)], paths: Option<&Path>) -> Outcome {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t", "2", "-c", &load.connections.to_string(), "-d", &format!("{}s", load.seconds), "--latency"]);
    wrk.args(["--timeout", "10s", "-s", SCRIPT]);
    for (name, value) in headers {
        wrk.args(["-H", &format!("{name}: {value}")]);
    }
    wrk.arg(url).arg("--").args(paths);
    let output = wrk.output().expect("wrk is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    let result = said.lines().find_map(|line| line.strip_prefix("result "));
    serde_json::from_str(result.unwrap_or_else(|| panic!("wrk said {said}"))).unwrap()
}

/// What comes of asking at a steady rate.
#[derive(Clone, Copy, Debug)]
pub struct Steady {
    /// How many answers came a second.
    pub per_second: f64,
    /// What 99 of a hundred took at most, in microseconds, waiting for a free connection included.
    pub p99: f64,
}

/// Asks so often a second, or as often as goes; none where oha is not installed.
pub fn steady(load: Load, per_second: Option<f64>, url: &str, headers: &[(&str, String)]) -> Option<Steady> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Report {
        summary: Summary,
        latency_percentiles: Percentiles,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Summary {
        requests_per_sec: f64,
    }
    #[derive(Deserialize)]
    struct Percentiles {
        p99: f64,
    }
    let mut oha = Command::new("oha");
    oha.args(["--no-tui", "--output-format", "json", "-z", &format!("{}s", load.seconds)]);
    oha.args(["-c", &load.connections.to_string()]);
    if let Some(per_second) = per_second {
        oha.args(["--latency-correction", "-q", &format!("{per_second:.0}")]);
    }
    for (name, value) in headers {
        oha.args(["-H", &format!("{name}: {value}")]);
    }
    let output = oha.arg(url).output().ok()?;
    let report: Report = serde_json::from_slice(&output.stdout).expect("oha reports in JSON");
    Some(Steady { per_second: report.summary.requests_per_sec, p99: report.latency_percentiles.p99 * 1e6 })
}
