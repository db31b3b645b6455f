import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

PROJECT = Path(__file__).parents[1]
# An engine with one busy worker, which says the worker's id and then hangs.
ENGINE = """
import sys, time
from sluice_lambda_process.worker import Worker
worker = Worker([sys.executable, "-c", "import signal\\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\\nwhile True: pass"], {}, ".")
print(worker.process.pid, flush=True)
time.sleep(60)
"""


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z " in stat.read_text())


class WhenLocalStackIsKilled(unittest.TestCase):
    def test_a_worker_in_a_busy_loop_ends_as_well(self):
        engine = subprocess.Popen([sys.executable, "-c", ENGINE], cwd=PROJECT, stdout=subprocess.PIPE)
        worker = int(engine.stdout.readline())
        engine.stdout.close()
        self.assertTrue(lives(worker))
        engine.send_signal(signal.SIGKILL)
        engine.wait()
        deadline = time.monotonic() + 5
        while lives(worker) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertFalse(lives(worker))


if __name__ == "__main__":
    unittest.main()
