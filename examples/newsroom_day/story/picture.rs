//! A picture is uploaded, stands above an article, and can be had in three widths as WebP and as JPEG.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::article::{Article, bring_out};
use super::staff::Staff;
use super::teller::{Answer, Teller, Told};

/// How large the picture is, in pixels.
const SIZE: (u32, u32) = (960, 640);
/// What can be had of it, by the widths that a service has unless set otherwise.
const RENDITIONS: [(u32, u32); 3] = [(320, 213), (640, 427), (960, 640)];

/// A bridge at dawn as a JPEG file, no two days alike.
fn drawn(day: &str) -> Told<Vec<u8>> {
    let [_, red, green, blue] = u32::from_str_radix(day, 16)?.to_be_bytes();
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| match y {
        400..430 => Rgb([60, 60, 70]),
        430.. if x % 160 < 24 => Rgb([80, 80, 90]),
        430.. => Rgb([40, 90, 120]),
        _ => Rgb([red, green, blue].map(|colour| colour / 2 + u8::try_from(y / 4).unwrap_or(u8::MAX))),
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Jpeg)?;
    Ok(file.into_inner())
}

/// Holds that a file is a picture of a format and a size, and may be kept for ever.
fn is_picture(answer: Answer, format: ImageFormat, size: (u32, u32)) -> Told<()> {
    let answer = answer.has_header("content-type", format.to_mime_type())?;
    let answer = answer.has_header("cache-control", "public, max-age=31536000, immutable")?;
    let picture = image::load_from_memory_with_format(&answer.bytes, format)?;
    let found = (picture.width(), picture.height());
    if found == size { Ok(()) } else { Err(answer.wrong(&format!("it is {found:?} and not {size:?} pixels large"))) }
}

/// Publishes an article with a picture.
pub async fn is_shown(teller: &Teller, staff: &Staff) -> Told<Article> {
    teller.chapter("A picture");
    let path = "/v1/editorial/media";
    let file = drawn(&staff.day)?;
    let uploaded = teller
        .upload(&staff.reporter, "uploads a picture", path, ("image/jpeg", file.clone()))
        .answers(201)
        .await?
        .is("/width", SIZE.0)?
        .is("/height", SIZE.1)?;
    let id = uploaded.text("/id")?;
    teller
        .upload(&staff.editor, "uploads it, too: it is there once", path, ("image/jpeg", file))
        .answers(200)
        .await?
        .is("/id", id.clone())?;
    let said = json!({"alt": "晨光里的清河新桥", "credit": "周明 摄", "focal_point": {"x": 0.5, "y": 0.6}});
    teller
        .patch(&staff.editor, "says what it shows", &format!("{path}/{id}"), &said)
        .of_state(&uploaded.tag()?)
        .answers(200)
        .await?;
    let blocks = json!([
        {"type": "paragraph", "spans": [{"text": "清河新桥今晨六时通车,晨光里第一班公交驶上桥面。", "marks": [], "href": null}]},
        {"type": "image", "media": {"id": id}, "caption": null, "credit": null},
    ]);
    let body =
        json!({"title": "晨光里的第一班公交", "cover": {"id": id}, "body": {"format": "blocks", "blocks": blocks}});
    let (article, seq) = bring_out(teller, staff, "begins an article with it", &body).await?;
    let read = teller
        .get(&staff.reader, "reads what to lay the page out with", &format!("{}?min_seq={seq}", article.for_readers()))
        .answers(200)
        .await?
        .is("/cover/id", id.clone())?
        .is("/cover/width", SIZE.0)?
        .is("/cover/alt", said["alt"].clone())?
        .is("/body/blocks/1/media/id", id)?
        .is("/body/blocks/1/credit", said["credit"].clone())?;
    for (format, name) in [(ImageFormat::WebP, "webp"), (ImageFormat::Jpeg, "jpeg")] {
        for (width, height) in RENDITIONS {
            let fits = |rendition: &&Value| {
                rendition["format"] == name && rendition["width"] == width && rendition["height"] == height
            };
            let renditions = read.at("/cover/renditions").as_array().into_iter().flatten();
            let url = renditions.clone().find(fits).and_then(|rendition| rendition["url"].as_str());
            let url = url.ok_or_else(|| read.wrong(&format!("there is no {name} {width} pixels wide")))?;
            let what = format!("looks at it {width} pixels wide, as {name}");
            is_picture(teller.get(&staff.reader, what, url).answers(200).await?, format, (width, height))?;
        }
    }
    Ok(article)
}
