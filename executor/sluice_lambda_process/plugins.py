"""The plugins of this package. LocalStack finds them by the entry points in pyproject.toml."""

import os

from localstack.runtime import hooks
from localstack.runtime.server.core import RuntimeServerPlugin
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """Chosen by LAMBDA_RUNTIME_EXECUTOR=process."""

    name = "process"

    def load(self, *args, **kwargs):
        from sluice_lambda_process.executor import ProcessExecutor

        return ProcessExecutor


class GatewayServerPlugin(RuntimeServerPlugin):
    """Chosen by GATEWAY_SERVER=listen."""

    name = "listen"

    def load(self, *args, **kwargs):
        from sluice_lambda_process.gateway import GatewayServer

        return GatewayServer()


@hooks.on_infra_start(should_load=lambda: bool(os.environ.get("DYNAMODB_LOCAL_JARS")))
def use_given_dynamodb_local():
    from sluice_lambda_process import dynamodb

    dynamodb.use_given_jars()


@hooks.on_infra_start(should_load=lambda: os.environ.get("LAMBDA_PROCESS_ABSENT_ECR") == "1")
def answer_for_absent_ecr():
    from sluice_lambda_process import absent_ecr

    absent_ecr.answer()
