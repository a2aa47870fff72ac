#!/usr/bin/env python3
"""Notes in RAW/run.json how one question of a report ran and what made it; the notes of the others stay.

record.py evaluation --raw DIR --question NAME --exit N --seconds N --build DIR [--quick] --seeds N [--data NAME]...
record.py performance --raw DIR --question NAME --exit N --seconds N --build DIR [--quick] --rounds N --load X
"""

import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

import argparse  # noqa: E402
import pathlib  # noqa: E402

sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from report import made  # noqa: E402
from report.machine import cached, instruction_sets  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description="Notes in run.json how one question of a report ran.")
    pages = parser.add_subparsers(dest="page", required=True)
    evaluation, performance = pages.add_parser("evaluation"), pages.add_parser("performance")
    for page in (evaluation, performance):
        page.add_argument("--raw", type=pathlib.Path, required=True)
        page.add_argument("--question", required=True)
        page.add_argument("--exit", type=int, required=True)
        page.add_argument("--seconds", type=int, required=True)
        page.add_argument("--build", type=pathlib.Path, required=True)
        page.add_argument("--quick", action="store_true")
    evaluation.add_argument("--seeds", type=int, required=True)
    evaluation.add_argument("--data", action="append", default=[])
    performance.add_argument("--rounds", type=int, required=True)
    performance.add_argument("--load", type=float, required=True)
    return parser.parse_args()


def flags(build):
    """What the compiler was told, as far as CMake's cache says it."""
    kind = cached(build, "CMAKE_BUILD_TYPE").upper()
    given = (cached(build, "CMAKE_CXX_FLAGS"), cached(build, f"CMAKE_CXX_FLAGS_{kind}"))
    return " ".join(text for text in given if text) or "unknown"


def own_facts(args):
    """What one report notes and the other does not."""
    if args.page == "evaluation":
        return {"build": cached(args.build, "CMAKE_BUILD_TYPE") or "unknown", "seeds": args.seeds, "data": args.data}
    return {
        "flags": flags(args.build),
        "instructions": " ".join(instruction_sets()) or "none that the library has kernels for",
        "rounds": args.rounds,
        "load": args.load,
    }


def main():
    args = arguments()
    facts = own_facts(args) | {"quick": args.quick, "seconds": args.seconds, "exit": args.exit}
    made.note(args.raw, args.question, args.build, facts)


if __name__ == "__main__":
    main()
