// axe on a page, wide and narrow, light and dark; and a narrow page is not scrolled sideways.
import { axe, check } from "./open.mjs";

const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 640 };
const sights = [
  ["wide and light", wide, "light"],
  ["wide and dark", wide, "dark"],
  ["narrow", narrow, "light"],
];

const found = [];
const source = axe();

/** Looks at a page as it is now. */
export async function look(page, what) {
  await page.evaluate(source);
  const marks = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const raw = [];
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      if (textContent.includes("`") && !parentElement.closest("pre, code, textarea, option")) raw.push(textContent.trim().slice(0, 160));
    }
    return raw.slice(0, 3);
  });
  if (marks.length) found.push(`${what} shows backticks: ${marks.join(" | ")}`);
  for (const [sight, viewport, colorScheme] of sights) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const over = await page.evaluate(() => {
      const width = document.documentElement.scrollWidth - innerWidth;
      // What is wide and scrolls by itself is no part of the width of the page.
      const free = [...document.body.querySelectorAll("*")].filter((element) => !element.parentElement.closest(".wide"));
      const widest = free.filter((element) => element.getBoundingClientRect().right > innerWidth).slice(0, 3);
      return width > 0 ? `${width} pixels too wide: ${widest.map((element) => element.outerHTML.slice(0, 160)).join(" | ")}` : "";
    });
    if (over) found.push(`${what}, ${sight}: ${over}`);
    if (new URL(page.url()).pathname.startsWith("/console")) {
      const scrolled = await page.evaluate(() => [...document.querySelectorAll(".wide")]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => `${box.getAttribute("aria-label")}: ${box.scrollWidth} > ${box.clientWidth}`));
      if (scrolled.length) found.push(`${what}, ${sight}, scrolls sideways: ${scrolled.join(" | ")}`);
    }
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      const where = nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 200)} ${any[0]?.message ?? ""}`);
      found.push(`${what}, ${sight}: ${id}: ${where.join(" | ")}`);
    }
  }
  await page.setViewportSize(wide);
}

export function nothing() {
  check(!found.length, found.join("\n"));
}
