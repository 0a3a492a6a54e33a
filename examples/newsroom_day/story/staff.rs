//! The people of the newsroom: an administrator makes their accounts, and they sign in.

use reqwest::Method;
use serde_json::json;

use super::teller::{Person, Teller, Told};

/// Who is in the newsroom today.
pub struct Staff {
    /// What tells this day from others, in names that are taken once.
    pub day: String,
    pub admin: Person,
    pub reporter: Person,
    pub editor: Person,
    pub reviewers: [Person; 3],
    pub chief: Person,
    pub reader: Person,
}

/// Signs the administrator in, makes the accounts of the day, and signs everybody in.
pub async fn arrives(teller: &Teller, admin: &str, password: &str) -> Told<Staff> {
    teller.chapter("Morning: people arrive");
    let mut admin = Person::unknown(admin);
    let name = admin.name.clone();
    sign_in(teller, &mut admin, &name, password).await?;
    let mut day = [0_u8; 4];
    getrandom::fill(&mut day).map_err(|error| error.to_string())?;
    let day: String = day.iter().map(|byte| format!("{byte:02x}")).collect();
    let hire = async |name: &str, display_name: &str, role: &str| {
        let mut password = [0_u8; 16];
        getrandom::fill(&mut password).map_err(|error| error.to_string())?;
        let password: String = password.iter().map(|byte| format!("{byte:02x}")).collect();
        let account = format!("{name}-{day}");
        let new = json!({"name": account, "display_name": display_name, "role": role, "password": password});
        let what = format!("makes an account for {name} ({role})");
        let made = teller.post(&admin, what, "/v1/editorial/accounts", &new).answers(201).await?.is("/role", role)?;
        let mut person = Person { name: name.to_owned(), id: Some(made.text("/id")?), token: None };
        sign_in(teller, &mut person, &account, &password).await?;
        Told::Ok(person)
    };
    let reporter = hire("reporter", "记者 王曦", "reporter").await?;
    let editor = hire("editor", "编辑 李娜", "editor").await?;
    let reviewers = [
        hire("first-reviewer", "初审 赵蕾", "reviewer").await?,
        hire("second-reviewer", "复审 孙浩", "reviewer").await?,
        hire("third-reviewer", "终审 周敏", "reviewer").await?,
    ];
    let chief = hire("chief", "总编 陈岩", "chief").await?;
    let path = "/v1/editorial/accounts";
    teller.get(&reporter, "may not see the accounts", path).refuses(403, "forbidden").await?;
    let nobody = Person::unknown("somebody");
    teller.ask(&nobody, "without a token is nobody here", Method::GET, path).refuses(401, "unauthenticated").await?;
    Ok(Staff { day, admin, reporter, editor, reviewers, chief, reader: Person::unknown("reader") })
}

/// Signs somebody in by the name of an account.
async fn sign_in(teller: &Teller, person: &mut Person, account: &str, password: &str) -> Told<()> {
    let body = json!({"name": account, "password": password});
    let nobody = Person::unknown(&person.name);
    let tokens = teller.post(&nobody, "signs in", "/v1/editorial/token", &body).answers(200).await?;
    person.token = Some(tokens.text("/access_token")?);
    Ok(())
}
