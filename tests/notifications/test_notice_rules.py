"""Notices: what can be told, to whom, from when to when; corrections are versions; incidents answer their cases."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.models import CaseEvent, Message
from cases.refusals import Incomplete, Refused
from cases.verbs.close import close
from contacts.models import Entitlement, Product
from notifications.models import Notice, NoticeCase, NoticeKind, NoticePartner, NoticeRead, NoticeVersion
from notifications.notices.answer_cases import answer_cases
from notifications.notices.answers import Answers
from notifications.notices.correct_notice import correct_notice
from notifications.notices.draft_notice import draft_notice
from notifications.notices.end_notice import end_notice
from notifications.notices.link_case import link_case
from notifications.notices.publish_notice import publish_notice
from notifications.notices.reach import Reach, reach_of
from notifications.notices.read_notice import read_notice
from notifications.notices.receipts import Reading, readings_of
from notifications.notices.sweeping import sweep_notices
from notifications.notices.unlink_case import unlink_case
from notifications.notices.wanted import Audience, Availability, Wording
from notifications.notices.withdraw_notice import withdraw_notice
from tenants.models import Announcement
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, WORDS, drafted, published, wanted

DAY = 24 * HOUR

OVER = Answers("It is over.")


@pytest.fixture(autouse=True)
def desk(cast):
    """Everything here happens on the vendor's side."""
    with working(cast.revalize.vendor):
        yield


def fresh(notice):
    return Notice.objects.select_related("current").get(pk=notice.pk)


def announced():
    return list(Announcement.objects.filter(subject="noticeversion").values_list("kind", "at"))


def errors_of(cast, **changes):
    with pytest.raises(Incomplete) as refused:
        published(cast, **changes)
    return refused.value.errors


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"kind": "rumour"}, {"kind": "Choose what kind of notice it is."}),
        ({"wording": Wording()}, {"title_en": "Give it a title."}),
        (
            {"wording": replace(WORDS, title_en="x" * 161)},
            {"title_en": "This is too long: 161 characters, the limit is 160."},
        ),
        (
            {"starts_at": TUESDAY + 2 * HOUR, "ends_at": TUESDAY + HOUR},
            {"ends_at": "It ends before it begins."},
        ),
        ({"products": ["no-such"]}, {"products": "There is no product no-such."}),
        ({"regions": ["mars"]}, {"regions": "There is no region mars."}),
        ({"plans": ["gold"]}, {"plans": "There is no plan gold."}),
        ({"partners": [999_999_999]}, {"partners": "One of these partners is not known."}),
        (
            {"kind": "incident", "ends_at": TUESDAY + HOUR},
            {"ends_at": "An incident ends when somebody ends it, and says what it was."},
        ),
    ],
)
def test_what_is_wrong_is_not_even_drafted(cast, changes, errors):
    assert errors_of(cast, **changes) == errors
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"wording": replace(WORDS, body_de="")},
            {"body_de": "The German text is missing."},
        ),
        (
            {"kind": "incident", "wording": replace(WORDS, body_de="", title_en="")},
            {"title_en": "The English title is missing.", "body_de": "The German text is missing."},
        ),
        (
            {"kind": "maintenance", "starts_at": TUESDAY - HOUR, "ends_at": TUESDAY + HOUR},
            {"starts_at": "This lies in the past. Leave it empty to begin now."},
        ),
        ({"kind": "maintenance", "starts_at": TUESDAY + HOUR}, {"ends_at": "Say when the maintenance ends."}),
        ({"ends_at": TUESDAY}, {"ends_at": "This lies in the past."}),
        (
            {"kind": "incident", "starts_at": TUESDAY + HOUR},
            {"starts_at": "An incident cannot be told before it happens."},
        ),
    ],
)
def test_what_is_unfinished_can_be_drafted_and_not_published(cast, changes, errors):
    notice = drafted(cast, **changes)
    with pytest.raises(Incomplete) as refused:
        publish_notice(notice, by=cast.revalize.manager, at=TUESDAY)
    assert refused.value.errors == errors
    assert (fresh(notice).state, announced()) == ("draft", [])


def test_a_notice_that_nobody_would_get_is_refused(cast):
    americas = errors_of(cast, regions=["americas"])
    assert americas == {"partners": "This reaches no partner: nobody fits all that is chosen."}


def test_an_incident_needs_one_language_and_readers_of_the_other_are_told_so(cast):
    from django.utils.translation import override

    notice = published(cast, kind="incident", wording=replace(WORDS, title_de="", body_de=""))
    version = fresh(notice).current
    with override("de"):
        assert (version.title, version.is_foreign) == ("Rules patch 9.3.2", True)
    with override("en"):
        assert (version.title, version.is_foreign) == ("Rules patch 9.3.2", False)


def test_news_without_an_end_are_shown_for_two_weeks(cast):
    notice = published(cast)
    assert (notice.state, notice.starts_at, notice.ends_at) == ("running", TUESDAY, TUESDAY + 14 * DAY)


def test_publishing_twice_tells_once(cast):
    notice = published(cast)
    assert publish_notice(notice, by=cast.revalize.manager, at=TUESDAY) is None
    assert announced() == [("notice.published", TUESDAY)]


def test_what_is_told_ahead_is_read_before_it_begins(cast):
    notice = published(cast, "maintenance", starts_at=TUESDAY + DAY, ends_at=TUESDAY + DAY + HOUR)
    assert notice.state == "scheduled"
    assert NoticePartner.objects.filter(notice=notice).count() == 2
    assert announced() == [("notice.published", TUESDAY)]


def test_what_is_not_told_ahead_reaches_nobody_before_it_begins(cast):
    notice = published(cast, starts_at=TUESDAY + DAY, ahead=False)
    assert (NoticePartner.objects.count(), announced()) == (0, [])
    assert sweep_notices(TUESDAY + DAY - timedelta(seconds=1)) == 0
    assert sweep_notices(TUESDAY + DAY) == 1
    assert fresh(notice).state == "running"
    assert NoticePartner.objects.filter(notice=notice).count() == 2
    assert announced() == [("notice.published", TUESDAY + DAY)]


def test_a_window_begins_and_ends_at_its_instants_once(cast):
    starts, ends = TUESDAY + DAY, TUESDAY + DAY + 2 * HOUR
    notice = published(cast, "maintenance", starts_at=starts, ends_at=ends)
    assert (sweep_notices(starts), sweep_notices(starts), fresh(notice).state) == (1, 0, "running")
    assert (sweep_notices(ends), sweep_notices(ends), fresh(notice).state) == (1, 0, "ended")
    assert fresh(notice).ended_at == ends
    assert announced() == [("notice.published", TUESDAY), ("notice.begun", starts), ("notice.ended", ends)]


def test_a_sweep_that_comes_late_does_both(cast):
    published(cast, "maintenance", starts_at=TUESDAY + HOUR, ends_at=TUESDAY + 2 * HOUR)
    assert sweep_notices(TUESDAY + DAY) == 2
    assert [kind for kind, _at in announced()] == ["notice.published", "notice.begun", "notice.ended"]


def test_one_notice_that_cannot_begin_holds_up_no_other(cast, monkeypatch):
    from notifications.notices import sweeping

    bad, good = (published(cast, starts_at=TUESDAY + HOUR) for _ in range(2))
    begin = sweeping.begin_notice

    def begins(notice, *, at):
        if notice.pk == bad.pk:
            raise RuntimeError("no")
        return begin(notice, at=at)

    monkeypatch.setattr(sweeping, "begin_notice", begins)
    assert sweep_notices(TUESDAY + HOUR) == 1
    assert (fresh(bad).state, fresh(good).state) == ("scheduled", "running")


# Audience


def test_nothing_chosen_reaches_every_partner_and_its_people_but_not_its_customers(cast):
    assert reach_of(Audience(), TUESDAY) == Reach(["Baltic Forge", "Nordwind Systemhaus"], 6)


def test_a_named_partner_is_the_only_one(cast):
    assert reach_of(Audience(partners=(cast.baltic.partner.pk,)), TUESDAY) == Reach(["Baltic Forge"], 3)


def test_a_plan_reaches_those_whose_contract_runs(cast):
    Entitlement.objects.filter(partner=cast.baltic.partner).update(ends_on=date(2026, 4, 13))
    assert reach_of(Audience(plans=("standard",)), TUESDAY) == Reach(["Nordwind Systemhaus"], 3)


def test_all_that_is_chosen_has_to_fit(cast):
    assert reach_of(Audience(regions=("emea",)), TUESDAY).partners == ["Baltic Forge", "Nordwind Systemhaus"]
    both = Audience(regions=("americas",), partners=(cast.baltic.partner.pk,))
    assert reach_of(both, TUESDAY) == Reach([], 0)


def test_a_product_reaches_those_whose_cases_name_it_and_those_of_whom_nothing_is_known(cast):
    first, second = Product.objects.values_list("code", flat=True)[:2]
    submitted(cast.nordwind, product=first)
    assert reach_of(Audience(products=(first,)), TUESDAY).partners == ["Baltic Forge", "Nordwind Systemhaus"]
    assert reach_of(Audience(products=(second,)), TUESDAY).partners == ["Baltic Forge"]


# Corrections


def test_a_correction_is_a_new_version_and_is_told_only_if_the_author_says_so(cast):
    notice = published(cast)
    by = cast.revalize.manager
    words = replace(WORDS, title_en="Rules patch 9.3.3")
    second = correct_notice(notice, words, by=by, at=TUESDAY + HOUR)
    third = correct_notice(notice, replace(words, body_de="Doch."), by=by, at=TUESDAY + 2 * HOUR, announced=True)
    rows = list(NoticeVersion.objects.filter(notice=notice).values_list("number", "title_en", "at", "announced"))
    assert rows == [
        (1, "Rules patch 9.3.2", TUESDAY, True),
        (2, "Rules patch 9.3.3", TUESDAY + HOUR, False),
        (3, "Rules patch 9.3.3", TUESDAY + 2 * HOUR, True),
    ]
    assert (second.number, fresh(notice).current) == (2, third)
    assert announced() == [("notice.published", TUESDAY), ("notice.corrected", TUESDAY + 2 * HOUR)]


def test_a_correction_that_changes_nothing_makes_no_version(cast):
    notice = published(cast)
    assert correct_notice(notice, WORDS, by=cast.revalize.manager, at=TUESDAY + HOUR, announced=True) is None
    assert announced() == [("notice.published", TUESDAY)]


def test_a_window_is_prolonged_by_a_correction_but_not_into_the_past(cast):
    notice = published(cast, "maintenance", ends_at=TUESDAY + HOUR)
    by = cast.revalize.manager
    correct_notice(notice, WORDS, by=by, at=TUESDAY, ends_at=TUESDAY + 3 * HOUR)
    assert sweep_notices(TUESDAY + 2 * HOUR) == 0
    assert fresh(notice).ends_at == TUESDAY + 3 * HOUR
    with pytest.raises(Incomplete) as refused:
        correct_notice(notice, WORDS, by=by, at=TUESDAY + 2 * HOUR, ends_at=TUESDAY + HOUR)
    assert refused.value.errors == {"ends_at": "This lies in the past. To end it now, end it."}


def test_a_window_that_has_passed_before_the_sweep_came_is_still_corrected_in_its_words(cast):
    ends = TUESDAY + HOUR + timedelta(seconds=17)  # the form gives it back without its seconds
    notice, by = published(cast, "maintenance", ends_at=ends), cast.revalize.manager
    late = {"by": by, "at": TUESDAY + 2 * HOUR, "ends_at": TUESDAY + HOUR}
    version = correct_notice(notice, replace(WORDS, title_en="Rules patch 9.3.3"), **late)
    assert (version.number, version.ends_at, fresh(notice).ends_at) == (2, ends, ends)
    assert correct_notice(notice, replace(WORDS, title_en="Rules patch 9.3.3"), **late) is None


def test_published_words_are_never_changed_not_even_by_hand(cast):
    notice = published(cast)
    for change in ("update", "delete"):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            rows = NoticeVersion.objects.filter(notice=notice)
            rows.update(title_en="Never mind") if change == "update" else rows._raw_delete(rows.db)


def test_a_published_notice_is_not_drafted_again_and_a_draft_not_corrected(cast):
    by, at = cast.revalize.manager, TUESDAY
    with pytest.raises(Refused, match="This notice is published"):
        draft_notice(wanted(), by=by, at=at, notice=published(cast))
    draft = drafted(cast)
    with pytest.raises(Refused, match="This is a draft still"):
        correct_notice(draft, WORDS, by=by, at=at)
    again = draft_notice(wanted("beta", wording=replace(WORDS, title_en="Beta")), by=by, at=at, notice=draft)
    assert (again.pk, fresh(draft).kind, fresh(draft).current.title_en) == (draft.pk, "beta", "Beta")


def test_a_withdrawn_notice_is_told_so_and_a_draft_is_thrown_away_in_silence(cast):
    by = cast.revalize.manager
    notice, draft = published(cast), drafted(cast)
    withdraw_notice(draft, by=by, at=TUESDAY)
    withdraw_notice(notice, by=by, at=TUESDAY + HOUR)
    assert withdraw_notice(notice, by=by, at=TUESDAY + HOUR) is None
    assert announced() == [("notice.published", TUESDAY), ("notice.withdrawn", TUESDAY + HOUR)]
    assert list(Notice.objects.over()) == [fresh(notice)]


# Incidents and their cases


@pytest.fixture
def incident(cast):
    """A running incident with two linked cases of Nordwind and one of Baltic."""
    notice = published(cast, NoticeKind.INCIDENT)
    cast.linked = [submitted(cast.nordwind), submitted(cast.nordwind), submitted(cast.baltic)]
    for case in cast.linked:
        link_case(notice, case, by=cast.revalize.agent, at=TUESDAY + HOUR)
    return notice


def test_a_link_leaves_an_internal_event_on_the_case_once(cast, incident):
    case = cast.linked[0]
    assert link_case(incident, case, by=cast.revalize.agent, at=TUESDAY + HOUR) is None
    assert unlink_case(incident, case, by=cast.revalize.agent, at=TUESDAY + 2 * HOUR).kind == "unlinked"
    assert unlink_case(incident, case, by=cast.revalize.agent, at=TUESDAY + 2 * HOUR) is None
    events = CaseEvent.objects.filter(case=case, kind__in=["linked", "unlinked"])
    assert [(event.kind, event.audience, event.data) for event in events] == [
        ("linked", "internal", {"notice": incident.pk}),
        ("unlinked", "internal", {"notice": incident.pk}),
    ]
    assert NoticeCase.objects.filter(notice=incident).count() == 2


@pytest.mark.parametrize("kind", ["release", "maintenance"])
def test_only_a_running_incident_explains_a_case(cast, kind):
    notice = published(cast, kind, ends_at=TUESDAY + HOUR)
    with pytest.raises(Refused, match="Only an incident that goes on"):
        link_case(notice, submitted(cast.nordwind), by=cast.revalize.agent, at=TUESDAY)


def test_an_incident_that_ends_answers_its_cases_as_the_person_who_ends_it(cast, incident):
    outcome = end_notice(incident, by=cast.revalize.manager, at=TUESDAY + 90 * timedelta(minutes=1), answers=OVER)
    assert (outcome.answered, outcome.failed) == ([case.number for case in cast.linked], [])
    case = cast.linked[0]
    message = Message.objects.get(case=case, body="It is over.")
    assert (message.author, message.automatic, message.audience) == (cast.revalize.manager, False, "partner")
    first = case.milestones.get(kind="initial_response")
    assert first.met_at == TUESDAY + 90 * timedelta(minutes=1)
    assert end_notice(incident, by=cast.revalize.manager, at=TUESDAY + 2 * HOUR, answers=Answers("Again.")) is None
    assert fresh(incident).answer_en == "It is over."


def test_a_case_that_cannot_be_answered_keeps_its_reason_and_is_tried_again(cast, incident):
    manager, closed = cast.revalize.manager, cast.linked[1]
    close(closed, by=cast.nordwind.contact, at=TUESDAY + HOUR)
    outcome = end_notice(incident, by=manager, at=TUESDAY + 2 * HOUR, answers=OVER)
    reason = f"Case {closed.number} is closed. Reopen it to write again."
    assert outcome.answered == [cast.linked[0].number, cast.linked[2].number]
    assert outcome.failed == [(closed.number, reason)]
    assert NoticeCase.objects.get(case=closed).trouble == reason
    from cases.verbs.reopen import reopen

    reopen(closed, by=manager, at=TUESDAY + 3 * HOUR, body="Looking again.")
    again = answer_cases(fresh(incident), by=manager, at=TUESDAY + 3 * HOUR)
    assert (again.answered, again.failed) == ([closed.number], [])
    assert Message.objects.filter(body="It is over.").count() == 3


def test_a_case_that_fails_for_an_unknown_reason_holds_up_no_other(cast, incident, monkeypatch):
    from notifications.notices import answer_cases as answering

    say = answering.say

    def says(case, **how):
        if case.pk == cast.linked[0].pk:
            raise RuntimeError("no file system")
        return say(case, **how)

    monkeypatch.setattr(answering, "say", says)
    outcome = end_notice(incident, by=cast.revalize.manager, at=TUESDAY + 2 * HOUR, answers=OVER)
    assert outcome.answered == [case.number for case in cast.linked[1:]]
    assert outcome.failed == [(cast.linked[0].number, "It could not be written: no file system")]


# Read receipts


def test_who_has_read_is_counted_for_each_partner(cast):
    notice = published(cast)
    contact, colleague = cast.nordwind.contact, cast.nordwind.people["colleague"]
    for person in (contact, contact, colleague, cast.nordwind.people["customer_user"], cast.revalize.agent):
        read_notice(fresh(notice), by=person, at=TUESDAY + HOUR)
    correct_notice(notice, replace(WORDS, title_en="New"), by=cast.revalize.manager, at=TUESDAY + 2 * HOUR)
    read_notice(fresh(notice), by=contact, at=TUESDAY + 3 * HOUR)
    assert readings_of(fresh(notice)) == [
        Reading("Baltic Forge", people=3, read=0, current=0),
        Reading("Nordwind Systemhaus", people=3, read=2, current=1),
    ]
    assert NoticeRead.objects.filter(membership=contact).count() == 2


def test_an_availability_notice_is_about_regions_alone(cast):
    day = date(2026, 4, 20)
    told = Availability("closed", day, day)
    errors = errors_of(cast, kind="availability", availability=told, partners=[cast.baltic.partner.pk])
    assert errors == {"regions": "Hours are those of a region: support availability concerns everybody there."}
    notice = published(cast, kind="availability", availability=told, regions=["emea"])
    # A Monday in Berlin, from midnight to midnight of summer time.
    assert (notice.starts_at.astimezone(UTC).isoformat(), notice.ends_at.astimezone(UTC).isoformat()) == (
        "2026-04-19T22:00:00+00:00",
        "2026-04-20T22:00:00+00:00",
    )
