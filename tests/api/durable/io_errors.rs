//! System calls that fail for a while: `strace` is attached to the running program and takes itself away again.

use std::cell::RefCell;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rstest::rstest;

use crate::program::{Service, answered_writes_survive, has, skipped};

/// Whether every thread of a process is traced.
fn is_traced(pid: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        !status.contains("TracerPid:\t0\n")
    })
}

/// Lets system calls of a process fail.
fn inject(service: &Service, fault: &str) -> Child {
    let calls = fault.split(':').next().unwrap();
    let (trace, inject, pid) = (format!("trace={calls}"), format!("inject={fault}"), service.pid().to_string());
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject, "-p", &pid]).stderr(Stdio::null());
    let mut strace = strace.spawn().unwrap();
    let began = Instant::now();
    while !is_traced(service.pid()) {
        assert!(strace.try_wait().unwrap().is_none(), "strace ends");
        assert!(began.elapsed().as_secs() < 60, "strace does not attach");
        std::thread::sleep(Duration::from_millis(5));
    }
    strace
}

/// Whether one process may trace another here.
fn may_trace() -> bool {
    if !has("strace") {
        return false;
    }
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|said| said.status.success()) || skipped("strace is not allowed to trace")
}

#[rstest]
#[case::sync("fsync,fdatasync:error=EIO")]
#[case::every_second_sync("fsync,fdatasync:error=EIO:when=1+2")]
#[case::write("pwrite64:error=EIO")]
#[case::no_room("pwrite64:error=ENOSPC")]
#[tokio::test]
async fn what_was_answered_survives_failing_system_calls(#[case] fault: &str) {
    if !may_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let strace = RefCell::new(None);
    answered_writes_survive(
        folder.path(),
        |service| *strace.borrow_mut() = Some(inject(service, fault)),
        || {
            let mut strace = strace.borrow_mut().take().unwrap();
            Command::new("kill").args(["-INT", &strace.id().to_string()]).status().unwrap();
            strace.wait().unwrap();
        },
    )
    .await;
}
