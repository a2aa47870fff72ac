"""The page of the evaluation: its introduction and its sections in their order."""

from report import made
from report.evaluation import cost, fidelity, leakage, quality

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
repeated with this library, and what a sceptic would ask besides. This page is made by `bench/run.sh evaluation` from
the raw CSV in `evaluation/raw/`; every figure and every sentence under *What it shows* and in *Fidelity* is computed
from it."""

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


def document(page, r, run, quick):
    """Writes the whole page; every figure as a dictionary."""
    page.add("# Evaluation")
    made.warn(page, run, quick)
    page.text(INTRODUCTION, NOTATION)
    if not page.draws:
        page.text("Plots are left out: gnuplot was not there.")
    for section in SECTIONS:
        section(page, r)
    made.how(page, run, r)
    return r.rows()
