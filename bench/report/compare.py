"""How far apart two figures are: seed by seed where both have the same seeds.

All methods of one seed see the same rows, division and initial seed. What these do to the figures of two methods alike
is in the spread of each and not in their differences, so the differences judge a comparison.
"""

import math
from dataclasses import dataclass

from report.results import Figure

NEAR = 0.01  # figures no farther apart are close, however exactly their difference is known


@dataclass(frozen=True)
class Gap:
    """By how much one figure is above another."""

    mean: float
    error: float | None  # standard error of the mean difference; unpaired: the larger spread; None: one seed
    differences: tuple = ()  # one a seed; empty when unpaired

    @property
    def least(self):
        """A difference beyond this is no accident: two standard errors; unpaired, the larger spread."""
        return (2 if self.differences else 1) * (self.error or 0.0)

    @property
    def allowed(self):
        """A difference up to this passes for close."""
        return max(NEAR, 2 * (self.error or 0.0))


def gap(a, b):
    """By how much a is above b."""
    if a.values.keys() != b.values.keys():
        return Gap(a.mean - b.mean, max((f.spread for f in (a, b) if f.spread is not None), default=None))
    paired = Figure.of({seed: x - b.values[seed] for seed, x in a.values.items()})
    error = None if paired.spread is None else paired.spread / math.sqrt(paired.seeds)
    return Gap(paired.mean, error, tuple(paired.values.values()))
