"""Scripts that ask for the size of the terminal work in a run, which has none. Needs no framework."""

from __future__ import annotations

import os
import unittest

from harness import SURVEY, HookTest


class Terminal(HookTest):
    def test_it_has_the_usual_size(self) -> None:
        result = self.run_text(
            "import os; columns, lines = os.get_terminal_size(); print(lines, columns)", SURVEY
        )
        self.assertEqual(result.output, "24 80\n")

    @unittest.skipIf(os.name == "nt", "needs stty")
    def test_stty_gives_it_too(self) -> None:
        result = self.run_text(
            """
            import os
            _, width = os.popen('stty size', 'r').read().split()
            print(int(width), os.popen('echo other').read().strip())
            """,
            SURVEY,
        )
        self.assertEqual(result.output, "80 other\n")


if __name__ == "__main__":
    unittest.main()
