//! Answers requests while the service starts: that it is alive, and that everything else is unavailable for now.

use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, ResponseError, middleware, web};

use super::request;
use super::request_body::BodyLimits;
use crate::kernel::error::{Code, Error};

/// How long requests wait in the listener's queue before they are answered from here: most starts take less.
const QUIET: Duration = Duration::from_millis(250);
/// How long requests under way may take when the service is ready, in seconds.
const SHUTDOWN_TIMEOUT_S: u64 = 1;

/// Answers on a listener until the service has started. The listener stays bound: later requests wait for who serves next.
pub async fn while_starting<T>(
    listener: &TcpListener,
    limits: BodyLimits,
    start: impl Future<Output = T>,
) -> io::Result<T> {
    let mut start = pin!(start);
    if let Ok(started) = tokio::time::timeout(QUIET, &mut start).await {
        return Ok(started);
    }
    let server = HttpServer::new(move || {
        App::new().default_service(web::to(answer)).wrap(middleware::from_fn(
            move |request: ServiceRequest, next: Next<_>| request::surround(limits, request, next),
        ))
    })
    .workers(1)
    .shutdown_timeout(SHUTDOWN_TIMEOUT_S)
    .disable_signals()
    .listen(listener.try_clone()?)?
    .run();
    let handle = server.handle();
    let running = tokio::spawn(server);
    let started = start.await;
    handle.stop(true).await;
    running.await.map_err(io::Error::other)??;
    Ok(started)
}

/// Answers `check_live` as always, and everything else with 503. The connection is closed, as somebody else serves the next request.
async fn answer(request: HttpRequest) -> HttpResponse {
    let mut response = match (request.method(), request.path()) {
        (&Method::GET, "/health/live") => HttpResponse::Ok().json(serde_json::json!({"status": "ok"})),
        _ => Error::refused(Code::Unavailable, "The service is starting and waits for its database.").error_response(),
    };
    response.head_mut().set_connection_type(ConnectionType::Close);
    response
}
