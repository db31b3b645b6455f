"""Runs a function in a temporary folder, in an execution environment. Needs Node.js but no LocalStack."""

import os
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from sluice_lambda_process.environment import Environment, Function, Result
from sluice_lambda_process.places import Places
from sluice_lambda_process.variables import function_variables

RUNTIME = Path(__file__).parents[1] / "sluice_lambda_process" / "runtime" / "main.cjs"
NODE = os.environ.get("LAMBDA_PROCESS_NODE") or "node"


class FunctionTest(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="sluice-function-")
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.places = Places(4)

    def function(
        self,
        code: str,
        file="index.js",
        handler="index.handler",
        timeout: float = 5,
        memory=128,
        init_timeout=10.0,
        response_limit=6_291_556,
        variables=None,
    ) -> Environment:
        """Returns an environment for a function with this code in this file. Prepares the environment."""
        path = Path(self.root) / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
        given = {
            "_HANDLER": handler,
            "AWS_LAMBDA_FUNCTION_NAME": "tested",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": memory,
            "TZ": ":UTC",
            **(variables or {}),
        }
        temporary = str(Path(self.root) / "temporary")
        environment = Environment(
            function=Function("$LATEST", timeout, memory, response_limit, init_timeout),
            command=[NODE, f"--max-old-space-size={memory}", "--enable-source-maps", str(RUNTIME)],
            variables=function_variables(given, "nodejs22.x", self.root, temporary, os.environ),
            cwd=self.root,
            temporary=temporary,
            folder=temporary,
            places=self.places,
        )
        self.addCleanup(environment.cancel)
        environment.prepare()
        return environment


def ends(pid: int, seconds=5.0) -> bool:
    """Returns whether a process has ended or ends within this time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and ") Z " in stat.read_text():
            return True
        time.sleep(0.02)
    return False


def call(environment: Environment, payload: str = "{}", request_id: str = "request-1") -> Result:
    return environment.invoke(request_id, "arn:aws:lambda:us-east-1:000000000000:function:tested", payload, "Root=1-0-0")
