import base64
import json
import os

from tests.support import FunctionTest, call, ends


class AFailure(FunctionTest):
    def failure(self, code, **more):
        result = call(self.function(code, **more), request_id="id-1")
        self.assertTrue(result.is_error)
        return json.loads(result.payload), result.logs

    def test_of_a_handler_has_type_message_and_trace(self):
        payload, logs = self.failure("class Bad extends Error { name = 'Bad' } exports.handler = async () => { throw new Bad('no') }")
        self.assertEqual((payload["errorType"], payload["errorMessage"]), ("Bad", "no"))
        self.assertIn("index.js:1", payload["trace"][1])
        self.assertIn("\tid-1\tERROR\tInvoke Error \t", logs)

    def test_may_be_any_value(self):
        payload, _ = self.failure("exports.handler = async () => { throw 'text' }")
        self.assertEqual(payload, {"errorType": "string", "errorMessage": "text", "trace": []})

    def test_keeps_the_process_for_the_next_invocation(self):
        function = self.function("let n = 0; exports.handler = async () => { if (++n === 1) throw new Error('once'); return n }")
        self.assertTrue(call(function).is_error)
        self.assertEqual(call(function).payload, b"2")

    def test_in_a_promise_without_await_is_an_unhandled_rejection(self):
        payload, _ = self.failure("exports.handler = () => { Promise.reject(new Error('lost')); setTimeout(() => {}, 1000) }")
        self.assertEqual(payload["errorType"], "Runtime.UnhandledPromiseRejection")
        self.assertEqual(payload["errorMessage"], "Error: lost")

    def test_outside_the_handler_ends_the_process(self):
        function = self.function(
            "exports.handler = (event) => event.again ? 1 : setTimeout(() => { throw new TypeError('later') }, 5)"
        )
        self.assertEqual(json.loads(call(function).payload)["errorType"], "TypeError")
        self.assertEqual(call(function, '{"again": 1}').payload, b"null")

    def test_of_a_process_that_exits_is_an_exit_error(self):
        payload, logs = self.failure("exports.handler = async () => process.exit(3)")
        self.assertEqual(payload["errorType"], "Runtime.ExitError")
        self.assertEqual(payload["errorMessage"], "RequestId: id-1 Error: Runtime exited with error: exit status 3")
        self.assertIn("Runtime.ExitError", logs)

    def test_of_a_process_that_exits_with_0_is_an_exit_error_too(self):
        payload, _ = self.failure("exports.handler = async () => process.exit(0)")
        self.assertIn("Runtime exited without providing a reason", payload["errorMessage"])

    def test_of_a_process_that_is_killed_names_the_signal(self):
        payload, _ = self.failure("exports.handler = () => process.kill(process.pid, 'SIGKILL')")
        self.assertIn("signal: killed", payload["errorMessage"])

    def test_of_too_much_memory_ends_the_process(self):
        payload, logs = self.failure(
            "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill({})) }",
            memory=64,
            timeout=60,
        )
        self.assertEqual(payload["errorType"], "Runtime.ExitError")
        self.assertIn("heap out of memory", logs)

    def test_is_followed_by_a_new_process(self):
        function = self.function("let n = 0; exports.handler = async (event) => event.die ? process.exit(1) : ++n")
        call(function)
        call(function, '{"die": true}')
        self.assertEqual(call(function).payload, b"1")

    def test_between_two_invocations_does_not_fail_the_next(self):
        function = self.function("exports.handler = async () => { setTimeout(() => process.exit(5), 20); return 1 }")
        call(function)
        function._worker.process.wait()
        self.assertEqual(call(function).payload, b"1")

    def test_of_a_process_is_noticed_even_if_its_child_still_runs(self):
        # Node.js does not pass a low file descriptor to a child, but passes a high one, as an engine with many files has.
        for held in [os.dup(0) for _ in range(30)]:
            self.addCleanup(os.close, held)
        payload, _ = self.failure(
            "exports.handler = () => { require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); process.exit(3) }"
        )
        self.assertIn("exit status 3", payload["errorMessage"])

    def test_between_two_invocations_leaves_no_child_process(self):
        function = self.function(
            """exports.handler = async () => {
                 setTimeout(() => process.exit(5), 20);
                 return require('node:child_process').spawn('sleep', ['60']).pid;
               }"""
        )
        child = int(call(function).payload)
        self.assertTrue(ends(function._worker.process.pid))
        call(function)
        self.assertTrue(ends(child))

    def test_is_mapped_to_its_source_by_a_source_map(self):
        source_map = {"version": 3, "sources": ["original.ts"], "names": [], "mappings": "AAAA,QAAQ,UAAU"}
        inline = base64.b64encode(json.dumps(source_map).encode()).decode()
        payload, _ = self.failure(
            "exports.handler = async () => { throw new Error('mapped') }\n"
            f"//# sourceMappingURL=data:application/json;base64,{inline}"
        )
        self.assertIn("original.ts", "\n".join(payload["trace"]))
