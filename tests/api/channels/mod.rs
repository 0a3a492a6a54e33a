//! Channels.

mod get_channel;
mod list_channels;
