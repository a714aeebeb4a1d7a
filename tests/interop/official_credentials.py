"""The keys that the official library finds in given surroundings.

Reads one JSON object of environment variables a line, and prints one JSON object for each: `id`, `secret`, `token` and
`provider`, or `error` with the name of what was raised.
"""

import json
import os
import sys

LIBRARY = "alibabacloud_credentials"


def find(variables):
    """What a process with nothing but these variables finds."""
    os.environ.clear()
    os.environ.update(variables)
    # The library reads the environment while it is imported; what it is built on stays.
    for name in [name for name in sys.modules if name.split(".")[0] == LIBRARY]:
        del sys.modules[name]
    from alibabacloud_credentials.provider import DefaultCredentialsProvider

    try:
        found = DefaultCredentialsProvider().get_credentials()
    except Exception as error:  # whatever the library raises is the result
        return {"error": type(error).__name__}
    return {
        "id": found.get_access_key_id(),
        "secret": found.get_access_key_secret(),
        "token": found.get_security_token(),
        "provider": found.get_provider_name(),
    }


if __name__ == "__main__":
    for line in sys.stdin.read().splitlines():
        print(json.dumps(find(json.loads(line))))
