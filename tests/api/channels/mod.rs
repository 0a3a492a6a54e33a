//! Channels.

mod create_channel;
mod delete_channel;
mod get_channel;
mod get_editorial_channel;
mod list_channels;
mod update_channel;
