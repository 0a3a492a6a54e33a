//! The story of a day, chapter by chapter. A chapter is a file with one function: it takes what the story has so far, has people
//! ask for things, and returns what later chapters go on with. Another chapter is another file and another line in [`play`].

pub mod teller;

mod article;
mod collection;
mod column;
mod correction;
mod draft;
mod evening;
mod picture;
mod publication;
mod records;
mod related;
mod review;
mod schedule;
mod sources;
mod staff;
mod tags;
mod withdrawal;

use teller::{Teller, Told};

/// Plays the day against a service with an administrator's name and password.
pub async fn play(teller: &Teller, admin: &str, password: &str) -> Told<()> {
    let staff = staff::arrives(teller, admin, password).await?;
    let mut bridge = draft::is_written(teller, &staff).await?;
    review::has_its_doubts(teller, &staff, &mut bridge).await?;
    publication::reaches_readers(teller, &staff, &mut bridge).await?;
    correction::is_told_to_readers(teller, &staff, &mut bridge).await?;
    schedule::is_set_and_cancelled(teller, &staff).await?;
    let slip = tags::are_made_twice(teller, &staff).await?;
    let ferry = column::opens(teller, &staff, &slip[0]).await?;
    let buses = sources::are_told_apart(teller, &staff, &slip[1]).await?;
    tags::become_one(teller, &staff, &slip, [&ferry, &buses]).await?;
    let dawn = picture::is_shown(teller, &staff).await?;
    let headlines = collection::is_put_together(teller, &staff, [&bridge, &ferry, &dawn]).await?;
    related::is_chosen(teller, &staff, &dawn, (&ferry, &buses)).await?;
    withdrawal::leaves_a_tombstone(teller, &staff, &mut bridge).await?;
    collection::loses_what_is_withdrawn(teller, &staff, &headlines, (&bridge, [&ferry, &dawn])).await?;
    records::tell_it_all(teller, &staff, &bridge).await?;
    evening::everybody_leaves(teller, staff).await
}
