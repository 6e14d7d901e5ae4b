"""Lives the stories through again: every step of a vendor's cases in the order of time, with the sweeps between.

What would lie in the future is left out, so the newest cases are open and their clocks run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import Min

from cases import sweeping
from cases.models import Case, Milestone
from cases.models.case import Channel
from cases.submission import SECTIONS, Submission
from cases.terms import clocks_for, terms_of
from cases.verbs.submit import submit
from contacts.models import Region
from notifications.inbound.assuming import ASSUMED
from portal.demo.acts import act, uploads
from portal.demo.given import Demo, Step, Story
from portal.demo.moments import Place
from portal.demo.notices import Deed, deeds
from portal.demo.people import House
from slas.clock import Clock
from slas.terms import MilestoneKind, Targets
from slas.versions import clock_of, newest_calendar
from tenants.models import ListEntry, Membership


@dataclass(frozen=True)
class Act:
    """A step of a story at its aware UTC instant; without a step it is the submission."""

    at: datetime
    story: Story
    step: Step | None = None


def replay(demo: Demo, house: House, now: datetime) -> int:
    """Receives and works on every case of the demo as if it had been done in time; returns how many cases.

    Runs in the vendor's scope (tenants.scope.working). `now` is the aware UTC instant of loading.
    """
    cases: dict[str, Case] = {}
    first_steps = tuple(
        ListEntry.objects.filter(list=ListEntry.Name.FIRST_STEP, active=True).values_list("code", flat=True)
    )
    acts = chronicle(demo, house, now)
    received = {one.story.key: one.at for one in acts if one.step is None}
    told = deeds(demo.notices, house, now, received, _clock(house, now)) if demo.notices else []
    for one in sorted([*acts, *told], key=lambda one: one.at):
        _sweep_until(one.at, house.vendor.pk)
        if isinstance(one, Deed):
            one.do(cases)
        elif one.step is None:
            submission = _submission(one.story, house, first_steps)
            cases[one.story.key] = submit(submission, by=house.members[one.story.contact], at=one.at)
        else:
            act(cases[one.story.key], one.step, by=house.members[one.step.by], at=one.at)
    _sweep_until(now, house.vendor.pk)
    return len(cases)


def chronicle(demo: Demo, house: House, now: datetime) -> list[Act]:
    """Every act until `now`, in the order of time; of the same instant, in the order of the files."""
    acts: list[Act] = []
    for partner in demo.partners:
        targets, clocks = _terms(house.members[partner.people[0].key], now)
        for story in demo.stories:
            if story.partner is partner:
                target = targets(MilestoneKind.INITIAL_RESPONSE, story.codes["severity"])
                assert target
                acts += _acts(story, Place(now, ZoneInfo(partner.zone), clocks[target.calendar]))
    return sorted((one for one in acts if one.at <= now), key=lambda one: one.at)


def _clock(house: House, now: datetime) -> Clock:
    """That of the vendor's first region, for moments in open time."""
    region = Region.objects.order_by("position")[0]
    return clock_of(newest_calendar(house.vendor.pk, region.calendar))


def _terms(member: Membership, now: datetime) -> tuple[Targets, dict[str, Clock]]:
    """What a partner is promised now, and the clocks that count it."""
    assert member.partner
    targets = terms_of(member.partner, now).targets
    return targets, clocks_for(member.vendor_id, targets)[0]


def _acts(story: Story, place: Place) -> Iterator[Act]:
    at = place.reckon(story.received, None)
    yield Act(at, story)
    for step in story.steps:
        at = place.reckon(step.when, at)
        yield Act(at, story, step)


def _submission(story: Story, house: House, first_steps: tuple[str, ...]) -> Submission:
    codes = story.codes
    people = [house.members[key] for key in story.copy]
    return Submission(
        key=submission_key(house.vendor.slug, story.key),
        case_type=codes["type"],
        summary=story.texts["summary"],
        description=story.texts["description"],
        sections={code: story.texts[code] for code in SECTIONS if code in story.texts},
        product=codes["product"],
        product_version=codes["version"],
        customer=None if story.by_mail else house.customers[story.partner.key, story.customer.key].pk,
        environment=codes["environment"],
        severity=codes["severity"],
        impact=codes["impact"],
        affected_users=story.affected_users,
        customer_included=any(person.customer_id for person in people),
        first_steps=first_steps,
        files=uploads(story.files),
        watchers=[person.pk for person in people],
        channel=Channel.EMAIL if story.by_mail else Channel.PORTAL,
        assumed=[fact.value for fact in ASSUMED] if story.by_mail else (),
    )


def submission_key(slug: str, story: str) -> UUID:
    """By which a story's case is found again."""
    return uuid5(NAMESPACE_URL, f"demo/{slug}/{story}")


def _sweep_until(at: datetime, vendor: int) -> None:
    """Warnings, breaches and closings at the instants at which they were due."""
    before = None
    while (due := _next_due()) is not None and due <= at:
        if due == before:
            raise RuntimeError(f"What was due at {due} could not be swept")
        sweeping.sweep_milestones_of(vendor, due)
        sweeping.sweep_closings_of(vendor, due)
        before = due


def _next_due() -> datetime | None:
    step = Milestone.objects.aggregate(due=Min("sweep_at"))["due"]
    closing = Case.objects.aggregate(due=Min("close_due_at"))["due"]
    return min((due for due in (step, closing) if due is not None), default=None)
