"""LocalStack's runtime executor, which runs an execution environment of a function as a local process."""

import logging
import os
import shutil
import tempfile
from pathlib import Path

from localstack import config
from localstack.runtime import events
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import LambdaRuntimeException, RuntimeExecutor

from sluice_lambda_process.environment import Environment, Function
from sluice_lambda_process.own_code import own_code
from sluice_lambda_process.places import Places
from sluice_lambda_process.variables import function_variables

LOG = logging.getLogger(__name__)
RUNTIME = Path(__file__).parent / "runtime" / "main.cjs"
NODE = os.environ.get("LAMBDA_PROCESS_NODE") or "node"
# Each process takes about 62 MB.
PLACES = Places(max(1, int(os.environ.get("LAMBDA_PROCESS_LIMIT") or 16)))


class ProcessExecutor(RuntimeExecutor):
    _environment: Environment | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        settings = self.function_version.config
        folder = Path(tempfile.gettempdir()) / "lambda-environments" / self.id
        temporary = str(folder / "tmp")
        unpacked = settings.code.get_unzipped_code_location()
        root = str(unpacked if settings.code.is_hot_reloading() else own_code(unpacked, folder / "code"))
        memory_mb = int(settings.memory_size)
        self._environment = Environment(
            function=Function(
                version=self.function_version.id.qualifier,
                timeout_seconds=int(settings.timeout),
                memory_mb=memory_mb,
                response_limit=config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES,
                # Shorter than LocalStack's own timer, which would end the environment without telling the caller.
                init_timeout_seconds=max(1, config.LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT - 2),
            ),
            # Leaves a tenth for memory outside V8's old space, as on AWS.
            command=[NODE, f"--max-old-space-size={memory_mb * 9 // 10}", "--enable-source-maps", str(RUNTIME)],
            variables=function_variables(env_vars, str(settings.runtime), root, temporary, os.environ),
            cwd=root,
            temporary=temporary,
            folder=str(folder),
            places=PLACES,
        )
        self._environment.prepare()

    def stop(self) -> None:
        if not self._environment:
            return
        if events.infra_stopping.is_set():
            self._environment.cancel()
        else:
            self._environment.retire()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request_id = payload["invoke-id"]
        result = self._environment.invoke(
            request_id, payload["invoked-function-arn"], payload["payload"], payload["trace-id"]
        )
        return InvocationResult(request_id, result.payload, is_error=result.is_error, logs=result.logs)

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        """Not used, because environment and worker have their own channel."""
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}"

    def get_logs(self) -> str:
        return self._environment.unread_output() if self._environment else ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        runtime = function_version.config.runtime
        if not runtime or not runtime.startswith("nodejs"):
            raise LambdaRuntimeException(f"Only Node.js functions run as local processes, not {runtime or 'images'}.")
        if function_version.config.layers:
            raise LambdaRuntimeException("Layers are not there when functions run as local processes.")
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        pass

    @classmethod
    def validate_environment(cls) -> bool:
        if shutil.which(NODE):
            return True
        LOG.warning("Lambda functions cannot run: there is no %s. Set LAMBDA_PROCESS_NODE to a Node.js.", NODE)
        return False
