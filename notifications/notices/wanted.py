"""What an author wants to tell, as frozen values: read from a form, or back from a notice's rows."""

from dataclasses import dataclass, field
from datetime import date, datetime

from notifications.models import Notice, NoticeAudience
from slas.calendars import MIDNIGHT


@dataclass(frozen=True)
class Wording:
    """Title and text in both languages; one may be empty in a draft."""

    title_en: str = ""
    title_de: str = ""
    body_en: str = ""
    body_de: str = ""

    def speaks(self, language: str) -> bool:
        return bool(getattr(self, f"title_{language}") and getattr(self, f"body_{language}"))


@dataclass(frozen=True)
class Audience:
    """Who is meant: what is set narrows, within each one is enough, and nothing set is every partner of the vendor.

    products, plans and regions are codes, partners are ids.
    """

    products: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Availability:
    """Support is `hours` (closed or open) on each local day from `first` to `last`, between two minutes of the day."""

    hours: str
    first: date | None
    last: date | None
    opens: int = 0
    closes: int = MIDNIGHT


@dataclass(frozen=True)
class Wanted:
    """starts_at and ends_at are aware UTC instants; None: when it is published, and until somebody ends it.

    ahead: it is told when it is published; otherwise not before it begins.
    """

    kind: str
    wording: Wording
    audience: Audience = field(default_factory=Audience)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ahead: bool = True
    availability: Availability | None = None


def wanted_of(notice: Notice) -> Wanted:
    """What stands in the rows of a notice."""
    version = notice.current
    assert version is not None
    wording = Wording(version.title_en, version.title_de, version.body_en, version.body_de)
    availability = None
    if notice.hours:
        availability = Availability(
            notice.hours, notice.first_day, notice.last_day, notice.from_minute, notice.to_minute
        )
    return Wanted(
        notice.kind, wording, audience_of(notice), notice.starts_at, notice.ends_at, notice.ahead, availability
    )


def audience_of(notice: Notice) -> Audience:
    By = NoticeAudience.By
    rows = list(NoticeAudience.objects.filter(notice=notice).order_by("pk"))
    return Audience(
        products=tuple(notice.products),
        plans=tuple(row.code for row in rows if row.by == By.PLAN),
        regions=tuple(row.code for row in rows if row.by == By.REGION),
        partners=tuple(row.partner_id for row in rows if row.partner_id is not None),
    )
