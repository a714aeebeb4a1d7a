//! The emulated products, and the counts of its world.

use serde_json::{Value, json};

use super::call::{AdminError, Call};
use super::time;
pub(super) fn counts(call: &Call<'_>) -> Result<Value, AdminError> {
    Ok(json!(call.service.counts()))
}

pub(super) fn health(call: &Call<'_>) -> Result<Value, AdminError> {
    let products = call.service.gateway.products.all().iter().map(|product| {
        let spec = &product.spec;
        json!({
            "product": spec.service.product,
            "apiVersion": spec.service.version,
            "operations": spec.operations.len(),
            "world": product.has_world,
        })
    });
    let products: Vec<Value> = products.collect();
    let mut health = json!({ "version": 1, "status": "ok", "products": products });
    if let (Value::Object(health), Value::Object(times)) = (&mut health, time::times(call.service))
    {
        health.extend(times);
    }
    Ok(health)
}
