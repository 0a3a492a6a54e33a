//! What an article names must still be there when a revision of it is made: it may have been deleted since it was read, or since
//! the revision that is restored was made.

use uuid::Uuid;

use crate::articles::manuscript::Fields;
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};
use crate::kernel::kind::Kind;
use crate::reference::edit::absent;
use crate::store::Tx;

/// Refuses names of what is not there any more, all at once.
pub(super) async fn still_there(tx: &Tx, fields: &Fields) -> Result<()> {
    let people: Vec<Uuid> = fields.people.iter().map(|part| part.person).collect();
    let mut errors = Vec::new();
    for (member, kind, ids) in [
        ("channel", Kind::Channel, fields.channel.as_slice()),
        ("column", Kind::Column, fields.column.as_slice()),
        ("source", Kind::Source, fields.source.as_slice()),
        ("people", Kind::Person, people.as_slice()),
        ("tags", Kind::Tag, fields.tags.as_slice()),
    ] {
        errors.extend(absent(tx, kind, ids).await?.into_iter().map(|id| FieldError {
            place: Place::Pointer(format!("/{member}")),
            code: FieldCode::NotFound,
            detail: format!("The {} {id} is not there any more.", kind.word()),
        }));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::content(errors)) }
}
