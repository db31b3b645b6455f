"""Writes the log lines and errors of Lambda itself, in the wording of AWS."""

import json
import math
from datetime import UTC, datetime


def start_line(request_id: str, version: str) -> str:
    return f"START RequestId: {request_id} Version: {version}\n"


def end_lines(
    request_id: str,
    seconds: float,
    memory_mb: int,
    used_mb: int | None,
    init_seconds: float | None,
    status: str | None = None,
) -> str:
    """Returns the END and REPORT lines. `status` is `timeout`, `error` or None."""
    ms = seconds * 1000
    fields = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {ms:.2f} ms",
        f"Billed Duration: {math.ceil(ms)} ms",
        f"Memory Size: {memory_mb} MB",
    ]
    if used_mb is not None:
        fields.append(f"Max Memory Used: {used_mb} MB")
    if init_seconds is not None:
        fields.append(f"Init Duration: {init_seconds * 1000:.2f} ms")
    if status:
        fields.append(f"Status: {status}")
    return f"END RequestId: {request_id}\n" + "\t".join(fields) + "\n"


def timeout_line(request_id: str, seconds: float) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{now} {request_id} Task timed out after {seconds:.2f} seconds\n\n"


def failure(error_type: str, message: str) -> bytes:
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()


def timed_out(request_id: str, seconds: float) -> bytes:
    return failure("Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds")


def exited(request_id: str, reason: str) -> bytes:
    return failure("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")


def too_large(size: int, limit: int) -> bytes:
    return failure(
        "Function.ResponseSizeTooLarge",
        f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({limit} bytes).",
    )
