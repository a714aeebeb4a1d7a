// Back, forward, reload and copied links lead to what was there.
import { check, equal, expect, go, home, open, test } from "./open.mjs";

await test(async (page) => {
  expect(/status of 422/);
  await go(page, "/?q=upload");
  await page.getByRole("link", { name: "GenerateOTAUploadURL" }).first().click();
  await page.waitForURL(/operation\/GenerateOTAUploadURL/);
  await page.goBack();
  equal(await page.getByRole("searchbox").inputValue(), "upload");
  await page.goForward();
  check(page.url().includes("GenerateOTAUploadURL"), page.url());

  // A form as a link, in another window.
  await go(page, "/operation/QueryOTAFirmware");
  await page.getByLabel("FirmwareId").fill("a & b=ü");
  await page.getByRole("button", { name: "Check" }).last().click();
  await page.locator("#link").waitFor();
  const link = await page.locator("#link").getAttribute("href");
  check(link.includes("FirmwareId=a"), link);
  const other = await open();
  await go(other, link);
  equal(await other.getByLabel("FirmwareId").inputValue(), "a & b=ü");
  await other.reload();
  equal(await other.getByLabel("FirmwareId").inputValue(), "a & b=ü");

  // An answer has an address: loaded again it is read again, and nothing is sent twice.
  await other.getByLabel("FirmwareId").fill("s8SSHiKjpBfrM3BSN0z803");
  await other.getByRole("button", { name: "Send", exact: true }).click();
  await other.locator("#answer").waitFor();
  const answer = other.url();
  await other.reload();
  await other.locator("#answer").waitFor();
  await other.goBack();
  await other.goForward();
  equal(other.url(), answer);
  await other.locator("#answer").waitFor();
  await go(other, "/history");
  equal(await other.locator("tbody tr").count(), 1);
  equal((await page.request.get(`${home}/nowhere`)).status(), 404);
});
