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

/** Asks the server, and gives up the question before it under the same name. */
const open = new Map();
async function ask(name, address, options) {
  open.get(name)?.abort();
  const abort = new AbortController();
  open.set(name, abort);
  try {
    const response = await fetch(address, { ...options, signal: abort.signal });
    return response;
  } catch (error) {
    if (error.name !== "AbortError") console.error(error);
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

function tell(mistakes) {
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
      // Messages are in English, whatever the page is in.
      if (document.documentElement.lang !== "en") line.lang = "en";
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
    const { one, bad, good } = status.dataset;
    status.textContent = mistakes.length ? `${mistakes.length} ${mistakes.length === 1 ? one : bad}` : good;
  }
  // For whatever else on the page depends on the form.
  document.dispatchEvent(new CustomEvent("ota:checked", { detail: { form, mistakes } }));
}

const check = later(100, async () => {
  const form = document.getElementById("call-form");
  if (!form) return;
  const response = await ask("check", form.dataset.check, { method: "POST", body: fields(form) });
  if (response?.ok) tell((await response.json()).mistakes);
});

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

document.addEventListener("focusout", (event) => {
  if (event.target.closest?.("#call-form") && event.target.id) {
    left.add(event.target.id);
    check();
  }
});
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.closest?.("#call-form")) return;
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
const moving = document.querySelector("[data-events]");
if (moving) {
  let events = null;
  const look = async () => {
    const response = await ask("live", location.href);
    if (response?.ok) replace("live", await response.text());
  };
  const watch = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource(moving.dataset.events);
    events.addEventListener("change", look);
  };
  document.addEventListener("visibilitychange", () => {
    watch();
    if (!document.hidden) look();
  });
  window.addEventListener("pagehide", () => events?.close());
  watch();
}
