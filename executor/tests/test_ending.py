import shutil
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

from sluice_lambda_process.own_code import own_code
from sluice_lambda_process.places import Places
from tests.support import FunctionTest, call


class Ending(FunctionTest):
    def test_a_retired_environment_finishes_its_invocation(self):
        function = self.function(
            """exports.handler = async () => {
                 await new Promise((ok) => setTimeout(ok, 200));
                 require('node:fs').writeFileSync(require('node:os').tmpdir() + '/late', '');
                 return 'done';
               }"""
        )
        results = []
        thread = threading.Thread(target=lambda: results.append(call(function)))
        thread.start()
        self.wait_until(lambda: self.is_busy(function))
        function.retire()
        thread.join()
        self.assertEqual(results[0].payload, b'"done"')
        self.assertIsNone(function._worker)

    def test_an_environment_that_retires_while_it_waits_for_a_place_finishes_and_ends(self):
        self.places = Places(1)
        busy = self.function("exports.handler = async () => { await new Promise((ok) => setTimeout(ok, 200)) }")
        waiting = self.function("exports.handler = async () => 'done'")
        with ThreadPoolExecutor() as pool:
            pool.submit(call, busy)
            result = pool.submit(call, waiting)
            self.wait_until(lambda: waiting._in_use)
            waiting.retire()
            self.assertEqual(result.result().payload, b'"done"')
        self.assertIsNone(waiting._worker)
        self.assertFalse(Path(waiting.folder).exists())

    def test_a_retired_environment_does_not_start_with_partly_deleted_code(self):
        function = self.function("exports.handler = async () => 'done'")
        function.retire()
        self.assertRaises(CancelledError, call, function)
        self.assertNotIn(function, self.places._idle_since)

    def test_an_environment_that_is_cancelled_while_it_waits_for_a_place_does_not_start(self):
        self.places = Places(1)
        busy = self.function("exports.handler = async () => { await new Promise((ok) => setTimeout(ok, 200)) }")
        waiting = self.function("require('node:fs').writeFileSync('begun', '')")
        with ThreadPoolExecutor() as pool:
            pool.submit(call, busy)
            result = pool.submit(call, waiting)
            self.wait_until(lambda: waiting._in_use)
            waiting.cancel()
            self.assertRaises(CancelledError, result.result)
        self.assertFalse((Path(self.root) / "begun").exists())

    def test_an_environment_keeps_its_replaced_code_after_that_is_deleted(self):
        unpacked = Path(self.root) / "unpacked"
        (unpacked / "lib").mkdir(parents=True)
        (unpacked / "lib" / "late.js").write_text("exports.said = 'late'")
        (unpacked / "link.js").symlink_to("lib/late.js")
        root = own_code(unpacked, Path(self.root) / "of-its-own")
        shutil.rmtree(unpacked)
        code = "exports.handler = async () => [require('./lib/late').said, require('./link').said]"
        self.root = str(root)
        self.assertEqual(call(self.function(code)).payload, b'["late","late"]')

    def is_busy(self, function):
        return self.places._idle_since.get(function, 0) is None

    def wait_until(self, fact, seconds=5.0):
        deadline = time.monotonic() + seconds
        while not fact():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.001)

    def test_a_cancelled_environment_does_not_finish_its_invocation(self):
        function = self.function("exports.handler = () => { for (;;); }", timeout=60)
        raised = []

        def run():
            try:
                call(function)
            except CancelledError:
                raised.append(True)

        thread = threading.Thread(target=run)
        thread.start()
        self.wait_until(lambda: self.is_busy(function))
        function.cancel()
        thread.join(60)
        self.assertEqual(raised, [True])
