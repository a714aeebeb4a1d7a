"""The official Python client runs a rollout with all operations against the emulator.

Usage: official_client.py HOST:PORT KEY_ID KEY_SECRET V1|V3 sync|async

It prints one JSON object a line. A line with `action` is a call:

- `status`, `success`, `code`: what the client made of the response,
- `read`: the fields that the client has a value for, as paths by wire name,
- `unread`: the fields that the client knows and has no value for,
- `unknown`: the members of the response that the client does not know,
- `altered`: the members whose value is another one for the client,
- `example`: whether the response is the example of a spec,
- `raised`: what the client raised, if it did.

A line with `note` is something else that was looked at.
"""

import asyncio
import hashlib
import json
import sys
from datetime import datetime

import requests
from alibabacloud_iot20180120 import models
from alibabacloud_iot20180120.client import Client
from alibabacloud_tea_openapi.utils_models import Config, GlobalParameters
from darabonba.core import DaraCore
from official_models import compare, walk

PRODUCT = "a1InteropKey"
ANSWERS = []


def note(name, **what):
    print(json.dumps({"note": name, **what}), flush=True)


def record_responses():
    """Keeps the bytes and headers of every response, whatever the client makes of them."""
    do_action, async_do_action = DaraCore.do_action, DaraCore.async_do_action

    def keep(response):
        ANSWERS.append((response.status_code, dict(response.headers), response.body))
        return response

    async def asynchronous(*args, **kwargs):
        return keep(await async_do_action(*args, **kwargs))

    DaraCore.do_action = staticmethod(lambda *args, **kwargs: keep(do_action(*args, **kwargs)))
    DaraCore.async_do_action = staticmethod(asynchronous)


def snake(action):
    wanted = action.lower()
    names = (name for name in dir(Client) if not name.startswith("_"))
    (found,) = [name for name in names if name.replace("_", "") == wanted]
    return found


class Caller:
    def __init__(self, endpoint, key_id, key_secret, scheme, is_async):
        self.is_async = is_async
        self.settings = {
            "access_key_id": key_id,
            "access_key_secret": key_secret,
            "endpoint": endpoint,
            "protocol": "http",
            # The library calls the query scheme (HMAC-SHA1) v2.
            "signature_algorithm": "v2" if scheme == "V1" else None,
        }
        self.client = self.connect()

    def connect(self, **others):
        return Client(Config(**{**self.settings, **others}))

    async def send(self, client, action, request):
        if self.is_async:
            return await getattr(client, snake(action) + "_async")(request)
        return getattr(client, snake(action))(request)

    async def call(self, action, client=None, **parameters):
        """Calls an operation, prints what the client made of it and gives the response."""
        try:
            request = getattr(models, f"{action}Request")(**parameters)
            response = await self.send(client or self.client, action, request)
        except Exception as error:  # whatever the client raises is the result
            print(json.dumps({"action": action, "raised": describe(error)}), flush=True)
            return None
        body = response.body
        read, unread, unknown, altered = set(), set(), set(), set()
        walk(body, type(body), "", read, unread)
        _, headers, raw = ANSWERS[-1]
        compare(json.loads(raw), body.to_map(), type(body), "", unknown, altered)
        line = {
            "action": action,
            "status": response.status_code,
            "success": body.success,
            "code": body.code,
            "message": body.error_message,
            "request_id": body.request_id == headers["x-acs-request-id"],
            "read": sorted(read),
            "unread": sorted(unread - read),
            "unknown": sorted(unknown),
            "altered": sorted(altered),
            "example": "x-ota-emulator" in headers,
        }
        print(json.dumps(line), flush=True)
        return body

    def admin(self, method, path, body=None):
        response = requests.request(method, f"http://{self.settings['endpoint']}/_ota/{path}", json=body)
        response.raise_for_status()
        return response.json()

    def advance(self, seconds):
        return self.admin("POST", "advance", {"seconds": seconds})

    def upload(self, form, key_id, content):
        """Posts a file as the forms of OSS are posted."""
        fields = {
            "key": form.key,
            "policy": form.policy,
            "OSSAccessKeyId": key_id,
            "Signature": form.signature,
            "success_action_status": "200",
        }
        response = requests.post(form.host, data=fields, files={"file": ("file", content)})
        note("upload", status=response.status_code)


def describe(error):
    return {
        "type": type(error).__name__,
        "code": getattr(error, "code", None),
        "status": getattr(error, "status_code", None),
        "text": str(error),
        "retry_after": getattr(error, "retry_after", None),
        "explanation": (getattr(error, "data", None) or {}).get("Explanation"),
    }


def tags(model, **pairs):
    return [model(key=key, value=value) for key, value in pairs.items()]


async def rollout(caller):
    call = caller.call
    product = {"product_key": PRODUCT}

    # A module, and files for three packages.
    module = {**product, "module_name": "scanner"}
    await call("CreateOTAModule", **module, alias_name="Scanner", desc="Reads bar codes.")
    await call("UpdateOTAModule", **module, alias_name="条码扫描仪2", desc="a b+c*d~e/f=g&h'i(j)!k%")
    await call("ListOTAModuleByProduct", **product)

    async def upload(content, suffix):
        form = (await call("GenerateOTAUploadURL", file_suffix=suffix)).data
        caller.upload(form, form.ossaccess_key_id, content)
        return form.firmware_url, hashlib.md5(content).hexdigest(), len(content)

    url, md5, size = await upload(b"the first firmware" * 1000, "bin")
    signed = {"firmware_url": url, "firmware_sign": md5, "firmware_size": size, "sign_method": "MD5"}
    first = await call(
        "CreateOTAFirmware",
        **product,
        **signed,
        firmware_name="Firmware2",
        firmware_desc="The second firmware.",
        dest_version="2.0.0",
        need_to_verify=True,
        type=0,
        udi='{"size": "big"}',
    )
    package = {"firmware_id": first.data.firmware_id}

    url, md5, size = await upload(b"the scanner", "zip")
    signed = {"firmware_url": url, "firmware_sign": md5, "firmware_size": size, "sign_method": "MD5"}
    differential = await call(
        "CreateOTAFirmware",
        **product,
        **signed,
        firmware_name="Scanner2",
        firmware_desc="From the first to the second.",
        module_name="scanner",
        src_version="1.0.0",
        dest_version="2.0.0",
        need_to_verify=False,
        type=1,
    )
    differential = {"firmware_id": differential.data.firmware_id}

    parts = []
    for number, content in enumerate([b"one", b"two"]):
        url, md5, size = await upload(content, "bin")
        parts.append(
            models.CreateOTAFirmwareRequestMultiFiles(
                name=f"part{number}", url=url, size=size, file_md_5=md5, sign_value=md5
            )
        )
    many = await call(
        "CreateOTAFirmware",
        **product,
        firmware_name="Parts3",
        dest_version="3.0.0",
        multi_files=parts,
        sign_method="MD5",
        need_to_verify=False,
        type=0,
    )
    many = {"firmware_id": many.data.firmware_id}

    # Verification, and what is known of the packages then.
    verify = await call(
        "CreateOTAVerifyJob",
        **product,
        **package,
        target_device_name=["device1"],
        timeout_in_minutes=60,
        tag=tags(models.CreateOTAVerifyJobRequestTag, stage="check"),
    )
    caller.advance(900)
    verified = await call("QueryOTAFirmware", **package)
    note("verified", package=verified.firmware_info.status, progress=verified.firmware_info.verify_progress)
    await call("QueryOTAFirmware", **differential)
    await call("QueryOTAFirmware", **many)
    await call("ModifyOTAFirmware", **product, **package, firmware_name="Firmware2b", firmware_desc="Checked.")
    await call("ListOTAFirmware", **product, current_page=1, page_size=10)
    await call("QueryOTAJob", job_id=verify.data.job_id)

    # A static job for the devices of a list, which have to be confirmed.
    form = (await call("GenerateDeviceNameListURL")).data
    caller.upload(form, form.access_key_id, b"device2\ndevice3\nfailing\n")
    static = await call(
        "CreateOTAStaticUpgradeJob",
        **product,
        **package,
        target_selection="SPECIFIC",
        dn_list_file_url=form.file_url,
        need_confirm=True,
        need_push=True,
        retry_interval=10,
        retry_count=1,
        timeout_in_minutes=60,
        maximum_per_minute=10,
        overwrite_mode=2,
        download_protocol="HTTPS",
        tag=tags(models.CreateOTAStaticUpgradeJobRequestTag, stage="first", team="a b"),
    )
    job = {"job_id": static.data.job_id}
    tasks = await call("ListOTATaskByJob", **job, current_page=1, page_size=10, task_status="CONFIRM")
    ids = [task.task_id for task in tasks.data.simple_otatask_info]
    await call("ListOTAUnfinishedTaskByDevice", **product, device_name="device2", task_status="CONFIRM")
    await call("ConfirmOTATask", task_id=ids)
    await call(
        "UpdateOTAJob",
        **job,
        target_selection="SPECIFIC",
        upgrade_type="STATIC",
        maximum_per_minute=20,
        tags=tags(models.UpdateOTAJobRequestTags, stage="later"),
    )
    caller.advance(900)
    await call("QueryOTAJob", **job)
    tasks = await call("ListOTATaskByJob", **job, current_page=1, page_size=10)
    failed = [task.task_id for task in tasks.data.simple_otatask_info if task.task_status == "FAILED"]
    note("ended", tasks={t.device_name: t.task_status for t in tasks.data.simple_otatask_info})
    await call("ReupgradeOTATask", **job, task_id=failed)
    await call("ListOTAModuleVersionsByDevice", **product, device_name="device2", current_page=1, page_size=10)
    for device in ["device1", "device2"]:
        await call("ListOTAJobByDevice", **product, **package, device_name=device, current_page=1, page_size=10)

    # A share of the devices later on, or rather not; a group; and whoever comes with a version.
    now = datetime.fromisoformat(caller.admin("GET", "health")["time"].replace("Z", "+00:00"))
    millis = int(now.timestamp() * 1000)
    gray = await call(
        "CreateOTAStaticUpgradeJob",
        **product,
        **many,
        target_selection="GRAY",
        gray_percent="25.0",
        src_version=["1.0.0"],
        schedule_time=millis + 3_600_000,
        schedule_finish_time=millis + 3 * 3_600_000,
    )
    await call("QueryOTAJob", job_id=gray.data.job_id)
    await call(
        "CancelOTATaskByJob",
        job_id=gray.data.job_id,
        cancel_scheduled_task=True,
        cancel_queued_task=True,
        cancel_notified_task=False,
    )
    group = await call(
        "CreateOTAStaticUpgradeJob",
        **product,
        **many,
        target_selection="GROUP",
        group_id="static-group",
        group_type="LINK_PLATFORM",
        overwrite_mode=2,
    )
    await call("QueryOTAJob", job_id=group.data.job_id)
    dynamic = await call(
        "CreateOTADynamicUpgradeJob",
        **product,
        **differential,
        src_version=["1.0.0"],
        dynamic_mode=1,
        need_push=False,
        multi_module_mode=True,
        overwrite_mode=1,
        retry_interval=0,
        retry_count=1,
        timeout_in_minutes=30,
        tag=tags(models.CreateOTADynamicUpgradeJobRequestTag, stage="module"),
    )
    await call("QueryOTAJob", job_id=dynamic.data.job_id)
    await call("ListOTAJobByFirmware", **package, current_page=1, page_size=10)
    await call("ListOTAUnfinishedTaskByDevice", **product, device_name="device4")

    # Products, devices and groups.
    await call("QueryProductList", current_page=1, page_size=10)
    listed = await call("QueryDevice", **product, page_size=5)
    await call("QueryDevice", **product, page_size=5, next_token=listed.next_token)
    detail = await call("QueryDeviceDetail", **product, device_name="device2")
    await call("QueryDeviceStatistics", **product, group_id="static-group")
    await call("BatchGetDeviceState", **product, device_name=["device1", "device2"])
    await call("BatchGetDeviceState", iot_id=[detail.data.iot_id])
    await call("QueryDeviceListByDeviceGroup", group_id="static-group", current_page=1, page_size=10)
    moving = {"group_id": "dynamic-group", "iot_instance_id": "iot-interop"}
    await call("QueryDynamicGroupDevices", **moving, page_size=1)
    await call("QueryDynamicGroupDevices", **moving, device_name="firs", fuzzy_name=True, status="ONLINE")

    # What is not wanted any more goes.
    await call("CancelOTATaskByDevice", **product, **many, job_id=group.data.job_id, device_name=["device5"])
    await call("CancelOTAStrategyByJob", job_id=dynamic.data.job_id)
    await call("DeleteOTAFirmware", **differential)
    await call("DeleteOTAModule", **module)


# What each operation needs at least to be reached.
LEAST = {
    "BatchGetDeviceState": {"product_key": "p", "device_name": ["device1"]},
    "CancelOTAStrategyByJob": {"job_id": "j"},
    "CancelOTATaskByDevice": {"product_key": "p", "firmware_id": "f", "device_name": ["device1"]},
    "CancelOTATaskByJob": {"job_id": "j", "cancel_queued_task": True},
    "ConfirmOTATask": {"task_id": ["t"]},
    "CreateOTADynamicUpgradeJob": {"product_key": "p", "firmware_id": "f", "src_version": ["1"]},
    "CreateOTAFirmware": {"firmware_name": "Name", "dest_version": "2", "firmware_url": "https://x/y"},
    "CreateOTAModule": {"product_key": "p", "module_name": "m"},
    "CreateOTAStaticUpgradeJob": {"product_key": "p", "firmware_id": "f", "target_selection": "ALL"},
    "CreateOTAVerifyJob": {"product_key": "p", "firmware_id": "f", "target_device_name": ["device1"]},
    "DeleteOTAFirmware": {"firmware_id": "a+c*d~e/f=g&h(j)!k%"},
    "DeleteOTAModule": {"product_key": "p", "module_name": "m"},
    "GenerateDeviceNameListURL": {},
    "GenerateOTAUploadURL": {},
    "ListOTAFirmware": {"current_page": 1, "page_size": 10},
    "ListOTAJobByDevice": {
        "product_key": "p",
        "firmware_id": "f",
        "device_name": "device1",
        "current_page": 1,
        "page_size": 10,
    },
    "ListOTAJobByFirmware": {"firmware_id": "f", "current_page": 1, "page_size": 10},
    "ListOTAModuleByProduct": {"product_key": "p"},
    "ListOTAModuleVersionsByDevice": {"iot_id": "i", "current_page": 1, "page_size": 10},
    "ListOTATaskByJob": {"job_id": "j"},
    "ListOTAUnfinishedTaskByDevice": {"iot_id": "i"},
    "ModifyOTAFirmware": {"product_key": "p", "firmware_id": "f"},
    "QueryDevice": {"product_key": "p"},
    "QueryDeviceDetail": {"iot_id": "i"},
    "QueryDeviceListByDeviceGroup": {"group_id": "g"},
    "QueryDeviceStatistics": {},
    "QueryDynamicGroupDevices": {"group_id": "g"},
    "QueryOTAFirmware": {"firmware_id": "f"},
    "QueryOTAJob": {"job_id": "j"},
    "QueryProductList": {"current_page": 1, "page_size": 10},
    "ReupgradeOTATask": {"job_id": "j", "task_id": ["t"]},
    "UpdateOTAJob": {
        "job_id": "j",
        "maximum_per_minute": 10,
        "target_selection": "ALL",
        "upgrade_type": "STATIC",
    },
    "UpdateOTAModule": {"product_key": "p", "module_name": "m"},
}


async def refusals(caller):
    """Each operation once for an instance that does not exist, then what the gateway refuses."""
    for action, parameters in LEAST.items():
        await caller.call(action, **parameters, iot_instance_id="iot-nowhere")
    await caller.call("DeleteOTAFirmware", **LEAST["DeleteOTAFirmware"])

    # Temporary keys: one that works, without its token, and one that has expired.
    query = LEAST["GenerateOTAUploadURL"]
    for key in [
        {"access_key_id": "STS.now", "access_key_secret": "now", "security_token": "CAIS+now=="},
        {"access_key_id": "STS.now", "access_key_secret": "now"},
        {"access_key_id": "STS.past", "access_key_secret": "past", "security_token": "CAIS+past=="},
    ]:
        note("key", id=key["access_key_id"], token="security_token" in key)
        await caller.call("GenerateOTAUploadURL", client=caller.connect(**key), **query)

    note("wrong secret")
    asking = GlobalParameters(headers={"x-ota-emulator-explain": "signature"})
    wrong = caller.connect(access_key_secret="not-the-secret", global_parameters=asking)
    await caller.call("QueryOTAJob", client=wrong, **LEAST["QueryOTAJob"])

    note("too many calls")
    for _ in range(11):
        await caller.call("DeleteOTAModule", **LEAST["DeleteOTAModule"])


async def run(caller):
    await rollout(caller)
    await refusals(caller)


if __name__ == "__main__":
    host, key_id, key_secret, scheme, mode = sys.argv[1:]
    record_responses()
    asyncio.run(run(Caller(host, key_id, key_secret, scheme, mode == "async")))
