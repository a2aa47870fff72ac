#!/usr/bin/env python3
"""Notes in RAW/run.json how one program of the evaluation ran and what made it; the other programs' notes stay.

record.py --raw DIR --program NAME --exit N --seconds N --seeds N --build DIR [--quick] [--data NAME]...
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import pathlib  # noqa: E402

from evaluation import made, machine  # noqa: E402


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
    facts = {
        "build": machine.cached(args.build, "CMAKE_BUILD_TYPE") or "unknown",
        "seeds": args.seeds,
        "quick": args.quick,
        "data": args.data,
        "seconds": args.seconds,
        "exit": args.exit,
    }
    made.note(args.raw, args.program, args.build, facts)


if __name__ == "__main__":
    main()
