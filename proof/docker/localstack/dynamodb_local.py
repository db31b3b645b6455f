"""Lays out DynamoDB Local in the way that LocalStack starts it: DynamoDBLocal.jar and a Java agent."""

import struct
import sys
import zipfile
from pathlib import Path


def main(folder: str):
    place = Path(folder)
    jars = sorted((place / "DynamoDBLocal_lib").glob("*.jar"))
    path = " ".join(f"DynamoDBLocal_lib/{jar.name}" for jar in jars)
    write(
        place / "DynamoDBLocal.jar",
        {"Main-Class": "com.amazonaws.services.dynamodbv2.local.main.ServerRunner", "Class-Path": path},
    )
    # LocalStack's own agent allows more than 20 indexes per table. This one does nothing.
    write(place / "ddb-local-loader-0.1.jar", {"Premain-Class": "Nothing"}, {"Nothing.class": nothing()})


def write(jar: Path, manifest: dict[str, str], files: dict[str, bytes] | None = None):
    with zipfile.ZipFile(jar, "w") as archive:
        lines = ["Manifest-Version: 1.0", *(folded(f"{name}: {value}") for name, value in manifest.items()), ""]
        archive.writestr("META-INF/MANIFEST.MF", "\r\n".join(lines))
        for name, content in (files or {}).items():
            archive.writestr(name, content)


def folded(line: str) -> str:
    """Wraps a manifest's line at 72 bytes; a continuation begins with a space."""
    first, rest = line[:70], line[70:]
    return "\r\n ".join([first, *(rest[at : at + 69] for at in range(0, len(rest), 69))])


def nothing() -> bytes:
    """Returns `class Nothing { public static void premain(String options) {} }` for Java 8: a JRE has no compiler.

    https://docs.oracle.com/javase/specs/jvms/se21/html/jvms-4.html
    """

    def utf8(text: str) -> bytes:
        return struct.pack(">BH", 1, len(text)) + text.encode()

    constants = [
        utf8("Nothing"),
        struct.pack(">BH", 7, 1),
        utf8("java/lang/Object"),
        struct.pack(">BH", 7, 3),
        utf8("premain"),
        utf8("(Ljava/lang/String;)V"),
        utf8("Code"),
    ]
    code = struct.pack(">HHIBHH", 0, 1, 1, 0xB1, 0, 0)
    method = struct.pack(">HHHHHI", 0x0009, 5, 6, 1, 7, len(code)) + code
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, 52, len(constants) + 1) + b"".join(constants)
    return head + struct.pack(">HHHHHH", 0x0021, 2, 4, 0, 0, 1) + method + struct.pack(">H", 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
