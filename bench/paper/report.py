#!/usr/bin/env python3
"""Turns the raw CSV of the evaluation's programs into docs/evaluation.md with its plots; needs gnuplot for these alone.

report.py --raw DIR --out DIR [--json FILE] [--quick]

Reads every *.csv and run.json of --raw; writes OUT/evaluation.md, OUT/evaluation/*.svg and *.png, and to --json one
row a figure. Exit code 1 when a raw file is not what it should be.
"""

import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

import argparse  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402

from evaluation import cost, fidelity, leakage, made, plots, quality, results  # noqa: E402
from evaluation.page import Page  # noqa: E402

SECTIONS = [
    quality.accuracy,
    quality.holders,
    leakage.sgld,
    leakage.labels,
    leakage.similarity,
    cost.time,
    fidelity.fidelity,
]

INTRODUCTION = """The evaluation of SPNN (Zhou et al., "Towards Scalable and Privacy-Preserving Deep Neural Network
via Algorithmic-Cryptographic Co-design", ACM TIST 2022, [arXiv 2012.09364](https://arxiv.org/abs/2012.09364)),
repeated with this library, and what a sceptic would ask besides. This page is made by `bench/paper/run.sh` from the
raw CSV in `evaluation/raw/`; every figure and every sentence under *What it shows* and in *Fidelity* is computed from
it."""

NOTATION = """A figure reads mean ± spread (n): the mean over n seeds, and their sample standard deviation; *one seed*
has no spread. A seed decides everything that is random: which rows are test rows where these are drawn, first weights,
batches, noise. With one seed all methods see the same rows and start from the same seed, and much of a spread is what
that does to all of them alike. So methods are compared seed by seed: where *paired difference ± e (n)* follows a
difference, this is the mean of n differences, one a seed, and e is the standard error of that mean. Figures that do not
have the same seeds are compared with the larger of their spreads. Who may learn what, and who must not pool views, is
in [threat_model.md](threat_model.md).

In plots bars and bands reach one spread to each side. They are cut where the axis ends, or where no value can be, as an
AUC above 1. Every method has one colour in all plots, and runs of one kind have shades of it. What the protocols are
compared with has open marks and lies on top, and values that would hide one another stand side by side."""


def arguments():
    parser = argparse.ArgumentParser(description="Turns raw CSV of the evaluation into a document with plots.")
    parser.add_argument("--raw", type=pathlib.Path, required=True, help="folder of raw CSV and run.json")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for evaluation.md and evaluation/")
    parser.add_argument("--json", type=pathlib.Path, help="also write every figure there")
    parser.add_argument("--quick", action="store_true", help="say at the top that this was a quick run")
    return parser.parse_args()


def document(page, r, run, quick):
    page.add("# Evaluation")
    made.warn(page, run, quick)
    page.text(INTRODUCTION, NOTATION)
    if not page.draws:
        page.text("Plots are left out: gnuplot was not there.")
    for section in SECTIONS:
        section(page, r)
    made.how(page, run, r)


def main():
    args = arguments()
    try:
        r = results.read(args.raw)
        run = made.read(args.raw)
        page = Page(args.out)
        page.forget_plots()
        document(page, r, run, args.quick)
        page.write()
        if args.json:
            args.json.parent.mkdir(parents=True, exist_ok=True)
            args.json.write_text(json.dumps(r.rows(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (results.BadRaw, plots.GnuplotFailed, OSError) as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 1
    if not page.draws:
        print("report.py: gnuplot is not there, the plots are left out", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
