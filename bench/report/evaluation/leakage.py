"""Sections 3 to 5 of the document: SGD and SGLD, and what the parties can work out."""

import re
from typing import NamedTuple

from report import words
from report.compare import gap
from report.evaluation import recalled
from report.plots import Chart, Point, Series, file_name
from report.results import Figure
from report.words import amount, auc, figure, name, plain

SGLD = """SGLD adds Gaussian noise to every step; the paper takes it as its defence against what h1 (the sums of the
first layer, which the server sees) tells about features. It is a regulariser whose effect is measured here, not
differential privacy. As written, at temperature 1, it is the rule for a loss that is summed over all N rows; for the
mean loss of a batch the same chain has temperature 1/N. First the loss on training and test rows."""

PROPERTY = """The property attack: the server wants to know of each row whether one feature (the amount of a payment)
lies above its median. It sees h1 of every row that is scored, knows the property of some of them (the shadow), fits a
logistic model to these, and reads the property off h1 of the others; the AUC is on those others, .5 is a guess, and
it is a lower bound: a better attacker may find more. As a yardstick each holder adds plain Gaussian noise to its part
of h1 and they train by SGD. Below the tables, the learning rate with the best task AUC is chosen on the test rows, and
so is the weakest attack: slightly optimistic, for all methods alike."""

LABELS = """Gradients are made of labels: the server is sent the gradient of the last hidden layer, the holders that
of h1. Three attacks (Li et al., ICLR 2022, arXiv 2102.08504) score each row of a batch by its gradient: its
*norm*; its projection on the direction in which the rows of the batch are longest, with the side of fewer rows taken
for the rare class (*sign*); its *cosine* to one row that is known to be positive. A figure is the AUC of that score against the true labels, of each epoch
alone, since gradients of different epochs have different sizes, then averaged over the epochs. Whoever knows one label
knows which way round to read the scores, so each epoch counts the better way round: figures are from .5 to 1, 1 is
certainty, and chance lies a little above .5. Max norm and Marvell (same paper) add noise to the gradient at the label
owner, before anything leaves it; s is Marvell's power. The holder here has no labels."""

SIMILARITY = """The server sees h1 of the same row once in every epoch, and it sends the gradients that make the steps
in between. Each visit of a row but the first gives h equations, h the units of the first layer, for the inner
products of the rows, which have rank d, the number of columns of all holders: by counting, h·(visits − 1) ≥ d
determines them all, and so the features up to a rotation. At one visit there are no equations: that figure is of
H·Hᵀ, H the h1 of all rows, which is what a single look at h1 tells. *correlation* is between the inner products the
server works out and the true ones, *neighbours* the share of nearest neighbours it finds. The server knows learning
rate and batches. *noise σ*: each holder adds Gaussian noise of deviation σ to its part of h1, anew in every epoch. The
attack solves the equations as they are, without weighing them against the single look; an attacker who does keeps at
least what the single look tells, and a better one may find more."""

NEARLY = 0.95  # an attack or a recovery at or above this counts as near to complete
ENOUGH_NOISE = 0.01  # deviation on h1 from which the equations are claimed to fail
WHO = {"server": "the server", "holder": "a holder"}
MEASURES = [  # metric, what it is, what it can be
    ("correlation", "correlation of inner products", (-1.0, 1.0)),
    ("neighbours", "share of nearest neighbours found", words.AUC_BOUNDS),
]
ATTACKS = ["sign", "norm", "cosine"]
CURVES = [("train_loss", "training"), ("test_loss", "test")]


def dot(x, f, label=""):
    return Point(x, f.mean, dy=f.spread or 0.0, label=label)


def sgld(page, r):
    page.opens(r, "3. SGD and SGLD", SGLD, "curves")
    for data in r.names("data", table="curves"):
        curves_of(page, r, data)
    page.shows(s for data in r.names("data", table="curves") for s in curves_sentences(r, data))
    if not page.opens(r, "What h1 tells: the property attack", PROPERTY, "property", level=3):
        return
    page.text(
        "The paper, on fraud: "
        + "; ".join(
            f"{name(m)} task {auc(f['task_auc'], 4)}, attack {auc(f['attack_auc'], 4)}"
            for m, f in recalled.PROPERTY.items()
        )
        + f". {recalled.CAVEAT}"
    )
    for data in r.names("data", table="property"):
        property_of(page, r, data)
    page.shows(s for data in r.names("data", table="property") for s in property_sentences(r, data))


def curves_of(page, r, data):
    methods = words.ordered(r.names("method", table="curves", data=data))
    page.heading(plain(data), 3)
    page.table(
        ["training", "epochs", "training loss", "test loss", "lowest test loss", "in epoch"],
        (row for m in methods for row in curve_row(r, data, m)),
    )
    for metric, what in CURVES:
        series = [Series(name(m), [dot(x, f) for x, f in r.series("curves", data, m, metric)], m) for m in methods]
        title = f"{words.sentence(what)} loss, {data}"
        axis = f"{what} loss per row (nats)"
        series = [s for s in series if s.points]
        page.plot(Chart(file_name("curves", data, what), title, "epoch", axis, series, log_y=True))


def curve_row(r, data, method):
    """The end of both curves of one training, and where its test loss was lowest."""
    train, test = (r.series("curves", data, method, metric) for metric, _ in CURVES)
    if train and test:
        best = min(test, key=lambda point: point[1].mean)
        ends = [figure(series[-1][1], amount) for series in (train, test)]
        yield [plain(name(method)), f"{test[-1][0]:g}", *ends, figure(best[1], amount), f"{best[0]:g}"]


def curves_sentences(r, data):
    """Of each kind of training, the run that ended with the lowest test loss."""
    runs = {}
    for method in words.ordered(r.names("method", table="curves", data=data)):
        test = r.series("curves", data, method, "test_loss")
        train = dict(r.series("curves", data, method, "train_loss"))
        if test and test[-1][0] in train:
            runs.setdefault(re.sub(r", rate .*$", "", method), []).append((method, test, train[test[-1][0]]))
    for ends in runs.values():
        method, test, fitted = min(ends, key=lambda run: run[1][-1][1].mean)
        (epoch, last), best = test[-1], min(test, key=lambda point: point[1].mean)
        yield (
            f"On {plain(data)} {plain(name(method))} ends (epoch {epoch:g}) with test loss {amount(last.mean)} and"
            f" training loss {amount(fitted.mean)}, a gap of {amount(last.mean - fitted.mean)}; its test loss was"
            f" lowest, {amount(best[1].mean)}, in epoch {best[0]:g}."
        )


def property_key(r, data):
    """(method, setting) of each run, methods in order, then ascending."""
    methods = words.ordered(r.names("method", table="property", data=data))
    return [(m, s) for m in methods for s in r.settings(table="property", data=data, method=m)]


def run_name(method, setting):
    unit = {"noise": "deviation"}.get(method, "learning rate")
    return f"{name(method)}, {unit} {setting}" if setting else name(method)


def property_of(page, r, data):
    runs = [
        (m, s, *(r.get("property", data, m, s, metric) for metric in ("attack_auc", "task_auc")))
        for m, s in property_key(r, data)
    ]
    page.heading(plain(data), 3)
    page.table(
        ["run", "attack AUC", "task AUC"],
        ([plain(run_name(m, s)), figure(attack), figure(task)] for m, s, attack, task in runs if attack or task),
    )
    series = []
    for method in dict.fromkeys(m for m, *_ in runs):
        points = [
            Point(a.mean, t.mean, a.spread or 0.0, t.spread or 0.0, s) for m, s, a, t in runs if m == method and a and t
        ]
        series += [Series(name(method), points, method)] if points else []
    page.plot(
        Chart(
            file_name("property", data),
            f"Property attack, {data} (labels: learning rate or deviation)",
            "AUC of the attack (.5 is a guess)",
            "test AUC of the task",
            series,
            lines=False,
            x_bounds=words.AUC_BOUNDS,
            y_bounds=words.AUC_BOUNDS,
        )
    )


class Run(NamedTuple):
    """One training that was attacked."""

    setting: str
    task: Figure
    attack: Figure


def attacked(r, data, method):
    """The runs of a method that have both figures."""
    found = [
        Run(s, r.get("property", data, method, s, "task_auc"), r.get("property", data, method, s, "attack_auc"))
        for s in r.settings(table="property", data=data, method=method)
    ]
    return [run for run in found if run.task and run.attack]


def best_run(r, data, method):
    """The one with the highest task AUC, or None."""
    return max(attacked(r, data, method), key=lambda run: run.task.mean, default=None)


def against_sgd(r, data):
    """(method, its best run, the best run of SGD) for each kind of SGLD."""
    sgd = best_run(r, data, "sgd")
    for method in r.names("method", table="property", data=data):
        run = best_run(r, data, method)
        if re.match(r"sgld\b", method) and run and sgd:
            yield method, run, sgd


def property_sentences(r, data):
    for method, run, sgd in against_sgd(r, data):
        yield (
            f"On {plain(data)}, each at the learning rate with the best task AUC ({plain(run.setting)} and"
            f" {plain(sgd.setting)}): the task AUC of {plain(name(method))} ({auc(run.task.mean)}) is"
            f" {words.beside(run.task, 'that of SGD', sgd.task)}; the attack on it ({auc(run.attack.mean)}) is"
            f" {words.beside(run.attack, 'that on SGD', sgd.attack)}."
        )
    yield from least_attack(r, data)


def least_attack(r, data):
    """How far down each method brings the attack while the task AUC stays close to the best of SGD."""
    sgd = best_run(r, data, "sgd")
    if sgd is None:
        return
    each = []
    for method in words.ordered(r.names("method", table="property", data=data)):
        runs = attacked(r, data, method)
        close = [run for run in runs if loss_of_task(run, sgd).mean <= loss_of_task(run, sgd).allowed]
        if close:
            run = min(close, key=lambda c: c.attack.mean)
            each.append(f"{plain(run_name(method, run.setting))}: {auc(run.attack.mean)}")
        elif runs:
            each.append(f"{plain(name(method))}: no such run")
    yield (
        f"On {plain(data)}, the weakest attack among runs whose task AUC is close to the best of SGD"
        f" ({auc(sgd.task.mean)}; at most .01 or two standard errors below): {'; '.join(each)}."
    )


def loss_of_task(run, sgd):
    return gap(sgd.task, run.task)


def defences(r, data):
    """(method, setting) of each run, without defence first."""
    methods = words.ordered(r.names("method", table="labels", data=data))
    return [(m, s) for m in methods for s in r.settings(table="labels", data=data, method=m)]


def defence_name(method, setting):
    return f"{name(method)}, {'s' if method == 'marvell' else 'setting'} = {setting}" if setting else name(method)


def strongest(r, data, method, setting, side):
    """(attack, figure) of the best attack of one side; None if there is none."""
    found = [(a, r.get("labels", data, method, setting, f"{side}_{a}")) for a in ATTACKS]
    return max(((a, f) for a, f in found if f), key=lambda af: af[1].mean, default=None)


def labels(page, r):
    if not page.opens(r, "4. Labels", LABELS, "labels"):
        return
    columns = [("task_auc", "task")] + [
        (f"{side}_{a}", f"{side}, {a}") for side in ("server", "holder") for a in ATTACKS
    ]
    for data in r.names("data", table="labels"):
        runs = defences(r, data)
        page.heading(plain(data), 3)
        page.table(
            ["AUC", *(title for _, title in columns)],
            (
                [plain(defence_name(m, s)), *(figure(r.get("labels", data, m, s, c)) for c, _ in columns)]
                for m, s in runs
            ),
        )
        series = []
        for metric, title in columns:
            found = [(x, r.get("labels", data, m, s, metric)) for x, (m, s) in enumerate(runs)]
            series.append(Series(title, [dot(x, f) for x, f in found if f], metric))
        page.plot(
            Chart(
                file_name("labels", data),
                f"Label attacks and defences, {data}",
                "defence at the label owner",
                "AUC (attacks: .5 tells nothing)",
                [s for s in series if s.points],
                lines=False,
                apart=0.12,
                tics={x: f"{m} {s}".strip() for x, (m, s) in enumerate(runs)},
                y_bounds=words.AUC_BOUNDS,
            )
        )
    page.shows(s for data in r.names("data", table="labels") for s in labels_sentences(r, data))


def labels_sentences(r, data):
    """One sentence: of each defence both sides' best attacks, and what it does to the task."""
    found = [(defence_name(m, s), told(r, data, m, s)) for m, s in defences(r, data)]
    each = [f"*{plain(defence)}* {', '.join(parts)}" for defence, parts in found if parts]
    if each:
        yield (
            f"On {plain(data)}, the best attack of the server, that of a holder, and the task AUC beside that without"
            f" defence: {'; '.join(each)}."
        )


def told(r, data, method, setting):
    best = [(side, strongest(r, data, method, setting, side)) for side in WHO]
    parts = [f"{side} {auc(af[1].mean)} ({af[0]})" for side, af in best if af]
    bare, task = (r.get("labels", data, *run, "task_auc") for run in (("none", ""), (method, setting)))
    if task:
        between = gap(task, bare) if bare and method != "none" else None
        parts.append(f"task {auc(task.mean)}{f' ({words.apart(between)}, {words.surely(between)})' if between else ''}")
    return parts


def threshold(r, data):
    """Visits at which h·(visits − 1) reaches d; None where d or h was not told."""
    d, h = r.fact("similarity", data, "columns"), r.fact("similarity", data, "first_width")
    return 1 + d / h if d and h else None


def similarity(page, r):
    if not page.opens(r, "5. Features, at the server", SIMILARITY, "similarity"):
        return
    for data in r.names("data", table="similarity"):
        similarity_of(page, r, data)
    page.shows(s for data in r.names("data", table="similarity") for s in similarity_sentences(r, data))


def similarity_of(page, r, data):
    needed = threshold(r, data)
    methods = words.ordered(r.names("method", table="similarity", data=data))
    visits = [v for v in r.settings(table="similarity", data=data) if words.number_of(v) is not None]
    page.heading(plain(data), 3)
    if needed:
        d, h = (words.count(r.fact("similarity", data, fact)) for fact in ("columns", "first_width"))
        page.text(f"d = {d} columns, h = {h} units: by counting, {amount(needed)} visits are enough.")
    for metric, title, bounds in MEASURES:
        shown = telling(visits, needed)
        page.table(
            [f"{title}, by visits", *map(plain, shown)],
            ([plain(name(m)), *(figure(r.get("similarity", data, m, v, metric)) for v in shown)] for m in methods),
        )
        series = [Series(name(m), [dot(x, f) for x, f in r.series("similarity", data, m, metric)], m) for m in methods]
        page.plot(
            Chart(
                file_name("similarity", data, metric),
                f"Features, {data}",
                "visits of each row (epochs)",
                title,
                [s for s in series if s.points],
                log_x=True,
                y_bounds=bounds,
                tics={float(v): v for v in visits},
                marks={needed: "h·(visits − 1) = d"} if needed else {},
            )
        )


def telling(visits, needed):
    """Some numbers of visits: those next to what counting says, and others evenly."""
    kept = set(words.thin(visits, 5))
    if needed:
        kept.update([v for v in visits if float(v) < needed][-1:], [v for v in visits if float(v) >= needed][:1])
    return [v for v in visits if v in kept]


def reached(series, level=NEARLY):
    """The least setting from which on every measured mean is at least the level; None if the last is not."""
    first = None
    for x, f in reversed(series):
        if f.mean < level:
            break
        first = x
    return first


def similarity_sentences(r, data):
    """One sentence: which trainings give the inner products away, from when on, and which do not."""
    methods = words.ordered(r.names("method", table="similarity", data=data))
    series = {m: r.series("similarity", data, m, "correlation") for m in methods}
    known = [m for m in methods if series[m]]
    if not known:
        return
    needed, since = threshold(r, data), {m: reached(series[m]) for m in known}
    found = [f"*{plain(name(m))}* from {since[m]:g} visits" for m in known if since[m] is not None]
    missed = [f"*{plain(name(m))}* ({highest(series[m])})" for m in known if since[m] is None]
    parts = [*found, *(["not: " + missed[0], *missed[1:]] if missed else [])]
    yield (
        f"On {plain(data)}{f', where counting says {amount(needed)} visits,' if needed else ''} the correlation reaches"
        f" {auc(NEARLY)} and stays: {'; '.join(parts)}.{only_equations(r, data, known)}"
    )


def highest(series):
    at, best = max(series, key=lambda point: point[1].mean)
    return f"highest {auc(best.mean)}, at {at:g} of {series[-1][0]:g} visits"


class Look(NamedTuple):
    """What a single look at h1 tells, beside the best of the equations and the visits that took."""

    at_once: Figure
    later: Figure
    visits: float


def single_look(r, data, method):
    """None without both."""
    series = r.series("similarity", data, method, "correlation")
    later = [(v, f) for v, f in series if v > 1]
    if not later or series[0][0] != 1:
        return None
    visits, best = max(later, key=lambda point: point[1].mean)
    return Look(series[0][1], best, visits)


def deviation(method):
    """Of the noise on h1, or None."""
    noise = re.match(r"noise ([^ ,]+)", method)
    return words.number_of(noise[1]) if noise else None


def only_equations(r, data, methods):
    """Of noise under which the single look stays the best: what noise stops, and what not."""
    looks = {m: single_look(r, data, m) for m in methods if deviation(m) is not None}
    names = [f"*{plain(m)}*" for m, look in looks.items() if look and look.at_once.mean > look.later.mean]
    if not names:
        return ""
    return (
        f" With {words.listed(names)} the highest is the single look: within these visits the noise keeps the equations"
        " from telling more, and does not stop the single look."
    )
