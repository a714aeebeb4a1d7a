// axe on every kind of page, wide and narrow, light and dark. A narrow page is not scrolled sideways.
import { axe, check, expect, given, go, test } from "./open.mjs";

const sizes = [["wide", { width: 1280, height: 900 }], ["narrow", { width: 320, height: 640 }]];

await test(async (page) => {
  expect(/status of 4/);
  const source = axe();
  const found = [];
  const look = async (what) => {
    await page.evaluate(source);
    for (const [size, viewport] of sizes) {
      await page.setViewportSize(viewport);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) {
        const widest = await page.evaluate(() => {
          // What is wide and scrolls by itself is no part of the width of the page.
          const free = [...document.body.querySelectorAll("*")].filter((element) => !element.parentElement.closest(".wide"));
          return free.filter((element) => element.getBoundingClientRect().right > innerWidth).slice(0, 3)
            .map((element) => element.outerHTML.slice(0, 160));
        });
        found.push(`${what}, ${size}: ${over} pixels too wide: ${widest.join(" | ")}`);
      }
      for (const colorScheme of size === "wide" ? ["light", "dark"] : ["light"]) {
        await page.emulateMedia({ colorScheme });
        // Only colours depend on the scheme.
        const rules = colorScheme === "light" ? undefined : { type: "rule", values: ["color-contrast"] };
        const { violations } = await page.evaluate((runOnly) => axe.run(document, { resultTypes: ["violations"], runOnly }), rules);
        for (const { id, impact, nodes } of violations) {
          if (impact !== "serious" && impact !== "critical") continue;
          const where = nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 200)} ${any[0]?.message ?? ""}`);
          found.push(`${what}, ${size}, ${colorScheme}: ${id}: ${where.join(" | ")}`);
        }
      }
    }
    await page.setViewportSize(sizes[0][1]);
  };
  for (const path of given) {
    await go(page, path);
    await look(path);
  }
  await page.goto(new URL("/nowhere", page.url()).href);
  await look("a page that is not there");

  // Mistakes, a question, an answer, boxes that are open, and a fault.
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("It was not sent").waitFor();
  await look("mistakes");
  await go(page, "/operation/QueryOTAFirmware?FirmwareId=none");
  for (const box of ["samples", "signature"]) {
    await page.locator(`#${box}-box > summary`).click();
    await page.locator(`#${box} code`).first().waitFor();
  }
  await look("open boxes");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator("#answer").waitFor();
  await look("an answer");
  await go(page, "/operation/DeleteOTAFirmware?FirmwareId=none");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Yes, send it" }).waitFor();
  await look("a question");
  await go(page, "/history");
  await look("the history");
  check(!found.length, found.join("\n"));
});
