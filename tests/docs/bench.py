"""The door of the benchmarks: bench/run.sh tells what there is, and bench/README.md has a row for all of it.

bench.py ROOT [unittest arguments]
"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
BENCH = ROOT / "bench"
REPORTS = ["evaluation", "performance"]


def run_sh(*arguments):
    """Exit code, standard output, standard error."""
    done = subprocess.run(["bash", BENCH / "run.sh", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def questions(report):
    """Those that a report has, as its own list says."""
    text = (BENCH / report / "questions.sh").read_text(encoding="utf-8")
    return re.search(r"^questions=\((.+)\)$", text, re.M)[1].split()


class Door(unittest.TestCase):
    def test_help_tells_the_reports_and_each_its_questions_and_options(self):
        code, said, complaint = run_sh("--help")
        self.assertEqual((code, complaint), (0, ""))
        for report in REPORTS:
            self.assertIn(f"  {report} ", said)
            code, said_of_it, complaint = run_sh(report, "--help")
            self.assertEqual((code, complaint), (0, ""))
            self.assertIn(f"bench/run.sh {report} [OPTION...]", said_of_it)
            self.assertIn(f"only these questions: {' '.join(questions(report))}.", said_of_it)
            read = re.findall(r"^ {8}(--[a-z]+)\)", (BENCH / report / "questions.sh").read_text(encoding="utf-8"), re.M)
            read += re.findall(r"^ {8}(--[a-z]+)\)", (BENCH / "run.sh").read_text(encoding="utf-8"), re.M)
            self.assertGreater(len(read), 6)
            for option in read:
                self.assertRegex(said_of_it, rf"(?m)^  {option} ")

    def test_what_is_no_report_is_refused(self):
        for arguments, complaint in (([], "bench/run.sh evaluation|performance"), (["paper"], "no report paper")):
            code, said, complained = run_sh(*arguments)
            self.assertEqual((code, said), (2, ""))
            self.assertIn(complaint, complained)

    def test_each_question_and_each_program_run_by_hand_has_a_row(self):
        rows = [line for line in (BENCH / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
        for report in REPORTS:
            asked = {name for row in rows if f"`{report}`" in row for name in re.findall(r"`(\w+)`", row)}
            self.assertEqual(set(questions(report)) - asked, set(), report)
        by_hand = {f"bench_micro_{path.stem}" for path in (BENCH / "micro").glob("*.cpp")}
        self.assertTrue(by_hand)
        self.assertEqual({name for row in rows for name in re.findall(r"`(bench_micro_\w+)`", row)}, by_hand)


if __name__ == "__main__":
    unittest.main()
