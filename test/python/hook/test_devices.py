"""Numbers on an accelerator are read together, at most 20 times a second.

There is none here: a stand-in, a tensor that says it lies on one, counts how often the hook reads it. The clock is the
test's own, so that nothing is timed.
"""

from __future__ import annotations

import unittest

from harness import HookTest, needs_torch, ramp, train

STAND_IN = """
import json, sys, torch
from lr_tuner_hook import driver as of_hook

class Far(torch.Tensor):
    reads = []

    @property
    def device(self):
        return torch.device("cuda", 0)

    # Inside of `backward` PyTorch makes plain tensors of those of other classes.
    def detach(self):
        return self.as_subclass(torch.Tensor).detach().as_subclass(Far)

    def clone(self):
        return self.as_subclass(torch.Tensor).clone().as_subclass(Far)

    def item(self):
        Far.reads.append(now)
        return torch.Tensor.item(self.as_subclass(torch.Tensor))

    def __float__(self):
        return self.item()

    def __bool__(self):
        return bool(self.item())

now = of_hook.ticks()
of_hook.ticks = lambda: now
torch.manual_seed(0)
model = torch.nn.Linear(4, 3)
"""
LOOP = """
seen = []
for step in range(200):
    x = torch.randn(8, 4)
    loss = torch.nn.functional.cross_entropy(model(x), x[:, :3].argmax(1)).as_subclass(Far)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    seen.append(torch.Tensor.item(loss.detach().as_subclass(torch.Tensor)))
    # 2 milliseconds an update.
    now += 0.002
moments = len(set(Far.reads))
print("@" + json.dumps({"name": "said", "result": {"seen": seen, "moments": moments, "reads": len(Far.reads)}}))
"""


@needs_torch
class Devices(HookTest):
    def check(self, optimizer: str, experiment: dict[str, object], reads_each: int) -> list[float]:
        result = self.run_text(STAND_IN + optimizer + LOOP, experiment)
        self.assertEqual(result.end()["reason"], "script-ended", result.output)
        said, steps = result.results()["said"]["result"], result.steps()
        self.assertEqual([step["loss"] for step in steps], said["seen"])
        # 0.4 seconds.
        self.assertLessEqual(said["moments"], 8)
        self.assertLessEqual(said["reads"], reads_each * 200)
        self.assertGreater(said["reads"], 100)
        self.assertNotIn("hook-fault", result.codes())
        return [step["lr"] for step in steps]

    def test_losses_are_read_together(self) -> None:
        self.check("optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n", ramp(300), 1)

    def test_a_rate_that_lies_there_is_read_with_them(self) -> None:
        rates = self.check(
            "optimizer = torch.optim.SGD(model.parameters(), lr=torch.tensor(0.125).as_subclass(Far))\n",
            train(),
            # With the loss, and as the first update is met.
            3,
        )
        self.assertEqual(set(rates), {0.125})


if __name__ == "__main__":
    unittest.main()
