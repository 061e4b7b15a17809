//! What filters promise.

use super::*;
use crate::Error;

fn holds(filter: &str, text: &str) -> bool {
    Filter::parse(filter)
        .unwrap_or_else(|error| panic!("{filter}: {error}"))
        .holds(text.as_bytes())
}

const PERSON: &str = r#" {
    "name": "Ren\u00e9e", "age": 34.0, "city": "Bern", "tags": ["a", "b\n", 3, {"x": [1, 2]}], "none": null,
    "big": 9007199254740993, "address": {"zip": "3000", "lines": []}, "on": true, "odd name)": 1
} "#;

#[test]
fn comparisons_hold_as_the_documentation_says() {
    for filter in [
        "/age eq 34",
        "/age ge 34 and /age le 34.00",
        "/age gt 3.39e1",
        "/age lt 100",
        "/big lt 9007199254740994",
        "/big gt 9007199254740992",
        "/name eq \"Renée\"",
        "/name prefix \"Re\"",
        "/name gt \"Rem\" and /name lt \"S\"",
        "/city in [\"Basel\", \"Bern\"]",
        "/none eq null",
        "/none exists",
        "/on eq true",
        "/tags contains \"b\\u000a\"",
        "/tags contains 3.0",
        "/tags contains {\"x\":[1,2.0]}",
        "/tags/3/x/1 eq 2",
        "/tags/3 eq {\"x\": [1, 2]}",
        "/name contains \"né\"",
        "/address eq {\"lines\":[],\"zip\":\"3000\"}",
        "/address/lines eq []",
        "/age ne \"34\"",
        "/tags/0 in [1, \"a\", {}]",
        "\"/odd name)\" eq 1",
        "\"\" exists",
        "/name contains \"\" and /name prefix \"\"",
    ] {
        assert!(holds(filter, PERSON), "{filter}");
        assert!(!holds(&format!("not ({filter})"), PERSON), "{filter}");
    }
}

#[test]
fn values_of_different_types_are_neither_equal_nor_ordered() {
    for filter in [
        "/age eq \"34\"",
        "/age lt \"35\"",
        "/name gt 1",
        "/on gt false",
        "/none lt 1",
        "/tags gt []",
        "/on eq \"true\"",
        "/age contains 3",
        "/age prefix \"3\"",
        "/address contains \"zip\"",
        "/none in [false, 0, \"null\", []]",
        "/age in []",
    ] {
        assert!(!holds(filter, PERSON), "{filter}");
    }
}

#[test]
fn no_comparison_holds_where_the_pointer_leads_nowhere() {
    for comparison in ["eq 1", "ne 1", "lt 1", "in [1]", "exists", "contains 1", "prefix \"\""] {
        for pointer in [
            "/missing",
            "/tags/9",
            "/tags/01",
            "/tags/-",
            "/city/0",
            "/address/zip/x",
        ] {
            assert!(
                !holds(&format!("{pointer} {comparison}"), PERSON),
                "{pointer} {comparison}"
            );
            assert!(
                holds(&format!("not {pointer} {comparison}"), PERSON),
                "{pointer} {comparison}"
            );
        }
    }
}

#[test]
fn and_binds_closer_than_or_and_not_closer_than_both() {
    for (filter, held) in [
        ("/a exists or /b exists and /c exists", true),
        ("(/a exists or /b exists) and /c exists", false),
        ("not /a exists or /a exists", true),
        ("not (/a exists or /a exists)", false),
        ("not not /a exists", true),
        ("/b exists or /c exists or /a eq 1", true),
        ("  (\t(/a exists)\r\n)  ", true),
    ] {
        assert_eq!(holds(filter, r#"{"a":1}"#), held, "{filter}");
    }
}

#[test]
fn of_members_of_one_name_the_last_is_asked() {
    assert!(holds("/a eq 2 and not /a/b exists", r#"{"a":{"b":1},"a":2}"#));
    assert!(holds("/a/b eq 1", r#"{"a":2,"\u0061":{"b":1}}"#));
}

#[test]
fn a_scalar_document_is_asked_by_the_empty_pointer() {
    assert!(holds("\"\" eq 1", " 1.0 "));
    assert!(holds("\"\" contains \"b\"", "\"abc\""));
}

#[test]
fn a_text_that_is_no_filter_is_refused_with_its_byte() {
    for (filter, at) in [
        ("", 0),
        ("/a", 2),
        ("/a  equals 1", 4),
        ("/a eq", 5),
        ("/a eq 01", 7),
        ("/a eq 'x'", 6),
        ("/a eq \"x", 8),
        ("/a eq [1,]", 9),
        ("/a in 1", 6),
        ("/a prefix 1", 10),
        ("/a exists and", 13),
        ("/a exists /b exists", 10),
        ("(/a exists", 10),
        ("/a exists)", 9),
        ("a eq 1", 0),
        ("/a~ eq 1", 2),
        ("AND", 0),
        ("/a eq 1 AND /b eq 1", 8),
        ("/a eq \u{feff}1", 6),
    ] {
        let refused = Filter::parse(filter).unwrap_err();
        assert!(
            matches!(refused, Error::FilterInvalid { offset, .. } if offset == at),
            "{filter}: {refused}"
        );
    }
}

#[test]
fn a_filter_has_bounds() {
    let deep = |levels: usize| "(".repeat(levels) + "/a exists" + &")".repeat(levels);
    assert!(Filter::parse(&deep(64)).is_ok());
    assert!(Filter::parse(&deep(65)).is_err());
    assert!(Filter::parse(&("not ".repeat(65) + "/a exists")).is_err());
    assert!(Filter::parse(&format!("/a eq {}", "[".repeat(65) + &"]".repeat(65))).is_err());
    let many = |count: usize| vec!["/a exists"; count].join(" or ");
    assert!(Filter::parse(&many(256)).is_ok());
    assert!(Filter::parse(&many(257)).is_err());
    assert!(Filter::parse(&format!("{} exists", "/a".repeat(64))).is_ok());
    assert!(Filter::parse(&format!("{} exists", "/a".repeat(65))).is_err());
    let long = |bytes: usize| format!("/a eq \"{}\"", "x".repeat(bytes - 8));
    assert!(Filter::parse(&long(8192)).is_ok());
    assert!(Filter::parse(&long(8193)).is_err());
}

#[test]
fn many_pointers_are_answered_as_few_are() {
    let text = format!(
        "{{{}}}",
        (0..40).map(|n| format!("\"p{n}\":{n}")).collect::<Vec<_>>().join(",")
    );
    let filter = (0..40)
        .map(|n| format!("/p{n} eq {n}"))
        .collect::<Vec<_>>()
        .join(" and ");
    assert!(holds(&filter, &text));
    assert!(!holds(&format!("{filter} and /p40 exists"), &text));
}
