"""Decides who may call a listener on this machine: local programs may, and web pages in a browser may not.

MiniStack's start script also uses this module, on Python 3.10 or newer. kit/engines/loopback/refusal.ts is the same rule
in TypeScript, and executor/tests/loopback_cases.json tests both.
"""

import re
from collections.abc import Mapping

# A page can make its own name resolve to 127.0.0.1 (DNS rebinding), but not these names.
_HOST = re.compile(
    r"(?:127(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}"
    r"|\[::1\]"
    r"|(?:[a-z0-9_-]+\.)*localhost(?:\.localstack\.cloud)?)"
    r"(?::([0-9]{1,5}))?",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def refusal(headers: Mapping[str, str], allowed_origin: str = "", scheme: str = "http") -> str | None:
    """Returns why a request is refused with 403, or None. The names in `headers` are lowercase."""
    host = _HOST.fullmatch(headers.get("host", ""))
    if not host:
        return _because("its Host is not a name of this machine")
    origin = headers.get("origin")
    if origin and origin == allowed_origin:
        return None
    if origin is not None and not _is_own(origin, host, scheme):
        return _because("its Origin is another web page")
    site = headers.get("sec-fetch-site")
    if site not in (None, "same-origin", "none"):
        return _because("its Sec-Fetch-Site says that another web page sent it")
    # Browsers send no Sec-Fetch-Site to http://….localhost.localstack.cloud, but always send their User-Agent.
    if origin is None and site is None and headers.get("user-agent", "").startswith("Mozilla/"):
        return _because("a browser sent it without saying for which page. In a browser, use localhost or 127.0.0.1")
    return None


def _is_own(origin: str, host: re.Match, scheme: str) -> bool:
    prefix, _, authority = origin.partition("://")
    own = _HOST.fullmatch(authority)
    return bool(own) and prefix == scheme and _port(own, scheme) == _port(host, scheme)


def _port(host: re.Match, scheme: str) -> str:
    return host[1] or _DEFAULT_PORTS[scheme]


def _because(reason: str) -> str:
    return f"CALLER_REFUSED: {reason}. See docs/internals/security.md of Sluice.\n"
