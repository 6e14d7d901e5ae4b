"""What the demo data says, as frozen values: people, partners, and stories with their steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.demo.moments import Moment
from tenants.roles import Role


@dataclass(frozen=True)
class GivenPerson:
    key: str
    name: str
    email: str
    role: Role
    zone: str
    language: str


@dataclass(frozen=True)
class GivenFile:
    name: str
    text: str


@dataclass(frozen=True)
class GivenCustomer:
    key: str
    name: str
    place: str
    people: tuple[GivenPerson, ...] = ()


@dataclass(frozen=True)
class GivenPartner:
    """`entitlement` and `holidays` as in the file: days relative to the day of loading."""

    key: str
    name: str
    region: str
    zone: str
    hours: str
    phone: str
    entitlement: dict
    holidays: tuple[dict, ...]
    people: tuple[GivenPerson, ...]
    customers: tuple[GivenCustomer, ...]

    def everybody(self) -> Iterator[GivenPerson]:
        yield from self.people
        for customer in self.customers:
            yield from customer.people


@dataclass(frozen=True)
class Step:
    verb: str
    by: str
    when: Moment
    text: str = ""
    to: str = ""
    cause: str = ""
    accept: bool = False
    price: str = ""  # of an offer: "1850 USD", or with the rate and the hours "160 USD x 16"
    files: tuple[GivenFile, ...] = ()


@dataclass(frozen=True)
class Story:
    """A case and what happens on it. `codes` are the form's choices, `texts` its words."""

    key: str
    partner: GivenPartner
    customer: GivenCustomer
    contact: str
    received: Moment
    codes: dict[str, str]
    texts: dict[str, str]
    steps: tuple[Step, ...]
    copy: tuple[str, ...] = ()
    files: tuple[GivenFile, ...] = ()
    by_mail: bool = False
    language: str = "en"
    affected_users: int | None = None


@dataclass(frozen=True)
class Demo:
    """One vendor's people, stories and notices."""

    slug: str
    staff: tuple[GivenPerson, ...]
    partners: tuple[GivenPartner, ...]
    stories: list[Story] = field(default_factory=list)
    notices: list[dict] = field(default_factory=list)  # as in the file: portal.demo.notices
