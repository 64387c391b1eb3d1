"""Google's storage on the loopback: gcp-storage-emulator, which keeps the objects and answers for them.

usage: google.py PORT BUCKET PUBLIC_KEY

What it lacks of the XML API that the program speaks is added here: DELETE, ETag and Last-Modified, and the headers that an
object was put with. It lets anybody do anything, so it is checked here who may: a token must be signed for this service by
the key of the account (RS256), and a link by the same key (V4 signature, RSA-SHA256), and be in time. Links are always
signed for Google's own host, and are read so here.

Not here: uploads in parts (documents above 8 MiB), conditions, and tokens that Google's own servers hand out.
"""

import base64
import datetime
import hashlib
import json
import sys
import time
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from gcp_storage_emulator import server
from gcp_storage_emulator.handlers import objects
from gcp_storage_emulator.server import DELETE, GET, PUT

HOST = "storage.googleapis.com"
HEADS = {}  # what each object was put with


def is_signed(key, signature, text):
    try:
        key.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
        return True
    except InvalidSignature:
        return False


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token_is_good(key, header):
    kind, _, token = header.partition(" ")
    parts = token.split(".")
    if kind != "Bearer" or len(parts) != 3 or not is_signed(key, unbase64(parts[2]), ".".join(parts[:2]).encode()):
        return False
    claims = json.loads(unbase64(parts[1]))
    return claims["iat"] - 60 <= time.time() < claims["exp"]


def link_is_good(key, method, path, query):
    given = dict(urllib.parse.parse_qsl(query))
    if given.get("X-Goog-Algorithm") != "GOOG4-RSA-SHA256" or given.get("X-Goog-SignedHeaders") != "host":
        return False
    signed = "&".join(sorted(pair for pair in query.split("&") if not pair.startswith("X-Goog-Signature=")))
    asked = "\n".join((method, path, signed, f"host:{HOST}", "", "host", "UNSIGNED-PAYLOAD"))
    scope = given["X-Goog-Credential"].partition("/")[2]
    digest = hashlib.sha256(asked.encode()).hexdigest()
    text = "\n".join((given["X-Goog-Algorithm"], given["X-Goog-Date"], scope, digest))
    if not is_signed(key, bytes.fromhex(given["X-Goog-Signature"]), text.encode()):
        return False
    made = datetime.datetime.strptime(given["X-Goog-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    return time.time() < made.timestamp() + int(given["X-Goog-Expires"])


def put(request, response, storage):
    objects.xml_upload(request, response, storage)
    name = request.params["bucket_name"], request.params["object_id"]
    tag = hashlib.md5(request.data).hexdigest()
    HEADS[name] = {"ETag": f'"{tag}"', "Content-Disposition": request.get_header("Content-Disposition", "")}
    response["ETag"] = HEADS[name]["ETag"]


def get(request, response, storage):
    objects.download(request, response, storage)
    response["Last-Modified"] = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
    for name, value in HEADS.get((request.params["bucket_name"], request.params["object_id"]), {}).items():
        response[name] = value


def main(port, bucket, key_file):
    with open(key_file, "rb") as file:
        key = serialization.load_pem_public_key(file.read())
    server.HANDLERS = ((server.HANDLERS[-1][0], {GET: get, PUT: put, DELETE: objects.delete}),)

    class Router(server.Router):
        def handle(self, method):
            asked = self._request_handler
            path, _, query = asked.path.partition("?")
            token = asked.headers.get("Authorization")
            if token_is_good(key, token) if token else link_is_good(key, method, path, query):
                return super().handle(method)
            refusal = server.Response(asked)
            refusal.status = server.HTTPStatus.FORBIDDEN
            refusal.close()

    server.Router = Router
    server.create_server("127.0.0.1", int(port), in_memory=True, default_bucket=bucket).run()


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    main(*sys.argv[1:])
