"""Whether anything was lost or doubled: python -m tests.kill.judge <record>

Waits until what was due when it was asked has been swept, and then reads everything in one snapshot: what it
states holds at every instant, not only in the end. Prints JSON: {"findings": [sentences], "figures": {…}}.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django

PATIENCE = 30.0  # seconds
LEVELS = 3
ANNOUNCED = ["received", "said", "warned", "breached"]


def main(record: Path) -> int:
    from django.db import connection, transaction

    from tenants.models import Vendor
    from tenants.scope import unscoped, working

    lines = [json.loads(line) for line in record.read_text().splitlines()]
    with unscoped("the judge finds the vendor"):
        vendor = Vendor.objects.get(slug="revalize")
    asked = datetime.now(UTC)
    findings = list(unrest(vendor, asked))
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with working(vendor):
            for question in (cases, answers, logs, steps, bells, reckoning):
                findings += question(lines, asked)
            figures = counted()
    json.dump({"findings": findings[:50], "figures": figures}, sys.stdout)
    return 0


def unrest(vendor, asked: datetime) -> Iterator[str]:
    """Worker and beat have to sweep what is due, and to empty the outbox."""
    from cases.models import Milestone
    from tenants.models import Announcement
    from tenants.scope import working

    latest = time.monotonic() + PATIENCE
    while True:
        with working(vendor):
            due = Milestone.objects.to_sweep(asked).count()
            untold = Announcement.objects.count()
        if not due and not untold:
            return
        if time.monotonic() > latest:
            yield f"{due} milestones are not swept, {untold} announcements are not told"
            return
        time.sleep(0.1)


def cases(lines, asked) -> Iterator[str]:
    """Every acknowledged submission is one case, under the number that was told; numbers have no gap."""
    from cases.models import Case, CaseNumber

    stored = dict(Case.objects.values_list("submission_key", "number"))
    told = {line["key"]: line["case"] for line in lines if "case" in line}
    if {str(key): number for key, number in stored.items()} != told:
        yield f"{len(told)} cases were acknowledged, {len(stored)} are stored"
    numbers = sorted(Case.objects.values_list("number", flat=True))
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or CaseNumber.objects.get().last != numbers[-1]:
        yield "The numbers have gaps"


def answers(lines, asked) -> Iterator[str]:
    from cases.models import CaseEvent, Message

    told = Counter(line["answer"] for line in lines if "answer" in line)
    stored = Counter(Message.objects.filter(side="vendor").values_list("body", flat=True))
    said = CaseEvent.objects.filter(kind="said").count()
    if told != stored or said != stored.total():
        yield f"{told.total()} answers were acknowledged, {stored.total()} are stored, {said} are in the logs"


def logs(lines, asked) -> Iterator[str]:
    """Positions have no gap, and every event of a case is counted on it."""
    from cases.models import Case, CaseEvent

    positions = defaultdict(list)
    for case, position in CaseEvent.objects.order_by("position").values_list("case", "position"):
        positions[case].append(position)
    for pk, number, count in Case.objects.values_list("pk", "number", "event_count"):
        if positions[pk] != list(range(1, count + 1)):
            yield f"The log of {number} has gaps: {positions[pk]}, and {count} events are counted"


def steps(lines, asked) -> Iterator[str]:
    """Each milestone is warned of once and breached once if that came before it was met; and each breach raised
    its case by one level.
    """
    from cases.models import Case, CaseEvent, EscalationStep, Milestone

    taken = Counter(EscalationStep.objects.values_list("milestone", "step"))
    logged = Counter((data["milestone"], kind) for kind, data in CaseEvent.objects.filter(
        kind__in=["warned", "breached"]).values_list("kind", "data"))  # fmt: skip
    for row in Milestone.objects.all():
        over = row.met_at or row.ended_at
        for instant, step, kind in ((row.warn_at, "warn", "warned"), (row.due_at, "due", "breached")):
            found = {taken[row.pk, step], logged[row.pk, kind]}
            if over is not None or instant <= asked:
                wanted = {1 if over is None or instant <= over else 0}
            else:
                wanted = {found.pop()} if len(found) == 1 and found <= {0, 1} else {0, 1}
                found = wanted
            if found != wanted:
                yield f"Milestone {row}, {step} at {instant}, over {over}: {found} times, not {wanted}"
    breaches = Counter(CaseEvent.objects.filter(kind="breached").values_list("case", flat=True))
    rises = Counter(CaseEvent.objects.filter(kind="escalated").values_list("case", flat=True))
    for case in Case.objects.all():
        if not case.escalation_level == rises[case.pk] == min(breaches[case.pk], LEVELS):
            yield f"{case.number} has level {case.escalation_level} after {breaches[case.pk]} breaches"


def bells(lines, asked) -> Iterator[str]:
    """Each announced event is either still in the outbox or stands once in the bell of each who is to hear of it."""
    from cases.models import CaseEvent
    from notifications.models import Delivery
    from tenants.models import Announcement, Membership

    managers = list(Membership.objects.managers().values_list("pk", flat=True))
    waiting = set(Announcement.objects.values_list("subject_id", flat=True))
    told = defaultdict(list)
    for event, membership in Delivery.objects.filter(channel="portal").values_list("event", "membership"):
        told[event].append(membership)
    for pk, kind, contact in CaseEvent.objects.filter(kind__in=ANNOUNCED).values_list("pk", "kind", "case__contact"):
        wanted = [] if pk in waiting else [contact] if kind == "said" else managers
        if sorted(told.pop(pk, [])) != sorted(wanted):
            yield f"Event {pk} ({kind}) is not told once to each"
    if told:
        yield f"{len(told)} events are told that nobody announced"


def reckoning(lines, asked) -> Iterator[str]:
    from cases.models import Case
    from cases.verifying import differences

    for case in Case.objects.all():
        for difference in differences(case):
            yield str(difference)


def counted() -> dict[str, int]:
    from cases.models import Case, CaseEvent
    from notifications.models import Delivery

    kinds = Counter(CaseEvent.objects.values_list("kind", flat=True))
    return {"cases": Case.objects.count(), "bells": Delivery.objects.filter(channel="portal").count(), **kinds}


if __name__ == "__main__":
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
