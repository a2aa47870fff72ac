"""Charts by gnuplot: each as SVG and as PNG, from one script."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import NamedTuple

from report import axes, beside, looks

WIDTH, HEIGHT = 900, 520
LEFT, RIGHT, BOTTOM, TURNED = 90, 25, 75, 30  # pixels around the plot; the last more at the bottom for turned texts
TITLE, LINE = 45, 22  # pixels at the top: for the title, for each line of the legend
SAMPLE, GLYPH = 75, 8.2  # width of an entry of the legend without its text, and of a letter
TERMINALS = {  # white background in both, so that they read the same on a light and a dark page; the size of small text
    "svg": ('svg size {},{} noenhanced background "white" font "DejaVu Sans,Arial,sans-serif,15"', 12),
    "png": ('pngcairo size {},{} noenhanced background "white" font "DejaVu Sans,11"', 9),
}
MANY = 6  # a legend with more entries stands at the side, so that the plot keeps its height
LONG = 70  # texts below the plot with more letters in all are turned
DENSE = 15  # a series of more points shows its spread as a band and a mark at every sixth
EVERY = 6
NOWHERE = 1e-3  # of the mean: the lower end of a bar that reaches zero, for a logarithmic axis; below the plot


class Point(NamedTuple):
    """With the lengths of its bars: dx to both sides, dy up, and down as much unless `below` says otherwise."""

    x: float
    y: float
    dx: float = 0.0
    dy: float = 0.0
    label: str = ""
    below: float | None = None

    @property
    def down(self):
        return self.dy if self.below is None else self.below


class Series(NamedTuple):
    legend: str
    points: list
    method: str = ""  # which decides how it looks


@dataclass
class Chart:
    name: str
    title: str
    x: str
    y: str
    series: list  # of Series
    log_x: bool = False
    log_y: bool = False
    lines: bool = True
    apart: float = 0.0  # how far in x neighbouring series are moved apart, which otherwise hide one another
    tics: dict = field(default_factory=dict)  # x -> text; empty: numbers
    marks: dict = field(default_factory=dict)  # x -> text of a vertical line
    x_bounds: tuple = (None, None)  # what a value can be at least and at most
    y_bounds: tuple = (None, None)


class GnuplotFailed(Exception):
    pass


def available():
    return shutil.which("gnuplot") is not None


def file_name(*parts):
    """A file's name from texts: letters, digits and underscores."""
    return "_".join(re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") or "x" for part in parts)


def quoted(text):
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def moved_apart(chart):
    """The series with each a little beside the one before it."""
    middle = (len(chart.series) - 1) / 2
    return [
        s._replace(points=[p._replace(x=p.x + chart.apart * (i - middle)) for p in s.points])
        for i, s in enumerate(chart.series)
    ]


def block(number, points, log_y):
    """A data block: x, y, the ends of both error bars."""
    lines = [f"$d{number} << END_OF_BLOCK"]
    lines += [f"{p.x!r} {p.y!r} {p.x - p.dx!r} {p.x + p.dx!r} {low_end(p, log_y)!r} {p.y + p.dy!r}" for p in points]
    return [*lines, "END_OF_BLOCK"]


def low_end(p, logarithmic):
    """The lower end of an error bar; a logarithmic axis has no zero."""
    return p.y * NOWHERE if logarithmic and p.y - p.down <= 0 < p.y else p.y - p.down


def style(look, dash=looks.SOLID):
    return f"lc rgb '{look.colour}' pt {look.mark} ps {look.size} lw 1.6 dt {dash}"


def spreads(i, points, look):
    """The bars of a series, or its band, behind all lines and marks."""
    if len(points) > DENSE:
        return f"$d{i} using 1:5:6 with filledcurves fs transparent solid 0.13 noborder lc rgb '{look.colour}' notitle"
    bars = "1:2:3:4:5:6 with xyerrorbars" if any(p.dx for p in points) else "1:2:5:6 with yerrorbars"
    return f"$d{i} using {bars} lc rgb '{look.colour}' pt 0 lw 0.9 dt 1 notitle"


def curve(i, points, look, lines):
    """The line, if any, and the marks of a series; a dense one has them at other points than its neighbours."""
    some = f" every {EVERY}::{i % EVERY}" if len(points) > DENSE else ""
    if lines:
        yield f"$d{i} using 1:2 with lines {style(look, look.dash)} notitle"
    yield f"$d{i} using 1:2{some} with points {style(look)} notitle"  # the outline of an open mark is not dashed


def curves(chart):
    """The arguments of gnuplot's plot: spreads, then lines and marks, last those in front; then the legend."""
    found = looks.among(s.method for s in chart.series)
    numbered = [(i, s.points, look) for i, (s, look) in enumerate(zip(chart.series, found))]
    yield from (spreads(*each) for each in numbered if any(p.dx or p.dy or p.down for p in each[1]))
    for each in sorted(numbered, key=lambda each: each[2].in_front):
        yield from curve(*each, chart.lines)
    for s, look in zip(chart.series, found):
        sample = f"linespoints {style(look, look.dash)}" if chart.lines else f"points {style(look)}"
        yield f"keyentry with {sample} title {quoted(s.legend)}"


def axis(which, low, high, logarithmic, tics):
    """Range and ticks of an axis; a tick without text is a small one."""
    lines = [f"set logscale {which}"] if logarithmic and low > 0 else []
    each = ", ".join(f"{quoted(text)} {x!r}{'' if text else ' 1'}" for x, text in tics.items())
    return [*lines, f"set {which}range [{low!r}:{high!r}]", f"set {which}tics ({each})"]


def spans(chart, points):
    """The ends of both axes."""
    xs = [(p.x, p.dx, p.dx) for p in points] + [(x, 0.0, 0.0) for x in chart.marks]
    ys = [(p.y, p.down, p.dy) for p in points]
    return axes.span(xs, chart.log_x, chart.x_bounds), axes.span(ys, chart.log_y, chart.y_bounds)


def is_turned(chart):
    """Whether the texts below the plot need to be turned to find room."""
    return sum(map(len, chart.tics.values())) > LONG


def layout(chart):
    """The width of the picture, where the legend stands, and the plot's left, right, lower and upper edge in pixels."""
    if len(chart.series) > MANY:
        width = round(WIDTH + SAMPLE + GLYPH * max(len(s.legend) for s in chart.series))
        top = TITLE + (LINE if chart.marks else 0)
        at = f"screen {(WIDTH - RIGHT + 10) / width:.4f}, screen {1 - top / HEIGHT:.4f}"
        key = f"set key at {at} left top vertical Left reverse"
    else:
        rows = (len(chart.series) + 1) // 2
        width, top = WIDTH, TITLE + LINE * (rows + (1 if chart.marks else 0))
        key = f"set key at screen 0.5, screen {1 - (TITLE - 8) / HEIGHT:.4f} center top horizontal maxcols 2"
    return width, key, (LEFT, WIDTH - RIGHT, BOTTOM + (TURNED if is_turned(chart) else 0), HEIGHT - top)


def texts(points, spans, logarithmic, edges):
    """(point, middle of its text, end of the line to it or None, text) of every text; places are parts of the plot."""
    size = edges[1] - edges[0], edges[3] - edges[2]

    def pixels(*at):
        return tuple(axes.fraction(v, *span, log) * s for v, span, log, s in zip(at, spans, logarithmic, size))

    def part(at):
        return tuple(v / s for v, s in zip(at, size))

    bars = [(*pixels(p.x - p.dx, p.y), *pixels(p.x + p.dx, p.y)) for p in points if p.dx]
    bars += [(*pixels(p.x, p.y - p.down), *pixels(p.x, p.y + p.dy)) for p in points if p.dy]
    at = [pixels(p.x, p.y) for p in points]
    found = beside.places([(*xy, p.label) for xy, p in zip(at, points)], bars, *size)
    for xy, middle, p in zip(at, found, points):
        if middle:
            end = beside.edge(*xy, middle, p.label)
            yield part(xy), part(middle), end and part(end), p.label


def frame(chart, across, up, width, edges):
    """Everything around what is drawn: margins, grid, axes, lines that mark places."""
    sides = zip(("lmargin", "rmargin", "bmargin", "tmargin"), edges, (width, width, HEIGHT, HEIGHT))
    lines = [f"set {side} at screen {pixels / size:.4f}" for side, pixels, size in sides]
    lines += ["set grid back lt 1 lc rgb '#dddddd'", "set errorbars small", "set border back", "set tics nomirror"]
    lines += [f"set xlabel {quoted(chart.x)}", f"set ylabel {quoted(chart.y)}"]
    lines += axis("x", *across, chart.log_x, chart.tics or axes.ticks(*across, chart.log_x))
    lines += ["set xtics rotate by -25"] if is_turned(chart) else []
    lines += axis("y", *up, chart.log_y, axes.ticks(*up, chart.log_y))
    for x in chart.marks:
        lines.append(f"set arrow from first {x!r}, graph 0 to first {x!r}, graph 1 nohead dt 2 lc rgb '#555555'")
    return lines


def written(chart, told, middle, small):
    """The title, the texts of marks and of points, the last two in letters of that size."""
    lines = [
        "unset label",
        f"set label {quoted(chart.title)} at screen {middle:.4f}, screen {1 - TITLE / 2 / HEIGHT:.4f} center",
    ]
    for x, text in chart.marks.items():
        lines.append(f"set label {quoted(text)} at first {x!r}, graph 1.03 center font ',{small}'")
    for _, (x, y), _, text in told:
        lines.append(f"set label {quoted(text)} at graph {x:.4f}, graph {y:.4f} center font ',{small}' front")
    return lines


def script(chart, folder):
    """The whole script: data, axes, then the same plot for each terminal."""
    series = moved_apart(chart)
    points = [p for s in series for p in s.points]
    width, key, edges = layout(chart)
    across, up = spans(chart, points)
    lines = [line for i, s in enumerate(series) for line in block(i, s.points, chart.log_y)]
    lines += [key, *frame(chart, across, up, width, edges)]
    told = []
    if any(p.label for p in points):
        told = list(texts(points, (across, up), (chart.log_x, chart.log_y), edges))
    for start, _, end, _ in told:
        if end:
            ends = "graph {:.4f}, graph {:.4f} to graph {:.4f}, graph {:.4f}".format(*start, *end)
            lines.append(f"set arrow from {ends} nohead lw 0.7 lc rgb '#888888'")
    for kind, (terminal, small) in TERMINALS.items():
        lines.append(f"set terminal {terminal.format(width, HEIGHT)}")
        lines.append(f"set output {quoted(str(folder / f'{chart.name}.{kind}'))}")
        lines += written(chart, told, (edges[0] + edges[1]) / 2 / width, small)
        lines += ["plot " + ", ".join(curves(chart)), "unset output"]
    return "\n".join(lines) + "\n"


def draw(chart, folder):
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["gnuplot"], input=script(chart, folder), capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise GnuplotFailed(f"gnuplot refuses the plot {chart.name}: {done.stderr.strip()}")
