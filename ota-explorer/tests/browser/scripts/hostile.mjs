// What a page must not have, whatever its texts say.
import { check, equal } from "./open.mjs";

/** No element of the page is of somebody else's making. */
export async function clean(page, what) {
  const found = await page.evaluate(() => {
    const bad = [];
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      const ours = name !== "script" || element.getAttribute("src") === "/static/script.js";
      if (!ours || ["iframe", "object", "embed", "base", "style", "img", "math", "video", "audio", "template", "marquee"].includes(name)) {
        bad.push(element.outerHTML);
      }
      for (const { name: attribute, value } of element.attributes) {
        const address = ["href", "src", "action", "formaction", "xlink:href"].includes(attribute);
        if (attribute.startsWith("on") || attribute === "style" || attribute === "srcdoc") bad.push(element.outerHTML);
        if (address && new URL(value, location.href).origin !== location.origin) bad.push(element.outerHTML);
      }
    }
    return bad.map((html) => html.slice(0, 200)).slice(0, 5);
  });
  equal(found, [], what);
}

/** Some of the texts are shown, and are only that. */
export async function shows(page, text) {
  const shown = await page.locator("main").innerText();
  check(shown.includes(text), `${text} is not shown in ${shown.slice(0, 2000)}`);
}
