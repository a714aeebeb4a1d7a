//! Samples in Python, with the official client.

use ota_spec::Value;
use ota_spec::model::{Field, Place, Type};

use crate::call::{Call, Content, Sent};
use crate::literal::python as quoted;
use crate::official::{Official, in_python, snake};
use crate::secret_variable;

pub(crate) fn sample(call: &Call<'_>) -> String {
    match in_python(call) {
        Some(client) => by_method(call, client),
        None => by_action(call),
    }
}

/// By the method of the client for this operation.
fn by_method(call: &Call<'_>, client: &Official) -> String {
    let operation = call.operation;
    let package = client.python;
    let mut arguments = String::new();
    for field in &operation.parameters {
        let Some(value) = call.request.get(&field.name) else { continue };
        let class = format!("models.{}Request{}", operation.action, field.name);
        let Some(text) = value_of(field, &field.name, value, &class) else { continue };
        arguments.push_str(&format!("    {}={text},\n", snake(&field.name)));
    }
    let request = match arguments.is_empty() {
        true => format!("models.{}Request()", operation.action),
        false => format!("models.{}Request(\n{arguments})", operation.action),
    };
    let uses_secrets = arguments.contains("os.environ");
    format!(
        "# pip install {package}\n{KEY}\
         import json\n{}\n\
         from alibabacloud_credentials.client import Client as CredentialClient\n\
         from {package} import models\n\
         from {package}.client import Client\n\
         from alibabacloud_tea_openapi.models import Config\n\n\
         {}\
         request = {request}\n\
         response = client.{}(request)\n\
         print(json.dumps(response.body.to_map(), indent=2, ensure_ascii=False))\n",
        if uses_secrets { "import os\n" } else { "" },
        client_of(call, true),
        snake(&operation.action),
    )
}

/// Says where the key comes from.
const KEY: &str =
    "# The key is that of ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.\n";

fn client_of(call: &Call<'_>, has_key: bool) -> String {
    let mut settings = String::new();
    if has_key {
        settings.push_str("        credential=CredentialClient(),\n");
    }
    settings.push_str(&format!("        endpoint={},\n", quoted(call.target.host())));
    if !call.target.is_secure() {
        settings.push_str("        protocol=\"http\",\n");
    }
    format!("client = Client(\n    Config(\n{settings}    )\n)\n")
}

/// The value of a parameter or member; `None` for what is not sent.
fn value_of(field: &Field, path: &str, value: &Value, class: &str) -> Option<String> {
    if field.secret {
        return Some(secret(path));
    }
    match (&field.ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let mut shown = String::new();
            for (number, item) in (1..).zip(items) {
                let path = format!("{path}.{number}");
                shown.push_str(&format!("        {},\n", one(&list.items, &path, item, class)?));
            }
            (!items.is_empty()).then(|| format!("[\n{shown}    ]"))
        }
        (ty, value) => one(ty, path, value, class),
    }
}

fn one(ty: &Type, path: &str, value: &Value, class: &str) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Number(text) => Some(text.clone()),
        Value::String(text) => Some(quoted(text)),
        Value::Array(_) => None,
        Value::Object(members) => {
            let fields = ty.members()?;
            let mut shown = Vec::new();
            for (name, value) in members {
                let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
                let path = format!("{path}.{name}");
                let Some(text) = value_of(field, &path, value, class) else { continue };
                shown.push(format!("{}={text}", snake(name)));
            }
            Some(format!("{class}({})", shown.join(", ")))
        }
    }
}

fn secret(path: &str) -> String {
    format!("os.environ[{}]", quoted(&secret_variable(path)))
}

/// By the method that the client has for operations it does not know.
fn by_action(call: &Call<'_>) -> String {
    let operation = call.operation;
    let sent = call.sent();
    let named = |place: Place| {
        let mut pairs = String::new();
        for one in sent.iter().filter(|one| one.place == place) {
            pairs.push_str(&format!("        {}: {},\n", quoted(&one.name), content(one)));
        }
        pairs
    };
    let mut maps = String::new();
    for (name, pairs) in [("query", named(Place::Query)), ("body", named(Place::Body))] {
        if !pairs.is_empty() {
            maps.push_str(&format!("    {name}={{\n{pairs}    }},\n"));
        }
    }
    let request = match maps.is_empty() {
        true => "OpenApiRequest()".to_owned(),
        false => format!("OpenApiRequest(\n{maps})"),
    };
    let has = |wanted: fn(&Content) -> bool| sent.iter().any(|one| wanted(&one.content));
    let os = if has(|content| matches!(content, Content::Secret(_))) { "import os\n" } else { "" };
    let uuid = if has(|content| matches!(content, Content::Token)) { "import uuid\n" } else { "" };
    let (key, credential, kind) = match operation.anonymous {
        true => ("", "", "Anonymous"),
        false => {
            (KEY, "from alibabacloud_credentials.client import Client as CredentialClient\n", "AK")
        }
    };
    format!(
        "# pip install alibabacloud_tea_openapi alibabacloud_tea_util\n{key}\
         import json\n{os}{uuid}\n\
         {credential}\
         from alibabacloud_tea_openapi.client import Client\n\
         from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params\n\
         from alibabacloud_tea_util.models import RuntimeOptions\n\n\
         {}\
         params = Params(\n    \
             action={},\n    \
             version={},\n    \
             protocol=\"HTTPS\",\n    \
             method=\"{}\",\n    \
             auth_type=\"{kind}\",\n    \
             style=\"RPC\",\n    \
             pathname=\"/\",\n    \
             req_body_type=\"formData\",\n    \
             body_type=\"{body}\",\n\
         )\n\
         request = {request}\n\
         response = client.call_api(params, request, RuntimeOptions())\n\
         print(json.dumps(response[\"body\"], indent=2, ensure_ascii=False))\n",
        client_of(call, !operation.anonymous),
        quoted(&operation.action),
        quoted(&call.service.version),
        call.method(),
        body = call.body_type(),
    )
}

fn content(one: &Sent) -> String {
    match &one.content {
        Content::Text(text) => quoted(text),
        Content::Secret(variable) => format!("os.environ[{}]", quoted(variable)),
        Content::Token => "str(uuid.uuid4())".to_owned(),
    }
}
