"""The official Python client, calling DeleteOTAFirmware as often as it is told.

Usage: official_calls.py HOST:PORT KEY_ID KEY_SECRET FIRMWARE_ID

Each line of the input holds two numbers: how many calls, and how many of them at once. For each line
one JSON object is printed: the seconds of processor time and of the clock that they took.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from alibabacloud_iot20180120 import models
from alibabacloud_iot20180120.client import Client
from alibabacloud_tea_openapi.models import Config


def main():
    endpoint, key_id, key_secret, firmware = sys.argv[1:]
    client = Client(
        Config(
            access_key_id=key_id, access_key_secret=key_secret, endpoint=endpoint, protocol="http"
        )
    )

    def call(_):
        request = models.DeleteOTAFirmwareRequest(firmware_id=firmware)
        assert client.delete_otafirmware(request).body.success

    pools = {}
    for line in sys.stdin:
        calls, at_once = map(int, line.split())
        if at_once not in pools:
            pools[at_once] = ThreadPoolExecutor(at_once).map if at_once > 1 else map
        wall, processor = time.perf_counter(), time.process_time()
        for _ in pools[at_once](call, range(calls)):
            pass
        took = {
            "processor": time.process_time() - processor,
            "wall": time.perf_counter() - wall,
        }
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
