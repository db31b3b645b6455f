"""Starts MiniStack with fixes to how it runs functions, and refuses web pages in a browser.

See docs/internals/decisions/0014-how-ministack-is-started.md, 0026-retries-run-the-current-code.md and
docs/internals/security.md.
"""

import os
import select
import sys
import threading
from pathlib import Path

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# This rule is shared with LocalStack's package.
sys.path.append(str(Path(__file__).parents[4] / "executor"))
from sluice_lambda_process.loopback import refusal  # noqa: E402

# No system has a larger pipe.
ALL_IN_A_PIPE = 1 << 20
# The limit per function. Processes mostly wait for the engine, but loading the SDK takes processor time, and each idle
# process takes about 62 MB.
MOST_PROCESSES = min(16, 4 * (os.cpu_count() or 1))
# Otherwise output that does not fit into the pipe waits in Node.js and arrives after the answer.
PIPE_WAITS = "process.stderr._handle.setBlocking(true);\n"
SDK_OF_THE_CHECKOUT = 'require("aws-sdk")'


class Worker(lambda_runtime.Worker):
    """A function's process that keeps all output of an invocation in the log of that invocation.

    MiniStack reads output only for some milliseconds after the answer. On a busy machine the last lines would go to the
    next log, or be lost. This class reads everything that is in the pipe after the answer.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._reading = threading.Lock()
        self._unended = b""

    def _read_stderr(self):
        """Reads output while an invocation runs. Otherwise a full pipe would block the process."""
        stderr = self._proc.stderr
        while self._take(stderr, patience_ms=None):
            pass

    def _drain_stderr(self) -> str:
        if self._proc:
            self._take(self._proc.stderr, patience_ms=0)
        else:
            # The process has ended, and so has its pipe unless a child process holds it open.
            self._stderr_thread.join(timeout=1)
        with self._reading:
            if self._unended:
                self._put(self._unended)
                self._unended = b""
        return super()._drain_stderr()

    def _drain_stderr_bounded(self, *_args, **_kwargs) -> str:
        return self._drain_stderr()

    def _take(self, stderr, patience_ms) -> bool:
        """Waits for output and moves all complete lines from the pipe to the queue. Returns False at the end of the pipe."""
        pipe = select.poll()
        pipe.register(stderr, select.POLLIN)
        pipe.poll(patience_ms)
        with self._reading:
            if not pipe.poll(0):
                return True
            text = os.read(stderr.fileno(), ALL_IN_A_PIPE)
            *lines, self._unended = (self._unended + text).split(b"\n")
            for line in lines:
                self._put(line)
            return text != b""

    def _put(self, line: bytes):
        self._stderr_queue.put(line.decode(errors="replace"))


def waiting(execute):
    """Limits the processes of a function. Further invocations wait for one, as events do on AWS, and run its current code."""
    places = {}

    def execute_in_place(func, event, request_id):
        name = (func.get("config") or func).get("FunctionArn")
        with places.setdefault(name, threading.BoundedSemaphore(MOST_PROCESSES)):
            return execute(current(func), event, request_id)

    return execute_in_place


def current(func):
    """Returns the function as it is now. MiniStack tries an event again with the code of the event's first try, and then
    hands other events to the process that it has started for that."""
    config = func.get("config") or func
    if config.get("Version", "$LATEST") != "$LATEST":
        return func
    found, now, _ = lambda_svc._get_func_record_for_ref(config.get("FunctionArn"))
    return lambda_svc._execution_record_for_config(found, now) if found and now else func


def guarded(app, allowed_origin: str):
    """Wraps the ASGI application `app` to refuse requests from web pages, including WebSockets."""

    async def guarded_app(scope, receive, send):
        if scope["type"] in ("http", "websocket"):
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            # A WebSocket's scheme is ws or wss, but its page's is http or https.
            scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
            if reason := refusal(headers, allowed_origin, scheme):
                return await refuse(scope["type"], reason.encode(), send)
        await app(scope, receive, send)

    return guarded_app


async def refuse(kind: str, reason: bytes, send):
    if kind == "websocket":
        # Before the WebSocket is accepted, this is status 403.
        return await send({"type": "websocket.close"})
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(reason))]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": reason})


def fix():
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    if script.count(SDK_OF_THE_CHECKOUT) != 1:
        raise SystemExit(f"This MiniStack does not load {SDK_OF_THE_CHECKOUT} once: see {__file__}")
    lambda_runtime.Worker = Worker
    lambda_svc._execute_function_warm = waiting(lambda_svc._execute_function_warm)
    # The script calls url.parse, about which Node.js 24 warns in the log of each function, but AWS's Node.js 22 does not.
    os.environ["NODE_OPTIONS"] = "--disable-warning=DEP0169"
    # MiniStack would load version 2 of the SDK, which Lambda does not have, from the checkout's node_modules. That takes
    # 0.1 s of each cold start.
    lambda_runtime._NODEJS_WORKER_SCRIPT = PIPE_WAITS + script.replace(SDK_OF_THE_CHECKOUT, "null")


if __name__ == "__main__":
    fix()
    # Removed from the environment, because functions inherit it.
    ministack.app = guarded(ministack.app, os.environ.pop("SLUICE_ALLOW_ORIGIN", ""))
    ministack.main()
