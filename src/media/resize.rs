//! Making pictures smaller.

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::kernel::error::{Error, Result};

/// A picture in another size, with 8 bits a channel.
pub fn resize(image: DynamicImage, width: u32, height: u32) -> Result<DynamicImage> {
    let (from_width, from_height) = (image.width(), image.height());
    let has_alpha = image.color().has_alpha();
    let (pixels, kind) = match has_alpha {
        true => (image.into_rgba8().into_raw(), PixelType::U8x4),
        false => (image.into_rgb8().into_raw(), PixelType::U8x3),
    };
    let source = Image::from_vec_u8(from_width, from_height, pixels, kind).map_err(Error::broken)?;
    let mut made = Image::new(width, height, kind);
    Resizer::new().resize(&source, &mut made, &ResizeOptions::new()).map_err(Error::broken)?;
    let pixels = made.into_vec();
    let made = match has_alpha {
        true => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        false => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    };
    made.ok_or_else(|| Error::broken("a picture has another number of pixels than its size says"))
}
