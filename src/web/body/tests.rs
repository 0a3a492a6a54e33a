//! What is read of bodies, and what is refused.

use proptest::prelude::*;

use super::*;

/// What is wrong with a body of which `title` and `size` are read, as pointer and rule.
fn wrong(body: &str) -> Vec<(String, FieldCode)> {
    let read = JsonBody::parse(body.as_bytes()).unwrap().read(|object| {
        let _ = (object.text("title", 1..=5), object.number("size", 1..=9), object.texts("names", 2));
    });
    let Err(Error::Refused { code: Code::InvalidContent, errors, .. }) = read else { return Vec::new() };
    errors.into_iter().map(|error| (error.place.to_string(), error.code)).collect()
}

#[test]
fn everything_wrong_is_said_at_once_with_its_pointer() {
    assert_eq!(wrong(r#"{"title": " 桥 ", "size": 3, "names": ["a"]}"#), []);
    assert_eq!(wrong(r#"{"title": "桥", "size": null}"#), []);
    let found = wrong(r#"{"titel": "x", "size": 10, "a/b~": 1, "names": ["a", "b", "c"]}"#);
    let expected = [
        ("/title", FieldCode::Missing),
        ("/size", FieldCode::OutOfRange),
        ("/names", FieldCode::OutOfRange),
        ("/titel", FieldCode::Unknown),
        ("/a~1b~0", FieldCode::Unknown),
    ];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    assert_eq!(wrong(r#"{"title": null}"#), [("/title".to_owned(), FieldCode::Malformed)]);
    assert_eq!(wrong(r#"{"title": 1}"#), [("/title".to_owned(), FieldCode::Malformed)]);
    assert_eq!(wrong(r#"{"title": "a\u0000b"}"#), [("/title".to_owned(), FieldCode::Malformed)]);
    assert_eq!(wrong(r#"{"title": "a", "names": ["  "]}"#), [("/names".to_owned(), FieldCode::Malformed)]);
}

#[test]
fn repeated_members_are_refused_at_any_depth() {
    let body =
        r#"{"title": "a", "title": "b", "notes": [{"kind": "editor", "text": "x", "text": "y"}], "x": 1, "x": 1}"#;
    let found = match JsonBody::parse(body.as_bytes()) {
        Err(Error::Refused { code: Code::InvalidContent, errors, .. }) => errors,
        _ => Vec::new(),
    };
    let found: Vec<_> = found.into_iter().map(|error| (error.place.to_string(), error.code)).collect();
    assert_eq!(found, ["/title", "/notes/0/text", "/x"].map(|pointer| (pointer.to_owned(), FieldCode::Repeated)));
}

#[test]
fn only_objects_in_utf_8_are_read() {
    for body in [&b""[..], b"[]", b"{", b"{\"a\": 1}}", b"\"x\"", b"{\"a\": \xff}", b"null"] {
        let refused = JsonBody::parse(body).unwrap_err();
        assert_eq!(refused.code(), Code::MalformedJson, "{body:?}");
    }
    for deep in ["[".repeat(100_000), "[".repeat(100_000) + &"]".repeat(100_000)] {
        let deep = format!("{{\"a\": {deep}}}");
        assert_eq!(JsonBody::parse(deep.as_bytes()).unwrap_err().code(), Code::MalformedJson);
    }
    for (media_type, yes) in [
        ("application/json", true),
        ("Application/JSON; charset=\"UTF-8\"", true),
        ("application/json; charset=gbk", false),
        ("text/plain", false),
        ("", false),
    ] {
        assert_eq!(is_json(media_type, "application/json"), yes, "{media_type}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = JsonBody::parse(&bytes).and_then(|body| body.read(|object| object.text("title", 1..=5)));
    }
}

#[test]
fn a_number_without_a_fraction_is_whole() {
    let body = JsonBody::parse(br#"{"a": 2.0, "b": 2.5, "c": [1e2, 7]}"#).unwrap();
    let read =
        body.read(|object| (object.number("a", 1..=9), object.typed::<Vec<u8>>("c", "numbers"), object.gives("b")));
    assert_eq!(read.unwrap(), (Some(2), Some(vec![100, 7]), true));
    assert!(body.read(|object| (object.number("b", 1..=9), object.know(&["a", "c"]))).is_err());
}
