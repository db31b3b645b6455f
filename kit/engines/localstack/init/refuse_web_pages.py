"""Makes LocalStack refuse web pages in a browser, by the same rule as Sluice's other listeners.

LocalStack 4.14.0 checks Origin and Referer, but not Host, so a page whose own name resolves to this machine can send any
GET. LocalStack runs this file when it starts.
"""

import ipaddress
import os
import sys

from localstack.aws import handlers

sys.path.append("/opt/sluice")
from loopback import refusal  # noqa: E402

ALLOWED_ORIGIN = os.environ.get("SLUICE_ALLOW_ORIGIN", "")
# Other containers use this container's service name or address as Host. A page can only send its own name.
SERVICES = ("localstack", "faults")


def host_inside(host: str) -> bool:
    name = host.rsplit(":", 1)[0]
    try:
        return name in SERVICES or ipaddress.ip_address(name).is_private
    except ValueError:
        return False


def refuse_web_pages(chain, context, response):
    names = ("host", "origin", "sec-fetch-site", "user-agent")
    headers = {name: value for name in names if (value := context.request.headers.get(name)) is not None}
    if host_inside(headers.get("host", "")):
        headers["host"] = "localhost"
    if reason := refusal(headers, ALLOWED_ORIGIN):
        chain.respond(403, reason)


handlers.preprocess_request.append(refuse_web_pages)
