"""The page: a line of the report as a row of a table, the sections, the plots of what grows."""

import statistics

from report import words
from report.performance import lines
from report.performance.compare import Result, compare, reached
from report.performance.rows import Figure
from report.plots import Chart, Point, Series, file_name
from report.words import plain

LINEAR = 1.15  # a slope on logarithmic axes up to this passes for linear; 1 is in proportion
MOST_HEADERS = 10
BUSY = 0.7  # of the load average of a minute, before anything of the report runs

INTRODUCTION = """How fast the library is, beside peers and floors measured in the same run. Peers are programs that one
would use instead; floors are programs of our own (`bench/floors`) that show what the machine allows to code that does
one thing only. This page is made by `bench/run.sh performance` from the raw CSV in `performance/raw/`; every figure and
every verdict is computed from it."""

NOTATION = """A figure reads median (least to most, n): n measurements, each a row of the raw CSV; *n = 1* has no range.
What is compared takes turns, so that a drift of the machine hits both. Ratio is ours over the other, of medians: of
times less is better, of speeds (a second in the unit) more. A target is met when the ratio is at most so much, or for
speeds at least; what cannot be judged is not met. Absolute figures hold for the machine named below, ratios for
more. In plots bars reach from least to most, colours are those of [evaluation.md](evaluation.md), and what the protocols
are compared with has open marks and lies on top."""

SECTIONS = {
    "Training": (
        lines.training,
        """The paper's network for card fraud, 28-8-8-1, on 227,845 made-up rows in batches of 5,000, float32. Ours is
`joined_network`, and for protocols all roles of two holders with 14 columns each in one process on two cores, masks,
dealer and checks included; each measurement is a mean over five epochs of a fresh run (`encrypted`: one epoch, after
set-up). The peer trains on the joined columns in one place and slices its batches from one table, while ours gathers
rows in a new order in each epoch. Narrow numbers have 10 bits of fraction and the range that the rows ask for
(`spnn/split/narrow.hpp`). Without IFMA means SPNN_CPU=avx2, in a process of its own.""",
    ),
    "A wide network": (
        lines.distress,
        """The paper's network for financial distress, 556-400-16-8-1, on 2,938 made-up rows in one batch, two holders
with 278 columns each, two cores; the products of the server's layers are the library's own or a BLAS's. Each
measurement is a mean over five epochs.""",
    ),
    "Matrix products of 64-bit words": (
        lines.products,
        """One thread; ours is `spnn::multiply` under SPNN_CPU of that name. Eigen is compiled for the same instruction
set. Where vpmullq is slow and the machine has IFMA and VNNI, ours multiplies by those (core/detail/matmul_ifma.hpp), in
fewer instructions than the floor. Each measurement is a mean over 20 ms.""",
    ),
    "Streams": (
        lines.streams,
        """One thread, 1 MiB of results at a time; SPNN_CPU chooses the instruction set. Each measurement is a mean over
20 ms.""",
    ),
    "Paillier": (
        lines.paillier,
        """Keys of 2048 bits, one thread, milliseconds a ciphertext; ours a mean over 64 at a time. The floor encrypts
with exponents of 448 bits by a table that is read at secret places; so does the policy *fast*
(`short_exponent_448<table_read_vartime<>>`), while the default has exponents of 1,024 bits and reads tables whole.""",
    ),
    "Traffic": (
        lines.traffic,
        """Seconds of one epoch over links in memory that are slowed down to a bandwidth in each direction, 1 ms long,
two holders; set-up is not counted, what is done once in the first epoch is. Plain split learning sends the same
activations and gradients as floats in the clear, by the same zones, without checks.""",
    ),
    "Estimates": (
        lines.estimates,
        """What `split::estimate` says of a run beforehand (ours), beside the run itself: seconds of an epoch, two
holders and two cores, on the rows of *Training* and *A wide network*, a mean over five epochs (`encrypted`: one, on at
most 25,000 rows). Each estimate measures the machine anew. Ratio is here the larger over the smaller: an estimate of
too little misses its target as one of too much does. Bytes, messages and rounds after set-up are to be exact: sums over
the runs of all protocols on both networks, on at most 25,000 rows, counted on the links between the parties.""",
    ),
}


def amounts(figure, scale=1.0):
    """The median and range in words."""
    show = words.amount
    low, high, n = min(figure.values) * scale, max(figure.values) * scale, len(figure.values)
    middle = show(figure.median * scale)
    return f"{middle} (n = 1)" if n == 1 else f"{middle} ({show(low)} to {show(high)}, n = {n})"


def cell(figure):
    if figure is None:
        return "not measured"
    scale, unit = (1e3, "ms") if figure.unit == "s" and figure.median < 1 else (1.0, figure.unit)
    return f"{amounts(figure, scale)} {unit}"


def goal(result, target):
    if target is None:
        return ""
    if result.either_way:
        return "equal" if target == 1 else f"≤ {target:g} either way"
    sign = "≥" if result.more_is_better else "≤"
    return f"{sign} {target:g}{'' if result.peer_name else f' {result.unit}'}"


def verdict(met):
    return "" if met is None else "yes" if met else "**no**"


def table(page, results, doing="what"):
    page.table(
        [doing, "ours", "beside", "ratio", "target", "met", "next target", "met", "note"],
        (
            [
                plain(r.name),
                cell(r.ours),
                f"{cell(r.peer)}, {plain(r.peer_name)}" if r.peer_name else "",
                words.amount(r.ratio) if r.ratio is not None else "",
                goal(r, r.target),
                verdict(r.met),
                goal(r, r.then),
                verdict(r.then_met),
                plain(r.note),
            ]
            for r in results
        ),
    )


def compared(page, rows, title):
    make, text = SECTIONS[title]
    results = [compare(rows, line) for line in make()]
    page.heading(title)
    page.text(text)
    table(page, results)
    return results


def megabytes(page, rows):
    found = [(name, rows.best(f"megabytes.{p}")) for p, name in lines.TRAFFIC.items()]
    found = [(name, each) for name, each in found if each]
    if found:
        number = int(found[0][1][0]["rows"])
        each = words.listed(f"{plain(name)} {words.amount(figure.median)}" for name, (_, figure) in found)
        page.text(f"Megabytes that all parties send in an epoch of {number:,} rows after the first: {each}.")
    curves = []
    for protocol, name in lines.TRAFFIC.items():
        points = [(float(p["megabits"]), f) for p, f in rows.all(f"traffic.{protocol}")]
        curves.append(Series(name, curve(points), protocol))
    page.plot(chart("traffic", "Time of an epoch, by bandwidth", "Mbit/s of each link", "seconds", curves))


def curve(points):
    """Medians with bars from the least to the most."""
    return [
        Point(x, f.median, dy=max(f.values) - f.median, below=f.median - min(f.values))
        for x, f in sorted(points, key=lambda p: p[0])
    ]


def chart(name, title, x, y, curves):
    curves = [each for each in curves if each.points]
    tics = sorted({p.x for each in curves for p in each.points})
    labels = {t: words.count(t) for t in tics}
    return Chart(file_name(name), title, x, y, curves, log_x=True, log_y=True, tics=labels)


GROWTH = {  # what grows: title, key of the parameter, what stays fixed
    "rows": ("rows of an epoch", {"columns": 28, "holders": 2}),
    "columns": ("columns of two holders together", {"rows": 20000, "holders": 2}),
    "holders": ("holders, 28 columns in all", {"rows": 20000, "columns": 28}),
}
CURVES = {"plain": "plaintext network", "masked": "masked", "shared": "shared", "encrypted": "encrypted"}


def slope_result(name, points):
    """How steep a curve is, as a result whose target is to be linear."""
    steep = words.slope([(x, f.median) for x, f in points])
    if steep is None:
        return Result(name, None, None, "", None, LINEAR, None, False, None, "not measured", "slope")
    spread = f"{words.amount(points[0][1].median)} to {words.amount(points[-1][1].median)} {points[0][1].unit}"
    said = f"{words.count(points[0][0])} to {words.count(points[-1][0])}: {spread}"
    ours = Figure((steep,), "slope")
    return Result(name, ours, None, "", None, LINEAR, None, reached(steep, LINEAR, False), None, said, "slope")


def growth(page, rows):
    page.heading("What grows")
    page.text(
        f"""Seconds of an epoch of 28-8-8-1 (or with as many columns as named) against one quantity, two cores, a mean
over five epochs; `encrypted` one epoch. The slope is that of a line through the medians on logarithmic axes: 1 is in
proportion, up to {LINEAR} passes for linear, and below 1 a part does not grow. Memory is the peak of a process that
simulates payments and trains an epoch on them by `masked`, all roles in it."""
    )
    results, charts = [], []
    for quantity, (title, fixed) in GROWTH.items():
        curves = []
        for protocol, name in CURVES.items():
            found = rows.all(f"epoch.{protocol}", **fixed, of="growth")
            points = sorted(((float(p[quantity]), f) for p, f in found if quantity in p), key=lambda p: p[0])
            if protocol != "encrypted" or points:
                results.append(slope_result(f"{name}, by {quantity}", points))
            curves.append(Series(name, curve(points), protocol))
        charts.append(chart(f"by_{quantity}", f"Time of an epoch, by {title}", title, "seconds", curves))
    memory = sorted(((float(p["rows"]), f) for p, f in rows.all("memory.peak")), key=lambda p: p[0])
    results.append(slope_result("peak memory, by rows", memory))
    charts.append(
        chart("memory", "Peak memory, by rows", "simulated rows", "MiB", [Series("masked", curve(memory), "masked")])
    )
    table(page, results, "slope of")
    for x, figure in memory:
        seconds = [rows.best(f"memory.{what}", rows=int(x)) for what in ("simulate", "epoch")]
        took = " and ".join(words.amount(s[1].median) for s in seconds if s)
        page.text(
            f"{words.count(x)} simulated rows: {amounts(figure)} MiB at most, {words.amount(figure.median * 2**20 / x)}"
            f" bytes a row; simulating and training took {took} s."
        )
    for each in charts:
        page.plot(each)
    return results


def compiling(page, rows):
    page.heading("Compiling")
    page.text("One compiler process, no cache; a header is read alone (`-fsyntax-only`), once.")
    results = [compare(rows, line) for line in lines.compiling()]
    table(page, results)
    headers = [(f.median, p["header"]) for p, f in rows.all("compile.header")]
    if headers:
        dearest = sorted(headers, reverse=True)[:MOST_HEADERS]
        page.text(
            f"The dearest of {len(headers)} public headers; the median of all is"
            f" {words.amount(statistics.median(s for s, _ in headers))} s."
        )
        page.table(["header", "seconds"], ([f"`{name}`", words.amount(s)] for s, name in dearest))
    refused = [dict(p)["header"] for name, p, _ in rows.reasons if name == "compile.header"]
    if refused:
        page.text(f"Not compiled, because something they need is not there: {words.listed(map(plain, refused))}.")
    return results


def summary(results):
    judged = [r for r in results if r.met is not None]
    missing = [r.name for r in judged if r.ours is None or (r.peer_name and r.peer is None)]
    text = f"**{sum(r.met for r in judged)} of {len(judged)} targets are met**"
    then = [r for r in results if r.then_met is not None]
    text += f", and {sum(r.then_met for r in then)} of the {len(then)} that come after them."
    if missing:
        text += f" {len(missing)} could not be measured and are not among the met."
    return text


def document(page, rows, run, quick):
    """Writes the whole page; every line as a dictionary."""
    page.add("# Performance")
    warn(page, run, quick)
    page.text(INTRODUCTION, NOTATION)
    if not page.draws:
        page.text("Plots are left out: gnuplot was not there.")
    place = len(page.lines)
    results = []
    for title in SECTIONS:
        results += compared(page, rows, title)
        if title == "Traffic":
            megabytes(page, rows)
    results += growth(page, rows)
    results += compiling(page, rows)
    page.lines[place:place] = [summary(results), ""]
    made(page, rows, run)
    return [result.row() for result in results]


def warn(page, run, quick):
    """What a reader must know before the first figure."""
    hurried = [name for name, record in run.items() if record.get("quick")]
    if quick or hurried:
        which = f" ({plain(words.listed(hurried))})" if hurried and len(hurried) < len(run) else ""
        page.text(f"> **A quick run**{which}: few repetitions, small sizes. It shows that the programs work, not more.")
    failed = [name for name, record in run.items() if record.get("exit")]
    if failed:
        page.text(f"> **Failed**: {plain(words.listed(failed))}. What had been measured until then stands below.")
    busy = [n for n, r in run.items() if r.get("load", 0) > BUSY]
    if busy:
        page.text(f"> **The machine was busy** before the run of {plain(words.listed(busy))}: do not trust the times.")


FACTS = {
    "version": "library",
    "compiler": "compiler",
    "flags": "flags",
    "processor": "processor",
    "cores": "cores",
    "instructions": "instruction sets",
    "finished": "date",
}


def made(page, rows, run):
    page.heading("How it was made")
    if not run:
        return page.text("Not recorded (no `run.json`).")
    values = {fact: list(dict.fromkeys(str(r.get(fact, "")) for r in run.values())) for fact in FACTS}
    peers = [rows.texts[name] for name in sorted(rows.texts) if name.startswith("peer.")]
    page.add(
        *(f"- {FACTS[f]}: {plain('; '.join(v for v in texts if v))}" for f, texts in values.items() if any(texts)),
        *([f"- peers: {plain(words.listed(peers))}"] if peers else []),
    )
    page.table(
        ["program", "took", "rounds", "result", "quick", "load before"],
        (
            [
                plain(name),
                f"{r.get('seconds', 0)} s",
                str(r.get("rounds", "")),
                f"failed ({r['exit']})" if r.get("exit") else "complete",
                "yes" if r.get("quick") else "no",
                f"{r.get('load', 0):.2f}",
            ]
            for name, r in run.items()
        ),
    )
