//! Taking in the body of an upload: into a file without a name, which is gone when it is closed, however that happens.

use std::io::Read;
use std::io::Seek;

use actix_multipart::Multipart;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, Payload};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::form::{Texts, plain_name};
use crate::config::MediaSettings;
use crate::kernel::error::{Code, Error, FieldCode, Result};
use crate::media::folder::INCOMING;
use crate::media::picture::Said;
use crate::media::storage_error::while_uploading;
use crate::web::query::shown;

/// Most bytes that a form has beside its file.
const FORM: u64 = 65_536;

/// An upload that has come in.
#[derive(Debug)]
pub(in crate::media) struct Received {
    /// Its bytes, in a file that nobody else can open.
    file: std::fs::File,
    /// How many there are.
    size: u64,
    /// SHA-256 of them, in hexadecimal.
    pub digest: String,
    /// What the uploader calls it.
    pub file_name: Option<String>,
    /// What is said of it.
    pub said: Said,
}

impl Received {
    /// Returns the parts that identify an upload: digest of its bytes, name, texts.
    pub(in crate::media) fn parts(&self) -> Vec<Vec<u8>> {
        let Self { file: _, size: _, digest, file_name, said } = self;
        let Said { alt, caption, credit, focal } = said;
        let focal = focal.map(|(x, y)| format!("{x} {y}"));
        let texts = [Some(digest), file_name.as_ref(), alt.as_ref(), caption.as_ref(), credit.as_ref(), focal.as_ref()];
        texts.into_iter().map(|text| text.map(|text| format!("={text}")).unwrap_or_default().into_bytes()).collect()
    }

    /// All its bytes.
    pub(in crate::media) async fn bytes(mut self) -> Result<Vec<u8>> {
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
            self.file.rewind()?;
            self.file.read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(bytes)
        });
        read.await.map_err(Error::broken)?.map_err(Error::broken)
    }
}

/// Takes in the body of a request: the file itself, or a form with it.
pub(in crate::media) async fn receive(
    headers: &HeaderMap,
    payload: Payload,
    settings: &MediaSettings,
) -> Result<Received> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_form = essence == "multipart/form-data";
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let most = settings.max_bytes + if is_form { FORM } else { 0 };
    if announced.is_some_and(|announced| announced > most) {
        return Err(too_large(settings));
    }
    if is_form {
        return form(headers, payload, settings).await;
    }
    if !essence.starts_with("image/") && essence != "application/octet-stream" {
        let detail = match media_type {
            "" => "The body has no `Content-Type`; a picture's, or `multipart/form-data`, is read here.".to_owned(),
            other => format!("`{}` is not read here; a picture, or `multipart/form-data`, is.", shown(other)),
        };
        return Err(Error::refused(Code::UnsupportedMediaType, detail));
    }
    let (file, size, digest) = file(payload, settings).await?;
    Ok(Received { file, size, digest, file_name: None, said: Said::default() })
}

/// Takes in a form with the part `file` and texts.
async fn form(headers: &HeaderMap, payload: Payload, settings: &MediaSettings) -> Result<Received> {
    let mut parts = Multipart::new(headers, payload);
    let mut texts = Texts::default();
    let mut received = None;
    let mut seen = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| malformed(&error.to_string()))?;
        seen += 1;
        let name = part.name().unwrap_or_default().to_owned();
        let known = Texts::NAMES.into_iter().find(|(known, _)| *known == name);
        if name == "file" && received.is_none() {
            let disposition = part.content_disposition();
            let file_name = disposition.and_then(|said| said.get_filename().and_then(plain_name));
            received = Some((file(&mut part, settings).await?, file_name));
        } else if let Some((name, most)) = known {
            match part.bytes(most).await {
                Ok(bytes) => match String::from_utf8(bytes.map_err(|error| malformed(&error.to_string()))?.to_vec()) {
                    Ok(text) => texts.take(name, &text),
                    Err(_) => texts.refuse(name, FieldCode::Malformed, "It is not UTF-8."),
                },
                Err(_) => texts.refuse(name, FieldCode::OutOfRange, format!("It has more than {most} bytes.")),
            }
        } else {
            let code = if name == "file" { FieldCode::Repeated } else { FieldCode::Unknown };
            texts.refuse(
                &shown(&name),
                code,
                "There is one part `file`, and `alt`, `caption`, `credit`, `focal_x`, `focal_y`.",
            );
        }
        if seen > 20 {
            return Err(malformed("it has more than 20 parts"));
        }
    }
    let said = texts.finish()?;
    let Some(((file, size, digest), file_name)) = received else {
        return Err(malformed("it has no part `file`"));
    };
    Ok(Received { file, size, digest, file_name, said })
}

/// Takes in bytes up to the limit; the file, how many there are, and their digest.
async fn file<E: std::fmt::Display>(
    mut pieces: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    settings: &MediaSettings,
) -> Result<(std::fs::File, u64, String)> {
    let folder = settings.folder.join(INCOMING);
    let made = {
        let folder = folder.clone();
        tokio::task::spawn_blocking(move || {
            // Not the folder around it: a volume that is not mounted is missed.
            match std::fs::create_dir(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            tempfile::tempfile_in(&folder)
        })
    };
    let made = made.await.map_err(Error::broken)?.map_err(|error| while_uploading(&folder, &error))?;
    let mut file = tokio::fs::File::from_std(made);
    let (mut digest, mut size) = (Sha256::new(), 0_u64);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| malformed(&error.to_string()))?;
        size += piece.len() as u64;
        if size > settings.max_bytes {
            return Err(too_large(settings));
        }
        digest.update(&piece);
        file.write_all(&piece).await.map_err(|error| while_uploading(&folder, &error))?;
    }
    file.flush().await.map_err(|error| while_uploading(&folder, &error))?;
    let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((file.into_std().await, size, digest))
}

/// The refusal of a body that cannot be read to its end.
fn malformed(why: &str) -> Error {
    Error::refused(Code::MalformedUpload, format!("The upload cannot be read: {}.", shown(why.trim_end_matches('.'))))
}

/// The refusal of a file that is too large.
fn too_large(settings: &MediaSettings) -> Error {
    Error::refused(Code::BodyTooLarge, format!("The file has more than {} bytes.", settings.max_bytes))
}
