// A service that answers with hostile codes, messages and request IDs.
import { check, expect, given, go, home, test } from "./open.mjs";
import { clean } from "./hostile.mjs";

await test(async (page) => {
  expect(/status of 4/);
  await go(page, "/operation/QueryOTAFirmware");
  let shown = 0;
  for (let call = 0; call < given; call++) {
    const answer = await page.evaluate(async () => {
      const body = new URLSearchParams([["FirmwareId", "fw"], ["@do", "send"]]);
      return (await fetch("/operation/QueryOTAFirmware", { method: "POST", body })).url;
    });
    await page.goto(answer);
    const text = await page.locator("#answer").innerText();
    if (/ran\(|evil/.test(text) && text.includes("Not done")) shown += 1;
    await clean(page, "an answer");
  }
  check(shown === given, `${shown} of ${given} answers were shown`);
  for (const path of ["/history", "/console", "/console/packages"]) {
    await page.goto(home + path);
    await clean(page, path);
  }
});
