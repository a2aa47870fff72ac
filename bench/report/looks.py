"""How every method looks in the plots of both documents: its colour, its mark, its dash.

Blue, green and vermilion belong to the three private protocols and to nothing else. What they are compared with has
open marks and a dashed line and is drawn last, so that it stays visible where it coincides with them. Runs of one kind
(SGD at several rates) have shades of one colour.
"""

import re
from typing import NamedTuple

# gnuplot's marks, filled and open
CIRCLE, SQUARE, UP, DOWN, DIAMOND, PENTAGON = 7, 5, 9, 11, 13, 15
OPEN_CIRCLE, OPEN_SQUARE, OPEN_UP, OPEN_DOWN, OPEN_DIAMOND, OPEN_PENTAGON = 6, 4, 8, 10, 12, 14
SOLID, DASHED, DOTTED, DASH_DOTTED = 1, 2, 3, 4  # gnuplot's dashes

BLUE, GREEN, VERMILION = "#0072b2", "#009e73", "#d55e00"  # Okabe and Ito's, told apart by the colour-blind too
BLACK, GREY, PURPLE, ORANGE, SKY = "#000000", "#7f7f7f", "#cc79a7", "#e69f00", "#56b4e9"


class Look(NamedTuple):
    colour: str
    mark: int
    dash: int = SOLID
    size: float = 1.1
    in_front: bool = False


METHODS = {
    "masked": Look(BLUE, CIRCLE),
    "masked32": Look(BLUE, DIAMOND, DOTTED),
    "shared": Look(GREEN, SQUARE),
    "encrypted": Look(VERMILION, UP),
    "encrypted_rlwe": Look(VERMILION, DIAMOND, DOTTED),
    "in_the_clear": Look(ORANGE, OPEN_DOWN, DASHED, 1.5, in_front=True),
    "plain": Look(BLACK, OPEN_CIRCLE, DASHED, 1.7, in_front=True),
    "split": Look(GREY, OPEN_SQUARE, DASHED, 1.7, in_front=True),
    "plain_split": Look(GREY, OPEN_SQUARE, DASHED, 1.7, in_front=True),  # what the performance programs call it
    "split_narrow": Look(GREY, OPEN_DOWN, DASHED, 1.4, in_front=True),
    "split_wide": Look(SKY, OPEN_UP, DASHED, 1.4, in_front=True),
    "alone": Look(PURPLE, OPEN_DIAMOND, DASHED, 1.5, in_front=True),
    "task_auc": Look(BLACK, DIAMOND, size=1.3),
    "server_sign": Look(PURPLE, SQUARE),
    "server_norm": Look(ORANGE, UP, size=1.2),
    "server_cosine": Look(SKY, CIRCLE),
    "holder_sign": Look(PURPLE, OPEN_SQUARE),
    "holder_norm": Look(ORANGE, OPEN_UP, size=1.2),
    "holder_cosine": Look(SKY, OPEN_CIRCLE),
}

FAMILIES = {  # runs of one kind -> their shades
    r"alone_": [PURPLE],
    r"sgld\b.*temperature": ["#56b4e9", "#3d8fbd", "#7cc6f0"],
    r"sgld\b": ["#e69f00", "#7a5200", "#c98b1e", "#4a3200"],
    r"sgd\b": ["#000000", "#7f7f7f", "#4d4d4d"],
    r"noise\b": ["#cc79a7", "#8f3f6b", "#b0568a", "#5e2246"],
    r"": [GREY, PURPLE, ORANGE, SKY, BLACK],
}
MARKS = [CIRCLE, SQUARE, UP, DIAMOND, DOWN, PENTAGON]
DASHES = [SOLID, DASHED, DOTTED, DASH_DOTTED]


def among(methods):
    """The look of each of the methods of one plot; no two are the same up to 30 of a kind."""
    seen, found = {}, []
    for method in methods:
        if method in METHODS:
            found.append(METHODS[method])
            continue
        family = next(pattern for pattern in FAMILIES if re.match(pattern, method))
        k = seen[family] = seen.get(family, -1) + 1
        shades = FAMILIES[family]
        turn = k // len(shades)
        found.append(Look(shades[k % len(shades)], MARKS[(k + turn) % len(MARKS)], DASHES[k % len(DASHES)]))
    return found
