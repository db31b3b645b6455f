"""The environment variables of a function's process: only those that AWS documents, and the function's own."""

from collections.abc import Mapping


def function_variables(
    given: Mapping[str, object],
    runtime: str,
    task_root: str,
    temporary: str,
    outer: Mapping[str, str],
) -> dict[str, str]:
    """
    :param given: what LocalStack computes, the function's own variables included
    :param task_root: where the function's code is; on AWS /var/task
    :param temporary: a folder of this environment alone; on AWS /tmp
    :param outer: LocalStack's own environment, of which only PATH and the variables in LAMBDA_PROCESS_PASS_ENV are passed
    """
    passed = ["PATH", *filter(None, outer.get("LAMBDA_PROCESS_PASS_ENV", "").split(","))]
    return {
        **{name: outer[name] for name in passed if name in outer},
        # Without HOME, Node.js asks the system for the user's home, where an SDK finds the real ~/.aws.
        "HOME": temporary,
        "TMPDIR": temporary,
        "LANG": "en_US.UTF-8",
        **{name: str(value) for name, value in given.items()},
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "LAMBDA_TASK_ROOT": task_root,
        # AWS sets ":UTC", which Node.js takes for the machine's own time zone.
        **({"TZ": "UTC"} if given.get("TZ") in (None, ":UTC") else {}),
    }
