mod delete_media;
mod get_media;
mod get_media_file;
mod list_media;
mod update_media;
mod upload_media;
