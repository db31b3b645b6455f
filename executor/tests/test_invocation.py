import json

from tests.support import FunctionTest, call


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
