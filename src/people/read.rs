//! Reading people.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::view::{PersonPage, PersonView};
use crate::kernel::error::{Code, Result};
use crate::reference::{self, Listed};
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
