"""Ends the functions' processes when LocalStack has ended, for whatever reason.

A function in a busy loop does not notice that its parent was killed. So a separate small process watches for the end of
its standard input, which ends with LocalStack. This file, run as a script, is that process.
"""

import os
import signal
import subprocess
import sys
import threading


class Reaper:
    """Tells the reaper, from LocalStack's process, which process groups exist. The first group starts the reaper."""

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
                # In a separate session, the reaper does not receive signals to LocalStack's group.
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
                )
            try:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()
            except OSError:
                pass  # The reaper was ended. Functions still end when LocalStack stops normally.


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
            pass  # macOS denies permission if the group has only zombies.


if __name__ == "__main__":
    main()
