//! Channels (频道): the tree of places that articles stand in.

mod editorial;
mod input;
mod place;
mod query;
mod read;
mod view;
mod write;

pub use editorial::EditorialChannel;
pub use query::EditedChannel;
pub use read::{get_channel, get_editorial_channel, list_channels};
pub use view::{ChannelNode, ChannelTree, ChannelView};
pub use write::{create_channel, delete_channel, update_channel};
