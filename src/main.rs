//! The one binary: reads the command line and does what it says.

use std::process::ExitCode;

/// Fewer instructions an answer than the system's, and memory goes back to it as well: measured, see `benches/load`.
#[cfg(not(feature = "jemalloc"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As fast, and keeps less after many threads have needed much at once: measured, see `benches/load`.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    dibao::cli::run()
}
