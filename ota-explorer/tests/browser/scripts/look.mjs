// axe on a page, wide and narrow, light and dark; and a narrow page is not scrolled sideways.
import { axe, check } from "./open.mjs";

const wide = { width: 1280, height: 900 };
// Most of what axe looks at depends on neither the size nor the colours.
const sights = [
  ["wide and light", wide, "light", undefined],
  ["wide and dark", wide, "dark", { type: "rule", values: ["color-contrast"] }],
  ["narrow", { width: 320, height: 640 }, "light", { type: "rule", values: ["color-contrast", "scrollable-region-focusable", "target-size"] }],
];

const found = [];
const source = axe();

/** Looks at a page as it is now. */
export async function look(page, what) {
  await page.evaluate(source);
  for (const [sight, viewport, colorScheme, runOnly] of sights) {
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
    const { violations } = await page.evaluate((only) => axe.run(document, { resultTypes: ["violations"], runOnly: only }), runOnly);
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
