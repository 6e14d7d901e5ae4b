"""Tables of figures: as text for a terminal, as Markdown for docs/performance.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """One section's figures. `remark` says what was measured, and how."""

    title: str
    heads: Sequence[str]
    remark: str = ""
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append([str(cell) for cell in cells])

    def text(self) -> str:
        widths = [max(len(row[n]) for row in [self.heads, *self.rows]) for n in range(len(self.heads))]
        lines = [_aligned(row, widths) for row in [self.heads, *self.rows]]
        return "\n".join([self.title, "-" * len(self.title), *lines, ""])

    def markdown(self) -> str:
        under = ["---", *["---:"] * (len(self.heads) - 1)]
        lines = [f"| {' | '.join(row)} |" for row in [self.heads, under, *self.rows]]
        remark = [self.remark, ""] if self.remark else []
        return "\n".join([f"## {self.title}", "", *remark, *lines, ""])


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms" if milliseconds < 100 else f"{milliseconds:.0f} ms"


def a_second(number: float) -> str:
    """With its thousands set apart, and no more digits than mean something."""
    return f"{number:,.0f}".replace(",", " ") if number >= 10 else f"{number:.1f}"
