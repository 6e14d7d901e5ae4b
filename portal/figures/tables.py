"""Tables of figures: the page draws them, and the same rows go out as CSV."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from django.http import HttpResponse
from django.utils.translation import get_language

from cases.figures.words import is_german

SHOWN = 50  # rows on the page; the CSV has all
# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Cell:
    """`text` for the page, `value` for the CSV, `href` to the cases behind it. below: under the vendor's mark."""

    text: str
    value: str | int | float | None = None
    href: str = ""
    below: bool = False


@dataclass(frozen=True)
class Line:
    """A row. `rank` and `code` where its head is a severity; `href` of the head."""

    head: str
    cells: list[Cell]
    rank: int = 0
    code: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        return f"{self.code} {self.head}".strip()


@dataclass(frozen=True)
class Table:
    """`code` names it in the CSV's address. `heads` are those of the columns, the first of the rows' heads.

    brief: which columns tell the most where there is no room for all, the first after the head being 0; None for all.
    """

    code: str
    caption: str
    heads: list[str]
    lines: list[Line] = field(default_factory=list)
    brief: tuple[int, ...] | None = None
    wordy: bool = False  # of words rather than of numbers

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.lines) - SHOWN)


def csv_answer(table: Table, name: str) -> HttpResponse:
    """The CSV as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8", headers=headers)


def as_csv(table: Table) -> str:
    """The table as spreadsheets of the reader's language open it: in German with semicolons and decimal commas."""
    german = is_german(get_language())
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if german else ",")
    writer.writerow([_safe(head) for head in table.heads])
    for line in table.lines:
        writer.writerow([_safe(line.name), *_values(line.cells, german)])
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _values(cells: Iterable[Cell], german: bool) -> Iterable[str]:
    for cell in cells:
        if isinstance(cell.value, float):
            told = f"{cell.value:.2f}".rstrip("0").rstrip(".")
            yield told.replace(".", ",") if german else told
        elif isinstance(cell.value, int):
            yield str(cell.value)
        else:
            yield _safe(cell.value or "")


def _safe(text: str) -> str:
    """A name that begins like a formula would be run by the spreadsheet that opens it: it is quoted as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text
