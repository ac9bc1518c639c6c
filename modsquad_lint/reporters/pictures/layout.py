"""Where the boxes and lines of a picture stand, in pixels; knows no format.

All columns share one grid of rows, so the lanes between rows are free of boxes from one side of the
picture to the other: a line that has to pass a column passes it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, sqrt

from ...planning.plan import Batch
from ...text.typed import NamedTuple
from ..columns import columns
from . import picture
from .picture import Line, Picture

BOX_HEIGHT = 42
_LANE = 26
_PITCH = BOX_HEIGHT + _LANE
_TOP, REASON_LINE = 78, 14
"""Room for the head of a batch, and for each line of its reason but the first."""

_REASON_LETTER = 5.8
_MOST_REASON_LINES = 4

RAIL = 21
"""How far from its left side the turn of a box is written."""

_MARGIN = 16
_PADDING = 14
_GAP = 64
_INNER_GAP = 34
_ROWS = 12
_LETTER, SMALL_LETTER = 7.3, 6.1
_NARROWEST, _WIDEST = 170, 236
LABEL_HEIGHT = 18
"""How far apart the middles of two labels stand at least, one below the other."""

_LABEL_PADDING = 6
_LABEL_LENGTH = 30
_SWEEPS = 3


class Point(NamedTuple):
    """A place in the picture."""

    x: float
    y: float


class Frame(NamedTuple):
    """The column of a batch, of full height, with the lines of its reason."""

    batch: Batch
    x: float
    width: float
    reason: tuple[str, ...]


class Label(NamedTuple):
    """A text with its middle at a point, and the width that it takes."""

    text: str
    at: Point
    width: float


class Route(NamedTuple):
    """How a line runs, as the path of an SVG."""

    line: Line
    path: str
    label: Label | None = None


class Layout(NamedTuple):
    """A picture with its places; `corners` are those of the boxes, in their order."""

    picture: Picture
    corners: Sequence[Point]
    box_width: float
    frames: Sequence[Frame]
    dependencies: Sequence[Route]
    turns: Sequence[Route]
    intersections: Sequence[Route]
    width: float
    height: float


class _Cell(NamedTuple):
    column: int
    row: int


def fitting(text: str, width: float, letter: float = _LETTER) -> str:
    """The text, cut so that it fits a width in pixels."""
    most = max(2, int(width / letter))
    text = picture.visible(text, most)
    while columns(text) > most:
        text = text[:-2] + "…"
    return text


def lay_out(drawn: Picture) -> Layout:
    """The places of all boxes and lines; linear in their number."""
    return _Grid(drawn).layout()


class _Grid:
    """Columns from left to right, and the rows that all of them share."""

    def __init__(self, drawn: Picture) -> None:
        self._drawn = drawn
        boxes = drawn.boxes
        most_rows = max(_ROWS, ceil(1.3 * sqrt(len(boxes))))
        longest = max((columns(picture.visible(box.task.id, 60)) for box in boxes), default=0)
        turn = 26 if drawn.turns else 0
        self._width = turn + min(max(longest * _LETTER + 26, _NARROWEST), _WIDEST)
        self._columns_of = [ceil(len(batch.tasks) / most_rows) for batch in drawn.batches]
        self._rows = max(
            (
                ceil(len(batch.tasks) / wide)
                for batch, wide in zip(drawn.batches, self._columns_of, strict=True)
            ),
            default=0,
        )
        self._cells = self._placed()
        self._gaps = self._widths_of_gaps()
        self._x: list[float] = []
        self._frames: list[Frame] = []
        self._set_columns()
        lines = max((len(frame.reason) for frame in self._frames), default=1)
        self._top = _TOP + (lines - 1) * REASON_LINE
        self._used = [0] * (self._rows + 1)
        self._labels: dict[int, set[int]] = {}

    def layout(self) -> Layout:
        """Everything in its place."""
        drawn = self._drawn
        turns = [self._turn(line) for line in drawn.turns]
        dependencies = [self._route(line, 0.4) for line in drawn.dependencies]
        intersections = [self._intersection(line) for line in drawn.intersections]
        # A plan of tasks that are all done has no batch.
        width = max((frame.x + frame.width for frame in self._frames), default=self._width)
        return Layout(
            drawn,
            [Point(self._x[cell.column], self._y(cell.row)) for cell in self._cells],
            self._width,
            self._frames,
            dependencies,
            turns,
            intersections,
            width + _MARGIN,
            self._top + self._rows * _PITCH + _MARGIN,
        )

    # ------------------------------------------------------------ boxes

    def _placed(self) -> list[_Cell]:
        """A cell for each box: near the rows of the boxes that it has lines to."""
        drawn = self._drawn
        lines = (*drawn.dependencies, *drawn.intersections)
        # on the critical path only its own lines count, which keeps it straight
        near = [
            path or others
            for path, others in zip(
                _neighbours(drawn, [line for line in lines if line.critical]),
                _neighbours(drawn, lines),
                strict=True,
            )
        ]
        rows = [(self._rows - 1) / 2] * len(drawn.boxes)
        cells = [_Cell(0, 0)] * len(drawn.boxes)
        ranges: list[tuple[int, Sequence[int]]] = []
        first = column = 0
        for batch, wide in zip(drawn.batches, self._columns_of, strict=True):
            ranges.append((column, range(first, first + len(batch.tasks))))
            first += len(batch.tasks)
            column += wide
        batches = list(zip(ranges, self._columns_of, strict=True))
        for sweep in range(_SWEEPS):
            for (column, members), wide in reversed(batches) if sweep % 2 else batches:
                wanted = {
                    box: sum(rows[other] for other in near[box]) / len(near[box])
                    if near[box]
                    else rows[box]
                    for box in members
                }
                for box, cell in self._cells_of(column, members, wide, wanted):
                    cells[box] = cell
                    rows[box] = cell.row
        return cells

    def _cells_of(
        self, column: int, members: Sequence[int], wide: int, wanted: Mapping[int, float]
    ) -> Iterator[tuple[int, _Cell]]:
        high = ceil(len(members) / wide)
        middle = sum(wanted.values()) / len(members)
        top = min(max(ceil(middle - high / 2), 0), self._rows - high)
        if self._drawn.boxes[members[0]].turn:
            # turns run down a column, and on at the top of the next
            for at, box in enumerate(members):
                yield box, _Cell(column + at // high, top + at % high)
        else:
            for at, box in enumerate(sorted(members, key=wanted.__getitem__)):
                yield box, _Cell(column + at % wide, top + at // wide)

    # ------------------------------------------------------------ columns

    def _widths_of_gaps(self) -> list[float]:
        """The least width of the gap to the right of each column: wider where a label stands."""
        gaps = [0.0] * sum(self._columns_of)
        for line in self._drawn.intersections:
            start = self._cells[line.start]
            if not self._is_next_turn(line):
                needs = _label_width(self._names(line)) + 60
                gaps[start.column] = max(gaps[start.column], needs)
        return gaps

    def _set_columns(self) -> None:
        x = float(_MARGIN)
        column = 0
        for batch, wide in zip(self._drawn.batches, self._columns_of, strict=True):
            left = x
            x += _PADDING
            for inner in range(wide):
                self._x.append(x)
                x += self._width
                if inner < wide - 1:
                    x += max(_INNER_GAP, self._gaps[column])
                column += 1
            x += _PADDING
            reason = reason_lines(batch, int((x - left - 24) / _REASON_LETTER))
            self._frames.append(Frame(batch, left, x - left, reason))
            x += max(_GAP - 2 * _PADDING, self._gaps[column - 1] - 2 * _PADDING)

    def _y(self, row: int) -> float:
        return self._top + row * _PITCH + _LANE / 2

    # ------------------------------------------------------------ lines

    def _names(self, line: Line) -> str:
        return picture.names(line.files, _LABEL_LENGTH)

    def _is_next_turn(self, line: Line) -> bool:
        """Whether a line joins two turns that stand one below the other."""
        boxes = self._drawn.boxes
        start, end = self._cells[line.start], self._cells[line.end]
        return boxes[line.end].turn > 1 and (start.column, start.row + 1) == end

    def _turn(self, line: Line) -> Route:
        if not self._is_next_turn(line):
            return self._route(line, 0.6)
        x, top, bottom = self._down(line, RAIL)
        return Route(line, f"M{x:.0f} {top:.0f}V{bottom:.0f}")

    def _down(self, line: Line, right: float) -> tuple[float, float, float]:
        """From a turn to the one below it: x, and both heights."""
        start, end = self._cells[line.start], self._cells[line.end]
        return self._x[start.column] + right, self._y(start.row) + BOX_HEIGHT, self._y(end.row)

    def _intersection(self, line: Line) -> Route:
        if not self._is_next_turn(line):
            return self._route(line, 0.8, self._names(line))
        right = self._width - RAIL
        x, top, bottom = self._down(line, right)
        room = int((right - RAIL - 5 * _LABEL_PADDING) / SMALL_LETTER)
        text = picture.names(line.files, max(8, room))
        width = _label_width(text)
        at = Point(x - width / 2 - _LABEL_PADDING, (top + bottom) / 2)
        return Route(line, f"M{x:.0f} {top:.0f}V{bottom:.0f}", Label(text, at, width))

    def _route(self, line: Line, part: float, text: str = "") -> Route:
        """From the right side of a box to the left side of a later one, at a part of their height."""
        start, end = self._cells[line.start], self._cells[line.end]
        a = Point(self._x[start.column] + self._width, self._y(start.row) + BOX_HEIGHT * part)
        b = Point(self._x[end.column], self._y(end.row) + BOX_HEIGHT * part)
        if end.column == start.column:
            # turns that are not neighbours: a bow on the right
            b = Point(a.x, b.y)
            path = f"M{a.x:.0f} {a.y:.0f}C{a.x + 32:.0f} {a.y:.0f} {a.x + 32:.0f} {b.y:.0f} {b.x:.0f} {b.y:.0f}"
            bend = Point(a.x + 48, b.y)
        elif end.column == start.column + 1:
            path = f"M{a.x:.0f} {a.y:.0f}{_curve(a, b)}"
            bend = b
        else:
            y = self._lane(start.row, end.row)
            bend = Point(self._x[start.column + 1], y)
            last = Point(self._x[end.column - 1] + self._width, y)
            path = f"M{a.x:.0f} {a.y:.0f}{_curve(a, bend)}H{last.x:.0f}{_curve(last, b)}"
        if not text:
            return Route(line, path)
        at = Point((a.x + bend.x) / 2, self._free(start.column, (a.y + bend.y) / 2))
        return Route(line, path, Label(text, at, _label_width(text)))

    def _free(self, column: int, y: float) -> float:
        """The height near y, or the next below, where the gap after a column has no label yet."""
        taken = self._labels.setdefault(column, set())
        slot = round(y / LABEL_HEIGHT)
        while slot in taken:
            slot += 1
        taken.add(slot)
        return slot * LABEL_HEIGHT

    def _lane(self, one: int, other: int) -> float:
        """The height of the least used of the lanes beside two rows; lines in it stand apart."""
        lanes = dict.fromkeys((one, one + 1, other, other + 1))
        lane = min(
            lanes, key=lambda at: abs(at - one - 0.5) + abs(at - other - 0.5) + self._used[at] / 3
        )
        self._used[lane] += 1
        aside = (self._used[lane] * 3 % 7 - 3) * 3
        return self._y(lane) - _LANE / 2 + aside


def reason_lines(batch: Batch, room: int) -> tuple[str, ...]:
    """Why a batch is one, in a few lines: of a long list the first names, and how many more."""
    names = picture.visible(batch.reason).split(", ")
    most = min(len(names), _MOST_REASON_LINES * room)
    for kept in range(most, 0, -1):
        more = len(names) - kept
        text = ", ".join(names[:kept]) + (f" and {more:,} more" if more else "")
        lines = _lines(text, room)
        if len(lines) <= _MOST_REASON_LINES:
            break
    else:
        lines = (
            *lines[: _MOST_REASON_LINES - 1],
            fitting("".join(lines[_MOST_REASON_LINES - 1 :]), room, 1),
        )
    return lines


def _lines(text: str, room: int) -> tuple[str, ...]:
    """The text in lines of so many columns; a word that is longer is broken."""
    size = room if text.isascii() else room // 2
    pieces = [word[at : at + size] for word in text.split(" ") for at in range(0, len(word), size)]
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]} {piece}" if lines[-1] else piece
        if columns(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return tuple(lines)


def _neighbours(drawn: Picture, lines: Iterable[Line]) -> list[list[int]]:
    """For each box the other ends of these lines."""
    near: list[list[int]] = [[] for _ in drawn.boxes]
    for line in lines:
        near[line.start].append(line.end)
        near[line.end].append(line.start)
    return near


def _label_width(text: str) -> float:
    return columns(text) * SMALL_LETTER + 2 * _LABEL_PADDING


def _curve(a: Point, b: Point) -> str:
    """Level where it leaves, level where it arrives."""
    middle = (a.x + b.x) / 2
    return f"C{middle:.0f} {a.y:.0f} {middle:.0f} {b.y:.0f} {b.x:.0f} {b.y:.0f}"
