import json
import unittest
from pathlib import Path

from sluice_lambda_process.loopback import refusal

# The same cases as for the rule in TypeScript. Each answer except the first is a word in the reason.
CASES = json.loads(Path(__file__).with_name("loopback_cases.json").read_text(encoding="utf-8"))
REASONS = ["Host", "Origin", "Sec-Fetch-Site", "a browser"]


def name_of(said: str | None) -> str:
    return "answered" if said is None else next(word for word in REASONS if word in said)


class ARequest(unittest.TestCase):
    def test_is_answered_or_refused_as_in_typescript(self):
        self.assertGreater(len(CASES), 60)
        for case in CASES:
            with self.subTest(case["name"]):
                self.assertEqual(name_of(refusal(case["headers"], case.get("allowedOrigin", ""))), case["answer"])

    def test_over_tls_has_another_origin_than_without(self):
        headers = {"host": "localhost:4566", "origin": "https://localhost:4566"}
        self.assertEqual(name_of(refusal(headers, scheme="https")), "answered")
        self.assertEqual(name_of(refusal(headers, scheme="http")), "Origin")
        self.assertEqual(name_of(refusal({"host": "localhost", "origin": "https://localhost:443"}, scheme="https")), "answered")
