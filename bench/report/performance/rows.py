"""The rows that the programs printed: read, checked, and brought to median and range."""

import csv
import math
import statistics
from dataclasses import dataclass

HEADER = ["name", "value", "unit", "parameters"]
MORE_IS_BETTER = {"GMAC/s", "GB/s"}
TEXT, MISSING = "text", "missing"


class BadRows(Exception):
    """A file that cannot be read as what it should be; says file and line."""


@dataclass(frozen=True)
class Figure:
    """Some measurements of one thing."""

    values: tuple
    unit: str

    @property
    def median(self):
        return statistics.median(self.values)

    def scaled(self, factor):
        return Figure(tuple(v * factor for v in self.values), self.unit)


class Rows:
    def __init__(self):
        self.figures = {}  # (name, frozenset of (key, value)) -> Figure, in order of appearance
        self.texts = {}  # name -> text
        self.reasons = []  # (name, parameters, why it is missing)

    def all(self, name, **where):
        """(parameters, figure) of every figure of that name whose parameters are as `where` says."""
        wanted = {(k, str(v)) for k, v in where.items()}
        return [(dict(key[1]), f) for key, f in self.figures.items() if key[0] == name and wanted <= key[1]]

    def best(self, name, **where):
        """(parameters, figure) of the fastest of them, or None."""
        found = self.all(name, **where)
        if not found:
            return None
        more = found[0][1].unit in MORE_IS_BETTER
        return (max if more else min)(found, key=lambda each: each[1].median)

    def reason(self, name, **where):
        """Why there is none."""
        wanted = {(k, str(v)) for k, v in where.items()}
        for missing, parameters, why in self.reasons:
            apart = {k for k, v in wanted - parameters if k in dict(parameters)}
            if missing == name and not apart:
                return why
        return "not measured"

    def add(self, name, value, unit, parameters, where):
        key = frozenset(pair(text, where) for text in parameters.split(";") if text)
        if unit == TEXT:
            self.texts[name] = value
        elif unit == MISSING:
            self.reasons.append((name, key, value))
        else:
            self.put((name, key), number(value, where), unit, where)

    def put(self, key, value, unit, where):
        before = self.figures.get(key)
        if before is not None and before.unit != unit:
            raise BadRows(f"{where}: {key[0]} in {unit}, before in {before.unit}")
        self.figures[key] = Figure((*(before.values if before else ()), value), unit)


def pair(text, where):
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadRows(f"{where}: the parameter {text!r} is not key=value")
    return name, value


def number(text, where):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value <= 0:
        raise BadRows(f"{where}: the value {text!r} is not a positive number")
    return value


def read(folder):
    """All *.csv of a folder. Throws BadRows."""
    if not folder.is_dir():
        raise BadRows(f"{folder}: no such folder")
    rows = Rows()
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.reader(file, strict=True)
            try:
                if next(reader, None) != HEADER:
                    raise BadRows(f"{path}:1: the header is not {','.join(HEADER)}")
                for row in reader:
                    where = f"{path}:{reader.line_num}"
                    if len(row) != len(HEADER) or not row[0] or not row[2]:
                        raise BadRows(f"{where}: expected {','.join(HEADER)}, the first and the third not empty")
                    rows.add(*row, where)
            except (csv.Error, UnicodeDecodeError) as error:
                raise BadRows(f"{path}: {error}") from error
    return rows
