"""The cases of a partner as a list: which, whose, how bad; in pages by keyset, the newest change first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext

from cases.models import Case, Status
from cases.queues import SHARED_ORDER, CaseQuerySet
from portal.desk.cursor import cursor_after, key_in
from portal.gates import Door
from portal.typed import is_code, is_id
from slas.versions import policy_in_force, table_of, tables_with_ids
from tenants.models import Customer, ListEntry, Membership
from tenants.roles import Role

ALL, OPEN, CLOSED = "all", "open", "closed"
RELATED = ("customer", "contact", "owner")


@dataclass(frozen=True)
class Choice:
    """What the address says: `which` is all, open or closed; customer and contact are ids as text, "" for any."""

    which: str = ALL
    customer: str = ""
    contact: str = ""
    severity: str = ""
    after: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> "Choice":
        which, severity = given.get("which", ALL), given.get("severity", "")[:8]
        return cls(
            which=which if which in (ALL, OPEN, CLOSED) else ALL,
            customer=_number(given.get("customer", "")),
            contact=_number(given.get("contact", "")),
            severity=severity if is_code(severity) else "",
            after=given.get("after", ""),
        )

    @property
    def query(self) -> str:
        """ "?which=open&customer=3", "" for everything."""
        said = {name: value for name, value in vars(self).items() if value and (name, value) != ("which", ALL)}
        return f"?{urlencode(said)}" if said else ""

    def ask(self, cases: CaseQuerySet) -> CaseQuerySet:
        if self.which == OPEN:
            cases = cases.exclude(status=Status.CLOSED)
        elif self.which == CLOSED:
            cases = cases.filter(status=Status.CLOSED)
        for name, value in (("customer_id", self.customer), ("contact_id", self.contact), ("severity", self.severity)):
            if value:
                cases = cases.filter(**{name: value})
        return cases


@dataclass(frozen=True)
class Option:
    """A choice with its address; `current` where it is the one that is set."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter with what it can be set to; `set_to` is the label of its value, "" where it is not set."""

    name: str
    options: list[Option]
    set_to: str
    remove_url: str


class CaseList:
    """One page of a partner's cases in the reader's own scope; `url` is the list's address, `size` rows a page."""

    def __init__(self, door: Door, choice: Choice, *, url: str, size: int):
        self.door, self.choice, self.url, self.size = door, choice, url, size
        self.all = Case.objects.all()

    @cached_property
    def _rows(self) -> list[Case]:
        key = key_in(self.choice.after, SHARED_ORDER) if self.choice.after else None
        # Beside the cases, not joined: see portal.desk.rows.with_names.
        chosen = self.choice.ask(self.all).prefetch_related(*RELATED)
        return list(chosen.after(SHARED_ORDER, key)[: self.size + 1])

    @property
    def cases(self) -> list[Case]:
        return self._rows[: self.size]

    @cached_property
    def total(self) -> int:
        if not (self.choice.customer or self.choice.contact or self.choice.severity):
            return {ALL: self.open + self.closed, OPEN: self.open, CLOSED: self.closed}[self.choice.which]
        return self.choice.ask(self.all).count()

    @property
    def next_url(self) -> str:
        if len(self._rows) <= self.size:
            return ""
        word = cursor_after(self.cases[-1], SHARED_ORDER)
        return reverse("case_list", args=[self.door.vendor.slug]) + replace(self.choice, after=word).query

    @property
    def first_url(self) -> str:
        return self._address(after="") if self.choice.after else ""

    @cached_property
    def _by_status(self) -> dict[str, int]:
        """How many cases there are of each status: one query, off the index alone."""
        return dict(self.all.order_by().values_list("status").annotate(Count("pk")))

    def count(self, *statuses: str) -> int:
        """How many of the reader's cases have one of these statuses, whatever is chosen."""
        return sum(self._by_status.get(status, 0) for status in statuses)

    @property
    def closed(self) -> int:
        return self.count(Status.CLOSED)

    @property
    def open(self) -> int:
        return self.count(*Status.values) - self.closed

    @property
    def is_empty(self) -> bool:
        """There is no case at all, so nothing to filter either."""
        return not self._by_status

    @cached_property
    def segments(self) -> list[Option]:
        words = {
            ALL: pgettext("cases", "All"),
            OPEN: gettext("Open %(count)d") % {"count": self.open},
            CLOSED: gettext("Closed %(count)d") % {"count": self.closed},
        }
        return [
            Option(label, self._address(which=which, after=""), which == self.choice.which)
            for which, label in words.items()
        ]

    @cached_property
    def filters(self) -> list[Filter]:
        partner = self.door.membership.partner_id
        customers = [(str(row.pk), row.name) for row in Customer.objects.filter(partner_id=partner)]
        asked = Membership.objects.filter(pk__in=self.all.order_by().values("contact"))
        contacts = [(str(row.pk), row.name) for row in asked]
        scale = table_of(policy_in_force(self.door.vendor.pk, self.door.now)).severities
        severities = [(row.code, f"{row.code} {row.name.say(get_language() or 'en')}") for row in scale]
        found = [
            self._filter("customer", gettext("Customer"), customers),
            self._filter("contact", gettext("Contact"), contacts),
            self._filter("severity", gettext("Severity"), severities),
        ]
        return [row for row in found if row.set_to or len(row.options) > 1]

    def _filter(self, name: str, label: str, values: list[tuple[str, str]]) -> Filter:
        chosen = getattr(self.choice, name)
        options = [Option(words, self._address(**{name: value, "after": ""})) for value, words in values]
        set_to = dict(values).get(chosen, chosen)
        return Filter(label, options, set_to, self._address(**{name: "", "after": ""}))

    def _address(self, **changes: str) -> str:
        return self.url + replace(self.choice, **changes).query


def severity_names(cases: Iterable[Case]) -> dict[tuple[int, str], str]:
    """The names of severities in the reader's language, by the policy and code that cases have."""
    language = get_language() or "en"
    return {
        (pk, severity.code): severity.name.say(language)
        for pk, table in tables_with_ids(case.policy_id for case in cases).items()
        for severity in table.severities
    }


def in_hands(cases: Iterable[Case], door: Door) -> dict[int, str]:
    """ "With Product Management" by the case's id; for a customer also who of the two has a case that waits."""
    cases = list(cases)
    codes = {case.department for case in cases if case.status == Status.REFERRED}
    entries = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, code__in=codes) if codes else ()
    departments = {entry.code: entry.label for entry in entries}
    partner = door.membership.partner if door.membership.role == Role.CUSTOMER_USER else None
    found = {}
    for case in cases:
        name = departments.get(case.department, "") if case.status == Status.REFERRED else ""
        if case.status == Status.WAITING and partner is not None:
            name = partner.name
        if name:
            found[case.pk] = gettext("With %(name)s") % {"name": name}
    return found


def _number(text: str) -> str:
    """An id as text, "" where it is none: what it finds, the reader's scope decides."""
    return text if is_id(text) else ""
