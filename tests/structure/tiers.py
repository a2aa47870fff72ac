"""What tests/run.sh runs, tier by tier and part by part, with programs that only tell how they were called.

tiers.py ROOT [unittest arguments]
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
TELL = '#!/usr/bin/env bash\necho "${0##*/} $*" >>"$SPNN_TEST_CALLS"\n'
PARTS = ["clang", "asan", "tsan", "slow", "fuzz"]


class Tiers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        for name in ("cmake/install_packages.sh", "cmake/install_tools.sh", "tests/fuzz/run.sh", "bin/cmake", "bin/ctest"):
            path = self.tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TELL)
            path.chmod(0o755)
        shutil.copy(ROOT / "tests" / "run.sh", self.tree / "tests" / "run.sh")

    def run_sh(self, *arguments):
        """Exit code, standard error, calls."""
        calls = self.tree / "calls"
        calls.write_text("")
        environment = os.environ | {"SPNN_TEST_CALLS": str(calls), "PATH": f"{self.tree / 'bin'}:{os.environ['PATH']}"}
        command = ["bash", self.tree / "tests" / "run.sh", "--jobs", "3", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
        return done.returncode, done.stderr, calls.read_text().splitlines()

    def ran(self, *arguments):
        """The presets that are tested, each with what is left out or chosen of its tests; the fuzzers; benchmarks."""
        code, said, calls = self.run_sh(*arguments)
        self.assertEqual(code, 0, said)
        found = []
        for call in calls:
            words = call.split()
            if words[0] == "ctest":
                self.assertIn(f"cmake --build --preset {words[2]} --parallel 3", calls)
                only = "slow" if "--label-regex ^slow$" in call else "all"
                found.append((words[2], "quick" if "--label-exclude slow" in call else only))
            elif words[0] == "run.sh":
                found.append(("fuzz", "all"))
            elif "bench_programs" in words:
                found.append((words[3], "benchmarks"))
        return found

    def test_without_arguments_the_quick_tier(self):
        self.assertEqual(self.ran(), [("dev", "quick")])

    def test_a_part_runs_by_itself(self):
        alone = {
            "clang": [("clang", "quick"), ("clang", "benchmarks")],
            "asan": [("asan", "quick")],
            "tsan": [("tsan", "quick")],
            "slow": [("dev", "slow")],
            "fuzz": [("fuzz", "all")],
        }
        for part in PARTS:
            with self.subTest(part=part):
                self.assertEqual(self.ran(f"--full={part}"), alone[part])
        self.assertEqual(self.ran("--full=tsan,asan"), alone["asan"] + alone["tsan"])

    def test_full_is_the_quick_tier_and_every_part(self):
        every = [("clang", "quick"), ("asan", "quick"), ("tsan", "quick"), ("clang", "benchmarks"), ("dev", "all")]
        self.assertEqual(self.ran("--full"), [*every, ("fuzz", "all")])

    def test_parts_that_there_are_not_are_refused_before_anything_runs(self):
        for argument, complaint in (("--full=msan", "no part msan"), ("--full=", "needs parts"), ("--fast", "unknown")):
            with self.subTest(argument=argument):
                code, said, calls = self.run_sh(argument)
                self.assertEqual((code, calls), (2, []))
                self.assertIn(complaint, said)


if __name__ == "__main__":
    unittest.main()
