//! Secret parameters in samples.

use ota_spec::names;

/// The variable of the environment from which a sample takes a secret parameter, by its flat name:
/// `Key.1.Token` is `SECRET_KEY_1_TOKEN`.
pub fn secret_variable(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = names::constant(name).chars().map(plain).collect();
    format!("SECRET_{name}")
}

#[cfg(test)]
mod tests {
    use super::secret_variable;

    #[test]
    fn variables_have_names_that_a_shell_takes() {
        assert_eq!(secret_variable("OIDCToken"), "SECRET_OIDC_TOKEN");
        assert_eq!(secret_variable("Key.1.Token"), "SECRET_KEY_1_TOKEN");
        assert_eq!(secret_variable("Käse"), "SECRET_K_SE");
    }
}
