"""Loaders' workers and several ranks: who speaks, and that nothing is left."""

from __future__ import annotations

import sys
import unittest

from harness import HookTest, eventually, is_running, needs_fork, needs_torch, ramp, run

LOADER = """
import torch

class Data(torch.utils.data.Dataset):
    def __len__(self):
        return 64
    def __getitem__(self, index):
        return torch.full((3,), float(index)), index % 2

if __name__ == "__main__":
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(
        Data(), batch_size=8, num_workers=2, multiprocessing_context=METHOD, persistent_workers=True
    )
    for epoch in range(EPOCHS):
        for inputs, targets in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
    print("trained")
"""

RANKS = """
import os, sys, torch
import torch.distributed as dist
dist.init_process_group("gloo")
torch.manual_seed(0)
model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(3, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(1000):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(torch.randn(8, 3)), torch.zeros(8, dtype=torch.long)).backward()
    optimizer.step()
print("went on")
"""


@needs_torch
@needs_fork
class Workers(HookTest):
    def test_loaders_workers_are_neither_the_run_nor_left_behind(self) -> None:
        for method, epochs, reason in (("fork", 2, "script-ended"), ("spawn", 50, "ramp-complete")):
            with self.subTest(method=method):
                text = LOADER.replace("METHOD", repr(method)).replace("EPOCHS", str(epochs))
                result = self.run_text(text, ramp(20))
                self.assertEqual([end["reason"] for end in result.of_type("end")], [reason], result.output)
                self.assertEqual(len(result.steps()), min(20, epochs * 8))
                self.assertEqual(len(result.of_type("hello")), 1)
                self.assertNotIn("hook-fault", result.codes())
                for pid in result.processes:
                    self.assertTrue(eventually(lambda pid=pid: not is_running(pid)), f"{pid} is left")  # type: ignore[misc]

    def test_rank_zero_alone_tells_of_the_training(self) -> None:
        script = self.write("train.py", RANKS)
        command = [
            sys.executable,
            "-m",
            "torch.distributed.run",
            "--standalone",
            "--nproc-per-node=2",
            script,
        ]
        result = run(command, ramp(20), env={"GLOO_SOCKET_IFNAME": "lo"})
        (hello,) = result.of_type("hello")
        self.assertEqual((hello["rank"], hello["world"]), (0, 2))
        self.assertEqual([step["i"] for step in result.steps()], list(range(20)), result.output)
        ends = [end["reason"] for end in result.of_type("end")]
        self.assertEqual(ends.count("ramp-complete"), 1)
        self.assertNotIn("error", ends)
        self.assertNotIn("went on", result.output)
        mains = [armed["main"] for armed in result.of_type("armed")]
        self.assertEqual(mains.count(script), 2)
        self.assertEqual(mains[0], "torch.distributed.run")


if __name__ == "__main__":
    unittest.main()
