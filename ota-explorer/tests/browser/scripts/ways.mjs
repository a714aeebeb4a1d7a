// Back, forward, reload and copied links lead to what was there.
import { check, equal, expect, go, home, open, test, until } from "./open.mjs";

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
  // The link follows what is typed.
  await until("the link", async () => (await page.locator("#link").getAttribute("href")).includes("FirmwareId=a+%26+b"));
  const link = await page.locator("#link").getAttribute("href");
  const other = await open();
  await go(other, link);
  equal(await other.getByLabel("FirmwareId").inputValue(), "a & b=ü");
  await other.reload();
  equal(await other.getByLabel("FirmwareId").inputValue(), "a & b=ü");

  // What was typed is there after a look at another page, and after the language was changed.
  await page.getByRole("link", { name: "History" }).click();
  await page.waitForURL(/history/);
  await page.goBack();
  equal(await page.getByLabel("FirmwareId").inputValue(), "a & b=ü");
  await page.getByLabel("FirmwareId").fill("typed");
  await until("the next link", async () => (await page.locator("#link").getAttribute("href")).includes("typed"));
  await page.getByRole("button", { name: "中文" }).click();
  await page.locator("html[lang=zh]").waitFor();
  equal(await page.getByLabel("FirmwareId").inputValue(), "typed");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("html[lang=en]").waitFor();

  // The question before a change is come back to, until it was answered.
  expect(/status of 409/);
  await go(page, "/operation/DeleteOTAFirmware?FirmwareId=nothing");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const yes = page.getByRole("button", { name: "Yes, send it" });
  await yes.waitFor();
  await page.getByRole("link", { name: "Back to the form" }).click();
  await page.locator("#call-form").waitFor();
  await page.goBack();
  await yes.click();
  await page.locator("#answer").waitFor();
  await page.goBack();
  await page.getByText("This was sent already").waitFor();

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
  equal(await other.locator("tbody tr").count(), 2);
  equal((await page.request.get(`${home}/nowhere`)).status(), 404);
});
