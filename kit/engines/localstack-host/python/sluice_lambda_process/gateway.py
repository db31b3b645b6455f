"""LocalStack's own web server, listening where GATEWAY_LISTEN says.

LocalStack 4.14.0 takes the port from there, but listens on every IPv4 interface whatever the host is.
"""

from localstack.aws.serving.twisted import TLSMultiplexerFactory
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.serving.twisted import TwistedGateway
from twisted.internet import endpoints, reactor, ssl


class GatewayServer(TwistedRuntimeServer):
    def register(self, gateway, listen, ssl_creds=None):
        site = TwistedGateway(gateway)
        if ssl_creds:
            certificate, key = ssl_creds
            contexts = ssl.DefaultOpenSSLContextFactory(key, certificate)
            contexts.getContext().use_certificate_chain_file(certificate)
            site = TLSMultiplexerFactory(contexts, False, site)
        for address in listen:
            kind = endpoints.TCP6ServerEndpoint if ":" in address.host else endpoints.TCP4ServerEndpoint
            kind(reactor, address.port, interface=address.host).listen(site)
