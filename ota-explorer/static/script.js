// What a page does while one types. Everything here works without it too, by links and buttons; what it shows is what the
// server rendered, and texts are only ever set as text.
"use strict";

document.documentElement.classList.add("has-script");

/** A function that runs a while after it was called last. */
function later(pause, run) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), pause);
  };
}

/** Says that there is no server any more, or no longer one that knows this page; or takes it back. */
function gone(is) {
  const place = document.getElementById("gone");
  const text = is ? place.dataset.text : "";
  // Said once, and not with each question.
  if (place.textContent !== text) place.textContent = text;
}

/** Asks the server, and gives up the question before it under the same name. */
const open = new Map();
async function ask(name, address, options) {
  open.get(name)?.abort();
  const abort = new AbortController();
  open.set(name, abort);
  try {
    const response = await fetch(address, { ...options, signal: abort.signal });
    gone(response.status === 401 || response.status === 403);
    return response;
  } catch (error) {
    if (error.name !== "AbortError") gone(true);
    return null;
  } finally {
    if (open.get(name) === abort) open.delete(name);
  }
}

/** Puts an element of a page that the server rendered in the place of the one here. */
function replace(id, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return null;
  old.replaceWith(document.adoptNode(fresh));
  return document.getElementById(id);
}

/** What makes two nodes of a page and its next state the same one. */
function key(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return `${node.nodeType}`;
  const named = { TR: "td, th", SECTION: "h2", DIV: "dt" }[node.tagName];
  return `${node.tagName} ${node.id} ${named ? node.querySelector(named)?.textContent : ""}`;
}

/** Makes a node like another one and touches nothing that is the same, so that focus, selection and scrolling stay. */
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    let same = at;
    while (same && key(same) !== key(child)) same = same.nextSibling;
    if (!same) {
      old.insertBefore(child, at);
      continue;
    }
    while (at !== same) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    become(same, child);
    at = same.nextSibling;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** The fields of a form as a browser would post them. */
function fields(form) {
  return new URLSearchParams(new FormData(form));
}

// Search as one types.
for (const form of document.querySelectorAll("form[data-search]")) {
  const search = later(80, async () => {
    const address = `${form.getAttribute("action")}?${fields(form)}`;
    const response = await ask("search", address);
    if (!response?.ok) return;
    const html = await response.text();
    replace(form.dataset.search, html);
    history.replaceState(null, "", address);
  });
  form.addEventListener("input", search);
  // What was typed before this ran.
  if ([...form.elements].some((field) => field.value !== (field.defaultValue ?? field.value))) search();
}

/** A text with what stands in backticks as code. */
function inline(text) {
  return text.split("`").map((part, number) => {
    if (number % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

// Checks as one types. What is missing is told only of fields that were left already.
const left = new Set();
let told = new Set();
/** Whether a button was pressed and nothing typed since. */
let pressed = false;

function tell({ mistakes, link }) {
  const form = document.getElementById("call-form");
  const by = new Map();
  for (const { id, message, missing } of mistakes) {
    if (missing && !left.has(id)) continue;
    by.set(id, [...(by.get(id) ?? []), message]);
  }
  for (const id of new Set([...told, ...by.keys()])) {
    const place = document.getElementById(`m-${id}`);
    if (!place) continue;
    place.replaceChildren(...(by.get(id) ?? []).map((message) => {
      const line = document.createElement("p");
      line.append(...inline(message));
      return line;
    }));
    const field = document.getElementById(id);
    if (field && "value" in field) {
      if (by.has(id)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  told = new Set(by.keys());
  const status = document.getElementById("status");
  if (status) {
    const { one, bad, good, unsent } = status.dataset;
    const count = `${mistakes.length} ${mistakes.length === 1 ? one : bad}`;
    status.textContent = !mistakes.length ? good : pressed ? `${count} ${unsent}` : count;
  }
  for (const to of document.querySelectorAll("a[data-form]")) to.href = `${to.dataset.form}?${link}`;
  // For whatever else on the page depends on the form.
  document.dispatchEvent(new CustomEvent("ota:checked", { detail: { form, mistakes } }));
}

/** Has the form checked: what was found, or the response that says why not, or nothing if there is none. */
async function judge(form, name) {
  const response = await ask(name, form.dataset.check, { method: "POST", body: fields(form) });
  if (!response?.ok) return { response };
  const found = await response.json();
  tell(found);
  return { found };
}

const check = later(100, async () => {
  const form = document.getElementById("call-form");
  const { found } = form ? await judge(form, "check") : {};
  if (!found) return;
  typed = found.link;
  keepSoon();
});

// What was typed, without secrets, is kept in the address: whoever comes back, loads the page again or changes the language
// finds it there.
let typed = null;
function keep() {
  // Longer addresses are not read by every server or program.
  if (typed === null || typed.length > 16_000) return;
  const call = new URLSearchParams(location.search).get("@call");
  const query = [call && `%40call=${encodeURIComponent(call)}`, typed].filter(Boolean).join("&");
  const address = document.querySelector("#link").dataset.form + (query && `?${query}`);
  typed = null;
  history.replaceState(null, "", address + location.hash);
  const back = document.querySelector(".language input[name=back]");
  if (back) back.value = address;
}
const keepSoon = later(500, keep);

// The form is checked here before it is posted: with a mistake nothing is loaded, and one goes on at the first of them.
let passed = null;
let asking = false;
document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (form.id !== "call-form" || !["check", "send"].includes(button?.value) || passed === button) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  for (const field of form.elements) left.add(field.id);
  pressed = true;
  const { found, response } = await judge(form, "submit");
  asking = false;
  if (found) {
    typed = found.link;
    keep();
  }
  const status = document.getElementById("status");
  if (found?.mistakes.length) {
    const first = document.getElementById(found.mistakes[0].id) ?? status;
    (first.matches("fieldset") ? first.querySelector("input, select, textarea, button") : first)?.focus();
    document.activeElement.scrollIntoView({ block: "center" });
  } else if (found && button.value === "check") {
    status.focus();
  } else if (found || response) {
    passed = button;
    form.requestSubmit(button);
  }
});
// A page that comes back from the browser's memory begins anew.
window.addEventListener("pageshow", () => { passed = null; });

/** What was shown by the server when the page was loaded is taken away like the rest. */
function remember() {
  told = new Set();
  for (const place of document.querySelectorAll("#call-form .mistake")) {
    if (!place.childElementCount) continue;
    const id = place.id.replace(/^m-/, "");
    told.add(id);
    left.add(id);
  }
}
remember();
// A link fills in what nobody has checked.
if (document.getElementById("call-form") && location.search && !location.search.includes("%40call=")) {
  judge(document.getElementById("call-form"), "check");
}

document.addEventListener("focusout", (event) => {
  keep();
  if (event.target.closest?.("#call-form") && event.target.id) {
    left.add(event.target.id);
    check();
  }
});
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.closest?.("#call-form")) return;
  pressed = false;
  // A date becomes what the field beside it takes.
  if (field.dataset.into) {
    const into = document.getElementById(field.dataset.into);
    const date = new Date(field.value);
    if (into && !Number.isNaN(date.getTime())) {
      into.value = field.dataset.as === "ms" ? String(date.getTime()) : date.toISOString().replace(/\.\d+Z$/, "Z");
    }
  }
  check();
});

// Rows come and go without loading the page.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("#call-form button[data-swap]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const body = fields(form);
  body.append(button.name, button.value);
  const before = new Set([...form.elements].map((field) => field.id));
  const response = await ask("rows", form.action, { method: "POST", body });
  if (!response?.ok) return form.requestSubmit(button);
  const fresh = replace("call-form", await response.text());
  if (!fresh) return;
  // The fieldset around a row is an element of the form as well, and takes no focus.
  const added = [...fresh.elements].find((field) => !before.has(field.id) && field.matches("input, select, textarea"));
  const same = [...fresh.elements].find((field) => field.name === button.name && field.value === button.value);
  (added ?? same ?? fresh.querySelector("input, select, textarea"))?.focus();
  remember();
  check();
});

// A response that was just sent for is where one goes on reading.
if (location.hash === "#answer") document.getElementById("answer")?.focus();

// Sample code and signature follow the form while they are open.
async function follow(box) {
  const form = document.getElementById("call-form");
  if (!form || !box.open) return;
  const response = await ask(box.dataset.part, box.dataset.live, { method: "POST", body: fields(form) });
  if (!response?.ok) return;
  const shown = [...box.querySelectorAll("details[open]")].map((part) => part.id);
  const fresh = replace(box.dataset.part, await response.text());
  if (!fresh || !shown.length) return;
  for (const part of fresh.querySelectorAll("details")) part.open = shown.includes(part.id);
}
for (const box of document.querySelectorAll("details[data-live]")) {
  const soon = later(150, () => follow(box));
  box.addEventListener("toggle", soon);
  document.addEventListener("ota:checked", soon);
}

// Copies what stands in an element.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-copy]");
  if (button) navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent);
});

// The console moves by itself for as long as it is looked at.
const moving = document.querySelector("[data-events], [data-every]");
if (moving) {
  let events = null;
  let timer = null;
  let isHeld = false;
  let waiting = null;
  /** Shows the newest state; not while a button of the mouse is down, or the click would hit something else. */
  const show = () => {
    if (isHeld || !waiting) return;
    const live = document.getElementById("live");
    const focused = live.contains(document.activeElement) ? document.activeElement : null;
    become(live, waiting);
    waiting = null;
    if (!focused || focused.isConnected) return;
    // It stood in a row that has another place now.
    const links = [...live.querySelectorAll("a")];
    links.find((one) => one.href === focused.href && one.textContent === focused.textContent)?.focus();
  };
  // Not the other buttons: a menu may swallow their end.
  document.addEventListener("pointerdown", (event) => { isHeld = event.button === 0; });
  for (const end of ["pointerup", "pointercancel", "dragend"]) {
    document.addEventListener(end, () => {
      isHeld = false;
      // After the click.
      setTimeout(show);
    });
  }
  const look = async () => {
    const response = await ask("live", location.href);
    if (!response?.ok) return;
    waiting = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("live");
    show();
  };
  const watch = () => {
    events?.close();
    events = null;
    clearInterval(timer);
    if (document.hidden) return;
    if (moving.dataset.every) {
      // A service does not say when something changes.
      timer = setInterval(look, Number(moving.dataset.every) * 1000);
      return;
    }
    events = new EventSource(moving.dataset.events);
    events.addEventListener("change", look);
    // It ends now and then, and the browser begins it again: whether there is still a server is found by asking.
    events.addEventListener("error", look);
    events.addEventListener("open", () => gone(false));
  };
  document.addEventListener("visibilitychange", () => {
    watch();
    if (!document.hidden) look();
  });
  window.addEventListener("pagehide", () => events?.close());
  watch();
}
