#!/usr/bin/env python3
"""Notes in RAW/run.json how one question of the performance report ran and what made it; the other notes stay.

record.py --raw DIR --question NAME --exit N --seconds N --rounds N --load X --build DIR [--quick]
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import pathlib  # noqa: E402

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[1] / "paper"))

from evaluation import made  # noqa: E402
from evaluation.machine import cached, instruction_sets  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description="Notes in run.json how one question of the report ran.")
    parser.add_argument("--raw", type=pathlib.Path, required=True)
    parser.add_argument("--question", required=True)
    parser.add_argument("--exit", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--load", type=float, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def flags(build):
    """What the compiler was told, as far as CMake's cache says it."""
    kind = cached(build, "CMAKE_BUILD_TYPE").upper()
    given = (cached(build, "CMAKE_CXX_FLAGS"), cached(build, f"CMAKE_CXX_FLAGS_{kind}"))
    return " ".join(text for text in given if text) or "unknown"


def main():
    args = arguments()
    facts = {
        "flags": flags(args.build),
        "instructions": " ".join(instruction_sets()) or "none that the library has kernels for",
        "rounds": args.rounds,
        "load": args.load,
        "quick": args.quick,
        "seconds": args.seconds,
        "exit": args.exit,
    }
    made.note(args.raw, args.question, args.build, facts)


if __name__ == "__main__":
    main()
