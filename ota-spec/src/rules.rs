//! Whether the parameters of a request go together.
//!
//! A parameter is set unless it is absent, `null`, or a list or map without entries: nothing of
//! those goes over the wire. Values that are not of their type meet no condition and are not
//! compared; [`crate::limits`] reports them.

use crate::model::{
    Condition, Constant, Field, Handle, NamedKind, Operation, Rule, RuleKind, Test, Type,
};
use crate::spelling::spelling;
use crate::value::Value;
use crate::violation::{self, Violation};
use crate::words::{all_of, alternatives, any_of, condition, denied};

/// The rules of an operation that a request breaks. `request` is an object by wire name.
///
/// Where something is missing and several parameters could be it, the violation has no parameter.
pub fn check(operation: &Operation, request: &Value) -> Vec<Violation> {
    let mut check = Check { request, when: String::new(), found: Vec::new() };
    for rule in &operation.rules {
        check.rule(rule);
    }
    check.found
}

/// Parameters that count together.
type Alternative = Vec<Handle<Field>>;

struct Check<'a> {
    request: &'a Value,
    /// When the current rule must hold, as the end of a sentence.
    when: String,
    found: Vec<Violation>,
}

impl Check<'_> {
    fn rule(&mut self, rule: &Rule) {
        if !rule.when.iter().all(|condition| self.holds(condition)) {
            return;
        }
        let when: Vec<String> = rule.when.iter().map(|condition| self.shown(condition)).collect();
        self.when =
            if when.is_empty() { String::new() } else { format!(" when {}", when.join(" and ")) };
        self.kind(&rule.kind);
    }

    fn kind(&mut self, kind: &RuleKind) {
        match kind {
            RuleKind::ExactlyOneOf(found) => {
                let chosen = self.chosen(found);
                match chosen.as_slice() {
                    [] => self.add("", format!("must set exactly one of {}", alternatives(found))),
                    [one] => self.complete(one),
                    [one, others @ ..] => self.exclusive(one, others),
                }
            }
            RuleKind::AtLeastOneOf(found) => {
                let chosen = self.chosen(found);
                let complete =
                    |fields: &&Alternative| fields.iter().all(|field| self.is_set(field));
                match chosen.first() {
                    None => {
                        self.add("", format!("must set at least one of {}", alternatives(found)));
                    }
                    Some(first) if !chosen.iter().any(complete) => self.complete(first),
                    Some(_) => {}
                }
            }
            RuleKind::AtMostOneOf(found) => {
                if let [one, others @ ..] = self.chosen(found).as_slice() {
                    self.exclusive(one, others);
                }
            }
            RuleKind::AllTogether(fields) => {
                if fields.iter().any(|field| self.is_set(field)) {
                    self.complete(fields);
                }
            }
            RuleKind::Requires(fields) => {
                for field in fields {
                    if !self.is_set(field) {
                        self.add(&field.name, "must be set".to_owned());
                    }
                }
            }
            RuleKind::Excludes(fields) => {
                for field in self.set(fields) {
                    self.add(&field.name, "must not be set".to_owned());
                }
            }
            RuleKind::OnlyWith { parameters, with } => {
                if self.set(with).is_empty() {
                    for field in self.set(parameters) {
                        let message = format!("can be set only together with {}", any_of(with));
                        self.add(&field.name, message);
                    }
                }
            }
            RuleKind::Forbids(conditions) => self.forbids(conditions),
            RuleKind::LessThan(..)
            | RuleKind::NotEqual(..)
            | RuleKind::MaxProduct(..)
            | RuleKind::Difference { .. } => self.compare(kind),
        }
    }

    /// The rules that compare two parameters, where both are set.
    fn compare(&mut self, kind: &RuleKind) {
        match kind {
            RuleKind::LessThan(one, other) => {
                let less = match (self.whole(one), self.whole(other)) {
                    (Some(one), Some(other)) => Some(one < other),
                    _ => self.double(one).zip(self.double(other)).map(|(one, other)| one < other),
                };
                if less == Some(false) {
                    let (found, limit) = (self.text(one), self.text(other));
                    let message = format!("must be less than `{other}` ({limit}), not {found}");
                    self.add(&one.name, message);
                }
            }
            RuleKind::NotEqual(one, other) => {
                let equal = match (self.double(one), self.double(other)) {
                    (Some(first), Some(second)) if self.whole(one).is_none() => first == second,
                    _ => self.spelling(one).is_some_and(|one| Some(one) == self.spelling(other)),
                };
                if equal {
                    self.add(&other.name, format!("must not be the same as `{one}`"));
                }
            }
            RuleKind::MaxProduct(one, other, limit) => {
                let product =
                    self.whole(one).zip(self.whole(other)).map(|(one, other)| one * other);
                if let Some(product) = product.filter(|product| *product > i128::from(*limit)) {
                    self.add(
                        &one.name,
                        format!("times `{other}` must be at most {limit}, not {product}"),
                    );
                }
            }
            RuleKind::Difference { later, earlier, minimum, maximum } => {
                let found = self.whole(later).zip(self.whole(earlier));
                let found = found.map(|(later, earlier)| later - earlier);
                let fits =
                    |found: &i128| (i128::from(*minimum)..=i128::from(*maximum)).contains(found);
                if let Some(found) = found.filter(|found| !fits(found)) {
                    self.add(
                        &later.name,
                        format!(
                            "must be {minimum} to {maximum} more than `{earlier}`, not {found}"
                        ),
                    );
                }
            }
            _ => {}
        }
    }

    fn forbids(&mut self, conditions: &[Condition]) {
        let Some((first, rest)) = conditions.split_first() else {
            return;
        };
        if conditions.iter().all(|condition| self.holds(condition)) {
            let rest: Vec<String> = rest.iter().map(|condition| self.shown(condition)).collect();
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!(" while {}", rest.join(" and "))
            };
            self.add(&first.parameter.name, format!("{}{rest}", denied(&first.test)));
        }
    }

    fn add(&mut self, parameter: &str, message: String) {
        self.found.push(Violation {
            parameter: parameter.to_owned(),
            rule: violation::Rule::Dependency,
            message: format!("{message}{}", self.when),
        });
    }

    /// The alternatives of which anything is set.
    fn chosen<'n>(&self, alternatives: &'n [Alternative]) -> Vec<&'n Alternative> {
        alternatives.iter().filter(|fields| fields.iter().any(|field| self.is_set(field))).collect()
    }

    /// Reports what lacks of parameters that count together.
    fn complete(&mut self, fields: &[Handle<Field>]) {
        let with = self.set(fields);
        for field in fields {
            if !with.contains(&field) {
                let message = format!("must be set together with {}", all_of(&with));
                self.add(&field.name, message);
            }
        }
    }

    /// Reports what is set beside the one alternative that may be.
    fn exclusive(&mut self, one: &[Handle<Field>], others: &[&Alternative]) {
        let first = self.set(one);
        for fields in others {
            for field in self.set(fields) {
                let message = format!("cannot be set together with {}", all_of(&first));
                self.add(&field.name, message);
            }
        }
    }

    /// Those of the parameters that are set.
    fn set<'n>(&self, fields: &'n [Handle<Field>]) -> Vec<&'n Handle<Field>> {
        fields.iter().filter(|field| self.is_set(field)).collect()
    }

    fn is_set(&self, field: &Field) -> bool {
        match self.request.get(&field.name) {
            None | Some(Value::Null) => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(members)) => !members.is_empty(),
            Some(_) => true,
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let field = &condition.parameter;
        match &condition.test {
            Test::Set(set) => self.is_set(field) == *set,
            Test::OneOf { values, default } => {
                let value = self.request.get(&field.name).filter(|_| self.is_set(field));
                let value = match value {
                    Some(value) => Constant::read(&field.ty, value),
                    None => default.clone(),
                };
                value.is_some_and(|value| values.contains(&value))
            }
        }
    }

    /// A condition that holds, in words.
    fn shown(&self, found: &Condition) -> String {
        let by_default = matches!(found.test, Test::OneOf { .. }) && !self.is_set(&found.parameter);
        let note = if by_default { " (its default)" } else { "" };
        format!("{}{note}", condition(found))
    }

    /// The value of a parameter that is set, in one spelling.
    fn spelling(&self, field: &Field) -> Option<String> {
        spelling(&field.ty, self.request.get(&field.name)?)
    }

    /// The same for messages; only numbers are shown.
    fn text(&self, field: &Field) -> String {
        self.spelling(field).unwrap_or_default()
    }

    fn whole(&self, field: &Field) -> Option<i128> {
        self.number(field)?.parse::<i64>().ok().map(i128::from)
    }

    fn double(&self, field: &Field) -> Option<f64> {
        self.number(field)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Texts that look like numbers are none: `1.0` and `1.00` are two versions.
    fn number(&self, field: &Field) -> Option<String> {
        let is_number = match &field.ty {
            Type::Integer(_) | Type::Long(_) | Type::Double(_) => true,
            Type::Named(named) => matches!(&named.kind, NamedKind::Enum(words) if words.numeric),
            _ => false,
        };
        self.spelling(field).filter(|_| is_number)
    }
}
