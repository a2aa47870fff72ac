"""Section 6 of the document: time and traffic of an epoch."""

import math

from report import words
from report.evaluation import recalled
from report.plots import Chart, Point, Series, file_name
from report.words import amount, figure, name, plain

TIME = """One quantity varies, the others stay fixed. The network is the paper's for fraud, 28-8-8-1, on made-up rows.
All roles run in one process, each a thread, on one machine whose cores they share; bandwidth and latency of links are
simulated. So figures show what a protocol costs in computing and traffic, not what a deployment over several machines
takes; ratios within one run say more than absolute times. Megabytes are what all parties send."""

SECONDS, MEGABYTES = "seconds_per_epoch", "megabytes_per_epoch"
PRIVATE = words.PROTOCOLS

QUANTITIES = {
    "bandwidth_mbps": ("bandwidth of each link", "Mbps"),
    "batch": ("batch", "rows"),
    "rows": ("rows in an epoch", ""),
    "holders": ("holders", ""),
    "key_bits": ("key", "bits"),
}
PAPER_MBPS = 100


def title(quantity):
    what, unit = QUANTITIES.get(quantity, (quantity, ""))
    return f"{what} ({unit})" if unit else what


def value(quantity, setting):
    """How a setting reads; a bandwidth of 0 is no limit."""
    x = words.number_of(setting)
    if x is None:
        return setting
    return "unlimited" if quantity == "bandwidth_mbps" and x in (0, math.inf) else words.count(x)


def series(r, quantity, method, metric=SECONDS):
    """(x, figure) ascending, an unlimited bandwidth as infinity at the end."""
    found = r.series("time", quantity, method, metric)
    if quantity == "bandwidth_mbps":
        found = sorted(((x if x > 0 else math.inf), f) for x, f in found)
    return found


def methods(r, quantity, metric=SECONDS):
    return words.ordered(r.names("method", table="time", data=quantity, metric=metric))


def time(page, r):
    page.heading("6. Time and traffic")
    page.text(TIME)
    if not r.has("time"):
        return page.text("Not run.")
    known = list(QUANTITIES)
    quantities = sorted(r.names("data", table="time"), key=lambda q: known.index(q) if q in known else len(known))
    for quantity in quantities:
        varied(page, r, quantity)
    page.shows(s for quantity in quantities for s in time_sentences(r, quantity))


def varied(page, r, quantity):
    page.heading(plain(title(quantity)[:1].upper() + title(quantity)[1:]), 3)
    page.fixed(r, "time", only=quantity)
    settings = r.settings(table="time", data=quantity)
    if quantity == "bandwidth_mbps":
        settings.sort(key=lambda s: words.number_of(s) or math.inf)
    for metric, what in ((SECONDS, "seconds per epoch"), (MEGABYTES, "megabytes per epoch")):
        columns = methods(r, quantity, metric)
        if metric == MEGABYTES and len(settings) > 1 and all(constant(r, quantity, m, metric) for m in columns):
            page.text(*unchanging(r, quantity, columns, metric))
        elif columns:
            page.table(
                [f"{what}, by {plain(title(quantity))}", *(plain(name(m)) for m in columns)],
                (
                    [value(quantity, s), *(figure(r.get("time", quantity, m, s, metric), amount) for m in columns)]
                    for s in settings
                ),
            )
    if quantity == "bandwidth_mbps":
        beside_the_paper(page, r)
    page.plot(time_chart(r, quantity, settings))


def constant(r, quantity, method, metric):
    return len({f.mean for _, f in series(r, quantity, method, metric)}) == 1


def unchanging(r, quantity, columns, metric):
    """Traffic that no setting changes, as a sentence instead of a table."""
    each = [f"{plain(name(m))} {figure(series(r, quantity, m, metric)[0][1], amount)}" for m in columns]
    if each:
        yield f"Megabytes per epoch are the same at each of these: {words.listed(each)}."


def beside_the_paper(page, r):
    """The paper's times, at its bandwidth."""
    at = {m: dict(series(r, "bandwidth_mbps", m)).get(PAPER_MBPS) for m in methods(r, "bandwidth_mbps")}
    if any(f and m in recalled.SECONDS for m, f in at.items()):
        page.text(
            f"At {PAPER_MBPS} Mbps, beside the paper's fraud epoch on its machines (low confidence; SecureML"
            f" {recalled.SECUREML_SECONDS} s). {recalled.CAVEAT}"
        )
        page.table(
            ["method", "seconds per epoch", "paper (recalled)"],
            ([plain(name(m)), figure(f, amount), recalled.SECONDS.get(m, "")] for m, f in at.items()),
        )


def time_chart(r, quantity, settings):
    """Both axes logarithmic; bandwidths as equal steps, since one of them may be unlimited."""
    steps = {value(quantity, s): float(i) for i, s in enumerate(settings)} if quantity == "bandwidth_mbps" else {}
    curves = []
    for m in methods(r, quantity):
        points = [
            Point(steps.get(value(quantity, str(x)), x), f.mean, dy=f.spread or 0.0) for x, f in series(r, quantity, m)
        ]
        curves += [Series(name(m), points, m)] if points else []
    tics = {x: text for text, x in steps.items()}
    if not tics:
        tics = {float(s): value(quantity, s) for s in settings if words.number_of(s) is not None}
    return Chart(
        file_name("time", quantity),
        f"Time, by {title(quantity)}",
        title(quantity),
        "seconds per epoch",
        curves,
        log_x=not steps,
        log_y=True,
        tics=tics,
    )


def time_sentences(r, quantity):
    """One sentence a quantity: from its first setting to its last."""
    each, ends = [], None
    for m in methods(r, quantity):
        points = series(r, quantity, m)
        if len(points) < 2 or min(f.mean for _, f in points) <= 0:
            continue
        (a, first), (b, last) = points[0], points[-1]
        steep = words.slope([(x, f.mean) for x, f in points]) if math.isfinite(b) else None
        text = f"{amount(last.mean / first.mean)} for {plain(name(m))}"
        text += f" (slope {words.decimals(steep, 2)})" if steep is not None else ""
        if ends not in (None, (a, b)):
            text += f" (from {value(quantity, str(a))} to {value(quantity, str(b))})"
        ends = ends or (a, b)
        each.append(text)
    if each:
        a, b = (value(quantity, str(x)) for x in ends)
        yield (
            f"{words.sentence(plain(title(quantity)))}, from {a} to {b}: the time of an epoch is multiplied by"
            f" {words.listed(each)}."
            f"{' The slope is on logarithmic axes; 1 is in proportion.' if 'slope' in each[0] else ''}"
        )
