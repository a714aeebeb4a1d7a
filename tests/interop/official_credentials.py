"""The key that the official library finds in the environment of this process.

Prints one JSON object: `id`, `secret`, `token` and `provider`, or `error` with the name of what was raised.
"""

import json

from alibabacloud_credentials.provider import DefaultCredentialsProvider

if __name__ == "__main__":
    try:
        found = DefaultCredentialsProvider().get_credentials()
        result = {
            "id": found.get_access_key_id(),
            "secret": found.get_access_key_secret(),
            "token": found.get_security_token(),
            "provider": found.get_provider_name(),
        }
    except Exception as error:  # whatever the library raises is the result
        result = {"error": type(error).__name__}
    print(json.dumps(result))
