//! What became of a call, and what to do.

use crate::told::{Advice, After, Failure, Note, Problem};

/// The kinds of errors of the client, by their names: what happened, and what to do where that depends on nothing else.
const KINDS: [(&str, &str, &str); 17] = [
    ("configuration", "客户端的配置有误", ""),
    ("credentials", "没有可用于签名的访问密钥", ""),
    ("invalid_request", "请求不符合参数限制，未发送", ""),
    ("quota", "每秒调用次数已达上限，且等待会超出时限，未发送", ""),
    ("not_sent", "请求无法发出", "请检查接入地址、网络和代理。"),
    ("connection_lost", "尚未收到完整响应，连接已中断", ""),
    ("timeout", "超过时限仍未收到完整响应", ""),
    (
        "redirect",
        "服务器要求重定向到其他地址",
        "为避免签名发往别处，不会跟随重定向；请检查接入地址。",
    ),
    ("response_too_large", "响应过大", "请减少单次查询的数量，例如减小列表的每页条数。"),
    ("unreadable_response", "响应无法读取", ""),
    ("page_limit", "列表尚未结束，但服务只返回前面的部分", "请用筛选条件缩小列表范围。"),
    ("incomplete_list", "读到的条数少于服务统计的总数", "请从第一页重新读取列表。"),
    ("endless_list", "列表没有终点，始终有下一页", "请用筛选条件缩小列表范围。"),
    ("file", "文件无法读取，或在使用期间被修改", ""),
    ("interrupted", "发送在中途被打断，结果未知", ""),
    ("stalled", "上传长时间没有进展", "请检查网络和代理。"),
    ("refused", "请求被拒绝", ""),
];

fn kind(name: &str) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find(|(known, ..)| *known == name).map(|(_, text, advice)| (*text, *advice))
}

/// What to do after an HTTP status whose body does not explain it.
fn by_status(status: u16) -> &'static str {
    match status {
        407 => "代理需要身份验证，请把用户名和密码写入代理地址。",
        408 | 425 | 503 => "请稍后重试。",
        413 | 414 | 431 => "请求过长，请减少或缩短参数值，较长的列表请分多次发送。",
        429 => "请稍候再发送，并降低调用频率。",
        502 | 504 => "代理或网关背后的服务器没有响应，请稍后重试。",
        511 => "网络要求登录，请先登录。",
        _ => "请确认接入地址属于该服务。",
    }
}

/// A text of a library or of the system, which there is in English alone.
fn foreign(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Client { kind: name, status, causes, .. } => {
            let (text, _) = kind(name).unwrap_or(("调用失败", ""));
            let status = status.map(|status| format!("（HTTP {status}）")).unwrap_or_default();
            let causes: Vec<String> =
                causes.iter().map(|cause| format!("\n原因：{}", foreign(cause))).collect();
            format!("{text}{status}。{}", causes.concat())
        }
        Failure::Suffix { file, parameter } => format!(
            "文件名 `{file}` 的后缀未知；请在表单的 `{parameter}` 中选择文件类型，或重命名文件。"
        ),
    }
}

pub(super) fn advice(advice: &Advice) -> Option<String> {
    match advice.after {
        After::Unknown => Some("服务可能已经执行，再次发送之前请先查看当前状态。".to_owned()),
        After::Token => {
            Some("服务可能已经执行，请带上本次调用的 `ClientToken` 再次发送。".to_owned())
        }
        After::Kind(name, status) => match kind(name) {
            Some((_, text)) if !text.is_empty() => Some(text.to_owned()),
            _ => status.map(|status| by_status(status).to_owned()),
        },
        After::Code | After::Call => None,
    }
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::Reached(name) => format!("已达到 `{name}`。"),
        Note::Pending(name) => format!("尚未达到 `{name}`。"),
        Note::Missed { name, state } => format!("已无法达到 `{name}`：当前状态为 `{state}`。"),
        Note::Broken(name) => format!("等待 `{name}` 时出错，等待结束。"),
        Note::Unreadable(why) => format!("响应无法读取：{}", foreign(why)),
    }
}

pub(super) fn problem(problem: &Problem) -> Option<String> {
    match problem {
        Problem::NoOperation(action) => Some(format!("当前规格目录没有接口 `{action}`。")),
        Problem::Nowhere => Some("没有可查看的内容。".to_owned()),
        Problem::Failed(why) => Some(failure(why)),
        Problem::Unreadable => Some("响应不是 JSON。".to_owned()),
        Problem::Request(_) | Problem::Refused { .. } => None,
    }
}
