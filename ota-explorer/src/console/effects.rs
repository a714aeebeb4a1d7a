//! Faults to choose from.

/// The faults that can be chosen, as JSON.
pub(crate) const EFFECTS: [(&str, &str); 8] = [
    ("close", r#"{"kind":"close"}"#),
    ("reset", r#"{"kind":"reset","acts":true}"#),
    ("slow", r#"{"kind":"slow","milliseconds":3000}"#),
    (
        "status",
        r#"{"kind":"status","status":503,"code":"ServiceUnavailable","message":"The request has failed due to a temporary failure of the server."}"#,
    ),
    ("throttled", r#"{"kind":"throttled","retryAfter":1000}"#),
    ("page", r#"{"kind":"page"}"#),
    ("malformed", r#"{"kind":"malformed"}"#),
    ("empty", r#"{"kind":"empty"}"#),
];

#[cfg(test)]
mod tests {
    use ota_emulator::Fault;

    use super::EFFECTS;

    #[test]
    fn every_fault_can_be_set() {
        for (name, effect) in EFFECTS {
            let fault = Fault::from_json(&format!(r#"{{"effect":{effect}}}"#)).unwrap();
            assert_eq!(fault.effect.kind(), name);
        }
    }
}
