"""Makes LocalStack use the DynamoDB Local of DYNAMODB_LOCAL_JARS, on this machine's Java.

LocalStack would download another build from its own site, with a Java and a Java agent. No plugin can change that, so
three methods are patched with LocalStack's own patching tool.
"""

import os
import sys

from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
from localstack.services.dynamodb.server import DynamodbServer
from localstack.utils.patch import patch


def use_given_jars():
    @patch(DynamoDBLocalPackageInstaller.install, pass_target=False)
    def install(self, target=None):
        pass

    @patch(DynamoDBLocalPackageInstaller.get_java_env_vars, pass_target=False)
    def get_java_env_vars(self):
        return {}

    @patch(DynamodbServer._create_shell_command, pass_target=False)
    def create_shell_command(self):
        command = [sys.executable, "-I", "-m", "sluice_lambda_process.dynamodb_server"]
        command += [os.environ["DYNAMODB_LOCAL_JARS"], str(self.heap_size), "-port", str(self.port)]
        command += ["-dbPath", self.db_path] if self.db_path else ["-inMemory"]
        if self.delay_transient_statuses:
            command.append("-delayTransientStatuses")
        if self.optimize_db_before_startup:
            command.append("-optimizeDbBeforeStartup")
        if self.share_db:
            command.append("-sharedDb")
        return command
