//! A plan that is an object of JavaScript's, as a plan file or a draft.

use js_sys::{Array, Object, Reflect};
use mimir_tls::document;
use mimir_tls::plan::{Plan, PlanFile, PlanWarning};
use serde_json::{Map, Number, Value};
use wasm_bindgen::JsValue;

use super::arguments::{kind, plain_object};
use super::{ApiError, draft};
use crate::draft::Draft;
use crate::view::ErrorCode;

/// No plan is as deep: what is has itself inside.
const DEEPEST: usize = 16;

/// A number has no zero at its end: 2.10 would be 2.1, another release.
const RELEASE: &str = "release";

/// A plan as JavaScript has it: the text of a plan file, its object, or a draft.
///
/// # Errors
///
/// What is none of these, and a plan that cannot be.
pub(super) fn plan_of(value: &JsValue) -> Result<(Plan, Vec<PlanWarning>), ApiError> {
    if let Some(text) = value.as_string() {
        return Ok(Plan::resolve(&PlanFile::parse(text.as_bytes())?)?);
    }
    if plain_object(value).is_none() {
        let message = format!(
            "a plan is the text of a plan file, or an object of its keys; this is {}",
            kind(value)
        );
        return Err(ApiError::new(ErrorCode::Argument, message));
    }
    plan_from_json(&json("", value, 0)?.unwrap_or_default())
}

/// The plan of a JSON object like a plan file's, or with dots in its keys.
///
/// # Errors
///
/// A plan that cannot be.
pub fn plan_from_json(value: &Value) -> Result<(Plan, Vec<PlanWarning>), ApiError> {
    if value.get(RELEASE).is_some_and(Value::is_number) {
        let message = "release: a number has lost the zero of 2.10; write it in quotes";
        return Err(ApiError::new(ErrorCode::Plan, message).at(RELEASE));
    }
    let file = match value.as_object().filter(|map| is_draft(map)) {
        Some(map) => draft::to_file(&typed(map)?)?,
        None => document::parse(value.to_string().as_bytes())
            .and_then(|tree| tree.read::<PlanFile>())
            .map_err(|error| ApiError::of_object(&error))?,
    };
    Ok(Plan::resolve(&file)?)
}

/// Whether an object is to be read as a draft: a key with a dot says so, and
/// where all is text it comes to the same.
fn is_draft(map: &Map<String, Value>) -> bool {
    map.keys().any(|key| key.contains('.')) || map.values().all(Value::is_string)
}

/// A draft whose values may be what they stand for.
fn typed(map: &Map<String, Value>) -> Result<Draft, ApiError> {
    let mut draft = Draft::default();
    for (key, value) in map {
        let refused = |why: &str| ApiError::new(ErrorCode::Plan, format!("{key}: {why}")).at(key);
        let text = match value {
            Value::Null => continue,
            Value::Array(items) => {
                let texts: Option<Vec<String>> = items.iter().map(text).collect();
                texts.map(|texts| texts.join(","))
            }
            value => text(value),
        };
        let text = text.ok_or_else(|| {
            refused("keys with dots and nested keys cannot be mixed; write all of them with dots, or none")
        })?;
        draft
            .set(key, &text)
            .map_err(|error| refused(&error.to_string()))?;
    }
    Ok(draft)
}

/// A single value as it would be typed.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A value as JSON has it, nothing for what is undefined; what JSON would leave
/// out or change without a word is refused.
fn json(path: &str, value: &JsValue, depth: usize) -> Result<Option<Value>, ApiError> {
    let refused = |why: &str| {
        let message = match path {
            "" => why.to_owned(),
            path => format!("{path}: {why}"),
        };
        ApiError::new(ErrorCode::Argument, message).at(path)
    };
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    if depth > DEEPEST {
        return Err(refused("this is nested too deeply for a plan"));
    }
    Ok(Some(match value {
        none if none.is_undefined() => return Ok(None),
        null if null.is_null() => Value::Null,
        value => {
            if let Some(text) = value.as_string() {
                Value::String(text)
            } else if let Some(switch) = value.as_bool() {
                Value::Bool(switch)
            } else if let Some(number) = value.as_f64() {
                Value::Number(
                    whole(number)
                        .ok_or_else(|| refused("this is no number that can be written"))?,
                )
            } else if Array::is_array(value) {
                let items = Array::from(value);
                let items = items.iter().enumerate().map(|(index, item)| {
                    let item = json(&below(&index.to_string()), &item, depth + 1)?;
                    Ok(item.unwrap_or_default())
                });
                Value::Array(items.collect::<Result<_, ApiError>>()?)
            } else if let Some(object) = plain_object(value) {
                let mut map = Map::new();
                for key in Object::keys(&object).iter() {
                    let name = key.as_string().unwrap_or_default();
                    let item = Reflect::get(&object, &key)
                        .map_err(|_| refused(&format!("`{name}` cannot be read")))?;
                    if let Some(item) = json(&below(&name), &item, depth + 1)? {
                        map.insert(name, item);
                    }
                }
                Value::Object(map)
            } else {
                return Err(refused(&format!("{} is no value of a plan", kind(value))));
            }
        }
    }))
}

/// A number as it is written: 90 and not 90.0.
fn whole(number: f64) -> Option<Number> {
    /// Up to here each whole number is a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and exact")]
    match number.fract() == 0.0 && number.abs() <= EXACT {
        true => Some(Number::from(number as i64)),
        false => Number::from_f64(number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resolved(value: &Value) -> String {
        let (plan, _) = plan_from_json(value).unwrap();
        mimir_tls::render::plan_yaml(&plan)
    }

    #[test]
    fn keys_with_dots_may_hold_numbers_switches_and_lists() {
        let nested = json!({"version": 1, "components": {"ingester": {"replicas": 3}, "querier": {}},
            "certificates": {"leaf": {"days": 90}}, "surfaces": {"memberlist": false}});
        let dotted = json!({"components.ingester.replicas": 3, "components": ["ingester", "querier"],
            "certificates.leaf.days": 90, "surfaces.memberlist": false});
        assert_eq!(resolved(&dotted), resolved(&nested));
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_key() {
        for (value, key, why) in [
            (json!({"release": 2.1}), "release", "in quotes"),
            (
                json!({"release": 3, "cluster.name": "a"}),
                "release",
                "in quotes",
            ),
            (
                json!({"cluster": {"name": "a"}, "certificates.leaf.days": 90}),
                "cluster",
                "mixed",
            ),
            (
                json!({"relaese": "3.0", "version": 1}),
                "relaese",
                "did you mean `release`?",
            ),
            (
                json!({"certificates.leaf.dais": 90}),
                "certificates.leaf.dais",
                "did you mean",
            ),
            (
                json!({"version": 1, "cluster": 5}),
                "cluster",
                "a mapping from keys to values",
            ),
            (
                json!({"version": 1, "components": {"ingester": {"replicas": -1}}}),
                "components.ingester.replicas",
                "write 1 to 10000",
            ),
        ] {
            let error = plan_from_json(&value).unwrap_err();
            assert_eq!(
                error.key.as_deref(),
                Some(key),
                "{value}: {}",
                error.message
            );
            assert!(error.message.contains(why), "{value}: {}", error.message);
            assert!(!error.message.contains("line "), "{}", error.message);
        }
    }
}
