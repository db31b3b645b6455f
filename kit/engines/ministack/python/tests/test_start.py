import asyncio
import io
import os
import queue
import time
import unittest
import zipfile
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

import start

start.fix()

ANSWER = "exports.handler = async () => { console.log('first'); console.log('last'); }"
FAIL = "exports.handler = async () => { console.log('before it failed'); throw new Error('failed'); }"
END = "exports.handler = async () => { console.log('before its end'); process.exit(1); }"
HANG = "exports.handler = () => { console.log('before its time was over'); return new Promise(() => {}); }"
UNENDED = "let n = 0; exports.handler = async () => { n++; process.stdout.write(`call ${n}`); }"
MUCH = "exports.handler = async () => { for (let n = 0; n < 20000; n++) console.log('0123456789'); }"
SLOW = "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve(process.pid), 500))"
SDK = """exports.handler = async () => {
  for (const name of Object.keys(require.cache)) if (name.includes('aws-sdk')) console.log(name);
}"""


CONFIG = {
    "FunctionName": "f",
    "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:f",
    "Runtime": "nodejs22.x",
    "Handler": "index.handler",
    "Timeout": 2,
}


def zip_of(source: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.js", source)
    return archive.getvalue()


class SlowQueue(queue.Queue):
    """Imitates a busy machine, where the thread that reads a function's lines seldom runs."""

    def put(self, *args, **kwargs):
        time.sleep(0.02)
        super().put(*args, **kwargs)


read = os.read


def slow_read(*args):
    time.sleep(0.03)
    return read(*args)


class AFunctionsLog(unittest.TestCase):
    def worker(self, source: str):
        made = lambda_runtime._worker_class_for(CONFIG)("f", CONFIG, zip_of(source))
        self.addCleanup(made.kill)
        return made

    def log(self, worker):
        return worker.invoke({}, "request")["log"].split("\n")

    def test_has_the_output_of_one_invocation_even_on_a_busy_machine(self):
        with mock.patch.object(lambda_runtime.queue, "Queue", SlowQueue):
            worker = self.worker(ANSWER)
            for _ in range(5):
                self.assertEqual(self.log(worker), ["first", "last"])

    def test_has_a_line_without_an_end(self):
        worker = self.worker(UNENDED)
        self.assertEqual([self.log(worker), self.log(worker)], [["call 1"], ["call 2"]])

    def test_has_more_lines_than_fit_into_a_pipe_even_on_a_busy_machine(self):
        with mock.patch.object(start.os, "read", slow_read):
            worker = self.worker(MUCH)
            for _ in range(3):
                self.assertEqual(self.log(worker), ["0123456789"] * 20000)

    def test_has_the_output_from_before_a_failure(self):
        self.assertEqual(self.log(self.worker(FAIL))[0], "before it failed")
        self.assertEqual(self.log(self.worker(END))[0], "before its end")
        self.assertEqual(self.log(self.worker(HANG))[0], "before its time was over")

    def test_has_no_output_of_an_sdk_that_the_function_did_not_load(self):
        self.assertEqual(self.log(self.worker(SDK)), [""])


class ManyInvocations(unittest.TestCase):
    def test_of_one_function_wait_for_its_processes(self):
        self.addCleanup(lambda_runtime.reset)
        function = {"config": CONFIG, "code_zip": zip_of(SLOW)}
        calls = 3 * start.MOST_PROCESSES
        with ThreadPoolExecutor(calls) as pool:
            answers = list(pool.map(lambda n: lambda_svc._execute_function_warm(function, {}, str(n)), range(calls)))
        self.assertLessEqual(len({answer["body"] for answer in answers}), start.MOST_PROCESSES)


class ARetry(unittest.TestCase):
    def test_runs_the_code_that_the_function_has_by_then(self):
        self.addCleanup(lambda_runtime.reset)
        self.addCleanup(lambda_svc._functions.pop, "f", None)
        source = "exports.handler = async () => '%s'"
        config = {**CONFIG, "Version": "$LATEST"}
        before = {"config": config, "code_zip": zip_of(source % "before")}
        lambda_svc._functions["f"] = {**before, "versions": {}, "code_zip": zip_of(source % "after")}
        for _ in range(2):
            self.assertEqual(lambda_svc._execute_function_warm(before, {}, "request")["body"], "after")


class AWebPage(unittest.TestCase):
    def answer(self, kind, headers, **scope):
        """Returns the answer of the guarded application, and whether it called the inner one."""
        asked, sent = [], []

        async def behind(*_):
            asked.append(True)

        async def send(message):
            sent.append(message)

        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        app = start.guarded(behind, "https://app.example")
        asyncio.run(app({"type": kind, "headers": raw, **scope}, None, send))
        return bool(asked), sent

    def test_is_refused_before_ministack_sees_its_request(self):
        for headers in [{"host": "evil.example"}, {"host": "localhost", "origin": "https://evil.example"}]:
            asked, sent = self.answer("http", headers, scheme="http")
            self.assertEqual((asked, sent[0]["status"]), (False, 403))
            self.assertIn(b"CALLER_REFUSED", sent[1]["body"])

    def test_opens_no_websocket(self):
        headers = {"host": "localhost", "origin": "https://evil.example"}
        self.assertEqual(self.answer("websocket", headers, scheme="ws"), (False, [{"type": "websocket.close"}]))

    def test_is_answered_when_it_comes_from_this_engine_or_is_allowed(self):
        for origin in ["http://localhost", "https://app.example"]:
            headers = {"host": "localhost", "origin": origin}
            self.assertEqual(self.answer("http", headers, scheme="http"), (True, []))
            self.assertEqual(self.answer("websocket", headers, scheme="ws"), (True, []))

    def test_does_not_affect_how_ministack_starts_and_ends(self):
        self.assertEqual(self.answer("lifespan", {}), (True, []))
