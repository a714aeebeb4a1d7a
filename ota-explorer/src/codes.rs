//! The known error codes: what each means, and which one a text is about.

use std::collections::BTreeMap;

use ota_spec::Spec;
use ota_spec::model::ErrorCode;

/// A known code.
pub(crate) struct Known<'s> {
    pub(crate) error: &'s ErrorCode,
    /// The operations whose specs name it, by their actions.
    pub(crate) operations: Vec<&'s str>,
}

/// All codes of a folder, in the order of `errors.json`.
pub(crate) struct Codes<'s> {
    known: Vec<Known<'s>>,
    /// The places of the codes, by their small letters.
    places: BTreeMap<String, usize>,
}

/// The most different codes that are found in one text.
const MOST: usize = 20;

impl<'s> Codes<'s> {
    pub(crate) fn of(spec: &'s Spec) -> Self {
        let mut operations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for operation in &spec.operations {
            for error in &operation.errors {
                operations.entry(error.code.as_str()).or_default().push(&operation.action);
            }
        }
        let known: Vec<Known<'_>> = spec
            .errors
            .iter()
            .map(|error| Known {
                operations: operations.remove(error.code.as_str()).unwrap_or_default(),
                error,
            })
            .collect();
        let places = known.iter().enumerate();
        let places = places.map(|(place, known)| (known.error.code.to_lowercase(), place));
        Self { places: places.collect(), known }
    }

    /// Those in which every word stands: in the code, its layer, meaning, advice or operations.
    pub(crate) fn search(&self, words: &str) -> Vec<&Known<'s>> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let is_meant = |known: &&Known<'_>| {
            let error = known.error;
            let operations = known.operations.join(" ");
            let text =
                [&error.code, error.layer.as_str(), &error.meaning, &error.advice, &operations];
            let chinese = error.zh.iter().chain(&error.zh_advice).map(String::as_str);
            let text: Vec<&str> = text.into_iter().chain(chinese).collect();
            let text = text.join(" ").to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.known.iter().filter(is_meant).collect()
    }

    /// The codes that a text names, in its order, each once: the text of an error, a body or a log.
    ///
    /// A code that is not known counts as the family that it belongs to, as `MissingParameter.JobId` does
    /// to `MissingParameter`. Letters may be small or capital, but a code without a dot could be any
    /// word and has to be written as it is.
    pub(crate) fn find_in(&self, text: &str) -> Vec<&Known<'s>> {
        let mut found: Vec<usize> = Vec::new();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        for token in text.split(|c| !is_part(c)) {
            let mut rest = token.trim_matches(['.', '-', '_']);
            let place = loop {
                if let Some(place) = self.place(rest) {
                    break Some(place);
                }
                match rest.rsplit_once('.') {
                    Some((family, _)) => rest = family,
                    None => break None,
                }
            };
            if let Some(place) = place
                && !found.contains(&place)
                && found.len() < MOST
            {
                found.push(place);
            }
        }
        found.into_iter().map(|place| &self.known[place]).collect()
    }

    fn place(&self, code: &str) -> Option<usize> {
        let place = *self.places.get(&code.to_lowercase())?;
        (code.contains('.') || self.known[place].error.code == code).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::Codes;

    fn spec() -> ota_spec::Spec {
        ota_emulator::embedded_specs().unwrap()
    }

    fn found(codes: &Codes<'_>, text: &str) -> Vec<String> {
        codes.find_in(text).into_iter().map(|known| known.error.code.clone()).collect()
    }

    #[test]
    fn a_pasted_error_names_its_code() {
        let spec = spec();
        let codes = Codes::of(&spec);
        for (text, code) in [
            (
                r#"{"Success":false,"Code":"iot.system.InstanceNotFound","RequestId":"1"}"#,
                "iot.system.InstanceNotFound",
            ),
            (
                "Error: code: 400, IOT.PROD.NOTEXISTEDPRODUCT: product not found.",
                "iot.prod.NotExistedProduct",
            ),
            (
                "<Error><Code>SignatureDoesNotMatch</Code><Message>..</Message></Error>",
                "SignatureDoesNotMatch",
            ),
            ("error: `DeleteOTAFirmware` failed: Throttling.Api.", "Throttling.Api"),
            ("MissingParameter.JobId: JobId is mandatory for this action.", "MissingParameter"),
        ] {
            assert_eq!(found(&codes, text), [code], "{text}");
        }
        assert_eq!(found(&codes, "the signaturedoesnotmatch, or so"), [""; 0]);
        let two = "Throttling.Api, then iot.system.SystemException, then Throttling.Api";
        assert_eq!(found(&codes, two), ["Throttling.Api", "iot.system.SystemException"]);
    }

    #[test]
    fn every_code_is_found_in_a_sentence_and_by_its_own_words() {
        let spec = spec();
        let codes = Codes::of(&spec);
        for error in &spec.errors {
            let sentence = format!("it says \"{}\": no", error.code);
            assert_eq!(found(&codes, &sentence), [error.code.as_str()]);
            for meaning in [&error.meaning].into_iter().chain(&error.zh) {
                let by_meaning = codes.search(meaning);
                assert!(by_meaning.iter().any(|known| known.error.code == error.code));
            }
        }
        assert_eq!(codes.search("").len(), spec.errors.len());
        assert!(codes.search("no code says this").is_empty());
    }

    #[test]
    fn a_code_knows_the_operations_that_give_it() {
        let spec = spec();
        let codes = Codes::of(&spec);
        let [known] = codes.find_in("iot.ota.FirmwareNotFound")[..] else { panic!() };
        assert!(known.operations.contains(&"CreateOTAStaticUpgradeJob"));
        let named = spec.operations.iter().map(|operation| operation.errors.len()).sum::<usize>();
        let shown: usize = codes.search("").iter().map(|known| known.operations.len()).sum();
        assert_eq!(named, shown);
    }

    proptest! {
        #[test]
        fn any_text_can_be_pasted(text in any::<String>()) {
            let spec = spec();
            Codes::of(&spec).find_in(&text);
        }
    }
}
