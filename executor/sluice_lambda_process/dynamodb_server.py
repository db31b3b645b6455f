"""Runs DynamoDB Local: `python -m sluice_lambda_process.dynamodb_server JARS HEAP [its own options]`.

`java -jar` would listen on every interface, which no option changes, and would not check the Host header.
"""

import os
import sys
import threading
import time
from pathlib import Path

import jpype

from sluice_lambda_process.loopback import refusal


def main(jars: str, heap: str, *options: str):
    end_with(os.getppid())
    jpype.startJVM(
        libjvm(),
        f"-Xmx{heap}",
        f"-Djava.library.path={jars}",
        "-Xrs",  # Java does not handle SIGTERM, which ends this process at once.
        classpath=[str(jar) for jar in sorted(Path(jars).glob("*.jar"))],
        convertStrings=True,
        interrupt=False,
    )
    runner = jpype.JClass("com.amazonaws.services.dynamodbv2.local.main.ServerRunner")
    proxy = runner.createServerFromCommandLineArgs([*options, "-disableTelemetry"])
    field = proxy.getClass().getDeclaredField("server")
    field.setAccessible(True)
    server = field.get(proxy)
    for connector in server.getConnectors():
        connector.setHost("127.0.0.1")
    guard(server)
    proxy.start()
    proxy.join()


def guard(server):
    """Makes Jetty refuse requests from web pages with 403. LocalStack passes its callers' headers on."""
    allowed_origin = os.environ.get("SLUICE_ALLOW_ORIGIN", "")

    def is_refused(request) -> bool:
        fields = request.getHeaders()
        names = ("host", "origin", "sec-fetch-site", "user-agent")
        headers = {name: value for name in names if (value := fields.get(name)) is not None}
        return refusal(headers, allowed_origin) is not None

    handler = jpype.JClass("org.eclipse.jetty.server.handler.ConditionalHandler$Reject")(server.getHandler())
    handler.include(jpype.JProxy("java.util.function.Predicate", {"test": is_refused}))
    server.setHandler(handler)


def libjvm() -> str:
    """Returns the JVM of JAVA_HOME, which may be a JRE; otherwise the one that JPype finds."""
    for name in ("libjvm.so", "libjvm.dylib"):
        library = Path(os.environ.get("JAVA_HOME", "")) / "lib" / "server" / name
        if library.is_file():
            return str(library)
    return jpype.getDefaultJVMPath()


def end_with(parent: int):
    """Ends this process when its parent ends, even if the parent was killed."""

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
