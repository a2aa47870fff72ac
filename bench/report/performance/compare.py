"""One line of the report: a figure of the library beside that of a peer or a floor, and the target."""

from dataclasses import dataclass, field

from report.performance.rows import MORE_IS_BETTER, Figure


@dataclass(frozen=True)
class Source:
    """Where a figure stands among the rows; `epoch_rows`: seconds are brought to an epoch of so many rows."""

    name: str
    where: dict = field(default_factory=dict)
    epoch_rows: int = 0

    def figure(self, rows):
        """The figure, or None, and what must be said of it."""
        found = rows.best(self.name, **self.where)
        if found is None:
            return None, rows.reason(self.name, **self.where)
        parameters, figure = found
        measured = int(parameters.get("rows", self.epoch_rows))
        if self.epoch_rows in (0, measured):
            return figure, ""
        scaled = figure.scaled(self.epoch_rows / measured)
        return scaled, f"measured on {measured:,} rows, scaled to {self.epoch_rows:,}"


@dataclass(frozen=True)
class Sum:
    """What several sources give together; nothing where one of them gives nothing."""

    parts: tuple

    def figure(self, rows):
        found = [part.figure(rows) for part in self.parts]
        for figure, said in found:
            if figure is None:
                return None, said
        return Figure((sum(figure.median for figure, _ in found),), found[0][0].unit), ""


@dataclass(frozen=True)
class Line:
    """What is compared. Without a peer the target is one for the figure itself; without a target the line only informs.
    Either way: ours may be neither more nor less than the peer, and the ratio is the larger over the smaller.

    `doubt` is called with what is judged and says why a target that seems met is not to be believed, or nothing.
    """

    name: str
    ours: Source | Sum
    peer: Source | Sum | None = None
    peer_name: str = ""
    target: float | None = None
    then: float | None = None
    doubt: object = None
    unit: str = "s"  # what the figures have where there are any
    either_way: bool = False


@dataclass
class Result:
    """A line with its figures, which may be None."""

    name: str
    ours: object
    peer: object
    peer_name: str
    ratio: float | None
    target: float | None
    then: float | None
    met: bool | None  # None: no target; what cannot be judged is not met
    then_met: bool | None
    note: str
    unit: str
    either_way: bool = False

    @property
    def more_is_better(self):
        return self.unit in MORE_IS_BETTER

    def row(self):
        """As --json writes it."""
        return {
            "name": self.name,
            "ours": self.ours.median if self.ours else None,
            "peer": self.peer.median if self.peer else None,
            "unit": self.unit,
            "ratio": self.ratio,
            "ratio_of": "larger over smaller" if self.either_way else "ours over peer",
            "target": self.target,
            "met": self.met,
            "then": self.then,
            "then_met": self.then_met,
            "better": "more" if self.more_is_better else "less",
            "peer_name": self.peer_name,
            "measurements": len(self.ours.values) if self.ours else 0,
            "note": self.note,
        }


def reached(value, target, more):
    """Whether a target is met; exactly on it is."""
    if target is None:
        return None
    return value is not None and (value >= target if more else value <= target)


def compare(rows, line):
    ours, said = line.ours.figure(rows)
    notes = [said if ours or not said else f"ours: {said}"]
    peer = None
    if line.peer is not None:
        peer, said = line.peer.figure(rows)
        notes.append(f"{line.peer_name}: {said}" if said else "")
    ratio = ours.median / peer.median if ours and peer else None
    if ratio is not None and line.either_way:
        ratio = max(ratio, peer.median / ours.median)
    judged = ratio if line.peer is not None else ours.median if ours else None
    doubt = line.doubt(judged) if line.doubt and judged is not None else ""
    if doubt:
        notes.append(doubt)
        judged = None
    result = Result(
        line.name, ours, peer, line.peer_name, ratio, line.target, line.then, None, None, "", line.unit, line.either_way
    )
    result.met = reached(judged, line.target, result.more_is_better)
    result.then_met = reached(judged, line.then, result.more_is_better)
    result.note = "; ".join(note for note in notes if note)
    return result
