// A call is sent, its answer read, and an error explained; what changes something is asked first.
import { check, equal, expect, go, home, test } from "./open.mjs";

await test(async (page) => {
  await go(page, "/operation/QueryOTAFirmware");
  await page.getByLabel("FirmwareId").fill("s8SSHiKjpBfrM3BSN0z803");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const answer = page.locator("#answer");
  await answer.waitFor();
  equal(await page.evaluate(() => document.activeElement.id), "answer", "focus");
  const text = await answer.innerText();
  for (const shown of ["Done", "200", "Request ID", '"FirmwareId": "s8SSHiKjpBfrM3BSN0z803"']) {
    check(text.includes(shown), `${shown} in ${text}`);
  }
  equal(await page.getByLabel("FirmwareId").inputValue(), "s8SSHiKjpBfrM3BSN0z803");

  // An error says what to do.
  await page.getByLabel("FirmwareId").fill("nothing");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForURL(/call=2|2#answer/);
  const refused = await answer.innerText();
  for (const shown of ["Not done", "iot.ota.FirmwareNotFound", "What to do", "Meaning"]) {
    check(refused.includes(shown), `${shown} in ${refused}`);
  }

  // A form with mistakes is not sent.
  expect(/status of 422/);
  await page.getByLabel("FirmwareId").fill("");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("It was not sent").waitFor();

  // A change is asked for first, and says how much.
  await go(page, "/operation/CancelOTATaskByDevice");
  await page.getByLabel("FirmwareId").fill("T0F5b5tpFnHQrgfk030100");
  await page.getByLabel("ProductKey").fill("a1V4kdeAbCd");
  await page.locator("#f-DeviceName-1").fill("device1");
  await page.getByRole("button", { name: "Add a row: DeviceName" }).click();
  await page.locator("#f-DeviceName-2").fill("device2");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("2 × DeviceName").waitFor();
  await page.getByRole("link", { name: "Back to the form" }).click();
  equal(await page.locator("#f-DeviceName-2").inputValue(), "device2");

  // The history has what was sent, and nothing else.
  await page.getByRole("link", { name: "History" }).click();
  equal(await page.locator("tbody tr").count(), 2);
  await page.getByRole("button", { name: "Send again" }).last().click();
  await answer.waitFor();
  await go(page, "/history");
  equal(await page.locator("tbody tr").count(), 3);
  equal(page.url(), `${home}/history`);
});
