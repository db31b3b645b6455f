"""Answers calls of ECR, which the free LocalStack lacks. `serverless remove` calls ECR to delete repositories.

The answer "not implemented" would make `serverless remove` retry for 24 s and exit with 1, although the stack is gone.
"""

from localstack.aws import handlers
from localstack.aws.api import CommonServiceException


def answer():
    handlers.serve_custom_service_request_handlers.append(_answer)


def _answer(_chain, context, _response):
    if context.service and context.service.service_name == "ecr" and context.operation.name == "DescribeRepositories":
        names = ", ".join((context.service_request or {}).get("repositoryNames") or ["any"])
        raise CommonServiceException("RepositoryNotFoundException", f"There is no repository {names}.")
