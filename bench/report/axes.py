"""Where the axes of a plot begin and end, and which numbers stand on them."""

import math

MARGIN = 0.05  # of the range, at both ends
FEWEST = 3  # numbers on a logarithmic axis; one too short for them has those of a linear one
LEAST = 1 / 3  # on a logarithmic axis bars are followed down to this part of their mean; then they leave the plot


def span(points, logarithmic, bounds=(None, None)):
    """(low, high) of an axis for values with the lengths of their bars below and above: with a margin, and never beyond
    the bounds, which are the least and the greatest that a value can be (None: there is none)."""
    if logarithmic and min(x for x, _, _ in points) > 0:
        low = min(max(x - below, LEAST * x) for x, below, _ in points)
        high = max(x + above for x, _, above in points)
        low, high = (low, high) if low < high else (low / 2, high * 2)
        grow = (high / low) ** MARGIN
        low, high = low / grow, high * grow
    else:
        low, high = min(x - below for x, below, _ in points), max(x + above for x, _, above in points)
        margin = MARGIN * ((high - low) or abs(high) or 1.0)
        low, high = low - margin, high + margin
    least, greatest = bounds
    return (low if least is None else max(low, least)), (high if greatest is None else min(high, greatest))


def number(x):
    """1,000 and 0.001: no zeros at the end, commas between thousands."""
    if x == 0:
        return "0"
    places = max(0, 6 - math.floor(math.log10(abs(x))))
    text = f"{x:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def logarithmic_ticks(low, high):
    """{value: text}; a text is empty at a small tick."""
    decades = math.log10(high / low)
    shown = (1, 2, 3, 5, 7) if decades < 0.8 else (1, 2, 5) if decades < 2.5 else (1,)
    ticks = {}
    for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for digit in range(1, 10):
            x = float(f"{digit}e{exponent}")
            if low <= x <= high:
                ticks[x] = number(x) if digit in shown else ""
    return ticks if sum(map(bool, ticks.values())) >= FEWEST else linear_ticks(low, high)


def linear_ticks(low, high, most=8):
    """{value: text}, all with as many decimals."""
    size = (high - low) / most
    unit = 10.0 ** math.floor(math.log10(size))
    step = next(s * unit for s in (1, 2, 5, 10) if s * unit >= size * (1 - 1e-9))
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    steps = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return {round(i * step, places + 2): f"{i * step:,.{places}f}".replace("-", "−") for i in steps}


def ticks(low, high, logarithmic):
    return logarithmic_ticks(low, high) if logarithmic and low > 0 else linear_ticks(low, high)


def fraction(x, low, high, logarithmic):
    """Where a value stands between the ends of its axis, from 0 to 1."""
    if logarithmic and low > 0:
        return math.log(x / low) / math.log(high / low)
    return (x - low) / (high - low)
