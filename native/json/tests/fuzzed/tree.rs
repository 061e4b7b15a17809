//! The same questions and changes, to a tree.

use std::cmp::Ordering;

use bimetal_json::Pointer;
use serde_json::{Map, Value};

pub fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.is_f64(),
        Value::Array(elements) => elements.iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
        _ => true,
    }
}

/// Which comparisons of a value with an operand hold.
pub fn comparisons(value: &Value, operand: &Value) -> Vec<(&'static str, bool)> {
    let order = match (value, operand) {
        (Value::String(value), Value::String(operand)) => Some(value.cmp(operand)),
        (Value::Number(value), Value::Number(operand)) => Some(integer(value).cmp(&integer(operand))),
        _ => None,
    };
    let mut held = vec![
        ("eq", value == operand),
        ("ne", value != operand),
        ("lt", order == Some(Ordering::Less)),
        ("le", order.is_some_and(Ordering::is_le)),
        ("gt", order == Some(Ordering::Greater)),
        ("ge", order.is_some_and(Ordering::is_ge)),
    ];
    let contains = match (value, operand) {
        (Value::String(value), Value::String(part)) => value.contains(part.as_str()),
        (Value::Array(elements), part) => elements.contains(part),
        _ => false,
    };
    held.push(("contains", contains));
    if let Value::String(prefix) = operand {
        held.push((
            "prefix",
            value.as_str().is_some_and(|value| value.starts_with(prefix.as_str())),
        ));
    }
    if let Value::Array(operands) = operand {
        held.push(("in", operands.contains(value)));
    }
    held
}

fn integer(number: &serde_json::Number) -> i128 {
    number.as_i128().unwrap()
}

fn steps(pointer: &Pointer) -> Vec<String> {
    let steps = pointer.as_str().split('/').skip(1);
    steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || step.bytes().all(|byte| byte.is_ascii_digit()) && !step.starts_with('0');
    if canonical { step.parse().ok() } else { None }
}

/// What pointers pick of a value.
pub fn project(value: &Value, pointers: &[Pointer]) -> Option<Value> {
    pick(value, &pointers.iter().map(steps).collect::<Vec<_>>())
}

fn pick(value: &Value, ways: &[Vec<String>]) -> Option<Value> {
    if ways.iter().any(Vec::is_empty) {
        return Some(value.clone());
    }
    let onward = |leads: &dyn Fn(&str) -> bool| -> Vec<Vec<String>> {
        ways.iter()
            .filter(|way| leads(&way[0]))
            .map(|way| way[1..].to_vec())
            .collect()
    };
    match value {
        Value::Object(members) => {
            let picked = members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), pick(value, &onward(&|step| step == name))?)));
            let picked: Map<String, Value> = picked.collect();
            (!picked.is_empty()).then_some(Value::Object(picked))
        }
        Value::Array(elements) => {
            let picked = elements.iter().enumerate();
            let picked = picked.filter_map(|(at, value)| pick(value, &onward(&|step| index(step) == Some(at))));
            let picked: Vec<Value> = picked.collect();
            (!picked.is_empty()).then_some(Value::Array(picked))
        }
        _ => None,
    }
}

/// RFC 7396, section 2, word by word.
pub fn merge(target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else {
        return patch.clone();
    };
    let mut target = match target {
        Value::Object(target) => target,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            let part = target.remove(name).unwrap_or(Value::Null);
            target.insert(name.clone(), merge(part, value));
        }
    }
    Value::Object(target)
}

/// RFC 6902. None where it is refused.
pub fn patch(document: &Value, patch: &Value) -> Option<Value> {
    let mut document = document.clone();
    for operation in patch.as_array()? {
        let pointer = |name: &str| Pointer::parse(operation.get(name)?.as_str()?).ok();
        let path = pointer("path")?;
        let value = || operation.get("value").cloned();
        let at = |document: &Value, pointer: &Pointer| document.pointer(pointer.as_str()).cloned();
        match operation.get("op")?.as_str()? {
            "add" => add(&mut document, &path, value()?)?,
            "remove" => drop(remove(&mut document, &path)?),
            "replace" => *document.pointer_mut(path.as_str())? = value()?,
            "test" => (at(&document, &path)? == value()?).then_some(())?,
            "copy" => {
                let value = at(&document, &pointer("from")?)?;
                add(&mut document, &path, value)?;
            }
            "move" => {
                let from = pointer("from")?;
                if path.as_str().starts_with(&format!("{from}/")) {
                    return None;
                }
                let value = at(&document, &from)?;
                if from != path {
                    remove(&mut document, &from)?;
                    add(&mut document, &path, value)?;
                }
            }
            _ => return None,
        }
    }
    Some(document)
}

fn add(document: &mut Value, path: &Pointer, value: Value) -> Option<()> {
    let Some((parent, step)) = path.as_str().rsplit_once('/') else {
        *document = value;
        return Some(());
    };
    match document.pointer_mut(parent)? {
        Value::Object(members) => drop(members.insert(step.replace("~1", "/").replace("~0", "~"), value)),
        Value::Array(elements) => {
            let at = if step == "-" { elements.len() } else { index(step)? };
            (at <= elements.len()).then(|| elements.insert(at, value))?;
        }
        _ => return None,
    }
    Some(())
}

fn remove(document: &mut Value, path: &Pointer) -> Option<Value> {
    let (parent, step) = path.as_str().rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.remove(&step.replace("~1", "/").replace("~0", "~")),
        Value::Array(elements) => index(step)
            .filter(|at| *at < elements.len())
            .map(|at| elements.remove(at)),
        _ => None,
    }
}
