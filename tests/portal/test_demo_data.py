"""The demo data, loaded for real on a Sunday: three vendors, a database of their own, every step through the verbs."""

import io
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from cases.models import Attachment, Audience, Case, CaseEvent, EventKind, Message, Milestone, Status
from cases.terms import clocks_for, terms_of
from contacts.models import Entitlement
from notifications.models import Delivery, Notice, NoticeCase
from portal.demo.loading import NEWS, load
from portal.demo.people import House
from portal.demo.reading import read, surveys_of
from portal.demo.replay import chronicle
from slas import versions
from slas.clock import epoch
from slas.terms import MilestoneKind
from surveys.models import FollowUp, Survey
from tenants.models import Announcement, Customer, Membership, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.databases import own_database

VENDORS = ["caret", "revalize", "velixo"]
SUNDAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo as of SUNDAY, in a database of its own and without the other tests' cast, whose partners bear the
    same names.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), own_database(f"demo_{worker}"):
        call_command("flush", interactive=False, verbosity=0)
        _forget_versions()
        call_command("load_vendors", at=SUNDAY, verbosity=0)
        cases = {slug: load(slug, SUNDAY) for slug in VENDORS}
        with unscoped("contracts run on, so that other days can be reckoned with the same people"):
            Entitlement.objects.update(ends_on=None)
        yield cases
    _forget_versions()


def _forget_versions():
    """The process keeps calendars by primary key, for one database: this module has another."""
    versions._clocks.clear()
    versions._tables.clear()


@pytest.fixture(params=VENDORS)
def vendor(request, loaded):
    """A vendor, in whose scope the test runs."""
    with unscoped("tests look at what was loaded"):
        vendor = Vendor.objects.get(slug=request.param)
    with working(vendor):
        yield vendor


def house_of(demo, vendor):
    """The rows that loading has made, by the keys of the files."""
    with unscoped("tests look at what was loaded"):
        keys = {person.email: person.key for person in demo.staff}
        keys |= {person.email: person.key for partner in demo.partners for person in partner.everybody()}
        members = Membership.objects.filter(vendor=vendor).select_related("person", "partner")
        house = House(vendor, {keys[member.person.email]: member for member in members})
        for partner in demo.partners:
            for customer in partner.customers:
                found = Customer.objects.get(vendor=vendor, partner__name=partner.name, name=customer.name)
                house.customers[partner.key, customer.key] = found
    return house


def test_every_case_of_the_files_is_there(vendor, loaded):
    stories = read(vendor.slug).stories
    assert loaded[vendor.slug] == len(stories)
    summaries = set(Case.objects.values_list("summary", flat=True))
    assert summaries == {" ".join(story.texts["summary"].split()) for story in stories}


def test_every_status_occurs(vendor):
    found = Counter(Case.objects.values_list("status", flat=True))
    assert set(found) == set(Status.values)
    assert min(found.values()) >= 2


def test_numbers_have_no_gaps_and_follow_the_order_received(vendor):
    numbers = list(Case.objects.order_by("received_at", "number").values_list("number", flat=True))
    first = vendor.first_case_number
    assert numbers == list(range(first, first + len(numbers)))


def test_milestones_are_those_of_the_log(loaded):
    out = io.StringIO()
    call_command("verify_milestones", stdout=out)
    assert out.getvalue().strip() == f"{sum(loaded.values())} cases verified, 0 differences, 0 not followed yet"


def test_nothing_lies_in_the_future_and_nothing_is_older_than_five_weeks(vendor):
    assert not CaseEvent.objects.filter(at__gt=SUNDAY).exists()
    assert Case.objects.earliest("received_at").received_at > SUNDAY - timedelta(weeks=5, days=1)


def test_the_newest_case_came_minutes_ago(vendor):
    assert SUNDAY - Case.objects.latest("received_at").received_at < timedelta(minutes=30)


def test_clocks_run_are_at_risk_and_are_breached_on_a_sunday(vendor):
    late = Milestone.objects.running().filter(due_at__lte=SUNDAY)
    at_risk = Milestone.objects.running().filter(warn_at__lte=SUNDAY, due_at__gt=SUNDAY)
    running = Milestone.objects.running().filter(warn_at__gt=SUNDAY)
    assert (late.exists(), at_risk.exists(), running.exists()) == (True, True, True)


def test_some_are_escalated_and_some_have_no_owner(vendor):
    assert Case.objects.escalated().exists()
    assert Case.objects.unowned().count() >= 3


def test_some_of_revalizes_clocks_are_paused(loaded):
    with unscoped("tests look at what was loaded"):
        paused = Milestone.objects.running().filter(vendor__slug="revalize", paused_at__isnull=False)
        assert paused.count() >= 5


def test_a_case_was_reopened(vendor):
    assert CaseEvent.objects.filter(kind=EventKind.REOPENED).exists()


def test_warnings_and_breaches_stand_at_their_own_instants(vendor):
    """As if every sweep had run in time: the step's event is not older or younger than what it tells of."""
    events = list(CaseEvent.objects.filter(kind=EventKind.BREACHED))
    assert events
    for event in events:
        assert event.at == datetime.fromisoformat(event.data["due"])


def test_resolved_cases_were_closed_when_their_day_came(vendor):
    assert not Case.objects.to_close(SUNDAY).exists()
    assert CaseEvent.objects.filter(kind=EventKind.CLOSED, by=None).exists()


def test_internal_notes_stay_internal(vendor):
    notes = CaseEvent.objects.filter(kind=EventKind.NOTED)
    assert notes.count() >= 10
    assert set(notes.values_list("message__audience", flat=True)) == {Audience.INTERNAL}


def test_first_messages_carry_the_whole_form(vendor):
    first = Message.objects.filter(case=Case.objects.earliest("received_at")).earliest("at")
    assert [section["code"] for section in first.sections] == [
        "steps", "expected", "observed", "error", "tried", "business_impact"
    ]  # fmt: skip


def test_files_can_be_read_again(loaded):
    with unscoped("tests look at what was loaded"):
        attachment = Attachment.objects.get(name="compare-18400.txt")
        with attachment.file.open() as file:
            assert b"missing=59" in file.read()


def test_customers_on_copy_are_included(loaded):
    with unscoped("tests look at what was loaded"):
        case = Case.objects.get(summary__startswith="Quotes cannot be saved since the update to 9.3.1")
        assert (case.customer.name, case.customer_included, case.affected_users) == ("Hansa Großküchen", True, 140)
        assert set(case.watchers.values_list("membership__name", flat=True)) == {"Aylin Demir", "Malte Thomsen"}


def test_nobody_has_a_password(loaded):
    with unscoped("tests look at what was loaded"):
        people = list(Person.objects.all())
    assert [person.email for person in people if person.has_usable_password() or not person.is_demo] == []


def test_the_bells_ring_for_fresh_news_only_and_the_outbox_is_empty(vendor):
    assert not Announcement.objects.exists()
    assert Delivery.objects.earliest("at").at >= SUNDAY - NEWS


def test_loading_again_changes_nothing(loaded):
    out, err = io.StringIO(), io.StringIO()
    with unscoped("tests look at what was loaded"):
        before = CaseEvent.objects.count()
    call_command("load_demo", stdout=out, stderr=err)
    with unscoped("tests look at what was loaded"):
        assert CaseEvent.objects.count() == before
    assert out.getvalue() == "unchanged\n"
    assert err.getvalue().splitlines() == [f"{slug}: unchanged" for slug in VENDORS]


def test_an_unknown_vendor_is_refused(loaded):
    with pytest.raises(CommandError, match="There is no demo data for nobody: caret, revalize, velixo"):
        call_command("load_demo", vendor="nobody")


def test_every_role_of_every_vendor_has_a_sign_in(loaded, settings):
    settings.PORTAL_URL = "https://support.example/"
    out = io.StringIO()
    call_command("demo_signins", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(VENDORS) * len(Role)
    for name in ("CARET", "Revalize", "Velixo"):
        mine = [line for line in lines if line.startswith(name)]
        assert [any(str(role.label) in line for line in mine) for role in Role] == [True] * len(Role)
    assert all(line.endswith(" https://support.example/demo/") and ".example " in line for line in lines)
    assert any("Ines Okafor" in line and "ines.okafor@revalize.example" in line for line in lines)


def any_moments():
    """Eight days at changing hours, and two around the turn of a year."""
    start = datetime(2026, 11, 20, 0, 40, tzinfo=UTC)
    return [start + timedelta(hours=11 * step) for step in range(18)] + [
        datetime(2026, 12, 31, 22, 15, tzinfo=UTC),
        datetime(2027, 1, 3, 4, 5, tzinfo=UTC),
    ]


def test_on_any_day_every_case_is_received_and_its_steps_are_in_order(vendor):
    demo = read(vendor.slug)
    house = house_of(demo, vendor)
    for now in any_moments():
        acts = chronicle(demo, house, now)
        assert [act.at for act in acts] == sorted(act.at for act in acts)
        assert acts[-1].at <= now
        received = {act.story.key: act.at for act in acts if act.step is None}
        assert len(received) == len(demo.stories), now
        assert now - max(received.values()) < timedelta(minutes=30)
        assert min(received.values()) > now - timedelta(weeks=5, days=1)


def test_on_any_day_initial_responses_run_are_at_risk_and_are_late(vendor):
    demo = read(vendor.slug)
    house = house_of(demo, vendor)
    ours = {person.key for person in demo.staff}
    for now in any_moments():
        acts = chronicle(demo, house, now)
        answered = {act.story.key for act in acts if act.step and act.step.verb == "say" and act.step.by in ours}
        parts = [used(act, house, now) for act in acts if act.step is None and act.story.key not in answered]
        assert any(part >= 1 for part in parts), now
        assert any(0.75 <= part < 1 for part in parts), now
        assert any(part < 0.75 for part in parts), now


def used(act, house, now):
    """The part of the initial response's time that is used up."""
    partner = house.members[act.story.contact].partner
    targets = terms_of(partner, now).targets
    target = targets(MilestoneKind.INITIAL_RESPONSE, act.story.codes["severity"])
    clock = clocks_for(partner.vendor_id, targets)[0][target.calendar]
    return clock.measure(epoch(act.at), epoch(now)) / clock.seconds_of(act.at, target.amount)


def test_steps_are_taken_in_the_partners_day(vendor):
    """Whatever is not tied to the moment of loading happens on a weekday, in somebody's waking hours."""
    demo = read(vendor.slug)
    for act in chronicle(demo, house_of(demo, vendor), SUNDAY):
        moments = [act.story.received, *(step.when for step in act.story.steps)]
        if all(moment.since == "step" or moment.days is not None for moment in moments):
            local = act.at.astimezone(ZoneInfo(act.story.partner.zone))
            assert local.weekday() < 5, (act.story.key, local)
            assert 7 <= local.hour < 20, (act.story.key, local)


def test_each_vendor_tells_of_a_window_to_come_a_release_and_an_incident_that_answered_its_case(vendor):
    told = {notice.kind: notice for notice in Notice.objects.select_related("current")}
    states = {kind: notice.state for kind, notice in told.items()}
    assert states == {"incident": "ended", "release": "running", "maintenance": "scheduled"}
    link = NoticeCase.objects.select_related("event__message").get(notice=told["incident"])
    assert (link.trouble, link.event.message.automatic) == ("", False)
    answers = (told["incident"].answer_en, told["incident"].answer_de)
    assert link.event.message.body in [answer.strip() for answer in answers]
    assert told["maintenance"].starts_at > SUNDAY + timedelta(days=2)
    assert all(notice.current.speaks("de") and notice.current.speaks("en") for notice in told.values())


def test_contacts_have_answered_and_some_wait_for_a_call(vendor):
    """Of the closed cases most are answered, a few follow-ups are open, and every answer of the file has its case."""
    assert Survey.objects.answered().count() >= 10
    assert not Survey.objects.filter(answered_at__gt=SUNDAY).exists()
    assert not Survey.objects.filter(state="planned", invite_at__lte=SUNDAY).exists()
    waiting = set(FollowUp.objects.waiting().values_list("reason", flat=True))
    assert waiting == {"call", "low_rating"}
    assert FollowUp.objects.exclude(note="").exists()
    told = {row["case"] for row in surveys_of(vendor.slug)}
    assert told <= {story.key for story in read(vendor.slug).stories}
