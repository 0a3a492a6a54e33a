//! Programs that are measured from outside: their time on the processor and the memory they take.
#![allow(dead_code, reason = "each bench takes what it needs")]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Clock ticks a second in `/proc/PID/stat`: 100 on every Linux that a program can ask (`sysconf(_SC_CLK_TCK)`).
const TICKS: u64 = 100;

/// A service that runs until it is dropped.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Running {
    /// Starts a program and waits until it says where it listens.
    pub fn start(program: PathBuf, arguments: &[&str]) -> Self {
        let mut child = Command::new(program).args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "the service ended before it listened");
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.split(['\u{1b}', '\n']).next().unwrap().to_owned();
            }
        };
        // What it logs later must find a reader.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { child, address }
    }

    /// The time on the processor so far, of all its threads.
    pub fn cpu(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name in parentheses may hold anything; user and system time are the 12th and 13th field behind it.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11).map(str::parse::<u64>);
        let ticks = fields.next()?.ok()? + fields.next()?.ok()?;
        Some(Duration::from_millis(ticks * 1_000 / TICKS))
    }

    /// The memory that is its own now, in KiB.
    pub fn memory(&self) -> Option<u64> {
        own_memory(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end, which must be a good one; the most memory it took, in KiB.
pub fn run(program: PathBuf, arguments: &[&str]) -> Option<u64> {
    let mut child = Command::new(program).args(arguments).stdout(Stdio::null()).spawn().unwrap();
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak = peak.max(own_memory(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "{status}");
    peak
}

/// The memory that is a process's own, in KiB: pages of mapped files, which the system can take back, do not count.
fn own_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
