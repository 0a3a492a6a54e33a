//! One `PostgreSQL` server for a whole test process: the one that `TEST_DATABASE_URL` names, or a throw-away one that
//! goes when the process goes, however it goes. What is created on the server is left to others.

use std::fs;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{env, mem};

/// The oldest release that is looked for among Debian's folders.
const OLDEST_RELEASE: u32 = 15;

/// How many ports are tried: between finding a free one and the server's start another program may take it.
const PORTS_TRIED: usize = 5;

/// What the server logs when its port is taken.
const PORT_TAKEN: &str = "could not create any TCP/IP sockets";

/// Where the programs were looked for, and what to do when they are in none of these places.
const NOT_FOUND: &str = "no initdb and postgres found by PATH, pg_config or in /usr/lib/postgresql; \
                         install postgresql or set TEST_DATABASE_URL";

/// The whole life of a throw-away server, for `sh -c`: $1 is the folder of the programs, $2 the port.
///
/// It prints `ready`, or the log of a server that did not get there, and closes its output. Then it waits for the end
/// of its input, which is the end of the test process, and removes everything. The shell makes the folder and starts
/// the server itself, so that there is no moment at which the test process could die and leave something behind.
const LIFE: &str = r#"
trap '' HUP INT TERM PIPE
exec 2>&1
folder=$(mktemp -d "${TMPDIR:-/tmp}/dibao-postgres-XXXXXX" 2>/dev/null || mktemp -d /tmp/dibao-postgres-XXXXXX) || exit
exec 2>"$folder/log"

create() { "$1/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale="$2" --no-sync >/dev/null; }
# Not every system has C.UTF-8. exec makes the pid below that of the server.
{ { create "$1" C.UTF-8 || create "$1" C; } && exec "$1/postgres" -D "$folder/data" \
    -c listen_addresses=127.0.0.1 -c port="$2" -c unix_socket_directories= \
    -c max_connections=300 -c shared_buffers=128MB \
    -c max_wal_size=128MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
    -c autovacuum=off -c timezone=UTC -c log_timezone=UTC
} >&2 &
server=$!

# The eighth line of this file is the server's state; pg_ctl waits for the same word.
ready() { grep -qs '^ready' "$folder/data/postmaster.pid"; }
tries=0
until ready; do
    kill -0 $server 2>/dev/null || break
    tries=$((tries + 1))
    if [ $tries -gt 1200 ]; then echo 'not ready after 60 seconds' >&2; kill -KILL $server; fi
    sleep 0.05
done
if ready; then echo ready; else cat "$folder/log"; fi
exec >&-

read -r _
kill -QUIT $server
wait $server
rm -rf "$folder"
"#;

/// The base URL of this process's server, started by the first call and shared by all; its user may create databases.
/// The first call blocks for a second while the server starts, and needs no async runtime.
///
/// `None` means that this machine has no `PostgreSQL`: the test is to return, and one line on stderr has said so.
///
/// # Panics
///
/// When `PostgreSQL` is there but does not start, with its log; and when it is not there and `CI` is `true`: CI never
/// skips.
pub fn server() -> Option<&'static str> {
    static URL: OnceLock<Result<Option<String>, String>> = OnceLock::new();
    match URL.get_or_init(given_or_started) {
        Ok(url) => url.as_deref(),
        Err(why) => panic!("{why}"),
    }
}

fn given_or_started() -> Result<Option<String>, String> {
    if let Some(url) = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty()) {
        return Ok(Some(url));
    }
    if let Some(programs) = programs() {
        return start(&programs).map(Some);
    }
    if env::var("CI").is_ok_and(|ci| ci == "true") {
        return Err(format!("PostgreSQL tests are never skipped in CI: {NOT_FOUND}"));
    }
    // Not eprintln!, whose output the test harness keeps back when the test passes.
    let _ = writeln!(io::stderr(), "PostgreSQL tests are skipped: {NOT_FOUND}");
    Ok(None)
}

/// The folder that holds both `initdb` and `postgres`.
fn programs() -> Option<PathBuf> {
    let by_path = env::var_os("PATH").into_iter().flat_map(|path| env::split_paths(&path).collect::<Vec<_>>());
    // A link on the PATH may be to one of the two only; the other one is where it leads to.
    let linked = by_path.flat_map(|folder| ["postgres", "initdb"].map(|program| folder.join(program)));
    let linked = linked.filter_map(|program| Some(program.canonicalize().ok()?.parent()?.to_owned()));

    linked
        .chain(std::iter::once_with(by_pg_config).flatten())
        .chain(std::iter::once_with(debian).flatten())
        .find(|folder| ["postgres", "initdb"].iter().all(|program| is_executable(&folder.join(program))))
}

fn by_pg_config() -> Option<PathBuf> {
    let answer = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output().ok()?;
    Some(PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim_end()))
}

/// Debian's folders of programs, the newest release first.
fn debian() -> Vec<PathBuf> {
    let entries = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut releases: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|&(release, _)| release >= OLDEST_RELEASE)
        .collect();
    releases.sort_unstable_by(|one, other| other.cmp(one));
    releases.into_iter().map(|(_, folder)| folder).collect()
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Starts a throw-away server and answers its URL; the error is for a reader, with the server's log.
fn start(programs: &Path) -> Result<String, String> {
    let account = if is_root()? { Some(postgres_account()?) } else { None };
    let mut log = String::new();
    for _ in 0..PORTS_TRIED {
        let port = free_port().map_err(|broken| format!("no port for PostgreSQL: {broken}"))?;
        log = live(programs, port, account).map_err(|broken| format!("/bin/sh for PostgreSQL: {broken}"))?;
        if log == "ready\n" {
            return Ok(format!("postgres://postgres@127.0.0.1:{port}/postgres"));
        }
        if !log.contains(PORT_TAKEN) {
            break;
        }
    }
    Err(format!("the PostgreSQL in {} does not start:\n{log}", programs.display()))
}

/// Begins the [`LIFE`] of a server under an account (uid and gid), and answers what it prints.
fn live(programs: &Path, port: u16, account: Option<(u32, u32)>) -> io::Result<String> {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", LIFE, "dibao-postgres"]).arg(programs).arg(port.to_string());
    shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A group of its own, so that Ctrl-C in a terminal ends the tests only; a folder that every account may enter.
    shell.process_group(0).current_dir("/").env("LC_ALL", "C");
    if let Some((uid, gid)) = account {
        // This also drops root's other groups.
        shell.uid(uid).gid(gid);
    }

    let mut shell = shell.spawn()?;
    let lifeline = shell.stdin.take();
    let said = shell.stdout.take().map(io::read_to_string).transpose()?.unwrap_or_default();
    if said == "ready\n" {
        // Only this process has this end of the pipe, and only the end of the process is to close it.
        mem::forget(lifeline);
    } else {
        drop(lifeline);
        shell.wait()?;
    }
    Ok(said)
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Whether this is root, as whom the server refuses to run: a new file belongs to whoever makes it.
fn is_root() -> Result<bool, String> {
    let new_file = tempfile::tempfile().and_then(|file| file.metadata());
    Ok(new_file.map_err(|broken| format!("no temporary file for PostgreSQL: {broken}"))?.uid() == 0)
}

/// The uid and gid of the `postgres` account.
fn postgres_account() -> Result<(u32, u32), String> {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let account = accounts.lines().find_map(|line| {
        let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    account.ok_or_else(|| {
        "PostgreSQL does not run as root, and /etc/passwd has no account postgres to run it; \
         add one, run the tests as another user or set TEST_DATABASE_URL"
            .to_owned()
    })
}
