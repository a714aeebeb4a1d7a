// axe on what a page becomes while it is used.
import { expect, go, test } from "./open.mjs";
import { look, nothing } from "./look.mjs";

await test(async (page) => {
  expect(/status of 4/);
  await page.goto(new URL("/nowhere", page.url()).href);
  await look(page, "a page that is not there");

  // Mistakes, a question, an answer, boxes that are open, and a fault.
  await go(page, "/operation/CreateOTAStaticUpgradeJob");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("It was not sent").waitFor();
  await look(page, "mistakes");
  await go(page, "/operation/QueryOTAFirmware?FirmwareId=none");
  for (const box of ["samples", "signature"]) {
    await page.locator(`#${box}-box > summary`).click();
    await page.locator(`#${box} code`).first().waitFor();
  }
  await look(page, "open boxes");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator("#answer").waitFor();
  await look(page, "an answer");
  await go(page, "/operation/DeleteOTAFirmware?FirmwareId=none");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Yes, send it" }).waitFor();
  await look(page, "a question");
  await go(page, "/history");
  await look(page, "the history");
  nothing();
});
