//! Who asks, before a handler is called; and the extractor by which a handler is open to those alone who may.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::actor::{Actor, Origin};
use super::gate::Gate;
use super::permission::{Grant, May, Permission};
use crate::config::RateLimitSettings;
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::web::client;
use crate::web::problem::SCOPE;
use crate::web::request::RequestId;

/// Header in which a reader's key can be sent, beside `Authorization`.
pub const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
/// Where the newsroom's operations begin.
const NEWSROOM: &str = "/v1/editorial/";

/// Who asks, as far as it was found out: an error where a token was sent that does not hold.
struct Identified(Result<Rc<Actor>, Refused>);

/// Why somebody was not let in, to be said again to each who asks.
#[derive(Clone)]
struct Refused(Code, String);

impl From<Refused> for Error {
    fn from(Refused(code, detail): Refused) -> Self {
        Self::refused(code, detail)
    }
}

/// Finds out who asks for an operation of the newsroom, before anything else of the request is looked at: so that it is the
/// token that is missed first, not what else may be wrong. Whether a token is needed is left to the handler.
pub async fn identify<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.path().starts_with(NEWSROOM) {
        let origin = origin(request.request());
        let found = match (bearer(request.headers()), request.app_data::<Data<Gate>>()) {
            (Ok(None), _) | (_, None) => None,
            (Err(error), _) => Some(Err(error)),
            (Ok(Some(token)), Some(gate)) => Some(gate.clone().identify(&token, origin).await),
        };
        let identified = match found {
            None => None,
            Some(Ok(actor)) => Some(Identified(Ok(Rc::new(actor)))),
            Some(Err(Error::Refused { code, detail, .. })) => Some(Identified(Err(Refused(code, detail.into())))),
            Some(Err(broken)) => return Err(broken.into()),
        };
        if let Some(identified) = identified {
            request.extensions_mut().insert(identified);
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

impl<G: Grant> FromRequest for May<G> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            somebody(request)
                .and_then(|actor| Self::admit((*actor).clone()).ok_or_else(|| forbidden(&actor, G::PERMISSION))),
        )
    }
}

/// Where a request comes from, for what may be done without a token.
impl FromRequest for Origin {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(origin(request)))
    }
}

/// Who asks; refused where it is nobody known.
fn somebody(request: &HttpRequest) -> Result<Rc<Actor>> {
    match request.extensions().get::<Identified>() {
        Some(Identified(Ok(actor))) => Ok(Rc::clone(actor)),
        Some(Identified(Err(refused))) => Err(refused.clone().into()),
        None => Err(Error::refused(Code::Unauthenticated, "`Authorization: Bearer` with a token is needed here.")),
    }
}

/// The refusal of somebody who is known but may not.
fn forbidden(actor: &Actor, permission: Permission) -> Error {
    let roles: Vec<&str> = permission.roles().iter().map(|role| role.word()).collect();
    let word = permission.word();
    let reason = match permission.roles().contains(&actor.role) {
        true => "it is not among the scopes of this token".to_owned(),
        false => format!("the role `{}` does not have it; {} do", actor.role.word(), roles.join(", ")),
    };
    let mut extra = serde_json::Map::new();
    extra.insert(SCOPE.to_owned(), word.into());
    let detail = format!("It needs the permission `{word}`, and {reason}.").into();
    Error::Refused { code: Code::Forbidden, detail, errors: Vec::new(), extra }
}

/// The token in `Authorization`, if there is the header.
fn bearer(headers: &HeaderMap) -> Result<Option<String>> {
    let mut lines = headers.get_all(AUTHORIZATION);
    let Some(line) = lines.next() else { return Ok(None) };
    let invalid = |detail: &'static str| Error::refused(Code::TokenInvalid, detail);
    if lines.next().is_some() {
        return Err(invalid("`Authorization` is given more than once."));
    }
    let text = line.to_str().map_err(|_| invalid("`Authorization` is not plain text."))?;
    let (scheme, token) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid("`Authorization` has another scheme than `Bearer`."));
    }
    let token = token.trim_start();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)) {
        return Err(invalid("What follows `Bearer` is not a token."));
    }
    Ok(Some(token.to_owned()))
}

/// Where a request comes from.
fn origin(request: &HttpRequest) -> Origin {
    let settings = request.app_data::<Data<State>>().map(|state| &state.settings.rate_limit);
    let address = settings.and_then(|settings: &RateLimitSettings| {
        client::address(request.peer_addr().map(|peer| peer.ip()), request.headers(), settings)
    });
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    Origin { address, request_id }
}
