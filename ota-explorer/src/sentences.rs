//! The sentences that are made: from a spec, of a request and of a call. A language is one table of functions.
//!
//! Labels stand in the table of `language`, and the texts of specs in the specs; what is put together from values is put
//! together here, and each language does it from the same values.

mod chinese;
mod english;
mod table;

use table::Sentences;

use crate::language::Language;

/// The sentences of a language.
pub(crate) fn of(language: Language) -> &'static Sentences {
    match language {
        Language::English => &english::SENTENCES,
        Language::Chinese => &chinese::SENTENCES,
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::limits::check_request;
    use ota_spec::model::{Field, Operation};
    use ota_spec::{Spec, Value};

    use super::of;
    use crate::language::Language;
    use crate::sentences::table::Sentences;

    /// What stands in backticks, in the order of the alphabet, each once.
    fn named(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What each language says, side by side.
    fn compare(say: impl Fn(&Sentences) -> Vec<String>) -> usize {
        let [english, chinese] = [Language::English, Language::Chinese].map(|one| say(of(one)));
        assert_eq!(english.len(), chinese.len(), "{english:?} {chinese:?}");
        for (one, other) in english.iter().zip(&chinese) {
            assert_eq!(named(one), named(other), "{one} {other}");
            let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            assert!(other.chars().any(is_chinese) || !one.contains(' '), "{other}");
            // Marks of punctuation are those of the language.
            let bare: String = other.split('`').step_by(2).collect();
            assert!(!bare.contains([',', ';', '?', '(', ')']), "{other}");
        }
        english.len()
    }

    fn fields<'f>(fields: &'f [std::sync::Arc<Field>], found: &mut Vec<&'f Field>) {
        for field in fields {
            if !found.iter().any(|known| std::ptr::eq(*known, field.as_ref())) {
                found.push(field);
                let members = field.ty.innermost().members().unwrap_or_default();
                self::fields(members, found);
            }
        }
    }

    fn spec() -> Spec {
        ota_emulator::embedded_specs().unwrap()
    }

    #[test]
    fn both_languages_say_the_same_of_a_spec() {
        let mut count = 0;
        for operation in &spec().operations {
            let mut all = Vec::new();
            fields(&operation.parameters, &mut all);
            fields(&operation.response, &mut all);
            for field in all {
                count += compare(|say| (say.limits)(&field.ty));
                count += compare(|say| field.ty.rules().iter().map(say.rule).collect());
            }
            count += compare(|say| operation.rules.iter().map(say.rule).collect());
            count += compare(|say| operation.page.iter().map(say.pages).collect());
            count += compare(|say| operation.waits.iter().map(say.wait).collect());
            count += compare(|say| vec![(say.sending)(operation)]);
        }
        assert!(count > 200, "{count}");
    }

    /// Requests with something wrong: one parameter is left out or has another value.
    fn wrong(operation: &Operation) -> Vec<Value> {
        let values = [
            "null",
            "\"\"",
            "\"x,y\\r\"",
            "-1",
            "1.5",
            "1e30",
            "true",
            "[]",
            "{}",
            "[1,1]",
            "[{}]",
            "{\"a.b\":1}",
        ];
        let values: Vec<Value> =
            values.iter().map(|text| Value::from_json(text).unwrap()).collect();
        let mut requests = Vec::new();
        for example in &operation.examples {
            for field in &operation.parameters {
                for value in &values {
                    let mut members = example.request.members().to_vec();
                    members.retain(|(name, _)| *name != field.name);
                    members.push((field.name.clone(), value.clone()));
                    requests.push(Value::Object(members));
                }
            }
            let mut members = example.request.members().to_vec();
            members.push(("Jobid".to_owned(), Value::from("x")));
            requests.push(Value::Object(members));
        }
        requests
    }

    #[test]
    fn both_languages_say_the_same_of_a_request() {
        let mut count = 0;
        for operation in &spec().operations {
            for request in wrong(operation) {
                let found = check_request(operation, &request);
                count += compare(|say| found.iter().map(say.violation).collect());
            }
        }
        assert!(count > 1000, "{count}");
    }
}
