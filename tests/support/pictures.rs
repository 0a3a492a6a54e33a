//! Pictures made for tests, honest and hostile ones, and uploading them.

use std::io::Write as _;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{ColorType, Frame, ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};
use reqwest::Response;
use serde_json::Value;

use super::signed::Signed;

/// Where the place is written in the EXIF block of [`with_exif`].
pub const PLACE: &[u8] = b"39.0842 N 117.2009 E";

/// A picture with soft areas and some detail, no two of different `seed` alike.
pub fn pixels(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let soft = |n: u32| u8::try_from(n % 256).unwrap();
        Rgb([soft(x * 200 / width + seed * 40), soft(y * 200 / height + seed), soft((x / 16 + y / 16) * 7 + seed)])
    })
}

/// As a JPEG file.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&pixels(width, height, seed)).unwrap();
    bytes
}

/// As a PNG file, half transparent.
pub fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let opaque = pixels(width, height, seed);
    let image = RgbaImage::from_fn(width, height, |x, y| {
        let [r, g, b] = opaque.get_pixel(x, y).0;
        Rgba([r, g, b, if x < width / 2 { 255 } else { 0 }])
    });
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&image, width, height, ColorType::Rgba8.into())
        .unwrap();
    bytes
}

/// As a WebP file.
pub fn webp(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = pixels(width, height, seed);
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .write_image(&image, width, height, ColorType::Rgb8.into())
        .unwrap();
    bytes
}

/// A GIF file of some frames.
pub fn gif(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for seed in 0..frames {
        let image = image::DynamicImage::ImageRgb8(pixels(width, height, seed)).into_rgba8();
        encoder.encode_frame(Frame::new(image)).unwrap();
    }
    drop(encoder);
    bytes
}

/// A JPEG file with an EXIF block, big-endian: which way up it is, and a text for the place.
pub fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    block.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    block.extend([0x01, 0x0e, 0, 2, 0, 0, 0, u8::try_from(PLACE.len()).unwrap(), 0, 0, 0, 38]);
    block.extend([0; 4]);
    block.extend(PLACE);
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(u16::try_from(block.len() + 8).unwrap().to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(block);
    let comment = b"taken by a neighbour";
    bytes.extend([0xff, 0xfe]);
    bytes.extend(u16::try_from(comment.len() + 2).unwrap().to_be_bytes());
    bytes.extend(comment);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// A chunk of a PNG file.
fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(content);
    let mut bytes = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    bytes.extend(sum.sum().to_be_bytes());
    bytes
}

/// A PNG file of grey that says it has so many pixels, and has so many bytes of them, all nought, pressed together.
pub fn grey_png(width: u32, height: u32, bytes_of_pixels: usize) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut pressed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let nought = vec![0_u8; 65_536];
    let mut left = bytes_of_pixels;
    while left > 0 {
        let part = left.min(nought.len());
        pressed.write_all(&nought[..part]).unwrap();
        left -= part;
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(*b"IHDR", &header));
    bytes.extend(chunk(*b"tEXt", b"Comment\0taken by a neighbour"));
    bytes.extend(chunk(*b"IDAT", &pressed.finish().unwrap()));
    bytes.extend(chunk(*b"IEND", b""));
    bytes
}

impl Signed<'_> {
    /// Uploads a file as the body of a request.
    pub async fn upload(&self, content_type: &str, bytes: Vec<u8>) -> Response {
        self.post_bytes("/v1/editorial/media", &[("content-type", content_type)], bytes).await
    }

    /// Uploads a file that must be taken; what is known of it.
    pub async fn uploaded(&self, bytes: Vec<u8>) -> Value {
        let answer = self.upload("application/octet-stream", bytes).await;
        let status = answer.status();
        let json: Value = answer.json().await.unwrap();
        assert_eq!(status, 201, "{json}");
        json
    }
}
