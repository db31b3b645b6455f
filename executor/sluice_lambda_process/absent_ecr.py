"""Answers for ECR, which the free LocalStack lacks and `serverless remove` asks for repositories to delete.

"Not implemented" makes it retry for 24 s and exit with 1, though the stack is gone. "No such repository" is the truth.
"""

from localstack.aws import handlers
from localstack.aws.api import CommonServiceException


def answer():
    handlers.serve_custom_service_request_handlers.append(_answer)


def _answer(_chain, context, _response):
    if context.service and context.service.service_name == "ecr" and context.operation.name == "DescribeRepositories":
        names = ", ".join((context.service_request or {}).get("repositoryNames") or ["any"])
        raise CommonServiceException("RepositoryNotFoundException", f"There is no repository {names}.")
