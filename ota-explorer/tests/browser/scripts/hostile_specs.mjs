// A folder of specs whose texts are hostile, on every page that shows them.
import { given, go, test } from "./open.mjs";
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
});
