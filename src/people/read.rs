//! Reading people.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::editorial::EditorialPerson;
use super::query::EditedPerson;
use super::view::{PersonPage, PersonView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::{Code, Result};
use crate::reference::{self, Listed, edit};
use crate::state::State;
use crate::web::Ask;
use crate::web::forms::NameOrId;
use crate::web::params::{Paging, Shaping};

/// Which person.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct PersonPath {
    /// The person's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "luo-ping-ling")]
    person: String,
}

/// List people
///
/// Everyone who is named on an article, in the order of their slugs.
#[utoipa::path(tag = "people", params(Paging, Shaping), responses(
    (status = 200, description = "A page of people.", body = PersonPage),
))]
#[get("/people")]
pub async fn list_people(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let asked = ask.query(|query| Listed::take(query, &state, "PersonView", (), "people"))?;
    let keep = |_: &_| true;
    reference::list(
        &state,
        &ask,
        &asked,
        |catalog| &catalog.people,
        keep,
        |catalog, page, total| {
            let items = page.rows.into_iter().map(|person| PersonView::of(catalog, person)).collect();
            PersonPage::new(items, page.next, page.prev, total)
        },
    )
    .await
}

/// Get one person
///
/// A person by slug or id.
#[utoipa::path(tag = "people", params(PersonPath, Shaping), responses(
    (status = 200, description = "The person.", body = PersonView),
    (status = 404, description = "`person_not_found`: nothing has this slug or id."),
))]
#[get("/people/{person}")]
pub async fn get_person(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let which = ("person", "PersonView", Code::PersonNotFound);
    reference::get(&state, &ask, which, |catalog| &catalog.people, PersonView::of).await
}

/// Get one person as editors have them
///
/// By slug or id, with the slugs that lead to them beside. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "reference", params(PersonPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "The person.", body = EditorialPerson),
    (status = 404, description = "`person_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/people/{person}")]
pub async fn get_editorial_person(
    _by: May<grant::EditReference>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let kept = edit::get::<EditedPerson>(gate.db(), &ask.segment("person")?).await?;
    edit::versioned(&kept.thing, &EditorialPerson::of(&state, &kept))?.send(&ask)
}
