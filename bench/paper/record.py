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

from evaluation import made  # noqa: E402
from evaluation.machine import cached, compiler, processor, version  # noqa: E402
from evaluation.results import BadRaw  # noqa: E402

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
