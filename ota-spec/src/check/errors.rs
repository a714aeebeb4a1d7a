//! Checks `errors.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scalar::word;
use crate::diagnostic::{File, Report};
use crate::json::{Kind, Node};
use crate::keys;
use crate::model::{ErrorCode, Layer};
use crate::raw::Object;

pub(super) fn check(node: Node, _: &Arc<File>, report: &mut Report) -> Option<Vec<Arc<ErrorCode>>> {
    let mut object = Object::open(node, &keys::ERRORS, report)?;
    let items = object.array("errors", report);
    let mut codes: Vec<Arc<ErrorCode>> = Vec::new();
    let mut seen = BTreeSet::new();
    for item in items {
        let Some(mut object) = Object::open(item, &keys::ERROR_CODE, report) else {
            continue;
        };
        let code = object.filled("code", report);
        let layer = object.filled("layer", report);
        let layer: Option<Layer> = layer.and_then(|text| word(&text, "layer", report));
        let retry = object.filled("retry", report);
        let retry = retry.and_then(|text| word(&text, "retry", report));
        let meaning = object.filled("meaning", report);
        let advice = object.filled("advice", report);
        let [zh, zh_advice] =
            ["zh", "zhAdvice"].map(|key| object.filled(key, report).map(|text| text.value));
        let throttled = object.boolean("throttled", report);
        let outcome_unknown = object.boolean("outcomeUnknown", report);
        let status = statuses(object.array("status", report), report);
        let (Some(code), Some(layer), Some(retry)) = (code, layer, retry) else {
            continue;
        };
        let (Some(meaning), Some(advice)) = (meaning, advice) else {
            continue;
        };
        if !seen.insert((code.value.clone(), layer.as_str())) {
            let message = format!("error code `{}` is described twice", code.value);
            report.at(code.span, message, "remove one of them");
            continue;
        }
        codes.push(Arc::new(ErrorCode {
            code: code.value,
            layer,
            status,
            meaning: meaning.value,
            zh,
            advice: advice.value,
            zh_advice,
            retry,
            throttled: throttled.is_some_and(|throttled| throttled.value),
            outcome_unknown: outcome_unknown.is_some_and(|unknown| unknown.value),
        }));
    }
    Some(codes)
}

fn statuses(items: Vec<Node>, report: &mut Report) -> Vec<u16> {
    let mut statuses = Vec::new();
    for item in items {
        let status = match &item.kind {
            Kind::Number(text) => text.parse().ok().filter(|status| (100..600).contains(status)),
            _ => None,
        };
        match status {
            Some(status) => statuses.push(status),
            None => report.at(item.span, "not an HTTP status", "write a number from 100 to 599"),
        }
    }
    statuses
}
