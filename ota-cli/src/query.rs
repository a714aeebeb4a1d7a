//! Expressions of JMESPath.

use jmespath::Expression;
use ota_spec::Value;

use crate::failure::Failure;

/// An expression that was understood.
pub(crate) struct Query(Expression<'static>);

impl Query {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// It is not one.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let read = jmespath::compile(text).map(Self);
        read.map_err(|error| {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default().trim().to_owned();
            Failure::usage(format!(
                "`--query` is no expression of JMESPath: {why}; write one such as `Data.JobId` or `[].DeviceName`"
            ))
        })
    }

    /// What it takes out of a value.
    ///
    /// # Errors
    ///
    /// It asks for something that cannot be done with the value, such as the sum of strings.
    pub(crate) fn of(&self, value: &Value) -> Result<Value, Failure> {
        let wrong = |why: &str| {
            let why = why.lines().next().unwrap_or_default().trim();
            Failure::usage(format!("`--query` cannot be done with this response: {why}"))
        };
        let read = jmespath::Variable::from_json(&value.to_string()).map_err(|why| wrong(&why))?;
        let found = self.0.search(read).map_err(|error| wrong(&error.to_string()))?;
        let text = serde_json::to_string(&*found).map_err(|error| wrong(&error.to_string()))?;
        Value::from_json(&text).map_err(|error| wrong(&error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::Query;

    #[test]
    fn an_expression_takes_out_what_it_names() {
        let value = r#"{"Data":{"Jobs":[{"Id":"a","Big":9007199254740993},{"Id":"条"}]}}"#;
        let value = Value::from_json(value).unwrap();
        for (text, found) in [
            ("Data.Jobs[].Id", r#"["a","条"]"#),
            ("Data.Jobs[0].Big", "9007199254740993"),
            ("length(Data.Jobs)", "2"),
            ("Nothing.There", "null"),
        ] {
            assert_eq!(Query::parse(text).unwrap().of(&value).unwrap().to_string(), found);
        }
    }
}
