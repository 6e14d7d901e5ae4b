"""Many realistic cases: fill(…) writes 10 000 or 100 000 of a vendor, with logs, words, milestones and surveys.

As on a real desk about four in a hundred are worked on, and the others are over. What is stored follows from the
logs by the product's own reckoning.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from cases.models import Case, CaseEvent, CaseNumber, EscalationStep, Message, Milestone
from cases.models.case import NOTHING_DUE
from cases.reckoning import Reckoned, apply
from contacts.models import Product
from notifications.models import Delivery
from slas.terms import Amount, Unit
from tenants.models import ListEntry
from tenants.scope import working
from tests.bench import lives, ratings
from tests.bench.copying import Copier, Table
from tests.bench.lives import LEVELS, Happened, Life
from tests.bench.people import Desk, Office
from tests.bench.ratings import Ratings
from tests.bench.texts import Texts

INTERNAL = {"noted", "warned", "breached", "escalated"}
CHUNK = 5_000


def fill(
    admin_url: str, desk: Desk, cases: int, *, now: datetime, working_share: float = 0.04, trusted: bool = True,
    seed: int = 1,
) -> None:  # fmt: skip
    """Writes so many further cases of a vendor into the database that Django is connected to.

    `admin_url` is a superuser's address of the same database, `now` the aware UTC instant up to which they have
    lived. `trusted` leaves foreign keys unchecked, for speed.
    """
    with working(desk.vendor):
        writer = Writer(Copier(admin_url, trusted=trusted), desk, random.Random(seed), now)
        for number in range(cases):
            writer.write(writer.chance.choice(desk.offices), working_share)
            if number % CHUNK == CHUNK - 1:
                writer.flush()
        writer.flush()
    with working(desk.vendor):
        CaseNumber.objects.update_or_create(vendor=desk.vendor, defaults={"last": writer.number - 1})
    writer.copier.close(writer.tables)


class Writer:
    """Turns lives into rows."""

    def __init__(self, copier: Copier, desk: Desk, chance: random.Random, now: datetime):
        self.copier, self.desk, self.chance, self.now = copier, desk, chance, now
        self.texts = Texts(chance)
        self.products = list(Product.objects.order_by("position"))
        self.lists = {name: list(ListEntry.objects.filter(list=name).order_by("rank"))
                      for name in ("case_type", "impact", "environment", "department")}  # fmt: skip
        models = (Case, Message, CaseEvent, Milestone, EscalationStep, Delivery, *ratings.MODELS)
        self.tables: Sequence[Table] = [copier.table(model) for model in models]
        self.case, self.message, self.event, self.milestone, self.step, self.delivery, *others = self.tables
        self.ratings = Ratings(others, chance, now)
        counter = CaseNumber.objects.filter(vendor=desk.vendor).first()
        self.number = counter.last + 1 if counter else desk.vendor.first_case_number

    def flush(self) -> None:
        self.copier.write(self.tables)

    def write(self, office: Office, working_share: float) -> None:
        life = lives.draw(self.chance, self.texts, office.terms, self.now, working=working_share)
        owner = self.chance.choice(self.desk.agents) if life.state != "new" else None
        contact = self.chance.choice(office.contacts)
        place = {"vendor_id": self.desk.vendor.pk, "partner_id": office.partner.pk,
                 "customer_id": self.chance.choice(office.customers).pk}  # fmt: skip
        case = self.case.next_id()
        self._end(life, office)
        rows = self._milestones(life, office, {**place, "case_id": case})
        self._log(life, rows, {**place, "case_id": case}, {"owner": owner, "contact": contact, "": None})
        self.case.add(id=case, **place, **self._facts(life, office), **self._standing(life, rows, owner, contact))
        if closed := life.last("closed"):
            where = {"vendor_id": place["vendor_id"], "partner_id": place["partner_id"], "case_id": case}
            self.ratings.write(where, contact.pk, owner.pk if owner else None, closed.at)

    def _end(self, life: Life, office: Office) -> None:
        """Fills in what the vendor's own lists and calendar say about an ending."""
        if resolved := life.last("resolved"):
            days = Amount(self.desk.vendor.close_after_business_days, Unit.DAYS)
            resolved.data["closes"] = office.terms.clock.due(resolved.at, days).isoformat()
        if referred := life.last("referred"):
            referred.data["department"] = self.chance.choice(self.lists["department"]).code

    def _facts(self, life: Life, office: Office) -> dict:
        """What was typed and promised."""
        terms, pick = office.terms, self.chance.choice
        environments = self.lists["environment"]
        # S1 is for production only (R21)
        environment = environments[0] if life.severity == "S1" else pick(environments)
        impact = pick(self.lists["impact"])
        number, self.number = self.number, self.number + 1
        return {
            "number": number, "submission_key": UUID(int=self.chance.getrandbits(128)),
            "case_type": pick(self.lists["case_type"]).code, "summary": self.texts.summary(),
            "product_id": pick(self.products).pk, "product_version": "9.3.1",
            "severity_reported": life.severity, "severity": life.severity,
            "severity_confirmed": "" if life.state == "new" else life.severity,
            "severity_rank": terms.ranks[life.severity], "impact": impact.code, "impact_rank": impact.rank,
            "environment": environment.code, "environment_rank": environment.rank,
            "production_only": life.severity == "S1", "in_production": bool(environment.settings.get("production")),
            "policy_id": terms.policy.pk, "plan": terms.plan, "region": terms.region.code,
            "calendar": terms.calendar, "entitlement_id": terms.entitlement.pk,
            "entitlement_text": str(terms.entitlement), "received_at": life.received_at, "created_at": life.received_at,
        }  # fmt: skip

    def _standing(self, life: Life, rows: list[Milestone], owner, contact) -> dict:
        """The case's current state, as its verbs would have left it."""
        word = life.last("said", "received")
        assert word
        breaches = life.count("breached")
        last_breach, resolved, closed = life.last("breached"), life.last("resolved"), life.last("closed")
        referred = life.last("referred")
        shared = next(entry for entry in reversed(life.log) if entry.kind not in INTERNAL)
        running = [row for row in rows if row.met_at is None and row.ended_at is None]
        department = referred.data["department"] if life.state == "referred" and referred else ""
        return {
            "contact_id": contact.pk, "owner_id": owner.pk if owner else None, "status": life.state,
            "escalation_level": min(breaches, LEVELS), "escalated_at": last_breach.at if last_breach else None,
            "changed_at": life.log[-1].at, "shared_at": shared.at, "event_count": len(life.log),
            "resolved_at": resolved.at if resolved else None, "closed_at": closed.at if closed else None,
            "close_due_at": resolved.data["closes"] if resolved and not closed else None,
            "department": department,
            "closings": int(closed is not None), "last_word": "vendor" if word.by == "owner" else "partner",
            "last_word_by_id": (owner if word.by == "owner" else contact).pk, "last_word_at": word.at,
            "next_due": _earliest(row.due_at for row in running),
            "at_risk_from": _earliest(row.warn_at for row in running),
        }  # fmt: skip

    def _milestones(self, life: Life, office: Office, place: dict) -> list[Milestone]:
        result = Reckoned(life.milestones, office.terms.clocks, office.terms.versions)
        return [self._milestone(milestone, result, place) for milestone in life.milestones]

    def _milestone(self, milestone, result: Reckoned, place: dict) -> Milestone:
        row = Milestone(**place)
        apply(milestone, result, row)
        if row.met_at is None and row.ended_at is None and row.due_at:
            row.sweep_at = next((at for at in (row.warn_at, row.due_at) if at and at > self.now), None)
            row.breached_at = row.due_at if row.due_at <= self.now else None
        row.pk = self.milestone.add(**{name: value for name, value in vars(row).items()
                                       if not name.startswith("_") and name != "id"})  # fmt: skip
        return row

    def _log(self, life: Life, rows: list[Milestone], place: dict, people: dict) -> None:
        for position, entry in enumerate(life.log, 1):
            self._entry(position, entry, rows, place, people)

    def _entry(self, position: int, entry: Happened, rows, place: dict, people: dict) -> None:
        audience = "internal" if entry.kind in INTERNAL else "partner"
        by = people[entry.by]
        by_id = by.pk if by else None
        message = self.message.add(
            **place, author_id=by_id, side="vendor" if entry.by == "owner" else "partner", audience=audience,
            body=entry.body, at=entry.at,
        ) if entry.body else None  # fmt: skip
        row = None if entry.milestone is None else rows[entry.milestone]
        event = self.event.add(
            **place, position=position, kind=entry.kind, at=entry.at, by_id=by_id, audience=audience,
            message_id=message, data=_data(entry, row, people),
        )  # fmt: skip
        if row is not None and entry.kind in ("warned", "breached"):
            self.step.add(
                vendor_id=place["vendor_id"], milestone_id=row.pk, step="warn" if entry.kind == "warned" else "due",
                due_at=row.due_at, at=entry.at, event_id=event,
            )  # fmt: skip
        if entry.kind == "said":
            self._bell(entry, event, place, people)

    def _bell(self, entry: Happened, event: int, place: dict, people: dict) -> None:
        hearer = people["contact"] if entry.by == "owner" else people["owner"]
        old = (self.now - entry.at).days > 2
        # The announcement is long gone; its number only has to be its own.
        self.delivery.add(
            vendor_id=place["vendor_id"], membership_id=hearer.pk, channel="portal", announcement=-event,
            kind="case.said", case_id=place["case_id"], event_id=event, at=entry.at, read_at=entry.at if old else None,
        )  # fmt: skip


def _data(entry: Happened, row: Milestone | None, people: dict) -> dict:
    """What the event holds, as its verb would have written it."""
    owner = people["owner"].pk if people["owner"] else None
    match entry.kind:
        case "owned":
            return {"owner": owner, "before": None}
        case "met" if row:
            left = row.budget_seconds - row.used_seconds
            return {"milestone": row.pk, "kind": row.kind, "late": row.breached_at is not None, "left": left}
        case "warned" | "breached" if row:
            due = row.due_at.isoformat() if row.due_at else None
            return {"milestone": row.pk, "kind": row.kind, "due": due, "owner": owner}
    return entry.data


def _earliest(instants: Iterable[datetime | None]) -> int:
    return min((int(at.timestamp()) for at in instants if at is not None), default=NOTHING_DUE)
