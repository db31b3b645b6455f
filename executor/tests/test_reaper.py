import signal
import subprocess
import sys
import unittest
from pathlib import Path

from tests.support import ends

PROJECT = Path(__file__).parents[1]
# An engine with one busy worker, which prints the worker's id and then hangs.
ENGINE = """
import sys, time
from sluice_lambda_process.worker import Worker
worker = Worker([sys.executable, "-c", "import signal\\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\\nwhile True: pass"], {}, ".")
print(worker.process.pid, flush=True)
time.sleep(60)
"""


class WhenLocalStackIsKilled(unittest.TestCase):
    def test_a_worker_in_a_busy_loop_ends_as_well(self):
        engine = subprocess.Popen([sys.executable, "-c", ENGINE], cwd=PROJECT, stdout=subprocess.PIPE)
        worker = int(engine.stdout.readline())
        engine.stdout.close()
        self.assertFalse(ends(worker, 0.1))
        engine.send_signal(signal.SIGKILL)
        engine.wait()
        self.assertTrue(ends(worker))
