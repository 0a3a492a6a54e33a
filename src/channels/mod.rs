//! Channels (频道): the tree of places that articles stand in.

mod read;
mod view;

pub use read::{get_channel, list_channels};
pub use view::{ChannelNode, ChannelTree, ChannelView};
