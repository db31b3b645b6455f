import json
import os
import threading
from unittest import mock

from sluice_lambda_process import worker
from tests.support import FunctionTest, call


class Logs(FunctionTest):
    def test_are_framed_as_on_aws(self):
        result = call(self.function("exports.handler = async () => console.log('hello', { a: 1 })"), request_id="id-1")
        lines = result.logs.splitlines()
        self.assertEqual(lines[0], "START RequestId: id-1 Version: $LATEST")
        self.assertRegex(lines[1], r"^\d{4}-\d\d-\d\dT\S+Z\tid-1\tINFO\thello \{ a: 1 \}$")
        self.assertEqual(lines[2], "END RequestId: id-1")
        self.assertRegex(
            lines[3],
            r"^REPORT RequestId: id-1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB"
            r"\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$",
        )

    def test_report_the_init_only_once(self):
        function = self.function("exports.handler = async () => {}")
        self.assertIn("Init Duration", call(function).logs)
        self.assertNotIn("Init Duration", call(function).logs)

    def test_begin_with_output_from_before_the_first_invocation(self):
        logs = call(self.function("console.log('loading'); exports.handler = async () => {}")).logs
        self.assertRegex(logs, r"\tundefined\tINFO\tloading\nSTART ")

    def test_keep_a_message_of_many_lines_in_one_event(self):
        logs = call(self.function("exports.handler = async () => console.error('one\\ntwo')")).logs
        self.assertIn("\tERROR\tone\rtwo\n", logs)

    def test_keep_both_streams_complete_and_in_order(self):
        code = """exports.handler = async () => {
          for (let n = 0; n < 5000; n++) (n % 2 ? process.stdout : process.stderr).write(`line ${n} ${'.'.repeat(90)}\\n`);
        }"""
        lines = [line for line in call(self.function(code)).logs.splitlines() if line.startswith("line ")]
        self.assertEqual([int(line.split()[1]) for line in lines], list(range(5000)))

    def test_without_end_are_cut_and_do_not_delay_the_timeout(self):
        code = "exports.handler = () => new Promise(() => require('child_process').spawn('yes', { stdio: 'inherit' }))"
        with mock.patch.object(worker, "MOST_PRINTED", 100_000):
            logs = call(self.function(code, timeout=1)).logs
        self.assertLess(len(logs), 101_000)
        self.assertRegex(logs, r"bytes more were printed; 100000 of an invocation are kept\]\n.*Task timed out")

    def test_that_are_printed_faster_than_read_block_no_other_function(self):
        process = self.function("exports.handler = () => {}")._worker
        endless = os.open("/dev/zero", os.O_RDONLY)
        self.addCleanup(os.close, process.output)
        process.output = endless
        thread = threading.Thread(target=process.take_printed, daemon=True)
        thread.start()
        thread.join(5)
        self.assertFalse(thread.is_alive())

    def test_can_be_json(self):
        variables = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "Info"}
        code = "exports.handler = async () => { console.debug('hidden'); console.warn('seen') }"
        logs = call(self.function(code, variables=variables)).logs
        entries = [json.loads(line) for line in logs.splitlines() if line.startswith("{")]
        self.assertEqual([(entry["level"], entry["message"]) for entry in entries], [("WARN", "seen")])
