//! Faults to choose from.

use crate::language::Labels;

/// A fault that can be chosen: its kind, what it does, and the effect as JSON.
pub(crate) type Effect = (&'static str, fn(&Labels) -> &'static str, &'static str);

/// The faults that can be chosen.
pub(crate) const EFFECTS: [Effect; 8] = [
    ("close", |labels| labels.effect_close, r#"{"kind":"close"}"#),
    ("reset", |labels| labels.effect_reset, r#"{"kind":"reset","acts":true}"#),
    ("slow", |labels| labels.effect_slow, r#"{"kind":"slow","milliseconds":3000}"#),
    (
        "status",
        |labels| labels.effect_status,
        r#"{"kind":"status","status":503,"code":"ServiceUnavailable","message":"The request has failed due to a temporary failure of the server."}"#,
    ),
    ("throttled", |labels| labels.effect_throttled, r#"{"kind":"throttled","retryAfter":1000}"#),
    ("page", |labels| labels.effect_page, r#"{"kind":"page"}"#),
    ("malformed", |labels| labels.effect_malformed, r#"{"kind":"malformed"}"#),
    ("empty", |labels| labels.effect_empty, r#"{"kind":"empty"}"#),
];

#[cfg(test)]
mod tests {
    use ota_emulator::Fault;

    use super::EFFECTS;

    #[test]
    fn every_fault_can_be_set() {
        for (name, _, effect) in EFFECTS {
            let fault = Fault::from_json(&format!(r#"{{"effect":{effect}}}"#)).unwrap();
            assert_eq!(fault.effect.kind(), name);
        }
    }
}
