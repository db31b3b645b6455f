"""Ends the functions' processes when LocalStack is gone, however it went.

A function in a busy loop cannot see that its parent has been killed, so a small process of its own watches: its
standard input ends with LocalStack. Run as a script it is that process.
"""

import os
import signal
import subprocess
import sys
import threading


class Reaper:
    """LocalStack's side: tells the reaper which process groups exist. Starts the reaper with the first group."""

    def __init__(self):
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None

    def watch(self, group: int):
        self._say(f"+{group}\n")

    def forget(self, group: int):
        self._say(f"-{group}\n")

    def _say(self, line: str):
        with self._lock:
            if self._process is None:
                # Its own session, so that signals to LocalStack's group do not reach it.
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
                )
            try:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()
            except OSError:
                pass  # Somebody ended it. Functions still end with LocalStack when that stops in order.


REAPER = Reaper()


def main():
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        (groups.add if line[0] == "+" else groups.discard)(group)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # macOS: no permission, where all of the group are zombies.


if __name__ == "__main__":
    main()
