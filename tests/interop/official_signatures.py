"""Random requests, signed by the official library.

Usage: official_signatures.py COUNT SEED

Prints one JSON object a line: a request as `ota sign` reads it, with the signature that the official
library gives under the key `expected`.
"""

import json
import random
import sys

from alibabacloud_openapi_util.client import Client as Util
from darabonba.request import DaraRequest

LETTERS = "abcXYZ019-_.~ !*'();:@&=+$,/?%#[]\"<>\\^`{|}\t\n条码扫描é🙂"


def text(source, longest):
    return "".join(source.choice(LETTERS) for _ in range(source.randint(1, longest)))


def request(source):
    scheme = source.choice(["V1", "V3"])
    names = {f"P{source.randint(0, 40)}": text(source, 30) for _ in range(source.randint(0, 12))}
    names.update({f"DeviceName.{i + 1}": text(source, 12) for i in range(source.randint(0, 14))})
    return {
        "scheme": scheme,
        "method": source.choice(["GET", "POST"]),
        "host": "iot.cn-shanghai.aliyuncs.com",
        "action": "CancelOTATaskByDevice",
        "version": "2018-01-20",
        "query": names,
        "timestamp": "2026-01-02T03:04:05Z",
        "nonce": "%032x" % source.getrandbits(128),
        "key_id": "testid",
        "key_secret": "testsecret%d" % source.randint(0, 9),
        "security_token": source.choice([None, "CAIS+test/token=="]),
    }


def sign_v1(given):
    query = dict(given["query"])
    query.update(
        AccessKeyId=given["key_id"],
        Action=given["action"],
        Format="JSON",
        SignatureMethod="HMAC-SHA1",
        SignatureNonce=given["nonce"],
        SignatureVersion="1.0",
        Timestamp=given["timestamp"],
        Version=given["version"],
    )
    if given["security_token"]:
        query["SecurityToken"] = given["security_token"]
    return Util.get_rpcsignature(query, given["method"], given["key_secret"])


def sign_v3(given):
    sent = DaraRequest()
    sent.method = given["method"]
    sent.pathname = "/"
    sent.query = dict(given["query"])
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    sent.headers = {
        "host": given["host"],
        "x-acs-action": given["action"],
        "x-acs-content-sha256": empty,
        "x-acs-date": given["timestamp"],
        "x-acs-signature-nonce": given["nonce"],
        "x-acs-version": given["version"],
    }
    if given["security_token"]:
        sent.headers["x-acs-accesskey-id"] = given["key_id"]
        sent.headers["x-acs-security-token"] = given["security_token"]
    header = Util.get_authorization(
        sent, "ACS3-HMAC-SHA256", empty, given["key_id"], given["key_secret"]
    )
    return header.rsplit("Signature=", 1)[1]


def main():
    source = random.Random(int(sys.argv[2]))
    for _ in range(int(sys.argv[1])):
        given = request(source)
        sign = sign_v1 if given["scheme"] == "V1" else sign_v3
        given["expected"] = sign(given)
        print(json.dumps(given))


if __name__ == "__main__":
    main()
