//! An explorer, and what a browser knows of it.

use std::path::{Path, PathBuf};

use ota_emulator::{Emulator, embedded_specs};
use ota_explorer::Explorer;
use ota_spec::Spec;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};

/// An explorer with a browser that was let in.
pub(crate) struct Browser {
    pub(crate) explorer: Explorer,
    pub(crate) client: Client,
    pub(crate) cookie: String,
}

/// A response that was read.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// The folder of specs of a path in the repository.
pub(crate) fn spec(path: &str) -> Spec {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    ota_spec::load(path, ota_spec::read_folder(&folder).unwrap()).unwrap()
}

/// Every folder of specs of the repository that has no mistakes.
pub(crate) fn folders() -> Vec<(String, Spec)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = Vec::new();
    let mut left: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = left.pop() {
        if folder.join("service.json").is_file() {
            let files = ota_spec::read_folder(&folder).unwrap();
            let name = folder.strip_prefix(&root).unwrap().display().to_string();
            folders.extend(ota_spec::load(&name, files).ok().map(|spec| (name, spec)));
            continue;
        }
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap_or_default();
            // Links would be seen twice.
            let is_folder = entry.file_type().unwrap().is_dir();
            if is_folder && !name.starts_with('.') && name != "target" && name != "node_modules" {
                left.push(entry.path());
            }
        }
    }
    assert!(folders.len() > 5);
    folders
}

/// An explorer of these specs that sends nothing, and a browser.
pub(crate) async fn reader(spec: Spec) -> Browser {
    Browser::enter(Explorer::builder(spec).start().await.unwrap()).await
}

/// An explorer of the embedded specs with an emulator, and a browser.
pub(crate) async fn caller() -> Browser {
    let emulator = Emulator::start().await.unwrap();
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    Browser::enter(builder.start().await.unwrap()).await
}

impl Browser {
    pub(crate) async fn enter(explorer: Explorer) -> Self {
        // Needed to build a client, and then not used. Another test may have been first.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        let response = client.get(explorer.address()).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { explorer, client, cookie }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.explorer.url()))
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        Page::of(self.request(Method::GET, path).header("cookie", &self.cookie)).await
    }

    /// Posts a form as a page of this server does.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let form: Vec<(String, String)> =
            form.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        self.post_all(path, &form).await
    }

    /// Posts the form of an operation and reads the page that it leads to.
    pub(crate) async fn submit<T: AsRef<str>>(&self, action: &str, form: &[(T, T)]) -> Page {
        let form: Vec<(String, String)> = form
            .iter()
            .map(|(name, text)| (name.as_ref().to_owned(), text.as_ref().to_owned()))
            .collect();
        self.follow(&self.post_all(&format!("/operation/{action}"), &form).await).await
    }

    pub(crate) async fn post_all(&self, path: &str, form: &[(String, String)]) -> Page {
        Page::of(self.posting(path).body(encode(form))).await
    }

    /// A form of this server that is still empty.
    pub(crate) fn posting(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
            .header("cookie", &self.cookie)
            .header("origin", self.explorer.url())
            .header("content-type", "application/x-www-form-urlencoded")
    }

    /// Follows the way that a form led to.
    pub(crate) async fn follow(&self, page: &Page) -> Page {
        assert_eq!(page.status, 303, "{}", page.text);
        let path = page.headers["location"].to_str().unwrap();
        self.get(path.split('#').next().unwrap()).await
    }

    /// Sends a form and returns the question whether to send it.
    pub(crate) async fn ask(&self, action: &str, form: &[(&str, &str)]) -> Page {
        let form = [form, &[("@do", "send")]].concat();
        self.follow(&self.post(&format!("/operation/{action}"), &form).await).await
    }

    /// Sends a form, says yes if it is asked, and returns the page with the response.
    pub(crate) async fn send(&self, action: &str, form: &[(&str, &str)]) -> Page {
        let form = [form, &[("@do", "send")]].concat();
        let page = self.post(&format!("/operation/{action}"), &form).await;
        let asked = self.follow(&page).await;
        if !page.headers["location"].to_str().unwrap().starts_with("/confirm/") {
            return asked;
        }
        let confirmed = self.post(&ticket(&asked), &[]).await;
        self.follow(&confirmed).await
    }
}

/// The path of the form that says yes.
pub(crate) fn ticket(page: &Page) -> String {
    let at = page.text.find("/confirm/").unwrap_or_else(|| panic!("{}", page.text));
    page.text[at..].split('"').next().unwrap().to_owned()
}

impl Page {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    /// The text of the element with an ID, as far as the next tag of that kind closes.
    pub(crate) fn mistake(&self, id: &str) -> &str {
        let start = format!("id=\"m-{id}\">");
        let at = self.text.find(&start).unwrap_or_else(|| panic!("no `{id}`: {}", self.text));
        self.text[at + start.len()..].split("</div>").next().unwrap()
    }

    /// What a browser would post of the form with this ID: every field with its text.
    pub(crate) fn fields(&self, form: &str) -> Vec<(String, String)> {
        let at = self.text.find(&format!("id=\"{form}\"")).unwrap();
        let form = self.text[at..].split("</form>").next().unwrap();
        let mut fields = Vec::new();
        let mut rest = form;
        while let Some(at) = rest.find('<') {
            rest = &rest[at..];
            let end = rest.find('>').unwrap();
            let tag = &rest[..end];
            let attribute = |name: &str| {
                let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
                Some(unescape(tag[start..].split('"').next().unwrap()))
            };
            rest = &rest[end + 1..];
            if tag.starts_with("<input") {
                let Some(name) = attribute("name") else { continue };
                let is_radio = tag.contains("type=\"radio\"");
                if is_radio && !tag.ends_with(" checked") {
                    continue;
                }
                fields.push((name, attribute("value").unwrap_or_default()));
            } else if tag.starts_with("<textarea") {
                let text = unescape(rest.split("</textarea>").next().unwrap());
                // The first line end is not part of it.
                let text = text.strip_prefix('\n').unwrap_or(&text).replace('\n', "\r\n");
                fields.push((attribute("name").unwrap(), text));
            } else if tag.starts_with("<select") {
                let options = rest.split("</select>").next().unwrap();
                let chosen = options.split("<option ").find(|option| option.contains(" selected>"));
                let value = chosen.map(|option| option.split('"').nth(1).unwrap());
                fields.push((attribute("name").unwrap(), unescape(value.unwrap_or_default())));
            }
        }
        fields
    }
}

pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// A form as browsers encode it.
pub(crate) fn encode(form: &[(String, String)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(form);
    text.finish()
}
