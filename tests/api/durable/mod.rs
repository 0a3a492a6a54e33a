//! A write that was answered with 2xx is there, whatever fails: disks, connections, servers, callers.

mod cancelled;
mod full_disk;
mod io_errors;
mod lost_connections;
mod missing_file;
