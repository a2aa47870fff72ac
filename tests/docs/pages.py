"""What evaluation.py and performance.py share: a page made of made-up raw CSV, and a script run on made-up programs."""

import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest


def write_page(root, page, raw, out):
    """The command that makes a page of the raw CSV in a folder."""
    return [sys.executable, root / "bench" / "report" / "write.py", page, "--raw", raw, "--out", out]


class Case(unittest.TestCase):
    """bench/report/write.py makes the page `page`, of raw CSV with the columns `header`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.raw = self.folder / "raw"
        self.out = self.folder / "out"
        self.raw.mkdir()

    def write(self, lines, name="raw.csv", header=None):
        with open(self.raw / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header or self.header, *lines])

    def report(self, *arguments, plots=False):
        """Exit code, standard error; without gnuplot on the path unless plots are asked for."""
        environment = os.environ if plots else os.environ | {"PATH": str(self.folder / "nothing")}
        command = write_page(self.root, self.page, self.raw, self.out)
        command += ["--json", self.folder / "figures.json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
        return done.returncode, done.stderr

    def make(self, lines, *arguments, plots=False):
        """The page of these lines."""
        self.write(lines)
        code, said = self.report(*arguments, plots=plots)
        self.assertEqual(code, 0, said)

    def figures(self):
        return json.loads((self.folder / "figures.json").read_text(encoding="utf-8"))


class Recorded(unittest.TestCase):
    """The page in the repository is what bench/report/write.py makes of the results recorded there, plots aside."""

    def same(self, root, name):
        docs = root / "docs"
        with tempfile.TemporaryDirectory() as folder:
            command = write_page(root, name, docs / name / "raw", folder)
            environment = os.environ | {"PATH": folder}  # without gnuplot
            subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
            made = (pathlib.Path(folder) / f"{name}.md").read_text(encoding="utf-8")
        written = (docs / f"{name}.md").read_text(encoding="utf-8")
        self.maxDiff = 2000
        without = re.sub(r"^!\[.*\n\n", "", written, flags=re.M)
        self.assertEqual(without, made.replace("Plots are left out: gnuplot was not there.\n\n", ""))
        shown = set(re.findall(rf"\]\({name}/([a-z0-9_]+\.(?:svg|png))\)", written))
        self.assertEqual(shown, {path.name for path in (docs / name).iterdir() if path.is_file()})


CMAKE = """#!/usr/bin/env bash
while [ $# -gt 0 ]; do
    case "$1" in -B) build=$2 ;; --build) exit 0 ;; esac
    shift
done
if [ -n "$SPNN_TEST_BROKEN" ]; then echo "no such compiler"; exit 1; fi
mkdir -p "$build/bench"
printf 'CMAKE_BUILD_TYPE:STRING=Release\\nCMAKE_CXX_FLAGS_RELEASE:STRING=-O9\\n' >"$build/CMakeCache.txt"
printf 'CMAKE_CXX_COMPILER:FILEPATH=%s\\n' "${0%/*}/g++" >>"$build/CMakeCache.txt"
for name in $SPNN_TEST_PROGRAMS; do cp "${0%/*}/program" "$build/bench/$name"; done
"""


class Script(Case):
    """bench/run.sh makes the report `page` where each of `built` is `stub`, with the variables `environment`."""

    environment = {}

    def setUp(self):
        super().setUp()
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.calls = self.folder / "calls"
        for name, text in {
            "program": self.stub,
            "cmake": CMAKE,
            "g++": "#!/bin/sh\necho '/opt/made/up/g++ (Made up) 1.2.3'\n",
            "dpkg-query": "#!/bin/sh\necho 'install ok installed'\n",
        }.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)

    def run_sh(self, *arguments, broken=""):
        """Exit code, standard error."""
        environment = os.environ | self.environment | {"SPNN_TEST_BROKEN": broken}
        environment |= {"SPNN_TEST_CALLS": str(self.calls), "SPNN_TEST_PROGRAMS": " ".join(self.built)}
        environment["PATH"] = f"{self.bin}:{environment['PATH']}"
        command = ["bash", self.root / "bench" / "run.sh", self.page, "--out", self.out]
        command += ["--build", self.folder / "build", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=self.folder, env=environment)
        return done.returncode, done.stderr
