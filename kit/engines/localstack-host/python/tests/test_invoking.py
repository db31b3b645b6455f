import json
import os
import shutil
import threading
import time
import unittest
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

from sluice_lambda_process.own_code import own_code
from sluice_lambda_process.places import Places
from sluice_lambda_process.worker import MOST_PRINTED
from tests.support import FunctionTest, call, ends


class AnInvocation(FunctionTest):
    def test_returns_what_the_handler_returns_as_json(self):
        function = self.function("exports.handler = async (event) => ({ got: event.n + 1, gone: undefined })")
        result = call(function, '{"n": 41}')
        self.assertFalse(result.is_error)
        self.assertEqual(json.loads(result.payload), {"got": 42})

    def test_returns_null_when_the_handler_returns_nothing(self):
        self.assertEqual(call(self.function("exports.handler = () => {}")).payload, b"null")

    def test_reuses_the_process(self):
        function = self.function("let n = 0; exports.handler = async () => [++n, process.pid]")
        (one, pid), (two, same) = (json.loads(call(function).payload) for _ in range(2))
        self.assertEqual((one, two, pid), (1, 2, same))

    def test_carries_large_payloads_both_ways(self):
        text = "ü€😀\\n" * 300_000
        result = call(self.function("exports.handler = async (event) => event"), json.dumps({"text": text}))
        self.assertEqual(json.loads(result.payload)["text"], text)

    def test_refuses_a_response_over_the_limit(self):
        result = call(self.function("exports.handler = async () => 'x'.repeat(200)", response_limit=100))
        self.assertTrue(result.is_error)
        self.assertEqual(json.loads(result.payload)["errorType"], "Function.ResponseSizeTooLarge")

    def test_has_the_context_of_lambda(self):
        function = self.function(
            """exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })""",
            timeout=7,
        )
        context = json.loads(call(function, request_id="id-7").payload)
        self.assertEqual(context["awsRequestId"], "id-7")
        self.assertEqual(context["functionName"], "tested")
        self.assertEqual(context["functionVersion"], "$LATEST")
        self.assertEqual(context["memoryLimitInMB"], "128")
        self.assertTrue(context["invokedFunctionArn"].endswith(":function:tested"))
        self.assertTrue(6000 < context["left"] <= 7000, context["left"])

    def test_can_be_answered_by_callback(self):
        function = self.function("exports.handler = (event, context, callback) => { setTimeout(callback, 5, null, 'late') }")
        self.assertEqual(call(function).payload, b'"late"')

    def test_a_callback_waits_for_the_event_loop_unless_told_not_to(self):
        code = """let after = false;
          exports.handler = (event, context, callback) => {
            if (event.now) context.callbackWaitsForEmptyEventLoop = false;
            setTimeout(() => { after = true; }, 50);
            callback(null, after);
            if (event.ask) callback(null, 'too late');
          };
          exports.ask = async () => after;"""
        waited = self.function(code)
        call(waited)
        self.assertEqual(call(waited, '{"now": true}').payload, b"true")

    def test_all_kinds_of_modules_are_loaded(self):
        for file, handler, code in [
            ("src/deep/handler.js", "src/deep/handler.main", "exports.main = async () => 'here'"),
            ("a.cjs", "a.handler", "exports.handler = async () => 'here'"),
            ("b.mjs", "b.handler", "await null; export const handler = async () => 'here'"),
            ("c.js", "c.api.get", "exports.api = { get: async () => 'here' }"),
        ]:
            with self.subTest(file):
                self.assertEqual(call(self.function(code, file, handler)).payload, b'"here"')


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
        import base64

        source_map = {"version": 3, "sources": ["original.ts"], "names": [], "mappings": "AAAA,QAAQ,UAAU"}
        inline = base64.b64encode(json.dumps(source_map).encode()).decode()
        payload, _ = self.failure(
            "exports.handler = async () => { throw new Error('mapped') }\n"
            f"//# sourceMappingURL=data:application/json;base64,{inline}"
        )
        self.assertIn("original.ts", "\n".join(payload["trace"]))


class InitThatFails(FunctionTest):
    def init_error(self, code, **more):
        result = call(self.function(code, **more), request_id="id-1")
        self.assertTrue(result.is_error)
        return json.loads(result.payload), result.logs

    def test_because_a_module_is_missing(self):
        payload, logs = self.init_error("require('nowhere')")
        self.assertEqual(payload["errorType"], "Runtime.ImportModuleError")
        self.assertIn("Cannot find module 'nowhere'", payload["errorMessage"])
        self.assertIn("nowhere", logs)
        self.assertIn("START RequestId: id-1", logs)

    def test_because_the_handlers_file_is_missing(self):
        payload, _ = self.init_error("", handler="other.handler")
        self.assertEqual(payload["errorType"], "Runtime.ImportModuleError")

    def test_because_the_export_is_missing(self):
        payload, _ = self.init_error("exports.other = 1")
        self.assertEqual(payload["errorType"], "Runtime.HandlerNotFound")
        self.assertEqual(payload["errorMessage"], "index.handler is undefined or not exported")

    def test_because_of_a_syntax_error(self):
        payload, _ = self.init_error("exports.handler = (")
        self.assertEqual(payload["errorType"], "Runtime.UserCodeSyntaxError")

    def test_because_it_throws(self):
        payload, logs = self.init_error("console.log('so far'); throw new RangeError('config')")
        self.assertEqual((payload["errorType"], payload["errorMessage"]), ("RangeError", "config"))
        self.assertIn("so far", logs)

    def test_because_the_process_ends(self):
        payload, _ = self.init_error("process.exit(4)")
        self.assertEqual(payload["errorType"], "Runtime.ExitError")
        self.assertEqual(payload["errorMessage"], "RequestId: id-1 Error: Runtime exited with error: exit status 4")

    def test_because_it_takes_too_long(self):
        payload, _ = self.init_error("for (;;);", init_timeout=0.5)
        self.assertEqual(payload["errorType"], "Sandbox.Timedout")

    def test_is_tried_again_with_the_next_invocation(self):
        code = """const fs = require('node:fs');
          if (!fs.existsSync('flag')) { fs.writeFileSync('flag', ''); throw new Error('first'); }
          exports.handler = async () => 'second'"""
        function = self.function(code)
        self.assertTrue(call(function).is_error)
        self.assertEqual(call(function).payload, b'"second"')


class ATimeout(FunctionTest):
    def test_is_enforced_even_in_a_busy_loop(self):
        result = call(self.function("exports.handler = () => { console.log('in'); for (;;); }", timeout=1), request_id="id-1")
        self.assertTrue(result.is_error)
        self.assertEqual(
            json.loads(result.payload),
            {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: id-1 Error: Task timed out after 1.00 seconds"},
        )
        self.assertIn("\tINFO\tin\n", result.logs)
        self.assertIn("id-1 Task timed out after 1.00 seconds", result.logs)
        self.assertRegex(result.logs, r"REPORT RequestId: id-1\tDuration: 1\d\d\d\.\d\d ms\t.*Status: timeout")

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
        function = self.function("let n = 0; exports.handler = async (event) => { n++; while (event.hang); return n }", timeout=1)
        call(function)
        call(function, '{"hang": true}')
        self.assertEqual(call(function).payload, b"1")


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
        function = self.function(code, timeout=1)
        began = time.monotonic()
        logs = call(function).logs
        self.assertLess(time.monotonic() - began, 4)
        self.assertIn(f"bytes more were printed; {MOST_PRINTED} of an invocation are kept]", logs)
        self.assertLess(len(logs), MOST_PRINTED + 1000)
        self.assertIn("Task timed out", logs)

    def test_that_are_printed_faster_than_read_block_no_other_function(self):
        worker = self.function("exports.handler = () => {}")._worker
        endless = os.open("/dev/zero", os.O_RDONLY)
        self.addCleanup(os.close, worker.output)
        worker.output = endless
        thread = threading.Thread(target=worker.take_printed, daemon=True)
        thread.start()
        thread.join(5)
        self.assertFalse(thread.is_alive())

    def test_can_be_json(self):
        variables = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "Info"}
        code = "exports.handler = async () => { console.debug('hidden'); console.warn('seen') }"
        logs = call(self.function(code, variables=variables)).logs
        entries = [json.loads(line) for line in logs.splitlines() if line.startswith("{")]
        self.assertEqual([(entry["level"], entry["message"]) for entry in entries], [("WARN", "seen")])


class Variables(FunctionTest):
    def test_are_only_those_of_lambda_and_of_the_function(self):
        os.environ["SECRET_OF_THE_SHELL"] = "x"
        self.addCleanup(os.environ.pop, "SECRET_OF_THE_SHELL")
        code = "exports.handler = async () => ({ env: process.env, here: process.cwd(), tmp: require('os').tmpdir(), home: require('os').homedir() })"
        got = json.loads(call(self.function(code, variables={"MINE": 1})).payload)
        env = got["env"]
        self.assertEqual((env["MINE"], env["TZ"], env["AWS_EXECUTION_ENV"]), ("1", "UTC", "AWS_Lambda_nodejs22.x"))
        self.assertEqual(env["_X_AMZN_TRACE_ID"], "Root=1-0-0")
        self.assertEqual((env["LAMBDA_TASK_ROOT"], os.path.realpath(got["here"])), (self.root, os.path.realpath(self.root)))
        self.assertTrue(got["tmp"] == got["home"] and got["tmp"].startswith(self.root))
        self.assertNotIn("SECRET_OF_THE_SHELL", env)

    def test_set_the_time_zone_of_aws(self):
        offset = call(self.function("exports.handler = async () => new Date().getTimezoneOffset()")).payload
        self.assertEqual(offset, b"0")


class Ending(FunctionTest):
    def test_a_retired_environment_finishes_its_invocation(self):
        function = self.function(
            """exports.handler = async () => {
                 await new Promise((ok) => setTimeout(ok, 500));
                 require('node:fs').writeFileSync(require('node:os').tmpdir() + '/late', '');
                 return 'done';
               }"""
        )
        results = []
        thread = threading.Thread(target=lambda: results.append(call(function)))
        thread.start()
        while function not in self.places._idle_since or self.places._idle_since[function] is not None:
            pass
        function.retire()
        thread.join()
        self.assertEqual(results[0].payload, b'"done"')
        self.assertIsNone(function._worker)

    def test_an_environment_that_retires_while_it_waits_for_a_place_finishes_and_ends(self):
        self.places = Places(1)
        busy = self.function("exports.handler = async () => { await new Promise((ok) => setTimeout(ok, 500)) }")
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
        busy = self.function("exports.handler = async () => { await new Promise((ok) => setTimeout(ok, 500)) }")
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
        while function not in self.places._idle_since or self.places._idle_since[function] is not None:
            pass
        function.cancel()
        thread.join(60)
        self.assertEqual(raised, [True])


if __name__ == "__main__":
    unittest.main()
