#!/usr/bin/env python3
"""Turns the rows of the performance programs into docs/performance.md with its plots; needs gnuplot for these alone.

report.py --raw DIR --out DIR [--json FILE] [--quick]

Reads every *.csv and run.json of --raw; writes OUT/performance.md, OUT/performance/*.svg and *.png, and to --json one
row a line: name, ours, peer, unit, ratio, target, met and more. Exit code 1 when a raw file is not what it should be.
"""

import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

import argparse  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[1] / "paper"))  # page, plots and words are shared

from evaluation import made, plots, results  # noqa: E402
from evaluation.page import Page  # noqa: E402
from speed import document, rows  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description="Turns raw CSV of the programs into a document.")
    parser.add_argument("--raw", type=pathlib.Path, required=True, help="folder of raw CSV and run.json")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for performance.md and performance/")
    parser.add_argument("--json", type=pathlib.Path, help="also write every line there")
    parser.add_argument("--quick", action="store_true", help="say at the top that this was a quick run")
    return parser.parse_args()


def main():
    args = arguments()
    try:
        measured = rows.read(args.raw)
        page = Page(args.out, "performance")
        page.forget_plots()
        compared = document.document(page, measured, made.read(args.raw), args.quick)
        page.write()
        if args.json:
            args.json.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps([result.row() for result in compared], indent=1, ensure_ascii=False)
            args.json.write_text(text + "\n", encoding="utf-8")
    except (rows.BadRows, results.BadRaw, plots.GnuplotFailed, OSError) as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 1
    if not page.draws:
        print("report.py: gnuplot is not there, the plots are left out", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
