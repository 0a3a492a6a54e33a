//! What a new account must be like.

use crate::auth::{Password, Role};
use crate::kernel::text::{self, Lines};

/// Longest name to sign in with, in characters.
pub const MAX_NAME: usize = 64;
/// Longest name that others see, in characters.
pub const MAX_DISPLAY_NAME: usize = 100;
/// An account that is about to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name to sign in with.
    pub name: String,
    /// The name that others see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The password; without one nobody can sign in until it is set.
    pub password: Option<Password>,
}

/// A name to sign in with: 1 to 64 of a–z, 0–9, `.`, `_` and `-`, the first a letter or a digit. Capitals are made small.
pub fn parse_name(text: &str) -> Result<String, String> {
    let name = text.trim().to_ascii_lowercase();
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let begins_well = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if begins_well && name.len() <= MAX_NAME && name.bytes().all(is_inner) {
        return Ok(name);
    }
    Err(format!("It is not 1 to {MAX_NAME} of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or a digit."))
}

/// The name that others see: 1 to 100 characters in one line.
pub fn parse_display_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let length = name.chars().count();
    if !(1..=MAX_DISPLAY_NAME).contains(&length) {
        return Err(format!("It has {length} characters; from 1 to {MAX_DISPLAY_NAME} are taken."));
    }
    text::check(name, Lines::One).map_err(|refused| format!("It {refused}."))?;
    Ok(name.to_owned())
}

/// Whether an account can have a role; that of a reader's key is no account's.
pub fn check_role(role: Role) -> Result<(), String> {
    match role {
        Role::Reader => Err("`reader` is the role of keys, not of accounts.".to_owned()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_small() {
        assert_eq!(parse_name(" Wang.Xi-2 "), Ok("wang.xi-2".to_owned()));
        for wrong in ["", "-a", "王", "a b", "a\0", "é", &"a".repeat(65)] {
            assert!(parse_name(wrong).is_err(), "{wrong}");
        }
        assert!(
            parse_display_name("王曦").is_ok()
                && parse_display_name(" ").is_err()
                && parse_display_name("a\nb").is_err()
        );
    }
}
