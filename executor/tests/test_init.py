import json

from tests.support import FunctionTest, call


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
