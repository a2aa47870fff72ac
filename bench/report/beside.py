"""Texts beside the points of a plot, so that none covers a mark or another text."""

import math

GLYPH, LINE = 7.5, 14.0  # width of a letter, height of a line, in pixels
MARK = 11.0  # height and width of a mark
NEAR = 10.0  # of a point: a text as close as that needs no line to it
DISTANCES = (1.0, 10.0, 22.0, 36.0, 52.0, 70.0, 90.0)  # between a mark and its text, to be tried in this order
DIRECTIONS = [math.radians(a) for a in (45, 90, 0, 135, -45, 180, -90, -135, 67, 22, 112, 157, -22, -67, -112, -157)]


def box(x, y, width, height):
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def places(points, bars, width, height):
    """Of each (x, y, text), in pixels of a plot of that size with y upwards: the middle of its text, or None without
    text. It covers no mark and no other text, and where there is room none of the bars, which are boxes."""
    taken = [box(x, y, MARK, MARK) for x, y, _ in points]
    found = []
    for x, y, text in points:
        at = None
        if text:
            at = place(x, y, text, taken + bars, width, height) or place(x, y, text, taken, width, height) or (x, y)
            taken.append(box(*at, GLYPH * len(text), LINE))
        found.append(at)
    return found


def place(x, y, text, taken, width, height):
    """The nearest free place for the text of the point, or None."""
    for distance in DISTANCES:
        for angle in DIRECTIONS:
            half_width, half_height = GLYPH * len(text) / 2, LINE / 2
            at = (
                x + math.cos(angle) * (MARK / 2 + distance + half_width),
                y + math.sin(angle) * (MARK / 2 + distance + half_height),
            )
            here = box(*at, 2 * half_width, 2 * half_height)
            within = here[0] >= 0 and here[1] >= 0 and here[2] <= width and here[3] <= height
            if within and not any(meet(here, other) for other in taken):
                return at
    return None


def edge(x, y, at, text):
    """Where a line from the point reaches its text; None when the text is so near that none is needed."""
    left, low, right, high = box(*at, GLYPH * len(text), LINE)
    to = min(max(x, left), right), min(max(y, low), high)
    return None if math.dist((x, y), to) <= NEAR else to
