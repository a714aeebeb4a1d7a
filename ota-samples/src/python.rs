//! Samples in Python, with the official client.

use crate::call::{Call, Content};
use crate::literal::python as quoted;
use crate::notation::Notation;
use crate::official::{Official, in_python, snake};

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
    let arguments = NOTATION.arguments(call, "models");
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

const NOTATION: Notation = Notation {
    quoted,
    boolean: |value| if value { "True" } else { "False" },
    variable: |name| format!("os.environ[{}]", quoted(name)),
    token: "str(uuid.uuid4())",
    name: snake,
    is: "=",
    indent: "        ",
    object: |class, members| format!("{class}({members})"),
};

/// By the method that the client has for operations it does not know.
fn by_action(call: &Call<'_>) -> String {
    let operation = call.operation;
    let sent = call.sent();
    let maps = NOTATION.places(&sent);
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
