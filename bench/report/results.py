"""What the evaluation's programs wrote: raw CSV, read and checked, and brought to mean and spread over seeds.

A file has the columns of HEADER, one measured value a row; rows whose metric is `fixed` hold a text instead of a
number: what stays fixed while the rest of their table varies.
"""

import csv
import math
import re
import statistics
from dataclasses import dataclass, field

HEADER = ["table", "data", "method", "setting", "metric", "seed", "value"]
FIXED = "fixed"


class BadRaw(Exception):
    """A raw file that cannot be read as what it should be; says file and line."""


@dataclass(frozen=True)
class Figure:
    """Mean over seeds and sample standard deviation; one seed has no spread."""

    mean: float
    spread: float | None
    values: dict  # by seed

    @property
    def seeds(self):
        return len(self.values)

    @staticmethod
    def of(values):
        x = list(values.values())
        return Figure(statistics.fmean(x), statistics.stdev(x) if len(x) > 1 else None, values)


@dataclass
class Results:
    figures: dict = field(
        default_factory=dict
    )  # (table, data, method, setting, metric) -> Figure, in order of appearance
    fixed: dict = field(default_factory=dict)  # (table, data) -> texts

    def has(self, table):
        return any(key[0] == table for key in self.figures)

    def get(self, table, data, method, setting, metric):
        return self.figures.get((table, data, method, setting, metric))

    def names(self, what, **where):
        """Distinct values of the column `what` among the figures that are as `where` says, in order of appearance."""
        at = {name: i for i, name in enumerate(HEADER[:5])}
        found = {k[at[what]]: None for k in self.figures if all(k[at[n]] == v for n, v in where.items())}
        return list(found)

    def settings(self, **where):
        """Distinct settings, numbers first and in their order."""
        return sorted(self.names("setting", **where), key=number_first)

    def series(self, table, data, method, metric):
        """(number, figure) of every numeric setting, ascending."""
        found = [(number(s), self.get(table, data, method, s, metric)) for s in self.settings(table=table, data=data)]
        return [(x, f) for x, f in found if x is not None and f is not None]

    def fact(self, table, data, metric):
        """A figure that describes the data (method `data`), whatever its setting; None if nobody told it."""
        for key, figure in self.figures.items():
            if key[:3] == (table, data, "data") and key[4] == metric:
                return figure.mean
        return None

    def rows(self):
        """One dictionary a figure, as --json writes them."""
        names = HEADER[:5]
        return [
            dict(zip(names, k)) | {"mean": f.mean, "spread": f.spread, "seeds": f.seeds}
            for k, f in self.figures.items()
        ]


def number(text):
    """The finite number that a text spells, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def number_first(text):
    value = number(text)
    return (0, value, text) if value is not None else (1, 0.0, text)


def read(folder):
    """All *.csv of a folder. Throws BadRaw."""
    if not folder.is_dir():
        raise BadRaw(f"{folder}: no such folder")
    values, fixed, first = {}, {}, {}
    for path in sorted(folder.glob("*.csv")):
        for line, row in records(path):
            take(row, f"{path}:{line}", values, fixed, first)
    return Results({key: Figure.of(v) for key, v in values.items()}, fixed)


def records(path):
    """(line, fields) of each row below the header."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, None)
            if header != HEADER:
                raise BadRaw(f"{path}:1: the header is not {','.join(HEADER)}")
            try:
                for row in reader:
                    yield reader.line_num, row
            except csv.Error as error:
                raise BadRaw(f"{path}:{reader.line_num}: {error}") from error
    except UnicodeDecodeError as error:
        raise BadRaw(f"{path}: not UTF-8") from error


def take(row, where, values, fixed, first):
    """Adds one row to values (or fixed); first: where each key with its seed stood."""
    if len(row) != len(HEADER):
        raise BadRaw(f"{where}: {len(row)} fields, not {len(HEADER)}")
    *key, seed, value = row
    key = tuple(key)
    if not key[0] or not key[4]:
        raise BadRaw(f"{where}: table and metric must not be empty")
    if key[4] == FIXED:
        texts = fixed.setdefault(key[:2], [])
        if value not in texts:
            texts.append(value)
        return
    if not re.fullmatch(r"-?[0-9]*", seed) or seed == "-":
        raise BadRaw(f"{where}: the seed {seed!r} is not a whole number")
    measured = number(value)
    if measured is None:
        raise BadRaw(f"{where}: the value {value!r} is not a finite number")
    if (*key, seed) in first:
        raise BadRaw(f"{where}: the same measurement and seed as {first[(*key, seed)]}")
    first[(*key, seed)] = where
    values.setdefault(key, {})[seed] = measured
