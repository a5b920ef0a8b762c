"""Lines that the hook writes and plans that it reads: the ones that the host's own tests hold it to."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

from harness import FIXTURES, lines
from lr_tuner_hook.driver import Driver
from lr_tuner_hook.plan import PlanError, parse
from lr_tuner_hook.report import encode, encode_step

KINDS = ("armed", "hello", "training", "data", "step", "phase", "warning", "end")
NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def with_numbers(message: dict[str, Any]) -> dict[str, Any]:
    """As the hook has it before it is written."""
    return {
        key: NUMBERS.get(value, value) if isinstance(value, str) else value
        for key, value in message.items()
        if key != "v"
    }


class Protocol(unittest.TestCase):
    def test_each_kind_of_line_is_written_as_its_file_has_it(self) -> None:
        for kind in KINDS:
            for line in lines("protocol", f"{kind}.jsonl"):
                with self.subTest(line=line):
                    self.assertEqual(json.loads(encode(with_numbers(line))), line)
                    self.assertEqual(line["type"], kind)

    def test_steps_are_written_by_hand_alike(self) -> None:
        for line in lines("protocol", "step.jsonl"):
            step = with_numbers(line)
            with self.subTest(line=line):
                written = encode_step(step["i"], step["lr"], step.get("loss"), step.get("accuracy"))
                self.assertEqual(json.loads(written), line)

    def test_a_line_is_one_line_of_utf8_whatever_a_path_holds(self) -> None:
        written = encode({"type": "phase", "phase": "save-skipped", "path": "a\nb\udcff"})
        self.assertEqual(written.count("\n"), 1)
        written.encode("utf-8")

    def test_every_plan_is_read_and_has_rates(self) -> None:
        with open(os.path.join(FIXTURES, "protocol/plan.jsonl"), encoding="utf-8") as file:
            for line in file:
                with self.subTest(plan=line):
                    plan = parse(line)
                    driver = Driver(plan, report=None)  # type: ignore[arg-type]
                    self.assertEqual(driver.rate() is None, '"survey"' in line or '"schedule":null' in line)

    def test_a_plan_of_another_version_is_refused_in_words(self) -> None:
        plan = lines("protocol", "plan.jsonl")[0]
        with self.assertRaisesRegex(PlanError, "speaks version 1 of the protocol, its host 2"):
            parse(json.dumps({**plan, "v": 2}))
        with self.assertRaisesRegex(PlanError, "no experiment of the kind 'sweep'"):
            parse(json.dumps({**plan, "experiment": {"kind": "sweep"}}))


if __name__ == "__main__":
    unittest.main()
