"""Section 7 of the document: the paper's claims beside these measurements. Every verdict is computed."""

import math
from dataclasses import dataclass

from report import words
from report.compare import gap
from report.evaluation import cost, leakage, quality
from report.words import amount, auc, name, plain

INTRODUCTION = """A claim *agrees* when it holds in every comparison that was run, *in part* when in some. Differences
are paired by seed. In a claim, *above*, *falls*, *lowers*, *weakens* and *keeps from telling more* mean by more than
two standard errors of the paired difference; *close*, *keeps* and *flat* mean that it is at most .01 or two standard
errors, whichever is more, so a difference that few seeds leave uncertain passes for close. Where seeds differ, the
larger spread stands in: once for *above*, twice for *close*. With one seed the standard error counts as 0. Two standard
errors are a mild test: chance alone (normal differences) goes beyond them, one way or the other, in 5% of comparisons
with very many seeds, in 12% with 5 and in 30% with 2. *Linear* means a slope within .15 of 1 on logarithmic axes;
*slow* a slope of at most .85; *suffers* at least twice the time; *nearly fully* and *recovers* at least .95.

Claims b and c are judged on the *tuned* runs; what the paper's hyperparameters gave is said in section 1. For f and g,
SGD and each SGLD stand at the learning rate with the best task AUC. That is chosen on the test rows, so the task AUC
is slightly optimistic, for all alike. What the paper is said to claim is recalled, not checked against its PDF."""


@dataclass
class Case:
    """One comparison: what it measured, whether the claim holds in it, and by how much (negative: fails)."""

    value: float
    slack: float
    sentence: str
    ok: bool


def case(value, slack, sentence, strict=False):
    return Case(value, slack, sentence, slack > 0 if strict else slack >= 0)


def beyond(between, sentence):
    """The first of two figures is above the second, and by no accident."""
    return case(between.mean, between.mean - between.least, sentence, strict=True)


def above(where, a, fa, b, fb):
    return beyond(gap(fa, fb), f"{where} {a} ({auc(fa.mean)}) is {words.beside(fa, b, fb)}")


def places(r):
    """(data, setting, words for both) of every accuracy run."""
    for data in r.names("data", table="accuracy", metric="auc"):
        for setting in r.settings(table="accuracy", data=data, metric="auc"):
            yield data, setting, f"on {quality.place(data, setting)}"


def tuned_places(r):
    return (place for place in places(r) if place[1] == quality.TUNED)


def close_to_plain(r):
    for data, setting, where in places(r):
        reference = r.get("accuracy", data, "plain", setting, "auc")
        same = {}  # protocols that train the same network count once
        for m in words.PROTOCOLS:
            f = r.get("accuracy", data, m, setting, "auc")
            if f and reference:
                same.setdefault((f.mean, f.spread, f.seeds), (f, []))[1].append(name(m))
        for f, names in same.values():
            between = gap(f, reference)
            yield case(
                between.mean,
                between.allowed - abs(between.mean),
                f"{where} {words.listed(names)} ({auc(f.mean)}): "
                f"{words.beside(f, name('plain'), reference)}, allowed {auc(between.allowed)}",
            )


def above_split(r):
    for data, setting, where in tuned_places(r):
        spnn = quality.protocol(r, "accuracy", data, setting)
        for split in ["split", *words.SPLITS]:
            f = r.get("accuracy", data, split, setting, "auc")
            if spnn and f:
                yield above(where, name(spnn), r.get("accuracy", data, spnn, setting, "auc"), name(split), f)


def above_alone(r):
    for data, setting, where in tuned_places(r):
        spnn, alone = quality.protocol(r, "accuracy", data, setting), quality.best_alone(r, data, setting)
        if spnn and alone:
            yield above(
                where,
                name(spnn),
                r.get("accuracy", data, spnn, setting, "auc"),
                name(alone),
                r.get("accuracy", data, alone, setting, "auc"),
            )


def over_holders(r, methods):
    """(data, method, series) with at least two numbers of holders."""
    for data in r.names("data", table="holders", metric="auc"):
        for m in methods:
            series = r.series("holders", data, m, "auc")
            if len(series) > 1:
                yield data, m, series


def flat_over_holders(r):
    for data, m, series in over_holders(r, words.PROTOCOLS):
        between = quality.range_of(series)
        yield case(
            between.mean,
            between.allowed - between.mean,
            f"on {plain(data)} {name(m)} varies by {auc(between.mean)} over {series[0][0]:g} to {series[-1][0]:g}"
            f" holders, {words.surely(between)}, allowed {auc(between.allowed)}",
        )


def split_falls(r):
    for data, m, series in over_holders(r, ["split", *words.SPLITS]):
        (k, first), (n, last) = series[0], series[-1]
        between = gap(first, last)
        yield beyond(
            between,
            f"on {plain(data)} {name(m)} goes from {auc(first.mean)} with {k:g} holders to"
            f" {auc(last.mean)} with {n:g}, {words.surely(between)}",
        )


def sgld_keeps_task(r):
    for data in r.names("data", table="property"):
        for method, run, sgd in leakage.against_sgd(r, data):
            between = gap(run.task, sgd.task)
            yield case(
                between.mean,
                between.allowed + between.mean,
                f"on {plain(data)} {plain(name(method))} ({auc(run.task.mean)}) is"
                f" {words.beside(run.task, 'SGD', sgd.task)}, allowed {auc(between.allowed)} below",
            )


def sgld_lowers_attack(r):
    for data in r.names("data", table="property"):
        for method, run, sgd in leakage.against_sgd(r, data):
            between = gap(sgd.attack, run.attack)
            yield beyond(
                between,
                f"on {plain(data)} {plain(name(method))} takes the attack from {auc(sgd.attack.mean)} to"
                f" {auc(run.attack.mean)}, {words.surely(between)}",
            )


def timed(r, quantity, methods, least=2):
    """(method, [(x, seconds)]) where that many settings took a time above zero."""
    for m in methods:
        points = [(x, f.mean) for x, f in cost.series(r, quantity, m) if f.mean > 0]
        if len(points) >= least:
            yield m, points


def falls_then_flat(r):
    for m, points in timed(r, "batch", cost.PRIVATE, least=3):
        (a, first), (y, before), (z, last) = points[0], points[-2], points[-1]
        fall, end = first / min(t for _, t in points), max(before / last, last / before)
        yield case(
            fall,
            min(fall - 1.2, 1.2 - end),
            f"{name(m)} takes {amount(first)} s with batches of {words.count(a)}, {amount(before)} s with"
            f" {words.count(y)} and {amount(last)} s with {words.count(z)}: {amount(fall)} times the least at first"
            f" (falls: at least 1.2), a factor of {amount(end)} in the last step (flat: at most 1.2)",
        )


def slopes(r, quantity, slack):
    for m, points in timed(r, quantity, cost.PRIVATE):
        steep = words.slope(points)
        if steep is not None:
            (a, first), (b, last) = points[0], points[-1]
            yield case(
                steep,
                slack(steep),
                f"{name(m)} takes {amount(first)} s at {words.count(a)} and {amount(last)} s at {words.count(b)},"
                f" slope {words.decimals(steep, 2)}",
            )


def linear_in_rows(r):
    return slopes(r, "rows", lambda steep: 0.15 - abs(steep - 1))


def slow_with_holders(r):
    return slopes(r, "holders", lambda steep: 0.85 - steep)


def low_bandwidth(r):
    for m, points in timed(r, "bandwidth_mbps", ["shared", "encrypted"]):
        (a, low), (b, high) = points[0], points[-1]
        ratio = low / high
        text = (
            f"{name(m)} takes {amount(low)} s at {cost.value('bandwidth_mbps', str(a))} Mbps and {amount(high)} s at"
            f" {cost.value('bandwidth_mbps', str(b))}{' Mbps' if math.isfinite(b) else ''}, {amount(ratio)} times"
        )
        yield case(ratio, ratio - 2 if m == "shared" else 2 - ratio, text, strict=m == "encrypted")


def order_of_times(r):
    points = {m: dict(p) for m, p in timed(r, "bandwidth_mbps", ["plain", "split", "shared", "encrypted"], least=1)}
    if not {"shared", "encrypted"} <= points.keys() or not {"plain", "split"} & points.keys():
        return
    common = set.intersection(*(set(p) for p in points.values()))
    if not common:
        return
    at = cost.PAPER_MBPS if cost.PAPER_MBPS in common else max(common)
    t = {m: p[at] for m, p in points.items()}
    fast = max(t[m] for m in ("plain", "split") if m in t)
    where = cost.value("bandwidth_mbps", str(at)) + (" Mbps" if math.isfinite(at) else " bandwidth")
    times = words.listed(f"{name(m)} {amount(x)} s" for m, x in t.items())
    yield case(
        t["encrypted"] / t["shared"],
        min(t["shared"] / fast, t["encrypted"] / t["shared"]) - 1,
        f"at {where}: {times}",
        strict=True,
    )


def labels_reach(side):
    def cases(r):
        for data in r.names("data", table="labels"):
            best = leakage.strongest(r, data, "none", "", side)
            if best:
                attack, f = best
                yield case(
                    f.mean,
                    f.mean - leakage.NEARLY,
                    f"on {plain(data)} the {attack} attack of {leakage.WHO[side]} reaches {auc(f.mean)}"
                    f" (nearly fully: at least {auc(leakage.NEARLY)})",
                )

    return cases


def defences_help(side):
    def cases(r):
        for data in r.names("data", table="labels"):
            bare, task = leakage.strongest(r, data, "none", "", side), r.get("labels", data, "none", "", "task_auc")
            for method, setting in leakage.defences(r, data):
                left = leakage.strongest(r, data, method, setting, side)
                if method == "none" or not bare or not left:
                    continue
                between, now = gap(bare[1], left[1]), r.get("labels", data, method, setting, "task_auc")
                price = f", task AUC from {auc(task.mean)} to {auc(now.mean)}" if task and now else ""
                yield beyond(
                    between,
                    f"on {plain(data)} with {plain(leakage.defence_name(method, setting))} the best attack of"
                    f" {leakage.WHO[side]} goes from {auc(bare[1].mean)} to {auc(left[1].mean)},"
                    f" {words.surely(between)}{price}",
                )

    return cases


def similarities_recovered(r):
    """Training by SGD without noise: at every measured number of visits from 1 + d / h on."""
    for data in r.names("data", table="similarity"):
        needed = leakage.threshold(r, data)
        for m in r.names("method", table="similarity", data=data):
            series = r.series("similarity", data, m, "correlation")
            after = [(v, f) for v, f in series if needed and v >= needed]
            before = [f.mean for v, f in series if needed and v < needed]
            if after and m.lower().split(",")[0].split()[0:1] == ["sgd"]:
                v, least = min(after, key=lambda point: point[1].mean)
                yield case(
                    least.mean,
                    least.mean - leakage.NEARLY,
                    f"on {plain(data)}, {plain(m)}: from {amount(needed)} visits on the correlation"
                    f" is at least {auc(least.mean)} (least at {v:g} visits; recovered: {auc(leakage.NEARLY)})"
                    f"{f', before that at most {auc(max(before))}' if before else ''}",
                )


def noise_stops_equations(r):
    """With enough noise on h1, no number of visits tells more than the single look at h1."""
    for data in r.names("data", table="similarity"):
        for m in words.ordered(r.names("method", table="similarity", data=data)):
            deviation, look = leakage.deviation(m), leakage.single_look(r, data, m)
            if deviation is not None and deviation >= leakage.ENOUGH_NOISE and look:
                best = f"the best of the equations, at {look.visits:g} visits"
                yield beyond(
                    gap(look.at_once, look.later),
                    f"on {plain(data)}, {plain(m)}: the single look ({auc(look.at_once.mean)}) is"
                    f" {words.beside(look.at_once, best, look.later)}",
                )


NOT_DISCUSSED = "left out"
CLAIMS = [  # letter, claim, what the paper has for it, how a measured value reads and what it is, the comparisons
    (
        "a",
        "SPNN's AUC is close to the plaintext network's",
        ".9379 / .9314 (distress), .8772 / .8637 (fraud)",
        auc,
        "difference",
        close_to_plain,
    ),
    (
        "b",
        "SPNN is above split learning",
        ".9314 / .9032 (distress), .8637 / .8624 (fraud)",
        auc,
        "difference",
        above_split,
    ),
    ("c", "Joint training is above each holder alone", "why one trains jointly", auc, "difference", above_alone),
    ("d", "SPNN is flat over 2 to 5 holders", "flat", auc, "highest minus lowest", flat_over_holders),
    ("e", "Split learning falls with the number of holders", "falls", auc, "fall", split_falls),
    ("f", "SGLD keeps the task's AUC", ".9118 to .9313", auc, "change", sgld_keeps_task),
    ("g", "SGLD lowers the property attack", ".8223 to .5951", auc, "fall", sgld_lowers_attack),
    (
        "h",
        "Time falls, then is flat, with the size of the batch",
        "falls, then flat",
        amount,
        "first over least",
        falls_then_flat,
    ),
    ("i", "Time is linear in rows", "linear", lambda x: words.decimals(x, 2), "slope", linear_in_rows),
    ("j", "Time grows slowly with holders", "slow", lambda x: words.decimals(x, 2), "slope", slow_with_holders),
    ("k", "SPNN-SS suffers at low bandwidth, SPNN-HE does not", "so", amount, "lowest over highest", low_bandwidth),
    (
        "l",
        "SPNN-HE is the slowest, SPNN-SS between it and the rest",
        "0.743 / 37.2 / about 1,000 s",
        amount,
        "HE over SS",
        order_of_times,
    ),
    (
        "m1",
        "Without defence the labels reach the server nearly fully",
        NOT_DISCUSSED,
        auc,
        "AUC",
        labels_reach("server"),
    ),
    (
        "m2",
        "Without defence the labels reach the holders nearly fully",
        NOT_DISCUSSED,
        auc,
        "AUC",
        labels_reach("holder"),
    ),
    ("m3", "A defence weakens the server's best attack on labels", NOT_DISCUSSED, auc, "fall", defences_help("server")),
    ("m4", "A defence weakens the holders' best attack on labels", NOT_DISCUSSED, auc, "fall", defences_help("holder")),
    (
        "m5",
        "The server recovers similarities once h·(visits − 1) ≥ d",
        NOT_DISCUSSED,
        auc,
        "least correlation",
        similarities_recovered,
    ),
    (
        "m6",
        "Noise of deviation .01 or more on each part of h1 keeps the equations from telling more than the single look",
        NOT_DISCUSSED,
        auc,
        "single look above the best of the equations by",
        noise_stops_equations,
    ),
]


def ours(cases, show, what):
    values = [c.value for c in cases]
    low, high = show(min(values)), show(max(values))
    return f"{what} {low}" if low == high else f"{what} {low} to {high}"


def why(cases, most=4):
    """The comparisons that decide: all that fail, up to some; when none fails, the one nearest to it."""
    failed = sorted((c for c in cases if not c.ok), key=lambda c: c.slack)
    if len(cases) == 1:
        return words.sentence(cases[0].sentence) + "."
    if not failed:
        nearest = min(cases, key=lambda c: c.slack)
        return f"In all {len(cases)} comparisons; nearest to failing: {nearest.sentence}."
    more = f"; and {len(failed) - most} more" if len(failed) > most else ""
    return (
        f"In {len(cases) - len(failed)} of {len(cases)} comparisons. Not:"
        f" {'; '.join(c.sentence for c in failed[:most])}{more}."
    )


def judged(r):
    """A row of the table for each claim."""
    for letter, claim, paper, show, what, comparisons in CLAIMS:
        cases = list(comparisons(r))
        holds = sum(c.ok for c in cases)
        if not cases:
            yield [letter, claim, paper, "not run", "not run", ""]
        else:
            agrees = "yes" if holds == len(cases) else "in part" if holds else "no"
            yield [letter, claim, paper, ours(cases, show, what), agrees, why(cases)]


def fidelity(page, r):
    page.heading("7. Fidelity")
    page.text(INTRODUCTION)
    page.table(["", "claim", "paper (recalled)", "ours", "agrees?", "why"], judged(r))
