//! Time limits on the body of a request. The limits surround every reader of a body, and bodies that no handler reads.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, ResponseError};
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::config::ServerSettings;
use crate::kernel::error::{Code, Error};

/// How long the body of a request may take.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Longest time until the first bytes, and between bytes.
    idle: Duration,
    /// Longest time until the end.
    whole: Duration,
}

/// The body of one request; all clones are one.
#[derive(Clone)]
pub struct RequestBody(Rc<RefCell<Incoming>>);

/// A body that is being received.
struct Incoming {
    payload: Payload,
    limits: BodyLimits,
    deadline: Instant,
    waiting: Option<Pin<Box<Sleep>>>,
    state: State,
}

/// How far a body has been received.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Complete,
    TimedOut,
}

impl BodyLimits {
    /// The limits of the settings.
    #[must_use]
    pub fn new(settings: &ServerSettings) -> Self {
        Self {
            idle: Duration::from_secs(settings.body_idle_timeout_s.into()),
            whole: Duration::from_secs(settings.body_timeout_s.into()),
        }
    }

    /// Puts the body of a request, if it has one, under the limits.
    pub fn watch(self, request: &mut ServiceRequest) -> Option<RequestBody> {
        let payload = match request.take_payload() {
            Payload::None => return None,
            payload => payload,
        };
        let deadline = Instant::now() + self.whole;
        let incoming = Incoming { payload, limits: self, deadline, waiting: None, state: State::Open };
        let body = RequestBody(Rc::new(RefCell::new(incoming)));
        request.set_payload(Payload::Stream { payload: Box::pin(body.clone()) });
        request.extensions_mut().insert(body.clone());
        Some(body)
    }
}

impl RequestBody {
    /// The body of a request, if it has one.
    #[must_use]
    pub fn of(request: &ServiceRequest) -> Option<Self> {
        if matches!(request.parts().1, Payload::None) {
            return None;
        }
        request.extensions().get::<Self>().cloned()
    }

    /// The answer to the request: 408 where the body was late, whatever its reader made of that.
    pub fn answer(
        self,
        answered: Result<ServiceResponse<BoxBody>, actix_web::Error>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        let BodyLimits { idle, whole } = match &*self.0.borrow() {
            Incoming { state: State::TimedOut, limits, .. } => *limits,
            _ => return answered,
        };
        let (idle, whole) = (idle.as_secs(), whole.as_secs());
        let detail = format!("No byte of the body arrived for {idle} s, or the whole body took more than {whole} s.");
        let late = Error::refused(Code::RequestTimeout, detail);
        match answered {
            Ok(response) => Ok(response.into_response(late.error_response())),
            Err(_) => Err(late.into()),
        }
    }

    /// Keeps a body that was not read to its end open until the response was sent. The connection is closed then: the server
    /// would wait for the rest of a chunked body without a limit once its reader is gone.
    #[must_use]
    pub fn hold(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        if self.0.borrow().state == State::Complete {
            return response;
        }
        response.map_body(|_, body| BoxBody::new(Holding { body, _unread: self }))
    }
}

impl Stream for RequestBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Incoming { payload, limits, deadline, waiting, state } = &mut *self.0.borrow_mut();
        if *state != State::Open {
            return Poll::Ready(None);
        }
        if let Poll::Ready(received) = Pin::new(payload).poll_next(context) {
            *waiting = None;
            if received.is_none() {
                *state = State::Complete;
            }
            return Poll::Ready(received);
        }
        let until = || Box::pin(sleep_until((*deadline).min(Instant::now() + limits.idle)));
        ready!(waiting.get_or_insert_with(until).as_mut().poll(context));
        *state = State::TimedOut;
        Poll::Ready(Some(Err(PayloadError::Incomplete(Some(io::ErrorKind::TimedOut.into())))))
    }
}

/// A response that keeps the body of its request open.
struct Holding {
    body: BoxBody,
    _unread: RequestBody,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}
