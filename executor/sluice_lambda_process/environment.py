"""An execution environment: a process that starts on demand and answers one invocation at a time."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sluice_lambda_process import report
from sluice_lambda_process.places import Places
from sluice_lambda_process.worker import Worker, WorkerExited, WorkerTimeout


@dataclass(frozen=True)
class Function:
    """The part of a function's configuration that an environment needs."""

    version: str
    timeout_seconds: float
    memory_mb: int
    response_limit: int
    init_timeout_seconds: float


@dataclass(frozen=True)
class Result:
    payload: bytes
    is_error: bool
    logs: str


@dataclass(eq=False)
class Environment:
    """`command` starts the worker in `cwd` with `variables`; `temporary` is its own folder for temporary files.

    `folder` contains that folder and is deleted with the environment.
    The next invocation replaces a worker that timed out, ended or failed to start, as on AWS.
    """

    function: Function
    command: Sequence[str]
    variables: dict[str, str]
    cwd: str
    temporary: str
    folder: str
    places: Places

    _worker: Worker | None = None
    _started_in: float | None = None
    _early_failure: Result | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _in_use: bool = False
    _retired: bool = False
    _cancelled: bool = False

    def prepare(self):
        """Starts the process if there is room. The first invocation reports a failure."""
        with self._use():
            if not self.places.enter_if_free(self):
                return
            try:
                self._early_failure = self._start()
            finally:
                self.places.leave(self, keeps_process=self._worker is not None)

    def invoke(self, request_id: str, arn: str, payload: str, trace_id: str) -> Result:
        """Raises CancelledError when the environment was cancelled meanwhile or had already retired."""
        with self._use():
            self.places.enter(self)
            try:
                # The environment may have been cancelled while the invocation waited for a place.
                result = None if self._cancelled else self._invoke(request_id, arn, payload, trace_id)
            finally:
                self.places.leave(self, keeps_process=self._worker is not None)
        if self._cancelled or not result:
            raise CancelledError
        return result

    def retire(self):
        """Ends the environment after its current or waiting invocation. Replaced code finishes its work, as on AWS."""
        with self._lock:
            self._retired = True
            if self._in_use:
                return
        self._remove()

    def cancel(self):
        """Ends the process now."""
        self._cancelled = True
        self.retire()
        if worker := self._worker:
            worker.kill()

    def end_process(self):
        if self._worker:
            self._worker.end()
            self._worker = None
        shutil.rmtree(self.temporary, ignore_errors=True)

    def unread_output(self) -> str:
        return self._worker.printed.decode(errors="replace") if self._worker else ""

    @contextmanager
    def _use(self) -> Iterator[None]:
        with self._lock:
            # The code is deleted. LocalStack may choose an environment for an invocation just before ending it.
            if self._retired:
                raise CancelledError
            self._in_use = True
        try:
            yield
        finally:
            with self._lock:
                self._in_use = False
                retired = self._retired
            if retired:
                self._remove()

    def _remove(self):
        self.places.retire(self)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _invoke(self, request_id: str, arn: str, payload: str, trace_id: str) -> Result:
        function = self.function
        failed, self._early_failure = self._early_failure, None
        left_over = ""
        if self._worker and not self._worker.is_alive():
            # The process ended between two invocations.
            self._worker.end()
            left_over = self._worker.take_printed()
            self._worker = None
        if not self._worker and not failed:
            failed = self._start()
        start = report.start_line(request_id, function.version)
        if failed:
            end = report.end_lines(request_id, 0, function.memory_mb, None, None, "error")
            return Result(failed.payload.replace(b"%ID%", request_id.encode()), True, failed.logs + start + end)

        worker = self._worker
        init, self._started_in = self._started_in, None
        left_over += worker.take_printed()
        began = time.monotonic()
        message = {
            "id": request_id,
            "arn": arn,
            "payload": payload,
            "trace": trace_id,
            "deadline": time.time() * 1000 + function.timeout_seconds * 1000,
        }
        used_mb, status, note = None, None, ""
        try:
            answer = worker.ask(message, began + function.timeout_seconds)
            used_mb = answer["usedMb"]
            body, is_error = answer["payload"].encode(), answer["type"] != "response"
            if len(body) > function.response_limit:
                body, is_error = report.too_large(len(body), function.response_limit), True
            if answer["type"] == "fatal":
                status = "error"
                self._discard()
        except WorkerTimeout:
            body, is_error, status = report.timed_out(request_id, function.timeout_seconds), True, "timeout"
            note = report.timeout_line(request_id, function.timeout_seconds)
            self._discard()
        except WorkerExited as exited:
            body, is_error, status = report.exited(request_id, exited.reason), True, "error"
            note = f"RequestId: {request_id} Error: {exited.reason}\nRuntime.ExitError\n"
            self._discard()
        seconds = time.monotonic() - began
        logs = left_over + start + _line(worker.take_printed()) + note
        return Result(body, is_error, logs + report.end_lines(request_id, seconds, function.memory_mb, used_mb, init, status))

    def _start(self) -> Result | None:
        """Returns the reason if the process did not start. The invocation that reports it replaces %ID% with its id."""
        function = self.function
        Path(self.temporary).mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        try:
            worker = self._worker = Worker(self.command, self.variables, self.cwd)
        except OSError as error:
            return Result(report.failure("Runtime.InvalidEntrypoint", str(error)), True, f"{error}\n")
        try:
            answer = worker.ask(None, began + function.init_timeout_seconds)
            if answer["type"] == "ready":
                self._started_in = time.monotonic() - began
                return None
            payload = answer["payload"].encode()
        except WorkerTimeout:
            limit = function.init_timeout_seconds
            payload = report.failure("Sandbox.Timedout", f"RequestId: %ID% Error: Init timed out after {limit:.2f} seconds")
        except WorkerExited as exited:
            payload = report.exited("%ID%", exited.reason)
        self._discard()
        return Result(payload, True, _line(worker.take_printed()))

    def _discard(self):
        self._worker.end()
        self._worker = None


def _line(text: str) -> str:
    """Ends a text with a newline, so that the next output begins on a new line."""
    return text + "\n" if text and not text.endswith("\n") else text
