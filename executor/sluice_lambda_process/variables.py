"""Makes the environment variables of a function's process: those that AWS documents, and the function's own."""

from collections.abc import Mapping


def function_variables(
    given: Mapping[str, object],
    runtime: str,
    task_root: str,
    temporary: str,
    outer: Mapping[str, str],
) -> dict[str, str]:
    """
    :param given: the variables from LocalStack, including the function's own
    :param task_root: the folder of the function's code; on AWS /var/task
    :param temporary: a folder for this environment only; on AWS /tmp
    :param outer: LocalStack's own environment; only PATH and the variables in LAMBDA_PROCESS_PASS_ENV are passed on
    """
    passed = ["PATH", *filter(None, outer.get("LAMBDA_PROCESS_PASS_ENV", "").split(","))]
    return {
        **{name: outer[name] for name in passed if name in outer},
        # Without HOME, Node.js asks the system for the user's home folder, where an SDK finds the real ~/.aws.
        "HOME": temporary,
        "TMPDIR": temporary,
        "LANG": "en_US.UTF-8",
        **{name: str(value) for name, value in given.items()},
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "LAMBDA_TASK_ROOT": task_root,
        # AWS sets ":UTC", which Node.js would read as the machine's own time zone.
        **({"TZ": "UTC"} if given.get("TZ") in (None, ":UTC") else {}),
    }
