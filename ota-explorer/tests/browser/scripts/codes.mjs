// A whole error is pasted, and its code is found; the list is searched while one types.
import { check, go, test, until } from "./open.mjs";

await test(async (page) => {
  await go(page, "/codes");
  await page.getByLabel("Paste an error").fill(
    'Error: {"Code":"iot.ota.FirmwareNotFound","ErrorMessage":"none","RequestId":"F3A1","Success":false}',
  );
  await page.getByRole("button", { name: "Find the code" }).click();
  const found = page.locator("#answer");
  await found.waitFor();
  const text = await found.innerText();
  check(text.includes("iot.ota.FirmwareNotFound") && text.includes("What to do"), text);
  await found.getByRole("link", { name: "DeleteOTAFirmware" }).click();
  await page.waitForURL(/operation\/DeleteOTAFirmware/);

  await go(page, "/codes");
  const rows = page.locator("#found article");
  const all = await rows.count();
  await page.getByRole("searchbox").pressSequentially("Throttling");
  await until("fewer codes", async () => (await rows.count()) < all && (await rows.count()) > 0);
  check((await rows.first().innerText()).includes("Throttling"), await rows.first().innerText());
});
