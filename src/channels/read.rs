//! Reading channels.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::editorial::EditorialChannel;
use super::query::EditedChannel;
use super::view::{ChannelTree, ChannelView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::{Code, Result};
use crate::reference::{self, edit};
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::forms::NameOrId;
use crate::web::params::Shaping;
use crate::web::{Answer, Ask};

/// Which channel.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct ChannelPath {
    /// The channel's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "xin-wen")]
    channel: String,
}

/// List channels
///
/// The whole tree at once, in the site's order, each channel with the number of articles in it and below.
#[utoipa::path(tag = "channels", params(Shaping), responses(
    (status = 200, description = "The tree of channels.", body = ChannelTree),
))]
#[get("/channels")]
pub async fn list_channels(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let shaping = ask.query(|query| Shaping::take(query, &state.document, "ChannelNode"))?;
    state.at_least(shaping.min_seq).await?;
    let answer = async {
        let catalog = state.catalog();
        let tree = Answer::json(&ChannelTree::of(&catalog), &shaping.fields)?;
        Ok(tree.modified(Some(stored(catalog.head.at))))
    };
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// Get one channel
///
/// A channel with its breadcrumb and the channels below it, by slug or id.
#[utoipa::path(tag = "channels", params(ChannelPath, Shaping), responses(
    (status = 200, description = "The channel.", body = ChannelView),
    (status = 404, description = "`channel_not_found`: nothing has this slug or id."),
))]
#[get("/channels/{channel}")]
pub async fn get_channel(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let which = ("channel", "ChannelView", Code::ChannelNotFound);
    reference::get(&state, &ask, which, |catalog| &catalog.channels, ChannelView::of).await
}

/// Get one channel as its editors have it
///
/// By slug or id, with the slugs that it had before. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "reference", params(ChannelPath), security(("account" = ["edit_channels"])), responses(
    (status = 200, description = "The channel.", body = EditorialChannel),
    (status = 404, description = "`channel_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/channels/{channel}")]
pub async fn get_editorial_channel(
    _by: May<grant::EditChannels>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let kept = edit::get::<EditedChannel>(gate.db(), &ask.segment("channel")?).await?;
    edit::versioned(&kept.thing, &EditorialChannel::of(&state, &kept))?.send(&ask)
}
