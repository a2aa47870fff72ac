#!/usr/bin/env python3
"""Seconds a compiler takes: for examples/01_first.cpp with -O2, for the same with the headers it needs instead of
spnn.hpp, also when GCC collects its garbage seldom; and to read each public header alone.

compile_time.py [--compiler PROGRAM] [--repetitions N] [--few]

Prints the rows of rows.hpp. --few: only spnn.hpp and the headers of split/first_layer. A compiler cache is kept out.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
FIRST = ROOT / "examples" / "01_first.cpp"
NEEDED = (
    "data/metrics data/scaling data/simulator data/split nn/layer/dense nn/layer/sigmoid nn/loss/binary_cross_entropy"
    " split/first_layer/masked split/simulate"
).split()
SELDOM = ["--param=ggc-min-expand=400", "--param=ggc-min-heapsize=1000000"]


def public_headers(few):
    headers = sorted(h.relative_to(INCLUDE).as_posix() for h in INCLUDE.rglob("*.hpp") if "detail" not in h.parts)
    return [h for h in headers if not few or h == "spnn/spnn.hpp" or h.startswith("spnn/split/first_layer/")]


def with_needed_headers():
    """The text of the first example, with the headers it needs."""
    needed = "".join(f"#include <spnn/{header}.hpp>\n" for header in NEEDED)
    return FIRST.read_text(encoding="utf-8").replace("#include <spnn/spnn.hpp>\n", needed)


def seconds(command):
    """How long it takes, or None when it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, env=os.environ | {"CCACHE_DISABLE": "1"}, capture_output=True, timeout=600)
    return time.perf_counter() - start if done.returncode == 0 else None


def row(name, value, unit, parameters=""):
    print(f"{name},{value if unit == 'missing' else format(value, '.6g')},{unit},{parameters}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Seconds a compiler takes.")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--few", action="store_true")
    args = parser.parse_args()
    print("name,value,unit,parameters")
    if shutil.which(args.compiler) is None:
        return row("compile.first", f"{args.compiler} is not there", "missing")
    common = [args.compiler, "-std=c++20", f"-I{INCLUDE}"]
    with tempfile.TemporaryDirectory() as folder:
        needed = pathlib.Path(folder) / "first.cpp"
        needed.write_text(with_needed_headers(), encoding="utf-8")
        for _ in range(args.repetitions):
            for name, source, options in (
                ("compile.first", FIRST, []),
                ("compile.needed", needed, []),
                ("compile.seldom", needed, SELDOM),
            ):
                took = seconds([*common, "-O2", *options, "-c", source, "-o", f"{folder}/first.o"])
                if took is None:
                    row(name, "the compiler refuses it", "missing")
                else:
                    row(name, took, "s")
        for header in public_headers(args.few):
            source = pathlib.Path(folder) / "one.cpp"
            source.write_text(f"#include <{header}>\n", encoding="utf-8")
            took = seconds([*common, "-fsyntax-only", source])
            if took is None:
                row("compile.header", "it needs what is not there", "missing", f"header={header}")
            else:
                row("compile.header", took, "s", f"header={header}")


if __name__ == "__main__":
    sys.exit(main())
