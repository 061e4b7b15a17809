//! What JSON Patches promise beyond the conformance tests.

use super::*;

fn apply(target: &str, patch: &str) -> Result<String> {
    let limits = Limits::default();
    let value = Patch::parse(patch.as_bytes(), PatchKind::Json, &limits)?.apply(Some(target.as_bytes()), &limits)?;
    Ok(String::from_utf8(value.as_bytes().to_vec()).unwrap())
}

fn check(target: &str, patch: &str, result: &str) {
    assert_eq!(apply(target, patch).as_deref(), Ok(result), "{target} {patch}");
}

const PRETTY: &str = "{\n  \"n\" : 1.50e+1,\n  \"list\": [ 1, 2.0 ,\n 3 ],\n  \"o\": {}\n}\n";

#[test]
fn what_an_operation_does_not_touch_keeps_its_bytes() {
    for (patch, from, to) in [
        (
            r#"[{"op":"add","path":"/x","value":[ 1 ]}]"#,
            "{}\n}",
            "{},\n  \"x\": [ 1 ]\n}",
        ),
        (r#"[{"op":"add","path":"/o/x~1\"","value":1}]"#, "{}", r#"{"x/\"":1}"#),
        (r#"[{"op":"add","path":"/list/0","value":0}]"#, "[ 1", "[ 0, 1"),
        (r#"[{"op":"add","path":"/list/2","value":0}]"#, "\n 3", "\n 0,\n 3"),
        (r#"[{"op":"add","path":"/list/3","value":0}]"#, "3 ]", "3,\n 0 ]"),
        (r#"[{"op":"add","path":"/list/-","value":0}]"#, "3 ]", "3,\n 0 ]"),
        (r#"[{"op":"remove","path":"/list/0"}]"#, "[ 1, 2.0", "[ 2.0"),
        (r#"[{"op":"remove","path":"/list/2"}]"#, "2.0 ,\n 3", "2.0"),
        (r#"[{"op":"remove","path":"/list/1"}]"#, "1, 2.0 ,", "1 ,"),
        (r#"[{"op":"replace","path":"/n","value":1e400}]"#, "1.50e+1", "1e400"),
        (
            r#"[{"op":"move","from":"/n","path":"/o/n"}]"#,
            PRETTY,
            "{\n  \"list\": [ 1, 2.0 ,\n 3 ],\n  \"o\": {\"n\":1.50e+1}\n}\n",
        ),
        (r#"[{"op":"copy","from":"/list/1","path":"/n"}]"#, "1.50e+1", "2.0"),
        (r#"[{"op":"move","from":"/n","path":"/n"}]"#, "", ""),
        ("[]", "", ""),
    ] {
        check(PRETTY, patch, &PRETTY.replacen(from, to, 1));
    }
    check(" [ 1 ] ", r#"[{"op":"add","path":"","value":{}}]"#, " {} ");
    check(
        "[1]",
        r#"[{"op":"remove","path":"/0"},{"op":"add","path":"/-","value":2}]"#,
        "[2]",
    );
}

#[test]
fn a_test_compares_by_value() {
    for (value, held) in [
        ("15", true),
        ("1.5E1", true),
        ("15.000000000000000000001", false),
        ("\"15\"", false),
    ] {
        let patch = format!(r#"[{{"op":"test","path":"/n","value":{value}}}]"#);
        assert_eq!(apply(PRETTY, &patch).is_ok(), held, "{value}");
    }
    check(
        r#"{"a":{"x":1,"y":[2]}}"#,
        r#"[{"op":"test","path":"/a","value":{"y":[2.0],"x":1}}]"#,
        r#"{"a":{"x":1,"y":[2]}}"#,
    );
}

#[test]
fn of_members_of_one_name_the_last_is_changed_and_all_are_removed() {
    let twice = r#"{"a":1,"b":0,"a":2}"#;
    check(
        twice,
        r#"[{"op":"replace","path":"/a","value":3}]"#,
        r#"{"a":1,"b":0,"a":3}"#,
    );
    check(
        twice,
        r#"[{"op":"add","path":"/a","value":3}]"#,
        r#"{"a":1,"b":0,"a":3}"#,
    );
    check(twice, r#"[{"op":"remove","path":"/a"}]"#, r#"{"b":0}"#);
}

#[test]
fn what_does_not_fit_names_the_operation_and_the_path() {
    for (operation, path) in [
        (r#"{"op":"remove","path":"/missing"}"#, "/missing"),
        (r#"{"op":"remove","path":"/list/3"}"#, "/list/3"),
        (r#"{"op":"remove","path":"/list/-"}"#, "/list/-"),
        (r#"{"op":"remove","path":"/n/0"}"#, "/n/0"),
        (r#"{"op":"remove","path":""}"#, ""),
        (r#"{"op":"add","path":"/list/4","value":1}"#, "/list/4"),
        (r#"{"op":"add","path":"/list/01","value":1}"#, "/list/01"),
        (r#"{"op":"add","path":"/x/y","value":1}"#, "/x/y"),
        (r#"{"op":"add","path":"/n/y","value":1}"#, "/n/y"),
        (r#"{"op":"replace","path":"/list/-","value":1}"#, "/list/-"),
        (r#"{"op":"copy","from":"/x","path":"/n"}"#, "/x"),
        (r#"{"op":"move","from":"/list/7","path":"/n"}"#, "/list/7"),
        (r#"{"op":"test","path":"/x","value":null}"#, "/x"),
    ] {
        let patch = format!(r#"[{{"op":"add","path":"/first","value":1}},{operation}]"#);
        let failed = apply(PRETTY, &patch).unwrap_err();
        assert!(
            matches!(&failed, Error::PatchFailed { operation: 1, path: at, .. } if at == path),
            "{operation}: {failed}"
        );
    }
}

#[test]
fn what_is_no_patch_is_refused_and_names_the_operation() {
    for (operation, place) in [
        ("1", 1),
        ("{}", 1),
        (r#"{"op":"add","path":"/a"}"#, 1),
        (r#"{"op":"spam","path":"/a"}"#, 1),
        (r#"{"op":1,"path":"/a"}"#, 1),
        (r#"{"op":"remove","path":"a"}"#, 1),
        (r#"{"op":"remove","path":"/\ud800"}"#, 1),
        (r#"{"op":"remove"}"#, 1),
        (r#"{"op":"copy","path":"/a"}"#, 1),
        (r#"{"op":"remove","path":"/a","\u006fp":"test"}"#, 1),
        (r#"{"op":"move","from":"/a","path":"/a/b"}"#, 1),
    ] {
        let patch = format!(r#"[{{"op":"test","path":"","value":1}},{operation}]"#);
        let refused = apply("1", &patch).unwrap_err();
        assert!(
            matches!(refused, Error::PatchInvalid { operation: Some(at), .. } if at == place),
            "{operation}: {refused}"
        );
    }
    let whole = apply("1", r#"{"op":"remove","path":"/a"}"#).unwrap_err();
    assert!(matches!(whole, Error::PatchInvalid { operation: None, .. }));
    assert_eq!(apply("1", "[").unwrap_err().code(), "VALUE_NOT_JSON");
}

#[test]
fn a_patch_has_bounds() {
    let test = r#"{"op":"test","path":"","value":1}"#;
    let many = |count: usize| format!("[{}]", vec![test; count].join(","));
    assert!(apply("1", &many(1000)).is_ok());
    assert_eq!(apply("1", &many(1001)).unwrap_err().code(), "PATCH_TOO_LARGE");

    // Each copies the whole document into itself: twice the size, and one level more.
    let mut limits = Limits::default();
    let copies = |path: &str| {
        format!(
            "[{}]",
            vec![format!(r#"{{"op":"copy","from":"","path":"{path}"}}"#); 100].join(",")
        )
    };
    let refusal = |target: &str, patch: &str, limits: &Limits| {
        let patch = Patch::parse(patch.as_bytes(), PatchKind::Json, limits).unwrap();
        patch.apply(Some(target.as_bytes()), limits).unwrap_err().code()
    };
    limits.value_depth_max = 50;
    assert_eq!(refusal(r#"{"a":1}"#, &copies("/a"), &limits), "VALUE_TOO_DEEP");
    limits.value_bytes_max = 64 << 10;
    assert_eq!(refusal("[1]", &copies("/-"), &limits), "VALUE_TOO_LARGE");
}

#[test]
fn the_work_of_a_patch_has_a_bound() {
    let patch = br#"[{"op":"test","path":"","value":1},{"op":"test","path":"","value":1}]"#;
    let operations = operation::operations(patch).unwrap();
    let apply = |work| apply::apply(b" 1 ", &operations, patch, &Limits::default(), work);
    assert_eq!(apply(6), Ok(b" 1 ".to_vec()));
    assert_eq!(apply(5).unwrap_err().code(), "PATCH_TOO_LARGE");
}

#[test]
fn only_a_merge_patch_makes_a_document_of_none() {
    let limits = Limits::default();
    let merge = Patch::parse(br#"{"a":1}"#, PatchKind::Merge, &limits).unwrap();
    assert_eq!(merge.apply(None, &limits).unwrap().as_bytes(), br#"{"a":1}"#);
    let json = Patch::parse(b"[]", PatchKind::Json, &limits).unwrap();
    assert_eq!(json.apply(None, &limits).unwrap_err().code(), "PATCH_FAILED");
}
