#!/usr/bin/env python3
"""Turns the raw CSV of one of the two reports into its document with plots; needs gnuplot for these alone.

write.py evaluation|performance --raw DIR --out DIR [--json FILE] [--quick]

Reads every *.csv and run.json of --raw; writes OUT/evaluation.md or OUT/performance.md, *.svg and *.png into the folder
of that name beside it, and to --json one row a figure (evaluation) or a line (performance: name, ours, peer, unit,
ratio, target, met and more). Exit code 1 when a raw file is not what it should be.
"""

import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

import argparse  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402

sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from report import made, plots, results  # noqa: E402
from report.evaluation import document as evaluation  # noqa: E402
from report.page import Page  # noqa: E402
from report.performance import document as performance  # noqa: E402
from report.performance import rows  # noqa: E402

PAGES = {  # how its raw CSV is read, how it is written
    "evaluation": (results.read, evaluation.document),
    "performance": (rows.read, performance.document),
}


def arguments():
    parser = argparse.ArgumentParser(description="Turns raw CSV of a report into its document with plots.")
    parser.add_argument("page", choices=PAGES)
    parser.add_argument("--raw", type=pathlib.Path, required=True, help="folder of raw CSV and run.json")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the page and the folder of its name")
    parser.add_argument("--json", type=pathlib.Path, help="also write every figure there")
    parser.add_argument("--quick", action="store_true", help="say at the top that this was a quick run")
    return parser.parse_args()


def main():
    args = arguments()
    read, document = PAGES[args.page]
    try:
        measured = read(args.raw)
        run = made.read(args.raw)
        page = Page(args.out, args.page)
        page.forget_plots()
        figures = document(page, measured, run, args.quick)
        page.write()
        if args.json:
            args.json.parent.mkdir(parents=True, exist_ok=True)
            args.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (results.BadRaw, rows.BadRows, plots.GnuplotFailed, OSError) as error:
        print(f"write.py: {error}", file=sys.stderr)
        return 1
    if not page.draws:
        print("write.py: gnuplot is not there, the plots are left out", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
