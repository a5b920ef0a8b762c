"""Begin and end of a process: armed in every one, ended by the script's own only. Needs no framework."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest

from harness import HOOK, SURVEY, HookTest, needs_fork, run


class Arming(HookTest):
    def test_the_first_line_tells_the_process_and_what_it_runs(self) -> None:
        result = self.run_text("print('ran')", SURVEY)
        ((pid, messages),) = result.processes.items()
        version = ".".join(map(str, sys.version_info[:3]))
        self.assertEqual(
            messages[0],
            {
                "v": 1,
                "type": "armed",
                "pid": pid,
                "parent": os.getpid(),
                "thread": 0,
                "runtime": f"Python {version}",
                "main": os.path.join(self.folder, "train.py"),
            },
        )
        self.assertEqual(result.end()["reason"], "script-ended")
        self.assertEqual(result.end()["framework"], "none")
        self.assertEqual(result.output, "ran\n")

    def test_a_module_is_named(self) -> None:
        self.write("package/train.py", "pass")
        result = run([sys.executable, "-m", "package.train"], SURVEY, cwd=self.folder)
        self.assertEqual(result.of_type("armed")[0]["main"], "package.train")

    def test_nothing_is_armed_without_a_plan_or_in_isolated_mode(self) -> None:
        script = self.write("train.py", "import sys; print('lr_tuner_hook' in sys.modules)")
        environment = {**os.environ, "PYTHONPATH": HOOK}
        environment.pop("LR_TUNER_PLAN", None)
        output = subprocess.run([sys.executable, script], env=environment, capture_output=True, check=True)
        self.assertEqual(output.stdout.split(), [b"False"])
        self.assertEqual(run([sys.executable, "-I", script], SURVEY).messages, [])

    def test_a_plan_that_is_not_understood_leaves_the_script_alone(self) -> None:
        script = self.write("train.py", "print('ran')")
        environment = {**os.environ, "PYTHONPATH": HOOK, "LR_TUNER_PLAN": '{"v": 2}'}
        output = subprocess.run([sys.executable, script], env=environment, capture_output=True, check=True)
        self.assertEqual(output.stdout.split(), [b"ran"])
        self.assertIn(b"speaks version 1 of the protocol", output.stderr)

    def test_the_hidden_sitecustomize_runs_once_under_its_name(self) -> None:
        self.write(
            "site/sitecustomize.py", "import builtins; builtins.count = getattr(builtins, 'count', 0) + 1"
        )
        result = self.run_text(
            "import builtins, sitecustomize; print(builtins.count, 'site' in sitecustomize.__file__.split('/'))",
            SURVEY,
            env={"PYTHONPATH": os.path.join(self.folder, "site")},
        )
        self.assertEqual(result.output, "1 True\n")

    def test_an_error_in_the_hidden_sitecustomize_is_pythons_to_tell(self) -> None:
        self.write("site/sitecustomize.py", "1 / 0")
        result = self.run_text("print('ran')", SURVEY, env={"PYTHONPATH": os.path.join(self.folder, "site")})
        self.assertIn("Error in sitecustomize", result.output)
        self.assertIn("ZeroDivisionError", result.output)
        self.assertTrue(result.output.endswith("ran\n"))

    def test_threads_are_set_unless_the_user_did(self) -> None:
        script = "import os; print(os.environ['OMP_NUM_THREADS'])"
        self.assertEqual(self.run_text(script, SURVEY, env={"OMP_NUM_THREADS": "3"}).output, "3\n")
        clean = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        if len(clean) == len(os.environ):
            self.assertEqual(self.run_text(script, SURVEY).output, "1\n")


class Ending(HookTest):
    def test_an_error_is_told_with_its_stack(self) -> None:
        result = self.run_text("def train():\n    raise ValueError('bad batch')\ntrain()\n", SURVEY)
        end = result.end()
        self.assertEqual((end["reason"], end["message"]), ("error", "ValueError: bad batch"))
        self.assertIn(os.path.join(self.folder, "train.py"), end["stack"])
        self.assertIn("in train", end["stack"])
        self.assertEqual(result.code, 1)
        self.assertIn("ValueError: bad batch", result.output)

    def test_the_scripts_own_excepthook_hides_nothing(self) -> None:
        result = self.run_text(
            """
            import sys
            sys.excepthook = lambda *error: print("hidden")
            raise KeyError("loss")
            """,
            SURVEY,
        )
        self.assertEqual((result.end()["reason"], result.end()["message"]), ("error", "KeyError: 'loss'"))
        self.assertEqual(result.output, "hidden\n")

    def test_exit_codes_are_no_errors_and_stay(self) -> None:
        for code, expected in (("0", 0), ("3", 3), ("'words'", 1)):
            with self.subTest(code=code):
                result = self.run_text(f"import sys; sys.exit({code})", SURVEY)
                self.assertEqual(result.end()["reason"], "script-ended")
                self.assertEqual(result.code, expected)

    def test_an_interrupt_is_no_error(self) -> None:
        self.assertEqual(self.run_text("raise KeyboardInterrupt", SURVEY).end()["reason"], "script-ended")

    def test_a_caught_error_is_none(self) -> None:
        result = self.run_text("try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass\n", SURVEY)
        self.assertEqual(result.end()["reason"], "script-ended")

    def test_a_file_that_cannot_be_parsed(self) -> None:
        for text in ("def train(:\n    pass\n", "import broken\n"):
            self.write("broken.py", "x = = 1\n")
            with self.subTest(text=text):
                end = self.run_text(text, SURVEY).end()
                self.assertEqual(end["reason"], "syntax-error")
                self.assertIn("SyntaxError", end["message"])

    def test_a_text_that_the_script_parses_is_an_error_of_its_own(self) -> None:
        for text in ("import ast; ast.parse('x = = 1')", "eval('1 +')"):
            with self.subTest(text=text):
                self.assertEqual(self.run_text(text, SURVEY).end()["reason"], "error")

    def test_a_framework_that_is_not_installed(self) -> None:
        hide = "import sys\nsys.path = [p for p in sys.path if 'site-packages' not in p and 'dist-packages' not in p]\n"
        end = self.run_text(hide + "import torch\n", SURVEY).end()
        self.assertEqual(end["reason"], "framework-missing")
        self.assertEqual(end["message"], "ModuleNotFoundError: No module named 'torch'")
        self.assertEqual(self.run_text("import no_such_thing", SURVEY).end()["reason"], "error")

    def test_helpers_neither_end_nor_blame_the_run(self) -> None:
        self.write("helper.py", "raise RuntimeError('handled')")
        result = self.run_text(
            """
            import subprocess, sys
            subprocess.run([sys.executable, "helper.py"], stderr=subprocess.DEVNULL)
            print("went on")
            """,
            SURVEY,
        )
        self.assertEqual([message["reason"] for message in result.of_type("end")], ["script-ended"])
        self.assertEqual(len(result.of_type("armed")), 2)

    def test_a_launchers_script_speaks_for_itself(self) -> None:
        self.write("launcher.py", "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]])")
        script = self.write("train.py", "raise RuntimeError('no data')")
        launcher = os.path.join(self.folder, "launcher.py")
        result = run([sys.executable, launcher, script], SURVEY, cwd=self.folder)
        self.assertEqual([end["reason"] for end in result.of_type("end")], ["script-ended", "error"])

    def test_two_scripts_of_a_shell_both_speak(self) -> None:
        first, second = self.write("a.py", "pass"), self.write("b.py", "1 / 0")
        result = run(["sh", "-c", f'"{sys.executable}" {first}; "{sys.executable}" {second}'], SURVEY)
        self.assertEqual([end["reason"] for end in result.of_type("end")], ["script-ended", "error"])

    @needs_fork
    def test_forked_children_end_without_a_word(self) -> None:
        result = self.run_text(
            """
            import os, sys
            pid = os.fork()
            if pid == 0:
                sys.exit(3)
            os.waitpid(pid, 0)
            """,
            SURVEY,
        )
        self.assertEqual(len(result.processes), 1)
        self.assertEqual(result.end()["reason"], "script-ended")

    def test_spawned_children_end_without_a_word(self) -> None:
        result = self.run_text(
            """
            import multiprocessing

            def fails():
                raise RuntimeError("in a worker")

            if __name__ == "__main__":
                child = multiprocessing.get_context("spawn").Process(target=fails)
                child.start()
                child.join()
            """,
            SURVEY,
        )
        self.assertEqual([end["reason"] for end in result.of_type("end")], ["script-ended"])


if __name__ == "__main__":
    unittest.main()
