"""Runs a Node.js process and exchanges messages with it."""

import json
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Sequence

from sluice_lambda_process.reaper import REAPER

CHUNK = 65536
# The maximum size of a pipe on Linux, so the maximum output that can precede an answer.
MOST_IN_A_PIPE = 2**20
# LocalStack needs about 10 s to store this much. A loop that prints would fill LocalStack's memory within one timeout.
MOST_PRINTED = 8 * 2**20
# The delay before the end of a process is noticed if a child process holds the inherited channel open.
LOOK_SECONDS = 0.1


class WorkerTimeout(Exception):
    """The worker did not answer before the deadline. It still runs."""


class WorkerExited(Exception):
    """The process ended without an answer. `reason` says how, in the wording of AWS."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Worker:
    """A process that leads its own group, with a channel for messages and a pipe for its output.

    The channel is a socket pair with one JSON message per line. The command receives its file descriptor as the last
    argument. No other process can use the channel, no port is bound, and either side notices when the other one ends.
    Standard output and standard error share a pipe, which keeps their order. Only one thread at a time may call `ask`.
    """

    def __init__(self, command: Sequence[str], env: dict[str, str], cwd: str):
        self.channel, theirs = socket.socketpair()
        output, their_output = os.pipe()
        try:
            self.process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                env=env,
                cwd=cwd,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=their_output,
                stderr=their_output,
                start_new_session=True,
            )
        except BaseException:
            self.channel.close()
            os.close(output)
            raise
        finally:
            theirs.close()
            os.close(their_output)
        REAPER.watch(self.process.pid)
        self.channel.setblocking(False)
        os.set_blocking(output, False)
        self.output = output
        self.printed = bytearray()
        self.dropped = 0
        self.received = bytearray()
        self.ended = False

    def ask(self, message: dict | None, deadline: float) -> dict:
        """Sends a message, if there is one, and returns the next answer. `deadline` is a time of `time.monotonic()`.

        Raises WorkerTimeout or WorkerExited. All output before the answer is in `printed` afterwards.
        """
        unsent = memoryview(b"" if message is None else json.dumps(message).encode() + b"\n")
        with selectors.DefaultSelector() as selector:
            selector.register(self.output, selectors.EVENT_READ)
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            selector.register(self.channel, both if unsent else selectors.EVENT_READ)
            while True:
                ended = self._has_ended()
                left = deadline - time.monotonic()
                if left <= 0:
                    raise WorkerTimeout
                for key, events in selector.select(0 if ended else min(left, LOOK_SECONDS)):
                    if key.fileobj == self.output:
                        if self._drain() == b"":
                            selector.unregister(self.output)
                        continue
                    if events & selectors.EVENT_WRITE:
                        unsent = self._send(unsent)
                        if not unsent:
                            selector.modify(self.channel, selectors.EVENT_READ)
                    if events & selectors.EVENT_READ and (line := self._receive()) is not None:
                        # Output from before the answer is in the pipe by now.
                        self._drain()
                        return json.loads(line)
                if ended:
                    self.end()
                    raise WorkerExited(_reason(self.process.returncode))

    def is_alive(self) -> bool:
        return not self.ended and not self._has_ended()

    def take_printed(self) -> str:
        """Returns the output since the last call, up to a limit."""
        if not self.ended:
            self._drain()
        text = self.printed.decode(errors="replace")
        if self.dropped:
            text += f"\n[{self.dropped} bytes more were printed; {MOST_PRINTED} of an invocation are kept]\n"
        self.printed.clear()
        self.dropped = 0
        return text

    def kill(self):
        """Ends the process and everything in its group, and discards further output."""
        try:
            # The process was not yet waited for, so another process cannot have its id.
            if self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # macOS denies permission if the group has only zombies.

    def end(self):
        """Kills the process, waits for it and closes the channel. The last output stays in `printed`."""
        if self.ended:
            return
        self.kill()
        self.process.wait()
        REAPER.forget(self.process.pid)
        self._drain()
        self.ended = True
        self.channel.close()
        os.close(self.output)

    def _send(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[self.channel.send(unsent) :]
        except BlockingIOError:
            return unsent
        except OSError:
            return unsent[len(unsent) :]  # The worker has ended, which `_receive` will report.

    def _receive(self) -> bytes | None:
        """Returns a complete line, or None. Raises WorkerExited."""
        data = b""
        while b"\n" not in data:
            try:
                data = self.channel.recv(CHUNK)
            except BlockingIOError:
                return None
            except OSError:
                data = b""
            if not data:
                self._wait_for_exit()
                self.end()
                raise WorkerExited(_reason(self.process.returncode))
            self.received += data
        # A worker sends one message at a time. A message after the answer, sent while ending, belongs to no invocation.
        line, _, _ = self.received.partition(b"\n")
        self.received.clear()
        return line

    def _has_ended(self) -> bool:
        """Checks for the end, but leaves a zombie until `end`, so that the ids of process and group cannot be reused."""
        if self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def _wait_for_exit(self):
        """Gives a process that is ending time to exit with its own status."""
        deadline = time.monotonic() + 0.5
        while not self._has_ended() and time.monotonic() < deadline:
            time.sleep(0.005)

    def _drain(self) -> bytes | None:
        """Reads the output so far, without waiting. Returns b"" when no process holds the pipe open."""
        for _ in range(MOST_IN_A_PIPE // CHUNK):
            try:
                data = os.read(self.output, CHUNK)
            except BlockingIOError:
                return None
            if not data:
                return b""
            kept = data[: MOST_PRINTED - len(self.printed)]
            self.printed += kept
            self.dropped += len(data) - len(kept)
        return None


def _reason(returncode: int) -> str:
    if returncode > 0:
        return f"Runtime exited with error: exit status {returncode}"
    if returncode < 0:
        names = {signal.SIGKILL: "killed", signal.SIGABRT: "aborted", signal.SIGSEGV: "segmentation fault"}
        number = signal.Signals(-returncode)
        return f"Runtime exited with error: signal: {names.get(number, number.name)}"
    return "Runtime exited without providing a reason"
