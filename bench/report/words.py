"""How figures, names and comparisons read in the document."""

import html
import math
import re

from report.compare import gap

AUC_BOUNDS = (0.0, 1.0)  # what an AUC, or a share, can be
UNSEEN = 0.000005  # a difference below this has no figure at five decimals

PROTOCOLS = ["masked", "shared", "encrypted"]
SPLITS = ["split_narrow", "split_wide"]
ORDER = ["plain", "split", *SPLITS, "in_the_clear", *PROTOCOLS, "sgd", "sgld", "noise", "none", "max_norm", "marvell"]

NAMES = {
    "plain": "the plaintext network",
    "split": "split learning",
    "split_narrow": "split learning (narrow)",
    "split_wide": "split learning (wide)",
    "in_the_clear": "SPNN in the clear",
    "masked": "SPNN masked",
    "shared": "SPNN shared (SS)",
    "encrypted": "SPNN encrypted (HE)",
    "sgd": "SGD",
    "sgld": "SGLD",
    "noise": "noise on h1",
    "none": "no defence",
    "max_norm": "max norm",
    "marvell": "Marvell",
}


def name(method):
    alone = re.fullmatch(r"alone_(\d+)", method)
    if alone:
        return f"holder {alone[1]} alone"
    return NAMES.get(method) or re.sub(r"^sgl?d\b", lambda found: found[0].upper(), method)


def ordered(methods):
    """Known methods in the order of ORDER, the others as they came; `data` describes and is no method."""
    place = {method: i for i, method in enumerate(ORDER)}
    return sorted((m for m in methods if m != "data"), key=lambda m: place.get(re.split("[, ]", m)[0], len(ORDER)))


def number_of(text):
    """The number that a text spells, infinity among them, or None."""
    try:
        return float(text)
    except ValueError:
        return None


def plain(text):
    """A text from raw data for Markdown: what would be markup is not."""
    text = html.escape(" ".join(text.split()), quote=False)
    return re.sub(r"([\\|*`\[\]]|\b_|_\b)", r"\\\1", text)


def signed(text):
    return re.sub(r"^-", "−", text)


def decimals(x, places):
    """Without the zero before the point: .934."""
    text = re.sub(r"^(-?)0\.", r"\1.", f"{x:.{places}f}")
    return signed(text if re.search("[1-9]", text) else text.lstrip("-"))


def auc(x, places=3):
    return decimals(x, places)


def amount(x, like=None):
    """Three significant digits, of `like` when given (a spread has the decimals of its mean)."""
    size = abs(x if like is None else like)
    places = min(9, max(0, 2 - math.floor(math.log10(size)))) if size > 0 else 2
    return signed(f"{x:,.{places}f}")


def count(x):
    return f"{x:,.0f}" if x == round(x) else amount(x)


def figure(f, show=auc):
    """mean ± spread (seeds)."""
    if f is None:
        return "not run"
    if f.spread is None:
        return f"{show(f.mean)} (one seed)"
    spread = amount(f.spread, f.mean) if show is amount else show(f.spread)
    return f"{show(f.mean)} ± {spread} ({f.seeds})"


def small(x):
    """A size with as many decimals as show it, five at most."""
    return auc(x, 3 if x >= 0.0005 or x == 0 else 5)


def in_spreads(difference, s):
    """How a difference compares with the spread over seeds."""
    if abs(difference) <= s:
        return f"within one spread ({auc(s)})"
    return (
        f"within two spreads ({auc(s)} each)" if abs(difference) <= 2 * s else f"more than two spreads ({auc(s)} each)"
    )


def surely(between):
    """What there is to judge a difference by."""
    n = len(between.differences)
    if between.error is None:
        return "one seed, no spread to judge it by"
    if not n:
        return in_spreads(between.mean, between.error)
    most = max(map(abs, between.differences))
    if most < UNSEEN:
        return f"{'equal' if most == 0 else 'within .00001'} with every seed ({n})"
    return f"paired difference ± {small(between.error)} ({n})"


def apart(between):
    """`.003 below`, or `level`."""
    size = abs(between.mean)
    return "level" if size < UNSEEN else f"{small(size)} {'above' if between.mean > 0 else 'below'}"


def beside(a, other, b):
    """`.003 below OTHER (.934), paired difference ± .001 (5)`."""
    between = gap(a, b)
    way = apart(between)
    return f"{way}{' with' if way == 'level' else ''} {other} ({auc(b.mean)}), {surely(between)}"


def listed(words, last="and"):
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def sentence(text):
    return text[:1].upper() + text[1:]


def thin(items, most=9):
    """At most so many, evenly, with the first and the last."""
    items = list(items)
    if len(items) <= most:
        return items
    return [items[round(i * (len(items) - 1) / (most - 1))] for i in range(most)]


def slope(points):
    """Least-squares slope of log y over log x; None with fewer than two different positive x."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    mx, my = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)
