"""LocalStack's own web server, which listens where GATEWAY_LISTEN says and refuses web pages in a browser.

LocalStack 4.14.0 takes only the port from GATEWAY_LISTEN, and listens on every IPv4 interface. It does not check the
origin of requests for S3, or any Host header.
"""

import os

from localstack.aws.serving.twisted import TLSMultiplexerFactory
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.serving.twisted import TwistedGateway
from twisted.internet import endpoints, reactor, ssl
from twisted.python.components import proxyForInterface
from twisted.web.resource import IResource

from sluice_lambda_process.loopback import refusal


class GatewayServer(TwistedRuntimeServer):
    def register(self, gateway, listen, ssl_creds=None):
        site = TwistedGateway(gateway)
        site.resource = Guarded(site.resource, os.environ.get("SLUICE_ALLOW_ORIGIN", ""))
        if ssl_creds:
            certificate, key = ssl_creds
            contexts = ssl.DefaultOpenSSLContextFactory(key, certificate)
            contexts.getContext().use_certificate_chain_file(certificate)
            site = TLSMultiplexerFactory(contexts, False, site)
        for address in listen:
            kind = endpoints.TCP6ServerEndpoint if ":" in address.host else endpoints.TCP4ServerEndpoint
            kind(reactor, address.port, interface=address.host).listen(site)


class Guarded(proxyForInterface(IResource)):
    """Refuses requests from web pages, including WebSockets, before LocalStack sees them."""

    isLeaf = True

    def __init__(self, original, allowed_origin: str):
        super().__init__(original)
        self.allowed_origin = allowed_origin

    def render(self, request):
        names = ("host", "origin", "sec-fetch-site", "user-agent")
        headers = {name: value for name in names if (value := request.getHeader(name)) is not None}
        reason = refusal(headers, self.allowed_origin, "https" if request.isSecure() else "http")
        if reason is None:
            return super().render(request)
        request.setResponseCode(403)
        request.setHeader("content-type", "text/plain")
        return reason.encode()
