//! Looking after the service.

mod check_live;
mod check_ready;
mod file_modes;
mod get_openapi;
mod get_openapi_3_0;
mod get_problem;
mod get_version;
mod outage;
mod replica;
mod starting;
