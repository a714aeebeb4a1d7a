// A folder of specs whose texts are hostile, on every page that shows them.
import { given, go, open, test } from "./open.mjs";
import { clean } from "./hostile.mjs";

await test(async (page) => {
  await go(page, "/");
  await clean(page, "the list");
  await go(page, "/codes");
  await clean(page, "codes");
  for (const action of given) {
    await go(page, `/operation/${action}`);
    await clean(page, action);
  }
  await go(page, `/samples/${given[0]}`);
  await clean(page, "samples");

  // In Chinese, its own texts.
  const other = await open({ locale: "zh-CN" });
  const some = given.filter((_, number) => number % 4 === 0);
  for (const path of ["/", "/codes", ...some.map((action) => `/operation/${action}`)]) {
    await go(other, path);
    await clean(other, `${path} in Chinese`);
  }
});
