#!/usr/bin/env python3
"""Notes in RAW/run.json how one program of the evaluation ran and what made it; the other programs' notes stay.

record.py --raw DIR --program NAME --exit N --seconds N --seeds N --build DIR [--quick] [--data NAME]...
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import datetime  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pathlib  # noqa: E402
import platform  # noqa: E402
import re  # noqa: E402
import subprocess  # noqa: E402

from evaluation import made  # noqa: E402
from evaluation.results import BadRaw  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


def version():
    text = (ROOT / "include" / "spnn" / "version.hpp").read_text(encoding="utf-8")
    return ".".join(re.search(rf"#define SPNN_VERSION_{part} (\d+)", text)[1] for part in ("MAJOR", "MINOR", "PATCH"))


def cached(build, name):
    """A value from CMake's cache, or an empty text."""
    path = build / "CMakeCache.txt"
    found = re.search(rf"^{name}:\w+=(.*)$", path.read_text(encoding="utf-8"), re.M) if path.is_file() else None
    return found[1] if found else ""


def compiler(build):
    """The first line the compiler says of itself, without a folder."""
    program = cached(build, "CMAKE_CXX_COMPILER")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60).stdout
    except (OSError, ValueError):
        said = ""
    return re.sub(r"\S*/", "", said.splitlines()[0]) if said else "unknown"


def processor():
    """The processor's name."""
    try:
        found = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def arguments():
    parser = argparse.ArgumentParser(description="Notes in run.json how one program of the evaluation ran.")
    parser.add_argument("--raw", type=pathlib.Path, required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--exit", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seeds", type=int, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", action="append", default=[])
    return parser.parse_args()


def main():
    args = arguments()
    try:
        programs = made.read(args.raw)
    except BadRaw:
        programs = {}
    programs[args.program] = {
        "version": version(),
        "compiler": compiler(args.build),
        "build": cached(args.build, "CMAKE_BUILD_TYPE") or "unknown",
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "seeds": args.seeds,
        "quick": args.quick,
        "data": args.data,
        "finished": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "seconds": args.seconds,
        "exit": args.exit,
    }
    text = json.dumps({"programs": programs}, indent=1, ensure_ascii=False)
    (args.raw / made.FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
