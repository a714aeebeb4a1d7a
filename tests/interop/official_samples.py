"""The responses of the documentation, as the official client reads them.

Usage: official_samples.py FOLDER, a folder of specs

Prints one JSON object for each example with a response that the client does not read as it is:

- `raised`: what the client raised,
- `unknown`: the members that it does not know,
- `altered`: the members whose value is another one for it.
"""

import json
import pathlib
import sys

from alibabacloud_iot20180120 import models
from official_models import compare


def read(action, sample):
    model = getattr(models, f"{action}ResponseBody")
    try:
        made = model().from_map(sample).to_map()
    except Exception as error:  # whatever the client raises is the result
        return {"raised": type(error).__name__}
    unknown, altered = set(), set()
    compare(sample, made, model, "", unknown, altered)
    return {"unknown": sorted(unknown), "altered": sorted(altered)}


if __name__ == "__main__":
    count = 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("ops/*.json")):
        operation = json.loads(path.read_text(encoding="utf-8"))
        for example in operation["examples"]:
            if "json" not in example:
                continue
            count += 1
            result = read(operation["action"], example["json"])
            if any(result.values()):
                print(json.dumps({"action": operation["action"], **result}))
    print(json.dumps({"responses": count}))
