"""Sections 1 and 2 of the document: how good the trained networks are."""

import re

from report import words
from report.compare import gap
from report.evaluation import recalled
from report.plots import Chart, Point, Series, file_name
from report.words import auc, figure, name, plain

PAPER = "paper"  # the setting with the paper's hyperparameters
TUNED = "tuned"

ACCURACY = """Every method trains on the same rows, and the area under the ROC curve (AUC) is taken on the same test
rows: those that the data came with, or the latest in time, or rows drawn by the seed, as many of each class as its
share. The plaintext network sees all columns in one place. Split learning is the ordinary kind: each holder has a bottom network
of its own and the server concatenates what they send; *narrow*: the bottoms together have as many first-layer units
as the SPNN network, *wide*: each has as many as the whole first layer of SPNN. *Alone* is what a holder reaches with
the labels and no columns but its own. *paper* means plain SGD with the rate and batch of the paper (recalled; its
number of epochs is not known), *tuned* hyperparameters found by trying, with which these networks learn. Runs by
`encrypted` have short keys here, which protect nothing and change no number; where whole runs would take hours, one
epoch on part of the rows is compared with the same in the clear, and there is no AUC."""

LEARNED = 0.7  # the mean AUC less its spread must be above this before a network counts as one that has learned

HOLDERS = """The same columns are divided among more and more holders, as equally as they go, and every network is
trained anew. The plaintext network does not depend on the division."""


def protocol(r, table, data, setting):
    """The protocol that stands for SPNN in comparisons, all of them training the same network."""
    for method in [*words.PROTOCOLS, "in_the_clear"]:
        if r.get(table, data, method, setting, "auc"):
            return method
    return None


def best_alone(r, data, setting):
    alone = [
        m
        for m in r.names("method", table="accuracy", data=data, setting=setting, metric="auc")
        if re.fullmatch(r"alone_\d+", m)
    ]
    return max(alone, key=lambda m: r.get("accuracy", data, m, setting, "auc").mean, default=None)


def accuracy(page, r):
    page.heading("1. Accuracy")
    page.text(ACCURACY)
    if not r.has("accuracy"):
        return page.text("Not run.")
    datas = r.names("data", table="accuracy")
    described(page, r, datas)
    page.fixed(r, "accuracy")
    if any(data in recalled.AUC for data in datas):
        page.text(f"{recalled.CAVEAT} {comparable(r)}")
    for data in datas:
        accuracy_of(page, r, data)
    for setting in r.settings(table="accuracy", metric="auc"):
        page.plot(accuracy_chart(r, setting))
    page.shows([*accuracy_sentences(r, datas), *as_the_paper(r, datas), *equal_weights(r)])


def described(page, r, datas):
    facts = ["rows", "columns", "positives"]
    told = [(data, [r.fact("accuracy", data, fact) for fact in facts]) for data in datas]
    if any(v is not None for _, values in told for v in values):
        page.table(
            ["data", *facts],
            ([plain(d), *(words.count(v) if v is not None else "" for v in values)] for d, values in told),
        )


def comparable(r):
    """What sets our fraud data apart from the paper's."""
    rows = r.fact("accuracy", "creditcard", "rows")
    if rows is None or rows == recalled.FRAUD_ROWS:
        return ""
    return (
        f"Its fraud data has {recalled.FRAUD_ROWS:,} rows, creditcard here {words.count(rows)}: compare in which"
        " order the methods stand in these two columns, not how large the figures are."
    )


def accuracy_of(page, r, data):
    page.heading(plain(data), 3)
    settings = r.settings(table="accuracy", data=data, metric="auc")
    ours = words.ordered(r.names("method", table="accuracy", data=data, metric="auc"))
    theirs = data in recalled.AUC
    rows = []
    for method in ours:
        row = [plain(name(method)), *(figure(r.get("accuracy", data, method, s, "auc")) for s in settings)]
        paper = recalled.auc(data, method)
        rows.append(row + ([auc(paper, 4) if paper else ""] if theirs else []))
    if theirs:
        rows.append(["SecureML (not ours)", *("" for _ in settings), auc(recalled.AUC[data]["SecureML"], 4)])
    page.table(["AUC", *(plain(s) or "AUC" for s in settings), *(["paper (recalled)"] if theirs else [])], rows)


def accuracy_chart(r, setting):
    datas = r.names("data", table="accuracy", setting=setting, metric="auc")
    rows = [(name(m), m, lambda d, m=m: m) for m in ["plain", "split", *words.SPLITS]]
    rows += [
        ("the best holder alone", "alone", lambda d: best_alone(r, d, setting)),
        ("SPNN", "masked", lambda d: protocol(r, "accuracy", d, setting)),
    ]
    series = []
    for legend, look, method in rows:
        found = [(x, r.get("accuracy", d, method(d), setting, "auc")) for x, d in enumerate(datas)]
        points = [Point(x, f.mean, dy=f.spread or 0.0) for x, f in found if f]
        series += [Series(legend, points, look)] if points else []
    return Chart(
        file_name("accuracy", setting),
        f"Accuracy, {setting} hyperparameters",
        "data",
        "test AUC",
        series,
        lines=False,
        apart=0.13,
        tics=dict(enumerate(datas)),
        y_bounds=words.AUC_BOUNDS,
    )


def place(data, setting):
    return f"{plain(data)}{f' ({plain(setting)})' if setting else ''}"


def compared(r, data, setting):
    """SPNN beside every other method, as at most one sentence without its end."""
    spnn = protocol(r, "accuracy", data, setting)
    if spnn is None:
        return
    ours = r.get("accuracy", data, spnn, setting, "auc")
    others = [m for m in ["plain", "split", *words.SPLITS, best_alone(r, data, setting)] if m]
    found = [(m, r.get("accuracy", data, m, setting, "auc")) for m in others]
    parts = [words.beside(ours, plain(name(m)), f) for m, f in found if f]
    if parts:
        yield f"on {place(data, setting)} {name(spnn)} ({auc(ours.mean)}) is {'; '.join(parts)}"


def accuracy_sentences(r, datas):
    for data in datas:
        for setting in r.settings(table="accuracy", data=data, metric="auc"):
            if setting != PAPER:
                yield from (f"{words.sentence(said)}." for said in compared(r, data, setting))


def has_learned(f):
    return f.mean - (f.spread or 0.0) > LEARNED


def as_the_paper(r, datas):
    """One sentence on all runs with the paper's hyperparameters: where they tell methods apart, and what."""
    reference = {data: r.get("accuracy", data, "plain", PAPER, "auc") for data in datas}
    failed = [f"{plain(data)} ({figure(f)})" for data, f in reference.items() if f and not has_learned(f)]
    others = [data for data, f in reference.items() if not f or has_learned(f)]
    parts = [said for data in others for said in compared(r, data, PAPER)]
    if failed:
        parts.insert(
            0,
            "with the paper's (recalled) hyperparameters and the epochs run here the plaintext network itself has not"
            f" learned (its AUC less one spread is at most {auc(LEARNED, 1)}) on {words.listed(failed)}: these runs do"
            " not tell methods apart",
        )
    if parts:
        yield f"{'. '.join(map(words.sentence, parts))}."


def equal_weights(r):
    """Bit for bit: in how many runs the weights of a protocol are those of the run in the clear."""
    for method in words.ordered(r.names("method", table="accuracy", metric="weights_equal")):
        runs, apart = 0, []
        for data in r.names("data", table="accuracy", method=method, metric="weights_equal"):
            for setting in r.settings(table="accuracy", data=data, method=method, metric="weights_equal"):
                f = r.get("accuracy", data, method, setting, "weights_equal")
                runs += f.seeds
                if f.mean != 1:
                    differ = f.seeds - round(f.mean * f.seeds)
                    apart.append(f"{differ} of {f.seeds} seeds on {place(data, setting)}")
        said = (
            f"with other weights in {words.listed(apart)}"
            if apart
            else (
                f"with exactly its weights, bit for bit, in {'all ' if runs > 1 else ''}{runs}"
                f" run{'s' if runs > 1 else ''}"
            )
        )
        yield f"Beside the run in the clear {plain(name(method))} ended {said}."


def holders(page, r):
    if not page.opens(r, "2. Number of holders", HOLDERS, "holders"):
        return
    page.text(
        "The paper (recalled, not checked against its PDF): SPNN stays flat over 2 to 5 holders, split learning falls."
    )
    for data in r.names("data", table="holders", metric="auc"):
        methods = words.ordered(r.names("method", table="holders", data=data, metric="auc"))
        settings = r.settings(table="holders", data=data, metric="auc")
        page.heading(plain(data), 3)
        page.table(
            ["holders", *(plain(name(m)) for m in methods)],
            ([plain(s), *(figure(r.get("holders", data, m, s, "auc")) for m in methods)] for s in settings),
        )
        series = [
            Series(name(m), [Point(x, f.mean, dy=f.spread or 0.0) for x, f in r.series("holders", data, m, "auc")], m)
            for m in methods
        ]
        page.plot(
            Chart(
                file_name("holders", data),
                f"Number of holders, {data}",
                "holders",
                "test AUC",
                [s for s in series if s.points],
                apart=0.075,
                tics={float(s): s for s in settings if s.isdecimal()},
                y_bounds=words.AUC_BOUNDS,
            )
        )
    page.shows(s for data in r.names("data", table="holders", metric="auc") for s in holders_sentences(r, data))


def holders_sentences(r, data):
    parts = []
    for method in words.ordered(r.names("method", table="holders", data=data, metric="auc")):
        series = r.series("holders", data, method, "auc")
        if len(series) > 1:
            (k, first), (n, last) = series[0], series[-1]
            parts.append(
                f"{plain(name(method))} goes from {auc(first.mean)} with {k:g} holders to {auc(last.mean)} with {n:g},"
                f" {words.surely(gap(last, first))}, highest minus lowest {auc(range_of(series).mean)}"
            )
    if parts:
        yield f"On {plain(data)} {'; '.join(parts)}."


def range_of(series):
    """The gap between the highest and the lowest figure of a series."""
    figures = [f for _, f in series]
    return gap(max(figures, key=lambda f: f.mean), min(figures, key=lambda f: f.mean))
