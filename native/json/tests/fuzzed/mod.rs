//! What the fuzz targets do with bytes: each compares with the same question to a tree of serde_json. The corpus is
//! replayed by an ordinary test as well.
#![allow(dead_code, reason = "each target uses one of them")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a surprise is what is looked for"
)]

mod tree;

use bimetal_document::Limits;
use bimetal_json::{Error, Fields, Filter, Patch, PatchKind, Pointer};
use serde_json::Value;

/// Takes any bytes.
type Target = fn(&[u8]);

/// The name of a target and what it does.
pub const TARGETS: [(&str, Target); 3] = [("filter", filter), ("fields", fields), ("patches", patches)];

/// A question and a document, with a zero byte between them. No document has a byte order mark: the store takes it off.
fn halves(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let place = bytes.iter().position(|byte| *byte == 0)?;
    let mut document = &bytes[place + 1..];
    while let Some(rest) = document.strip_prefix(b"\xEF\xBB\xBF") {
        document = rest;
    }
    Some((std::str::from_utf8(&bytes[..place]).ok()?, document))
}

/// The tree of a text, if the store would take it, serde_json can say all that is in it, and it has no numbers but integers:
/// those that have a point or an exponent are another value to serde_json.
fn tree(text: &[u8]) -> Option<Value> {
    bimetal_document::Value::parse(text, &Limits::default()).ok()?;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let value = serde_json::from_slice(text).ok()?;
    tree::is_exact(&value).then_some(value)
}

/// A filter and its negation are opposites; a pointer leads where it leads in a tree; what is compared compares alike.
pub fn filter(bytes: &[u8]) {
    let Some((text, document)) = halves(bytes) else { return };
    if let Ok(filter) = Filter::parse(text) {
        // Whatever the bytes are.
        let held = filter.holds(document);
        if let Ok(opposite) = Filter::parse(&format!("not ({text})")) {
            assert_ne!(held, opposite.holds(document));
        }
    }
    let Some(value) = tree(document) else { return };
    if let Ok(pointer) = Pointer::parse(text) {
        let found = pointer.find(document).map(|span| tree(&document[span]).unwrap());
        assert_eq!(found.as_ref(), value.pointer(text));
        let exists = Filter::parse(&format!("{} exists", Value::from(text)));
        assert!(exists.is_err() || exists.unwrap().holds(document) == found.is_some());
    }
    let Some(operand) = tree(text.as_bytes()) else { return };
    for (comparison, held) in tree::comparisons(&value, &operand) {
        if let Ok(filter) = Filter::parse(&format!(
            "\"\" {comparison} {}",
            text.trim_matches([' ', '\n', '\r', '\t'])
        )) {
            assert_eq!(filter.holds(document), held, "{comparison}");
        }
    }
}

/// What is picked is what is picked from a tree. The pointers are lines.
pub fn fields(bytes: &[u8]) {
    let Some((text, document)) = halves(bytes) else { return };
    let pointers: Vec<Pointer> = text.split('\n').filter_map(|line| Pointer::parse(line).ok()).collect();
    let Ok(fields) = Fields::new(pointers.clone()) else {
        return;
    };
    let mut picked = Vec::new();
    fields.project(document, &mut picked);
    if let Some(value) = tree(document) {
        let expected = tree::project(&value, &pointers).unwrap_or_else(|| Value::Object(Default::default()));
        assert_eq!(serde_json::from_slice::<Value>(&picked).unwrap(), expected);
    }
}

/// A patch makes of a text what it makes of a tree, or is refused for both.
pub fn patches(bytes: &[u8]) {
    let Some((text, document)) = halves(bytes) else { return };
    let limits = Limits::default();
    let exact = tree(text.as_bytes()).zip(tree(document));
    let checked = bimetal_document::Value::parse(document, &limits);
    for kind in [PatchKind::Merge, PatchKind::Json] {
        let Ok(document) = &checked else { continue };
        let patched = Patch::parse(text.as_bytes(), kind, &limits)
            .and_then(|patch| patch.apply(Some(document.as_bytes()), &limits));
        // A tree does not show that a member stands twice.
        if matches!(patched, Err(Error::PatchInvalid { reason, .. }) if reason.ends_with("twice")) {
            continue;
        }
        let Some((patch, value)) = &exact else { continue };
        let expected = match kind {
            PatchKind::Merge => Some(tree::merge(value.clone(), patch)),
            PatchKind::Json => tree::patch(value, patch),
        };
        let patched = patched
            .ok()
            .map(|value| serde_json::from_slice::<Value>(value.as_bytes()).unwrap());
        assert_eq!(patched, expected);
    }
}

/// Inputs to begin with.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    let texts: &[&str] = match name {
        "filter" => &[
            "/age ge 21 and (/city in [\"Bern\", \"Basel\"] or not /tags exists)\0{\"age\":30,\"city\":\"Bern\",\"tags\":[\"a\"]}",
            "/a/0 ne 1e3 or \"/b c\" prefix \"x\\u00e9\" and /d contains {\"e\":[1]}\0{\"a\":[1000.0],\"b c\":\"x\u{e9}y\",\"d\":[{\"e\":[1]}]}",
            "/a~1b/1\0{\"x\":{\"a\":1},\"a/b\":[0,{\"c\":null}],\"\\u0061/b\":[1,2]}",
            "{\"a\":[1,\"\\ud83d\\ude00\"],\"b\":-12}\0 { \"b\" : -12 , \"a\" : [ 1 , \"\u{1f600}\" ] } ",
            "\"abc\"\0[\"abc\",\"\\n\"]",
            "-17\0 -18 ",
        ],
        "fields" => &[
            "/a/b\n/c\n/d/1/e\0{\"a\":{\"b\":[1],\"x\":2},\"c\":null,\"d\":[0,{\"e\":1,\"f\":2}],\"a\":{\"b\":3}}",
            "\n/a\0[1,2]",
            "/0\n/2/a\n/9\0[{\"a\":1},2,{\"a\":3,\"b\":4}]",
        ],
        _ => &[
            "{\"a\":null,\"b\":{\"c\":2,\"d\":null},\"e\":[null]}\0{ \"a\" : 1 , \"b\" : { \"d\" : 1 }, \"a\":2 }",
            "[{\"op\":\"add\",\"path\":\"/a/1\",\"value\":{\"b\":1}},{\"op\":\"remove\",\"path\":\"/c\"},{\"op\":\"test\",\"path\":\"/a/0\",\"value\":1}]\0{\"a\":[1, 2],\n \"c\":3}",
            "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b/-\"},{\"op\":\"copy\",\"from\":\"/b/0\",\"path\":\"/c\"},{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]\0{\"a\":1,\"b\":[]}",
            "[{\"op\":\"add\",\"path\":\"/x~1\\u00e9\",\"value\":null}]\0{}",
        ],
    };
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
