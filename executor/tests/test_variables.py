import json
import os

from tests.support import FunctionTest, call


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
