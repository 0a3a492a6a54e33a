//! Reading the vocabularies.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::view::TagSchemeList;
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::params::Shaping;
use crate::web::{Answer, Ask};

/// List the vocabularies of tags
///
/// All of them, in the order of their names, each with its title and the number of its tags.
#[utoipa::path(tag = "tags", params(Shaping), responses(
    (status = 200, description = "The vocabularies.", body = TagSchemeList),
))]
#[get("/tag-schemes")]
pub async fn list_tag_schemes(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let shaping = ask.query(|query| Shaping::take(query, &state.document, "TagScheme"))?;
    state.at_least(shaping.min_seq).await?;
    let answer = async {
        let catalog = state.catalog();
        Ok(Answer::json(&TagSchemeList::of(&catalog), &shaping.fields)?.modified(Some(stored(catalog.head.at))))
    };
    ask.keep(state.cache_control(), Basis::Log, answer).await
}
