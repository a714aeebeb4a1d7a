//! How many devices a change reaches, as far as that is known before it is sent.

use std::sync::Arc;

use ota_spec::model::{Field, Idempotency, Operation, Type};
use ota_spec::{Spec, Value};

use crate::flags::is_id;

/// How many devices a change reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Devices {
    /// None: it is not about devices.
    None,
    /// At most so many.
    UpTo(u64),
    /// Nobody can say before.
    Unknown,
}

/// The devices that a request names: those of a list of devices, or of a list that can be sent in parts.
pub(crate) fn named(operation: &Operation, request: &Value) -> Devices {
    let mut devices = Devices::None;
    for field in &operation.parameters {
        if !is_of_devices(operation, field) {
            continue;
        }
        match request.get(&field.name) {
            Some(Value::Array(items)) if !items.is_empty() => {
                return Devices::UpTo(items.len() as u64);
            }
            Some(Value::String(name)) if !name.is_empty() => return Devices::UpTo(1),
            _ => devices = Devices::Unknown,
        }
    }
    // Whatever is done to a job reaches the devices of its tasks.
    let is_of_job = |field: &Arc<Field>| field.is_demanded() && field.ty.label() == "JobId";
    match devices {
        Devices::None if operation.parameters.iter().any(is_of_job) => Devices::Unknown,
        known => known,
    }
}

fn is_of_devices(operation: &Operation, field: &Field) -> bool {
    let is_split =
        operation.split.as_ref().is_some_and(|split| split.over.field.name == field.name);
    let item = match &field.ty {
        Type::List(list) => &list.items,
        plain => plain,
    };
    is_split || item.label() == "DeviceName"
}

/// The list that shows the tasks of what a request names, and the request for its first item: an operation that only reads, whose
/// items have a device, and which demands nothing but an ID that the request has.
pub(crate) fn tasks<'s>(
    spec: &'s Spec,
    operation: &Operation,
    request: &Value,
) -> Option<(&'s Operation, Value)> {
    let ids = operation.parameters.iter().filter(|field| field.is_demanded() && is_id(&field.ty));
    let ids: Vec<_> = ids.filter_map(|field| Some((field, request.get(&field.name)?))).collect();
    spec.operations.iter().find_map(|list| {
        let page = list.page.as_ref().filter(|_| list.idempotency == Idempotency::ReadOnly)?;
        page.total.as_ref()?;
        let members = page.items.list.items.members()?;
        members.iter().find(|member| member.ty.label() == "DeviceName")?;
        let is_page = |field: &Field| {
            let is_size = page.size.as_ref().is_some_and(|size| size.name == field.name);
            is_size || page.by.parameter().name == field.name
        };
        let mut asked = Vec::new();
        for field in &list.parameters {
            let known = ids.iter().find(|(id, _)| id.name == field.name && id.ty == field.ty);
            match known {
                Some((_, value)) => asked.push((field.name.clone(), (*value).clone())),
                None if is_page(field) => {
                    asked.push((field.name.clone(), Value::Number("1".to_owned())))
                }
                None if field.is_demanded() => return None,
                // Such as the instance, which is the same for both.
                None if field.is_inherited() => {
                    let value = request.get(&field.name).cloned();
                    asked.extend(value.map(|value| (field.name.clone(), value)));
                }
                None => {}
            }
        }
        let is_about = |name: &str| asked.iter().any(|(known, _)| known == name);
        (!ids.is_empty() && ids.iter().any(|(id, _)| is_about(&id.name)))
            .then_some((list, Value::Object(asked)))
    })
}
