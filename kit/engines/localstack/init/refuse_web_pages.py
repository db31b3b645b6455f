"""Makes LocalStack refuse web pages that are open in a browser, by the rule of Sluice's other listeners.

LocalStack 4.14.0 looks at Origin and Referer, but not at Host: a page that resolves a name of its own to this machine can
send any GET. It runs this file in its own process while it starts.
"""

import ipaddress
import os
import sys

from localstack.aws import handlers

sys.path.append("/opt/sluice")
from loopback import refusal  # noqa: E402

ALLOWED_ORIGIN = os.environ.get("SLUICE_ALLOW_ORIGIN", "")
# Other containers call this one by its service name or its address. A page cannot resolve its own name to those and
# send them as its Host.
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
