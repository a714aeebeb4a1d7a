//! Whether a value seems to be a secret.

use ota_spec::names;

/// Words in names of secrets.
const WORDS: [&str; 12] = [
    "secret",
    "secrets",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "token",
    "credential",
    "credentials",
    "signature",
    "private",
    "key",
];

/// Words in descriptions of secrets.
const SAID: [&str; 8] =
    ["secret", "password", "passphrase", "credential", "密钥", "密码", "口令", "令牌"];

/// Whether the name of a value or its description speaks of a secret.
pub(super) fn is_likely(name: &str, description: &[&str]) -> bool {
    let is_said = |line: &&str| {
        let lower = line.to_lowercase();
        SAID.iter().any(|word| lower.contains(word))
    };
    is_named(name) || description.iter().any(is_said)
}

/// Whether the name of a value speaks of a secret. A `Key` by itself is that of a pair.
pub(crate) fn is_named(name: &str) -> bool {
    let snake = names::snake(name);
    snake != "key" && snake.split('_').any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::is_likely;

    #[test]
    fn names_and_descriptions_speak_of_secrets() {
        for name in ["DeviceSecret", "AccessKey", "SecurityToken", "Password", "signature"] {
            assert!(is_likely(name, &[]), "{name}");
        }
        for name in ["Key", "Keyboard", "Monkey", "Tokens2", "FirmwareName"] {
            assert!(!is_likely(name, &[]), "{name}");
        }
        assert!(is_likely("Value", &["The password of the door."]));
        assert!(is_likely("Value", &["设备的密钥。"]));
    }
}
