//! English: for the most part the words that the client and the command line have as well.

use ota_spec::limits::Violation;
use ota_spec::model::{Rule, Wait};
use ota_spec::words;

use crate::sentences::table::{Sentences, waited};
use crate::told::{Advice, After, Failure, Note, Problem};

pub(super) static SENTENCES: Sentences = Sentences {
    limits: words::limits,
    rule,
    pages: words::pages,
    sending: words::sending,
    wait,
    violation: Violation::to_string,
    failure,
    advice,
    note,
    problem,
};

fn rule(rule: &Rule) -> String {
    words::rule(&Rule { doc: String::new(), ..rule.clone() })
}

fn wait(wait: &Wait) -> String {
    let (path, until, fail) = waited(wait, " or ");
    let over = if fail.is_empty() { String::new() } else { format!("; {fail} ends the waiting") };
    let (interval, timeout) = (wait.interval, wait.timeout);
    format!(
        "Until `{path}` is {until}{over}. It is looked at every {interval} s, for {timeout} s at most."
    )
}

fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Client { text, .. } => text.clone(),
        Failure::Suffix { file, parameter } => format!(
            "the name of the file, `{file}`, ends in no known suffix; choose its kind as `{parameter}` in the form, or \
             rename the file"
        ),
    }
}

/// Advice for who programs or is at a terminal, for who is at the page.
fn advice(advice: &Advice) -> Option<String> {
    Some(match advice.after {
        After::Kind("response_too_large", _) => {
            "ask for less at a time, such as a smaller page of a list".to_owned()
        }
        _ => advice.text.replace("with `ota sign`", "under Signature on this page"),
    })
}

fn note(note: &Note) -> String {
    match note {
        Note::Reached(name) => format!("`{name}` is reached"),
        Note::Pending(name) => format!("`{name}` is not reached yet"),
        Note::Missed { name, state } => {
            format!("`{name}` is not reached any more: the state is `{state}`")
        }
        Note::Broken(name) => format!("waiting for `{name}` ends with the error"),
        Note::Unreadable(why) => why.clone(),
    }
}

fn problem(problem: &Problem) -> Option<String> {
    Some(match problem {
        Problem::NoOperation(action) => format!("this folder of specs has no operation `{action}`"),
        Problem::Nowhere => "there is nothing to look at".to_owned(),
        Problem::Request(why) => why.clone(),
        Problem::Refused { code, message } => format!("`{code}`: {message}"),
        Problem::Failed(why) => failure(why),
        Problem::Unreadable => "the response is not JSON".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::advice;
    use crate::told::{Advice, After};

    #[test]
    fn advice_names_what_the_page_has() {
        let told = |after, text: &str| advice(&Advice { after, text: text.to_owned() }).unwrap();
        let sign = told(After::Call, "compare the two with `ota sign`");
        assert_eq!(sign, "compare the two under Signature on this page");
        let large = "a client that expects longer ones can set a larger `response_limit`";
        let large = told(After::Kind("response_too_large", Some(200)), large);
        assert_eq!(large, "ask for less at a time, such as a smaller page of a list");
        assert_eq!(told(After::Kind("not_sent", None), "check the endpoint"), "check the endpoint");
    }
}
