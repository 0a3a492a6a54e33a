//! The story of a day, chapter by chapter. A chapter is a file with one function: it takes what the story has so far, has people
//! ask for things, and returns what later chapters go on with. Another chapter is another file and another line in [`play`].

pub mod teller;

mod correction;
mod draft;
mod evening;
mod publication;
mod records;
mod review;
mod schedule;
mod staff;
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
    withdrawal::leaves_a_tombstone(teller, &staff, &mut bridge).await?;
    records::tell_it_all(teller, &staff, &bridge).await?;
    evening::everybody_leaves(teller, staff).await
}
