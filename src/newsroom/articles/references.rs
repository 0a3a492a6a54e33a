//! Reading what an article refers to: each by its slug or id, or as it was answered.

use serde_json::Value;
use uuid::Uuid;

use super::members::list;
use super::schemas::ThingAnswered;
use crate::articles::manuscript::Part;
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::error::{FieldCode, nearest};
use crate::people::Role;
use crate::web::body::Object;
use crate::web::query::shown;

/// A slug or id, alone or in a reference as it was answered.
pub(super) fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(_) => serde_json::from_value(value.clone()).ok().map(|thing: ThingAnswered| thing.id),
        _ => None,
    }
}

/// The thing of that slug or id; what is wrong otherwise.
pub(super) fn find<T: Named>(shelf: &Shelf<T>, value: &Value) -> Result<Uuid, (FieldCode, String)> {
    let name = name_of(value)
        .ok_or_else(|| (FieldCode::Malformed, "It is neither a slug or id nor an object with `id`.".to_owned()))?;
    shelf.find(&name).map(|thing| thing.names().id).ok_or_else(|| {
        let near = nearest(&name, shelf.slugs()).map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        (FieldCode::NotFound, format!("No {} has the slug or id `{}`.{near}", T::KIND.word(), shown(&name)))
    })
}

/// One thing that an article refers to.
pub(super) fn one<T: Named>(object: &Object, name: &'static str, shelf: &Shelf<T>) -> Option<Uuid> {
    let value: Value = object.typed(name, "a slug or id")?;
    find(shelf, &value).map_err(|(code, detail)| object.refuse(name, code, detail)).ok()
}

/// The tags, each once.
pub(super) fn tags(object: &Object, catalog: &Catalog) -> Vec<Uuid> {
    let mut found = Vec::new();
    for (at, value) in list::<Value>(object, "tags", "a list of slugs or ids").iter().enumerate() {
        match find(&catalog.tags, value) {
            Ok(tag) if found.contains(&tag) => {}
            Ok(tag) => found.push(tag),
            Err((code, detail)) => object.refuse_item("tags", at, code, detail),
        }
    }
    found
}

/// The people and their parts, each once.
pub(super) fn people(object: &Object, catalog: &Catalog) -> Vec<Part> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        person: Value,
        role: Role,
    }
    let mut found: Vec<Part> = Vec::new();
    let given: Vec<Given> = list(object, "people", "a list of objects with `person` and `role`");
    for (at, Given { person, role }) in given.iter().enumerate() {
        match find(&catalog.people, person) {
            Ok(person) if found.iter().any(|part| part.person == person && part.role == *role) => {}
            Ok(person) => found.push(Part { role: *role, person }),
            Err((code, detail)) => object.refuse_item("people", at, code, detail),
        }
    }
    found
}
