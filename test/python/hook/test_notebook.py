"""A notebook runs as one script of its code cells, without what is for its kernel."""

from __future__ import annotations

import json
import os
import sys
import unittest

from harness import HOOK, HookTest, Run, needs_torch, ramp, run

RUNNER = os.path.join(HOOK, "lr_tuner_hook", "notebook.py")

KERNELS = [
    "%matplotlib inline\nimport os, sys\n!pip install nothing\nprint(os.environ['MPLBACKEND'], sys.argv[1:])",
    '%%time\n\ntext = """\n%d items\n"""\nfiles = !ls\nif text:\n    !ls\n    %time count = 4 \\\n  + 1\nos?',
    "%%bash\nrm -rf everything",
    'text = """\n%d items\n"""\nimport asyncio\nawait asyncio.sleep(0)\ndisplay(count, text.strip())',
    "%cd inner\nprint(os.path.basename(os.getcwd()), __name__, sys.path[0] == os.path.dirname(sys.argv[0]))",
]

TRAINING = [
    "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\nEPOCHS = 3",
    "%matplotlib inline\n"
    "loader = DataLoader(TensorDataset(torch.randn(40, 4), torch.arange(40) % 3), batch_size=8)\n"
    "model = torch.nn.Linear(4, 3)\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)",
    "for epoch in range(EPOCHS):\n    for x, y in loader:\n        optimizer.zero_grad()\n"
    "        torch.nn.functional.cross_entropy(model(x), y).backward()\n        optimizer.step()",
    "print('trained')\nraise ValueError('no figure')",
]


class Notebooks(HookTest):
    def run_cells(self, cells: list[str], steps: int = 10, *arguments: str) -> Run:
        sources = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]
        notebook = {"cells": [{"cell_type": "markdown", "source": ["# Title"]}, *sources]}
        place = self.write("train.ipynb", "")
        with open(place, "w", encoding="utf-8") as file:
            json.dump(notebook, file)
        return run([sys.executable, RUNNER, place, *arguments], ramp(steps), cwd=self.folder)

    def test_what_is_for_a_kernel_is_left_out(self) -> None:
        os.mkdir(os.path.join(self.folder, "inner"))
        result = self.run_cells(KERNELS, 10, "--epochs", "3")
        said = [line for line in result.output.splitlines() if line]
        self.assertEqual(
            said,
            [
                "Agg ['--epochs', '3']",
                "Cell 4 begins with %%bash: it is left out.",
                "5 %d items",
                "inner __main__ True",
            ],
        )
        self.assertEqual(result.end()["reason"], "script-ended")

    def test_magics_of_its_own_run_their_cells(self) -> None:
        define = "def backend(line, cell):\n    if line == 'torch':\n        get_ipython().run_cell(cell)\n"
        define += "get_ipython().register_magic_function(backend, 'cell')"
        cells = [
            "# first",
            define,
            "%%backend jax\nprint('never')",
            "\n%%backend torch\nprint('once')\n1 / 0",
        ]
        result = self.run_cells(cells)
        self.assertIn("once", result.output)
        self.assertNotIn("never", result.output.replace("print('never')", ""))
        self.assertIn('train.ipynb, cell 5", line 4', result.end()["stack"])

    def test_what_asks_the_kernel_goes_on(self) -> None:
        asks = "shell = get_ipython()\nshell.run_line_magic('matplotlib', 'inline')\nshell.system('ls')\n"
        asks += "assert 'google.colab' not in str(shell) and 'IPKernelApp' not in shell.config"
        self.assertEqual(self.run_cells([asks]).end()["reason"], "script-ended")

    def test_an_error_names_its_cell(self) -> None:
        result = self.run_cells(["x = 1", "def wrong():\n    raise ValueError('no data')\nwrong()"])
        self.assertEqual(result.end()["reason"], "error")
        self.assertIn('train.ipynb, cell 3", line 2, in wrong', result.end()["stack"])
        self.assertIn("raise ValueError('no data')", result.output)
        self.assertNotIn("lr_tuner_hook", result.output)

    def test_so_does_one_of_syntax(self) -> None:
        end = self.run_cells(["x = 1", "y = 2\nfor"]).end()
        self.assertEqual(end["reason"], "syntax-error")
        self.assertIn('train.ipynb, cell 3", line 2', end["stack"])

    def test_what_holds_no_code_is_said(self) -> None:
        self.assertIn("has no code in it", self.run_cells([]).end()["message"])
        place = self.write("other.ipynb", "none")
        end = run([sys.executable, RUNNER, place], ramp(10), cwd=self.folder).end()
        self.assertIn("other.ipynb is no notebook", end["message"])

    @needs_torch
    def test_its_training_is_ramped_with_the_number_of_its_epochs(self) -> None:
        result = self.run_cells(TRAINING, 6)
        self.assertEqual((len(result.steps()), result.end()["reason"]), (6, "ramp-complete"))
        (data,) = result.of_type("data")
        self.assertEqual((data["batchesPerEpoch"], data["epochs"]), (5, 3))
        self.assertNotIn("trained", result.output)


if __name__ == "__main__":
    unittest.main()
