//! Where pictures are kept, how large they may be, and in which widths they are shown.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::Expected;
use super::value::{Noted, Values};
use super::web_url::BaseUrl;

/// The name of the pictures' folder in the data folder.
const FOLDER: &str = "media";
/// Most widths that pictures are shown in.
const MOST_WIDTHS: usize = 12;

/// The settings of `[media]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaSettings {
    /// Most bytes of an uploaded file.
    pub max_bytes: u64,
    /// Most pixels of a picture, in millions.
    pub max_megapixels: u32,
    /// The widths of renditions in pixels, rising.
    pub widths: Vec<u32>,
    /// Where uploads are put while they come in, and pictures too unless they are in a bucket.
    pub folder: PathBuf,
    /// The bucket that keeps pictures; none where the folder does.
    pub bucket: Option<BucketSettings>,
}

/// A bucket of S3 or of what speaks its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSettings {
    /// Its name.
    pub name: String,
    /// The address of the server, where it is not Amazon's.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The name of the access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: Hidden,
}

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// Where pictures are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Storage {
    Local,
    S3,
}

impl MediaSettings {
    /// Reads the section; the folder is in `data_dir`.
    pub(super) fn read(values: &mut Values, data_dir: &Path) -> Result<Self, Noted> {
        let max_bytes = values.number("media.max_bytes", 1_024..=268_435_456);
        let max_megapixels = values.number("media.max_megapixels", 1..=400);
        let widths = widths(values);
        let storage = values.text("media.storage", |text| match text {
            "local" => Ok(Storage::Local),
            "s3" => Ok(Storage::S3),
            _ => Err(Expected::new("local or s3")),
        });
        let mut bucket_text = |key: &str| {
            values.optional_text(key, |text| match text.chars().any(|c| c.is_control() || c == ' ') {
                true => Err(Expected::new("a text without spaces and control characters")),
                false => Ok(text.to_owned()),
            })
        };
        let name = bucket_text("media.s3_bucket");
        let region = bucket_text("media.s3_region");
        let access_key_id = bucket_text("media.s3_access_key_id");
        let secret_access_key = bucket_text("media.s3_secret_access_key");
        let endpoint = values.optional_text("media.s3_endpoint", |text| {
            let endpoint = BaseUrl::parse(text.trim_end_matches('/')).map(|url| url.as_str().to_owned());
            endpoint
                .map_err(|_| Expected::new("an absolute http or https address without a user, a password and a query"))
        });
        let (storage, name, region, endpoint) = (storage?, name?, region?, endpoint?);
        let (access_key_id, secret_access_key) = (access_key_id?, secret_access_key?);
        let mut needed = |key: &str, value: Option<String>| {
            value.ok_or_else(|| values.refuse(key, Expected::new("a text, as media.storage is s3")))
        };
        let bucket = match storage {
            Storage::Local => None,
            Storage::S3 => {
                let name = needed("media.s3_bucket", name);
                let region = needed("media.s3_region", region);
                let access_key_id = needed("media.s3_access_key_id", access_key_id);
                let secret_access_key = needed("media.s3_secret_access_key", secret_access_key).map(Hidden);
                Some(BucketSettings {
                    name: name?,
                    endpoint,
                    region: region?,
                    access_key_id: access_key_id?,
                    secret_access_key: secret_access_key?,
                })
            }
        };
        Ok(Self {
            max_bytes: max_bytes?,
            max_megapixels: max_megapixels?,
            widths: widths?,
            folder: data_dir.join(FOLDER),
            bucket,
        })
    }
}

/// The widths, each once and rising.
fn widths(values: &mut Values) -> Result<Vec<u32>, Noted> {
    let mut widths: Vec<u32> = values.list("media.widths", |text| {
        let width = text.parse().ok().filter(|width| (16..=4_096).contains(width));
        width.ok_or_else(|| Expected::new("whole numbers from 16 to 4096"))
    })?;
    widths.sort_unstable();
    widths.dedup();
    if widths.is_empty() || widths.len() > MOST_WIDTHS {
        return Err(values.refuse("media.widths", Expected::new(format!("1 to {MOST_WIDTHS} widths"))));
    }
    Ok(widths)
}
