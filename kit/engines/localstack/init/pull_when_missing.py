"""Makes LocalStack pull a function's image only when the image is missing.

LocalStack 4.14.0 pulls each image once per process, even if present, so without a network no function starts. LocalStack
runs this file when it starts: https://docs.localstack.cloud/aws/capabilities/config/initialization-hooks/
"""

from localstack.services.lambda_.invocation import docker_runtime_executor as executor
from localstack.utils.container_utils.container_client import NoSuchImage

pull = executor._ensure_runtime_image_present


def pull_when_missing(image, platform):
    try:
        executor.CONTAINER_CLIENT.inspect_image(image, pull=False)
    except NoSuchImage:
        pull(image, platform)


executor._ensure_runtime_image_present = pull_when_missing
