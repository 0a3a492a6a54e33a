//! Putting collections together: what editors send and see, and each thing they do.

mod arrange;
mod carry;
mod create;
mod delete;
mod input;
mod read;
mod update;
mod view;
mod write;

pub use carry::{ArticleNamed, Carried, CarriedItem, put};
pub use read::{get_editorial_collection, list_editorial_collections};
pub use view::{EditorialCollection, EditorialCollectionItem, EditorialCollectionPage, EditorialCollectionSummary};
pub use write::{
    create_collection, delete_collection, delete_collection_item, place_collection_item, replace_collection_items,
    update_collection,
};
