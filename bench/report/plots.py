"""Charts by gnuplot: each as SVG and as PNG, from one script."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import NamedTuple

WIDTH, HEIGHT = 900, 520
ASIDE = 220  # more width for a legend at the side
TERMINALS = {  # white background in both, so that they read the same on a light and a dark page
    "svg": 'svg size {},{} noenhanced background "white" font "DejaVu Sans,Arial,sans-serif,15"',
    "png": 'pngcairo size {},{} noenhanced background "white" font "DejaVu Sans,11"',
}
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f"]  # Okabe and Ito's
SHAPES = [7, 5, 9, 13, 11, 4, 6, 8]
MANY = 6  # a legend with more entries stands at the side, so that the plot keeps its height
MARGIN, HEADROOM = 0.05, 0.12  # of the range; the second above what is drawn, where marks have their text


class Point(NamedTuple):
    x: float
    y: float
    dx: float = 0.0
    dy: float = 0.0
    label: str = ""


@dataclass
class Chart:
    name: str
    title: str
    x: str
    y: str
    series: list  # (legend, [Point])
    log_x: bool = False
    log_y: bool = False
    lines: bool = True
    tics: dict = field(default_factory=dict)  # x -> text; empty: numbers
    marks: dict = field(default_factory=dict)  # x -> text of a vertical line


class GnuplotFailed(Exception):
    pass


def available():
    return shutil.which("gnuplot") is not None


def file_name(*parts):
    """A file's name from texts: letters, digits and underscores."""
    return "_".join(re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") or "x" for part in parts)


def quoted(text):
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def block(number, points, log_y):
    """A data block: x, y, the ends of both error bars, label."""
    lines = [f"$d{number} << END_OF_BLOCK"]
    for p in points:
        label = " ".join(p.label.split()).replace('"', "'")
        lines.append(f'{p.x!r} {p.y!r} {p.x - p.dx!r} {p.x + p.dx!r} {low_end(p, log_y)!r} {p.y + p.dy!r} "{label}"')
    return [*lines, "END_OF_BLOCK"]


def style(i):
    turn, colour = divmod(i, len(COLOURS))
    return f"lc rgb '{COLOURS[colour]}' pt {SHAPES[(colour + turn) % len(SHAPES)]} ps 1.1 lw 1.6 dt {1 + turn}"


def curves(chart):
    """The arguments of gnuplot's plot."""
    for i, (legend, points) in enumerate(chart.series):
        if any(p.dx for p in points):
            yield f"$d{i} using 1:2:3:4:5:6 with xyerrorbars {style(i)} title {quoted(legend)}"
        else:
            yield (
                f"$d{i} using 1:2:5:6 with yerror{'lines' if chart.lines else 'bars'} {style(i)} title {quoted(legend)}"
            )
        if any(p.label for p in points):
            yield f"$d{i} using 1:2:7 with labels left offset 0.7,0.5 font ',9' notitle"


def low_end(p, logarithmic):
    """The lower end of an error bar; a logarithmic axis has no zero."""
    return p.y / 10 if logarithmic and p.y - p.dy <= 0 < p.y else p.y - p.dy


def axis(which, low, high, logarithmic, above=MARGIN):
    """Range with a margin, logarithmic where asked for and possible; above: the margin at the upper end."""
    if logarithmic and low > 0:
        low, high = (low, high) if low < high else (low / 2, high * 2)
        size = high / low
        return [f"set logscale {which}", f"set {which}range [{low / size**MARGIN!r}:{high * size**above!r}]"]
    size = (high - low) or abs(high) or 1.0
    return [f"set {which}range [{low - MARGIN * size!r}:{high + above * size!r}]"]


def axes(chart):
    points = [p for _, series in chart.series for p in series]
    xs = [*chart.marks, *(p.x - p.dx for p in points), *(p.x + p.dx for p in points)]
    yield from axis("x", min(xs), max(xs), chart.log_x)
    low, high = min(low_end(p, chart.log_y) for p in points), max(p.y + p.dy for p in points)
    yield from axis("y", low, high, chart.log_y, HEADROOM if chart.marks else MARGIN)


def legend(chart):
    """The width of the picture, and where the legend stands."""
    if len(chart.series) > MANY:
        return WIDTH + ASIDE, "set key outside right top vertical Left reverse"
    return WIDTH, "set key outside above center horizontal"


def script(chart, folder):
    """The whole script: data, axes, then the same plot for each terminal."""
    lines = [line for i, (_, points) in enumerate(chart.series) for line in block(i, points, chart.log_y)]
    width, key = legend(chart)
    lines += [key, "set grid back lt 1 lc rgb '#dddddd'", "set errorbars small"]
    lines += [f"set title {quoted(chart.title)}", f"set xlabel {quoted(chart.x)}", f"set ylabel {quoted(chart.y)}"]
    lines += axes(chart)
    if chart.tics:
        tics = ", ".join(f"{quoted(text)} {x!r}" for x, text in chart.tics.items())
        lines.append(f"set xtics ({tics}){' rotate by -25' if sum(map(len, chart.tics.values())) > 70 else ''}")
    for i, (x, text) in enumerate(chart.marks.items()):
        lines.append(
            f"set arrow {i + 1} from first {x!r}, graph 0 to first {x!r}, graph 1 nohead dt 2 lc rgb '#555555'"
        )
        lines.append(f"set label {i + 1} {quoted(text)} at first {x!r}, graph 0.95 offset 0.5,0")
    for kind, terminal in TERMINALS.items():
        lines.append(f"set terminal {terminal.format(width, HEIGHT)}")
        lines.append(f"set output {quoted(str(folder / f'{chart.name}.{kind}'))}")
        lines += ["plot " + ", ".join(curves(chart)), "unset output"]
    return "\n".join(lines) + "\n"


def draw(chart, folder):
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["gnuplot"], input=script(chart, folder), capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise GnuplotFailed(f"gnuplot refuses the plot {chart.name}: {done.stderr.strip()}")
