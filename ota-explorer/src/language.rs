//! The languages of the page: every label in one table.
//!
//! A label is a field of [`Labels`], so a template that asks for one that is missing does not compile, and neither does a label
//! without a text in each language. The texts of specs are the matter of `prose`.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::cookies;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "ota-language";

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    /// Every language.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The language that a request asks for: the one that was chosen here, or else the one that the browser likes best.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if let Some(chosen) = cookies::get(headers, COOKIE).and_then(Self::from_code) {
            return chosen;
        }
        let liked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut liked = liked.unwrap_or_default().split(',').map(|one| {
            let (tag, weight) = one.split_once(";q=").unwrap_or((one, "1"));
            (tag.trim(), weight.trim().parse::<f32>().unwrap_or_default())
        });
        // The first of those that are liked best.
        let best =
            liked.by_ref().fold(("", 0.0), |best, one| if one.1 > best.1 { one } else { best });
        Self::from_code(best.0).unwrap_or_default()
    }

    /// The language of a tag such as `zh-CN`.
    pub(crate) fn from_code(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The code, as HTML has it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// Its name in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The labels in it.
    pub(crate) fn labels(self) -> &'static Labels {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// Makes the table: a name, and its text in each language.
macro_rules! labels {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        /// The labels in one language.
        #[derive(Debug)]
        pub(crate) struct Labels {
            $(pub(crate) $name: &'static str,)*
        }

        static ENGLISH: Labels = Labels { $($name: $english,)* };
        static CHINESE: Labels = Labels { $($name: $chinese,)* };

        /// Every label with its texts.
        #[cfg(test)]
        const TABLE: &[(&str, [&str; 2])] = &[$((stringify!($name), [$english, $chinese]),)*];
    };
}

labels! {
    skip: "Skip to the content", "跳到正文";
    operations: "Operations", "接口";
    history: "History", "历史";
    language: "Language", "语言";
    navigation: "Pages", "页面";
    search: "Search operations", "搜索接口";
    search_hint: "A name, a parameter, an error code, or a word of the description", "名称、参数、错误码或描述中的词";
    search_button: "Search", "搜索";
    nothing_found: "Nothing matches. Try fewer words.", "没有匹配的接口，请减少搜索词。";
    more_found: "more; search to narrow the list down", "个接口未显示，请搜索以缩小范围";
    backend: "Calls go to", "调用发往";
    backend_emulator: "Calls go to the emulator at", "调用发往模拟器";
    backend_none: "Nothing is sent: start with --emulator or --endpoint", "不发送调用：请用 --emulator 或 --endpoint 启动";
    deprecated: "Deprecated:", "已弃用：";
    is_deprecated: "deprecated", "已弃用";
    group: "Group", "分组";
    methods: "Methods", "请求方法";
    examples: "Examples", "示例";
    fill_in: "Fill in the example", "填入示例";
    call: "Call", "调用";
    empty_form: "Empty the form", "清空表单";
    required: "(required)", "（必填）";
    not_set: "not set", "不设置";
    not_set_entry: "(not set)", "（不设置）";
    default: "default", "默认值";
    secret: "secret: it is never shown again", "机密：不会再次显示";
    secret_field: "secret: it is not shown", "机密：不显示";
    json_value: "as JSON", "JSON 格式";
    add_row: "Add a row", "添加一行";
    remove_row: "Remove", "删除";
    date_helper: "Pick a date and time (local)", "选择日期和时间（本地时区）";
    filled_region: "the region of the client if empty", "留空则使用客户端的地域";
    filled_token: "a new token if empty", "留空则自动生成";
    check: "Check", "检查";
    send: "Send", "发送";
    no_mistakes: "No mistakes: the form can be sent.", "没有错误，可以发送。";
    mistakes: "mistakes.", "处错误。";
    mistake: "mistake.", "处错误。";
    not_sent: "It was not sent. See the mistakes at their fields.", "未发送。请查看各字段处的错误。";
    confirm_title: "Send this call?", "确认发送？";
    confirm_text: "This operation changes something.", "此接口会更改数据。";
    confirm_values: "With these values:", "参数值：";
    confirm_counts: "It is sent with", "请求包含";
    confirm_again: "A second send may act twice.", "重复发送可能会执行两次。";
    confirm_send: "Yes, send it", "确认发送";
    back_to_form: "Back to the form", "返回表单";
    confirm_used: "This was sent already, or is too old. Send the form again.", "已发送或已过期，请重新提交表单。";
    answer: "Response", "响应";
    done: "Done", "成功";
    failed: "Not done", "失败";
    unread: "No response could be read; nothing was changed", "无法读取响应，未更改任何数据";
    unknown_outcome: "Nobody knows whether it was done", "结果未知";
    looked_up: "The response was lost; this was found by looking for what the call made.", "响应已丢失，此结果通过查询调用所创建的对象得到。";
    took: "Time", "耗时";
    milliseconds: "ms", "毫秒";
    sent_at: "Sent at", "发送时间";
    received_at: "Received at", "接收时间";
    request_id: "Request ID", "请求 ID";
    http_status: "HTTP status", "HTTP 状态码";
    attempts: "Attempts", "尝试次数";
    code: "Code", "错误码";
    meaning: "Meaning", "含义";
    advice: "What to do", "处理建议";
    message: "Message", "消息";
    body: "Body", "响应体";
    body_cut: "The rest is too long to show.", "其余内容过长，未显示。";
    next_page: "Next page", "下一页";
    wait_until: "Wait until", "等待直到";
    send_again: "Send again", "再次发送";
    go_on_with: "Go on with", "继续操作";
    link_to_form: "A link to this form, without secrets", "此表单的链接（不含机密）";
    form_gone: "What was filled in is not kept any more.", "此前填写的内容已不再保留。";
    answer_gone: "The response to this call is not kept any more.", "此调用的响应已不再保留。";
    no_history: "Nothing was sent yet.", "尚未发送任何调用。";
    parameters: "Parameters", "参数";
    parameter: "Parameter", "参数";
    no_parameters: "It has no parameters.", "没有参数。";
    type_: "Type", "类型";
    description: "Description", "说明";
    rules: "Rules between parameters", "参数之间的规则";
    choices: "Choices", "选择";
    pages: "Pages of the list", "分页";
    parts: "Long lists", "长列表";
    parts_text: "A list that is longer than its limit can be sent in several calls:", "超过限制的列表可以分多次发送：";
    waiting: "Waiting", "等待";
    response_fields: "Response fields", "响应字段";
    response_bare: "The whole body is", "整个响应体是";
    response_around: "Around the fields of every response:", "每个响应的外层字段：";
    errors: "Errors", "错误";
    retry: "Sending again", "重试";
    retry_never: "does not help", "无效";
    retry_once: "once, after following the advice", "按建议处理后重试一次";
    retry_backoff: "with growing pauses", "逐渐延长间隔重试";
    layer_business: "service", "服务";
    layer_gateway: "gateway", "网关";
    layer_client: "client", "客户端";
    layer_oss: "storage", "存储";
    sample: "Example", "示例";
    sample_request: "Request", "请求";
    sample_json: "Response in JSON", "JSON 响应";
    sample_xml: "Response in XML", "XML 响应";
    notes: "Doubts", "疑点";
    sources: "Sources", "来源";
    upload: "Upload a file", "上传文件";
    upload_text: "The file goes to the storage by a form of its own, through this server. What is filled in above counts for it, too.", "文件通过本服务器以独立的表单上传到存储，上方填写的参数同样生效。";
    upload_file: "File", "文件";
    upload_button: "Upload", "上传";
    upload_use: "Use the file in", "使用此文件：";
    not_found: "There is no such page.", "页面不存在。";
    not_found_back: "All operations", "全部接口";
    refused: "Refused", "已拒绝";
    enter_again: "This page is opened by the address that `ota explorer` prints in its terminal. Each address works once; the next one is printed after it.", "请打开 `ota explorer` 在终端显示的地址。每个地址只能使用一次，之后会显示下一个。";
    entered: "You are in.", "已进入。";
    go_on: "Go on", "继续";
    codes: "Error codes", "错误码";
    codes_paste: "Paste an error", "粘贴错误信息";
    codes_paste_hint: "A message, a response, or a part of a log: the codes in it are looked up.", "错误消息、响应或日志片段：自动查找其中的错误码。";
    codes_find: "Find the code", "查找错误码";
    codes_found: "In what you pasted", "粘贴内容中的错误码";
    codes_none: "No known code.", "没有已知的错误码。";
    codes_all: "All codes", "全部错误码";
    codes_search: "Search codes", "搜索错误码";
    codes_operations: "Operations that give it", "返回此错误码的接口";
    samples: "Sample code", "示例代码";
    samples_key: "The key comes from the environment; so do secret parameters.", "密钥与机密参数均来自环境变量。";
    samples_wrong: "The form has mistakes, and so do the samples.", "表单有错误，示例代码也会有同样的错误。";
    copy: "Copy", "复制";
    signature: "Signature", "签名";
    signature_scheme: "Scheme", "签名版本";
    signature_time: "Time (UTC)", "时间（UTC）";
    signature_nonce: "Nonce", "随机数";
    signature_pasted: "The text that the gateway signed", "网关计算的待签名文本";
    signature_pasted_hint: "It stands in the message of SignatureDoesNotMatch. Its time and nonce are taken over.", "位于 SignatureDoesNotMatch 的消息中。其时间和随机数会被采用。";
    signature_button: "Show the steps", "显示步骤";
    signature_key_sample: "Signed with the key `testid` of samples.", "使用示例密钥 `testid` 签名。";
    signature_key_emulator: "Signed with the key of the emulator.", "使用模拟器的密钥签名。";
    signature_key_hidden: "Signed with your key. The signature and the token are not shown.", "使用您的密钥签名。签名和令牌不显示。";
    sign_empty: "(empty)", "（空）";
    sign_query: "Canonical query", "规范化查询字符串";
    sign_query_text: "Parameters are sorted by name; names and values are percent-encoded.", "参数按名称排序，名称和值进行百分号编码。";
    sign_body: "Hash of the body", "请求体哈希";
    sign_body_text: "SHA-256 of the body in hexadecimal digits, also of an empty one.", "请求体的 SHA-256（十六进制），空请求体同样计算。";
    sign_headers: "Canonical headers", "规范化请求头";
    sign_headers_text: "The headers that are signed, sorted by name, then the list of their names.", "参与签名的请求头按名称排序，随后是名称列表。";
    sign_request: "Canonical request", "规范化请求";
    sign_request_text: "Method, path, query, headers, their names and the hash of the body, a line each.", "方法、路径、查询、请求头、名称列表和请求体哈希，各占一行。";
    sign_hash: "Hash of the canonical request", "规范化请求的哈希";
    sign_hash_text: "Its SHA-256 in hexadecimal digits.", "其 SHA-256（十六进制）。";
    sign_string: "String to sign", "待签名字符串";
    sign_string_text: "The name of the algorithm, a line break, and that hash.", "算法名称、换行和上述哈希。";
    sign_string1_text: "Method, path and query, joined with `&`; path and query are encoded once more.", "方法、路径和查询用 `&` 连接，路径和查询再编码一次。";
    sign_key: "Key", "签名密钥";
    sign_key_text: "The secret of the key as it is.", "AccessKeySecret 原样使用。";
    sign_key1_text: "The secret of the key with `&` behind it.", "AccessKeySecret 后加 `&`。";
    sign_hmac: "Signature", "签名值";
    sign_hmac_text: "HMAC-SHA256 of the string, in hexadecimal digits.", "待签名字符串的 HMAC-SHA256（十六进制）。";
    sign_hmac1_text: "HMAC-SHA1 of the string, in Base64.", "待签名字符串的 HMAC-SHA1（Base64）。";
    sign_header: "Header", "请求头";
    sign_header_text: "The header that carries the signature.", "携带签名的请求头。";
    sign_parameters: "All parameters", "全部参数";
    sign_parameters_text: "Those of the call and the common ones, sorted by name and percent-encoded.", "接口参数与公共参数，按名称排序并进行百分号编码。";
    sign_parameter: "Parameter", "签名参数";
    sign_parameter_text: "The parameter that carries the signature.", "携带签名的参数。";
    difference: "The first difference", "第一处差异";
    difference_none: "The texts are the same, so the secret is another one.", "文本相同，说明密钥的 Secret 不一致。";
    difference_ours: "Here", "本地";
    difference_pasted: "Pasted", "粘贴";
    difference_method: "HTTP method", "请求方法";
    difference_path: "path", "路径";
    difference_header: "Header", "请求头";
    difference_names: "names of the signed headers", "参与签名的请求头名称";
    difference_body: "hash of the body", "请求体哈希";
    difference_request: "hash of the canonical request; paste the canonical request to see more", "规范化请求的哈希，粘贴规范化请求可查看更多";
    difference_encoding: "encoding of the same values", "相同值的编码方式";
    difference_hidden: "a value that is not shown", "不显示的值";
    console: "Console", "控制台";
    console_foreign: "The console shows the OTA service only.", "控制台仅支持 OTA 服务。";
    console_read_only: "With a service behind it, the console only reads, by the lists of the service.", "连接真实服务时，控制台仅通过列表接口读取。";
    console_many: "Too many pages are open.", "打开的页面过多。";
    console_now: "Time of the world", "模拟时间";
    console_files: "Uploaded files", "已上传文件";
    console_ledger: "Ledger", "变更记录";
    console_requests: "Requests", "请求记录";
    console_faults: "Faults", "故障";
    console_instances: "Instances", "实例";
    console_unnamed: "(without an ID)", "（无 ID）";
    console_products: "Products", "产品";
    console_devices: "Devices", "设备";
    console_device: "Device", "设备";
    console_packages: "Packages", "升级包";
    console_package: "Firmware Details", "升级包详情";
    console_jobs: "Batches", "升级批次";
    console_job: "Batch", "升级批次";
    console_tasks: "Tasks", "升级任务";
    console_unfinished: "Unfinished tasks", "未完成任务";
    console_versions: "Versions", "版本";
    console_history: "History", "升级历史";
    console_progress: "Progress of the batch by state over time", "批次各状态随时间的进度";
    console_seen: "What was seen while this page was open: a service says nothing of before.", "仅包含打开本页期间的记录，服务不提供此前的数据。";
    console_time: "Time", "时间";
    console_speed: "Speed", "速度";
    console_set: "Set", "设置";
    console_effect: "Effect", "效果";
    effect_close: "the connection is closed", "断开连接";
    effect_reset: "the call is done, and the connection is reset", "执行调用后重置连接";
    effect_slow: "the response is late", "延迟响应";
    effect_status: "an error of the server", "服务器错误";
    effect_throttled: "too many calls", "调用过于频繁";
    effect_page: "the web page of a proxy", "返回代理的网页";
    effect_malformed: "a response that is broken", "返回损坏的响应";
    effect_empty: "a response without a body", "返回空响应";
    console_times: "Times", "次数";
    console_hits: "Hits", "命中";
    console_add: "Add the fault", "添加故障";
    console_clear: "Remove all faults", "清除全部故障";
    console_remove: "Remove", "移除";
    console_all: "all", "全部";
    console_no_instance: "There is no instance with this ID.", "没有此 ID 的实例。";
    console_no_product: "There is no such product in this instance.", "此实例中没有该产品。";
    console_nothing: "Nothing.", "无。";
    console_first: "first", "首页";
    console_before: "before", "上一页";
    console_after: "next", "下一页";
    console_last: "last", "末页";
    stage_succeeded: "succeeded", "成功";
    stage_failed: "failed", "失败";
    stage_canceled: "cancelled", "已取消";
    stage_running: "in progress", "升级中";
    stage_waiting: "waiting", "等待";
    colon: ": ", "：";
    semicolon: "; ", "；";
    comma: ", ", "、";
    stop: ".", "。";
    guard_host: "The request names another host. Open the address that `ota explorer` prints.", "请求中的主机名不属于本服务，请打开 `ota explorer` 显示的地址。";
    guard_site: "The request comes from another site.", "请求来自其他网站。";
    guard_form: "The form was not sent by a page of this server.", "表单不是由本服务的页面提交的。";
    guard_method: "Only `GET`, `HEAD` and `POST` are served.", "仅支持 `GET`、`HEAD` 和 `POST`。";
    no_random: "The system has no random numbers.", "系统无法提供随机数。";
    upload_none: "The form has no file: choose one.", "表单中没有文件，请选择一个。";
    upload_large: "The file is larger than the storage takes.", "文件超过存储允许的大小。";
    upload_broken: "The upload cannot be read, or was broken off.", "上传内容无法读取，或已中断。";
    upload_kept: "The file cannot be kept on this machine.", "文件无法保存到本机。";
    console_seconds: "`seconds` must be a number from 0 to 31536000.", "`seconds` 必须是 0 至 31536000 的数字。";
    console_no_speed: "`speed` must be a number from 0 to 1000000.", "`speed` 必须是 0 至 1000000 的数字。";
    console_no_effect: "There is no such effect.", "没有这种效果。";
    console_no_times: "`times` must be a whole number from 1.", "`times` 必须是从 1 开始的整数。";
    gone: "This page has lost its server and stays as it was. Start ota explorer again and open the address that it prints.", "本页已与服务器断开，内容不再更新。请重新启动 ota explorer 并打开其输出的地址。";
    too_large: "That is more than this page takes.", "内容超出限制。";
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{Language, TABLE};

    #[test]
    fn every_label_has_a_text_of_its_own_in_each_language() {
        for (name, [english, chinese]) in TABLE {
            assert!(!english.trim().is_empty() && !chinese.trim().is_empty(), "{name}");
            assert!(english.is_ascii(), "{name}");
            assert!(*name == "milliseconds" || !chinese.is_ascii(), "{name}");
        }
    }

    #[test]
    fn the_language_is_the_one_chosen_else_the_one_liked_best() {
        let of = |cookie: &'static str, liked: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_static(cookie));
            headers.insert("accept-language", HeaderValue::from_static(liked));
            Language::of(&headers)
        };
        assert_eq!(of("", "zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(of("", "en-US,zh;q=0.9"), Language::English);
        assert_eq!(of("", "fr;q=0.3, zh;q=0.9"), Language::Chinese);
        assert_eq!(of("", ""), Language::English);
        assert_eq!(of("", "*;q=x"), Language::English);
        assert_eq!(of("a=b; ota-language=en", "zh"), Language::English);
        assert_eq!(of("ota-language=zh", "en"), Language::Chinese);
        assert_eq!(of("ota-language=klingon", "zh"), Language::Chinese);
    }
}
