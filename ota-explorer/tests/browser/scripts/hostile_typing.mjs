// Hostile texts in the form, in links to it, in the search, in the paste box, and in what is live beside the form.
import { check, expect, given, go, test, until } from "./open.mjs";
import { clean, shows } from "./hostile.mjs";

await test(async (page) => {
  expect(/status of 4/);
  const some = [];
  for (let start = 0; start < given.length; start += 100) some.push(given.slice(start, start + 100).join(" "));
  const query = (name, text) => `${name}=${encodeURIComponent(text)}`;
  for (const text of some) {
    await go(page, `/codes?${query("q", text.slice(0, 200))}`);
    await clean(page, "codes");
    await page.locator("#text").fill(text);
    await page.getByRole("button", { name: "Find the code" }).click();
    await page.locator("#answer").waitFor();
    await clean(page, "pasted");
    await go(page, `/?${query("q", text.slice(0, 200))}`);
    await clean(page, "a search");
  }

  // Everything that is live is open, and each text is typed.
  await go(page, "/operation/CreateOTAFirmware");
  for (const box of ["samples", "signature"]) {
    await page.locator(`#${box}-box > summary`).click();
    await page.locator(`#${box} code`).first().waitFor({ state: "attached" });
  }
  for (const [number, text] of some.entries()) {
    for (const name of ["FirmwareDesc", "FirmwareName", "ProductKey", "SrcVersion"]) {
      await page.locator(`#f-${name}`).fill(`${number} ${text}`);
    }
    await until("the steps follow", async () => (await page.locator("#signature").innerText()).includes(`FirmwareName=${number}%20`));
    await until("the samples follow", async () => (await page.locator("#samples").textContent()).includes(`${number} `));
    await clean(page, "what is live");
  }
  check(await page.locator("#m-f-FirmwareName").innerText(), "a mistake is told with what was typed");

  // And posted, with a mistake at every field.
  await page.getByRole("button", { name: "Check", exact: true }).last().click();
  await page.getByText("It was not sent").waitFor();
  await clean(page, "a form with mistakes");
  await go(page, `/operation/DeleteOTAFirmware?${query("FirmwareId", given[2])}`);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const asked = page.getByRole("button", { name: "Yes, send it" });
  await asked.or(page.getByText("It was not sent")).first().waitFor();
  if (await asked.count()) {
    await shows(page, given[2]);
    await clean(page, "a question");
  }
});
