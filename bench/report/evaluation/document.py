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

NOTATION = """A figure reads mean ± spread (n): n seeds, and the sample standard deviation over them; *one seed* has
no spread. A seed decides everything that is drawn: the division of the rows where they are drawn, initial weights,
batches, noise. All methods of one seed see the same rows, division and initial seed, and much of a spread is what these
do to all methods alike; so methods are compared seed by seed: *paired difference ± e (n)* follows a difference that is
a mean over n seeds, and e is the standard error of that mean. Figures whose seeds are not the same are compared with
the larger of their spreads. Who may learn what, and who must not pool, is in [threat_model.md](threat_model.md)."""


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
