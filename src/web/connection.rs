//! Closes connections on which no request is under way, and those whose client does not take its response. The server itself limits the head of a connection's first request, and
//! the time between requests; it stops counting at the first byte of a further request.

use std::any::Any;
use std::cell::Cell;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::web::Bytes;
use tokio::time::{Instant, sleep_until};

use crate::config::ServerSettings;

/// Largest response in bytes that leaves the process at once: it fits the buffers of the connection.
const BUFFERED_BYTES: u64 = 65_536;

/// Longest times that a connection stays open without a request under way.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// After a response that fits the buffers of the connection.
    quiet: Duration,
    /// After a larger one, and after each part of it, which may still be on its way to the client.
    sending: Duration,
}

/// A connection, as far as requests use it.
#[derive(Debug)]
struct Connection {
    /// The same socket, to be shut down when time is up.
    socket: TcpStream,
    limits: ConnectionLimits,
    requests: Cell<u32>,
    /// When the last part of a response was handed over that the client has still to take; none while the service is to go on.
    handed_over: Cell<Option<Instant>>,
    /// When it is to be closed, unless a request is under way.
    due: Cell<Instant>,
}

/// A request that is under way on a connection.
#[derive(Debug)]
pub struct RequestUnderWay(Rc<Connection>);

impl ConnectionLimits {
    /// The limits of the settings: the next request comes within the time for idle connections and for heads together.
    #[must_use]
    pub fn new(settings: &ServerSettings) -> Self {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let quiet = seconds(settings.keep_alive_s) + seconds(settings.header_timeout_s);
        Self { quiet, sending: quiet + seconds(settings.body_timeout_s) }
    }

    /// Watches a connection that was accepted.
    pub fn watch(self, io: &dyn Any, data: &mut Extensions) {
        let stream = io.downcast_ref::<actix_web::rt::net::TcpStream>();
        let Some(Ok(socket)) = stream.map(|stream| stream.as_fd().try_clone_to_owned()) else { return };
        let due = Cell::new(Instant::now() + self.quiet);
        let (requests, handed_over) = (Cell::new(0), Cell::new(None));
        let connection = Rc::new(Connection { socket: socket.into(), limits: self, requests, handed_over, due });
        let watched = Rc::downgrade(&connection);
        data.insert(connection);
        actix_web::rt::spawn(async move {
            let mut next = Instant::now() + self.quiet;
            loop {
                sleep_until(next).await;
                let Some(connection) = watched.upgrade() else { return };
                let now = Instant::now();
                next = match (connection.requests.get(), connection.handed_over.get()) {
                    (0, _) => connection.due.get(),
                    (_, Some(at)) => at + self.sending,
                    (_, None) => now + self.quiet,
                };
                if next <= now {
                    // What is closed already needs no closing.
                    let _ = connection.socket.shutdown(Shutdown::Both);
                    return;
                }
            }
        });
    }
}

impl RequestUnderWay {
    /// Begins a request on its connection.
    #[must_use]
    pub fn begin(request: &ServiceRequest) -> Option<Self> {
        let connection = request.request().conn_data::<Rc<Connection>>()?;
        connection.requests.set(connection.requests.get() + 1);
        Some(Self(Rc::clone(connection)))
    }

    /// Ends the request with its response, or with the last byte of one that is sent piece by piece.
    #[must_use]
    pub fn end_with(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        match response.response().body().size() {
            BodySize::None => response,
            BodySize::Sized(bytes) if bytes <= BUFFERED_BYTES => response,
            _ => response.map_body(|_, body| BoxBody::new(Sending { body, request: self })),
        }
    }

    /// Lets the connection stay open while what was handed over is still on its way.
    fn hand_over(&self) {
        let now = Instant::now();
        self.0.due.set(now + self.0.limits.sending);
        self.0.handed_over.set(Some(now));
    }
}

impl Drop for RequestUnderWay {
    fn drop(&mut self) {
        let Connection { limits, requests, handed_over, due, .. } = &*self.0;
        handed_over.set(None);
        requests.set(requests.get().saturating_sub(1));
        due.set(due.get().max(Instant::now() + limits.quiet));
    }
}

/// The body of a response that does not fit the buffers of the connection.
struct Sending {
    body: BoxBody,
    request: RequestUnderWay,
}

impl MessageBody for Sending {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let Self { body, request } = self.get_mut();
        let polled = Pin::new(body).poll_next(context);
        match polled {
            Poll::Ready(_) => request.hand_over(),
            Poll::Pending => request.0.handed_over.set(None),
        }
        polled
    }
}
