//! Collections (专题 / 推荐位): articles put together by hand, such as headlines, a carousel, or a report in sections.
//!
//! What stands in one is a list of references: readers see those of its articles that are published. Articles know nothing
//! of collections; the filter `collection` of their lists is answered from here.

mod arrangement;
mod collection;
pub mod editorial;
pub mod query;
mod read;
mod save;
mod view;

pub use arrangement::{Arrangement, Item, MAX_ITEMS, MAX_SECTIONS, Section};
pub use collection::{Collection, Status};
pub use read::{get_collection, list_collections};
pub use view::{CollectionItem, CollectionList, CollectionPage, CollectionStatus, CollectionView, SectionView};
