"""What all rows of a vendor's text have in common: a source, and a code that stands once."""

from slas.marked import Place


def sourced(keys: dict[str, Place], at: Place) -> tuple[str, bool]:
    """The document a row comes from and whether it is an assumption. One of both is required."""
    assumption = keys["assumption"].boolean() if "assumption" in keys else False
    source = keys["source"].text(180) if "source" in keys else ""
    if not source and not assumption:
        at.fault("Where does this come from? Give “source”, or “assumption: true”")
    return source, assumption


def once(rows: Place, codes: list[str], what: str) -> None:
    """A fault at each row whose code stands above it already."""
    for number, (row, code) in enumerate(zip(rows.items(), codes, strict=True)):
        if code and code in codes[:number]:
            row.fault(f"The {what} “{code}” stands here twice")
