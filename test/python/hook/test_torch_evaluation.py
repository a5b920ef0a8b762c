"""The script's own evaluations between two updates."""

from __future__ import annotations

import json
import unittest

from harness import HookTest, needs_torch, ramp, train

SCRIPT = """
import json, torch
import torch.nn.functional as F
torch.manual_seed(0)
inputs, targets = torch.randn(30, 4), torch.randint(0, 3, (30,))
model = torch.nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

def evaluate():
    with torch.no_grad():
        # The last batch is smaller.
        for start, end in ((0, 12), (12, 24), (24, 30)):
            F.cross_entropy(model(inputs[start:end]), targets[start:end])
        scores = model(inputs)
        return F.mse_loss(scores, scores).item(), scores

said = []
evaluate()
for step in range(6):
    optimizer.zero_grad()
    torch.nn.CrossEntropyLoss()(model(inputs), targets).backward()
    optimizer.step()
    if step % 3 == 2:
        _, scores = evaluate()
        logs = scores.log_softmax(1)
        loss = -logs[torch.arange(30), targets].mean().item()
        said.append([loss, (scores.argmax(1) == targets).float().mean().item()])

class Scripted(torch.nn.Module):
    def forward(self, a, b):
        return F.cross_entropy(a, b)

torch.jit.script(Scripted())(model(inputs), targets)

def twice(x: float) -> float:
    return 2 * x

@torch.jit.script
class Named:
    def __init__(self, x: float):
        self.x = twice(x)

print("@" + json.dumps({"name": "said", "result": said}))
"""


@needs_torch
class Evaluation(HookTest):
    def test_it_is_told_with_the_updates_done_before_it(self) -> None:
        result = self.run_text(SCRIPT, train())
        said = result.results()["said"]["result"]
        phases = result.of_type("phase")
        self.assertEqual([phase["step"] for phase in phases], [3, 6])
        for phase, (loss, accuracy) in zip(phases, said):
            self.assertAlmostEqual(phase["loss"], loss, places=5)
            self.assertAlmostEqual(phase["accuracy"], accuracy, places=6)
        self.assertNotIn("hook-fault", result.codes(), json.dumps(result.messages))

    def test_a_range_test_tells_it_only_when_asked(self) -> None:
        self.assertEqual(self.run_text(SCRIPT, ramp(50)).of_type("phase"), [])
        self.assertEqual(len(self.run_text(SCRIPT, ramp(50, validation=True)).of_type("phase")), 2)

    def test_only_who_trains_is_missed_to_evaluate(self) -> None:
        self.assertEqual(self.run_text("import torch", ramp(50, validation=True)).codes(), [])
        trains = SCRIPT.replace("if step % 3 == 2:", "if False:")
        self.assertIn("no-validation", self.run_text(trains, ramp(50, validation=True)).codes())


if __name__ == "__main__":
    unittest.main()
