//! Who asks, before a handler is called; and the extractor by which a handler is open to those alone who may.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError};

use super::actor::{Actor, Origin};
use super::gate::Gate;
use super::permission::{Grant, May, Permission};
use crate::config::{Access, RateLimitSettings};
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::web::client;
use crate::web::methods;
use crate::web::problem::SCOPE;
use crate::web::request;
use crate::web::route_class::RouteClass;

/// Header in which a reader's key can be sent, beside `Authorization`.
pub const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

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

/// Finds out who asks, before anything else of the request is looked at: so that it is the token that is missed first, not what
/// else may be wrong. Access is decided on the route that matches; a request that matches none is answered here, so that no
/// handler is ever reached without a class. Whether the newsroom's operations need one is left to their handlers. What readers read
/// needs one where the site is open by key only; where it is open to everybody, nobody is asked who they are, and what is sent is
/// not looked at: all get the same answers, and shared caches can give them.
pub async fn identify<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(pattern) = request.match_pattern() else {
        return Ok(request.into_response(methods::not_found()));
    };
    match RouteClass::of(&pattern) {
        RouteClass::Newsroom => {
            let found = found(request.request()).await;
            let identified = match found {
                None => None,
                Some(Ok(actor)) => Some(Identified(Ok(Rc::new(actor)))),
                Some(Err(Error::Refused { code, detail, .. })) => Some(Identified(Err(Refused(code, detail.into())))),
                Some(Err(broken)) => return Ok(request.into_response(broken.error_response())),
            };
            if let Some(identified) = identified {
                request.extensions_mut().insert(identified);
            }
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        RouteClass::Delivery if is_by_key(&request) && *request.method() != Method::OPTIONS => {
            if let Err(refused) = reader(request.request()).await {
                return Ok(request.into_response(refused.error_response()));
            }
            let mut response = next.call(request).await?.map_into_boxed_body();
            keep_private(response.headers_mut());
            Ok(response)
        }
        _ => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Whether readers need a key.
fn is_by_key(request: &ServiceRequest) -> bool {
    request.app_data::<Data<State>>().is_some_and(|state| state.settings.delivery.access == Access::Key)
}

/// Who asks, if anything was sent that says so.
async fn found(request: &HttpRequest) -> Option<Result<Actor>> {
    let gate = request.app_data::<Data<Gate>>()?.clone();
    match bearer(request.headers()) {
        Ok(None) => None,
        Ok(Some(token)) => Some(gate.identify(&token, origin(request)).await),
        Err(error) => Some(Err(error)),
    }
}

/// Lets a reader through who has a key, a token or an account.
async fn reader(request: &HttpRequest) -> Result<()> {
    let mut keys = request.headers().get_all(X_API_KEY);
    let (key, another) = (keys.next(), keys.next());
    let found = match (found(request).await, key) {
        (None, None) => None,
        (Some(found), None) => Some(found),
        (None, Some(key)) if another.is_none() => match (key.to_str(), request.app_data::<Data<Gate>>()) {
            (Ok(key), Some(gate)) => Some(gate.clone().identify(key, origin(request)).await),
            _ => Some(Err(Error::refused(Code::TokenInvalid, "`X-Api-Key` is not plain text."))),
        },
        _ => Some(Err(Error::refused(Code::TokenInvalid, "More than one key or token is sent."))),
    };
    let missing = "This site is read with a key: send it as `X-Api-Key`, or a token as `Authorization: Bearer`.";
    let actor = found.ok_or_else(|| Error::refused(Code::Unauthenticated, missing))??;
    match actor.has(Permission::ReadArticles) {
        true => Ok(()),
        false => Err(forbidden(&actor, Permission::ReadArticles)),
    }
}

/// What was answered to one who has a key is for their own cache alone.
fn keep_private(headers: &mut HeaderMap) {
    let text = |headers: &HeaderMap, name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(kept) = text(headers, CACHE_CONTROL).filter(|kept| kept.starts_with("public")) {
        let own: Vec<&str> =
            kept.split(", ").filter(|part| *part != "public" && !part.starts_with("s-maxage=")).collect();
        if let Ok(value) = HeaderValue::from_str(&format!("private, {}", own.join(", "))) {
            headers.insert(CACHE_CONTROL, value);
        }
    }
    let vary = text(headers, VARY).map(|vary| format!("{vary}, ")).unwrap_or_default();
    if let Ok(value) = HeaderValue::from_str(&format!("{vary}Authorization, X-Api-Key")) {
        headers.insert(VARY, value);
    }
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
    let request_id = Some(request::current_id()).filter(|id| !id.is_empty());
    Origin { address, request_id }
}
