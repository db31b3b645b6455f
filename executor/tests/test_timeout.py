import json
from pathlib import Path

from tests.support import FunctionTest, call, ends


class ATimeout(FunctionTest):
    def test_is_enforced_even_in_a_busy_loop(self):
        result = call(self.function("exports.handler = () => { console.log('in'); for (;;); }", timeout=0.5), request_id="id-1")
        self.assertTrue(result.is_error)
        self.assertEqual(
            json.loads(result.payload),
            {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: id-1 Error: Task timed out after 0.50 seconds"},
        )
        self.assertIn("\tINFO\tin\n", result.logs)
        self.assertIn("id-1 Task timed out after 0.50 seconds", result.logs)
        self.assertRegex(result.logs, r"REPORT RequestId: id-1\tDuration: \d{3,}\.\d\d ms\t.*Status: timeout")

    def test_ends_child_processes_of_the_handler(self):
        function = self.function(
            """exports.handler = async () => {
                 const child = require('node:child_process').spawn('sleep', ['60']);
                 require('node:fs').writeFileSync('pid', String(child.pid));
                 await new Promise(() => setTimeout(() => {}, 60000));
               }""",
            timeout=1,
        )
        call(function)
        self.assertTrue(ends(int((Path(self.root) / "pid").read_text())))

    def test_is_followed_by_a_new_process(self):
        function = self.function("let n = 0; exports.handler = async (event) => { n++; while (event.hang); return n }", timeout=0.5)
        call(function)
        call(function, '{"hang": true}')
        self.assertEqual(call(function).payload, b"1")
