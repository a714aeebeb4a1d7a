"""The official Python client against the emulator.

Usage: official_client.py HOST:PORT KEY_ID KEY_SECRET V1|V3

Calls both operations and prints one JSON object a call: what was called and what the client made of
the answer.
"""

import json
import sys

from alibabacloud_iot20180120 import models
from alibabacloud_iot20180120.client import Client
from alibabacloud_tea_openapi.models import Config

PRODUCT = "a1V4kdeAbCd"
PACKAGE = "T0F5b5tpFnHQrgfk030100"
JOB = "wahVIzGkCMuAUE2gDERM02"


def report(scheme, action, call):
    line = {"scheme": scheme, "action": action}
    try:
        answer = call()
        body = answer.body
        line.update(
            status=answer.status_code,
            success=body.success,
            code=body.code,
            message=body.error_message,
            request_id=body.request_id,
        )
    except Exception as error:  # whatever the client raises is the result
        line.update(raised=type(error).__name__, text=str(error))
    print(json.dumps(line), flush=True)


def run(scheme, endpoint, key_id, key_secret):
    config = Config(
        access_key_id=key_id,
        access_key_secret=key_secret,
        endpoint=endpoint,
        protocol="http",
        # The library calls the query scheme (HMAC-SHA1) v2.
        signature_algorithm="v2" if scheme == "V1" else None,
    )
    client = Client(config)
    cancel = models.CancelOTATaskByDeviceRequest(
        product_key=PRODUCT,
        firmware_id=PACKAGE,
        job_id=JOB,
        device_name=["device1", "device2"],
    )
    report(scheme, "CancelOTATaskByDevice", lambda: client.cancel_otatask_by_device(cancel))
    delete = models.DeleteOTAFirmwareRequest(firmware_id=PACKAGE)
    report(scheme, "DeleteOTAFirmware", lambda: client.delete_otafirmware(delete))
    report(scheme, "DeleteOTAFirmware", lambda: client.delete_otafirmware(delete))
    odd = models.DeleteOTAFirmwareRequest(firmware_id="a b+c*d~e/f=g&h'i(j)!k%条码")
    report(scheme, "DeleteOTAFirmware", lambda: client.delete_otafirmware(odd))


if __name__ == "__main__":
    run(sys.argv[4], sys.argv[1], sys.argv[2], sys.argv[3])
