"""LocalStack's DynamoDB with the DynamoDB Local of DYNAMODB_LOCAL_JARS, on this machine's Java.

LocalStack would download another build from a site of its own, with a Java and a Java agent. There is no plugin point
for that, so three methods are patched, by LocalStack's own means.
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
