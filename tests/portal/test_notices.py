"""Notices in the portal: where they matter, for whom they are meant, and nothing where there is nothing."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from icalendar import Calendar

from cases.models import Case, CaseEvent, Message
from contacts.models import Product
from notifications.models import Notice, NoticeCase, NoticeRead
from notifications.notices.correct_notice import correct_notice
from notifications.notices.link_case import link_case
from notifications.notices.withdraw_notice import withdraw_notice
from notifications.preferences import renew_feed_key
from portal.gates import Door
from portal.notices.addresses import addresses_of
from tenants.models import Person
from tenants.roles import Role
from tenants.scope import acting, unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, WORDS, drafted, published

NOW = TUESDAY + HOUR
TITLE = "Rules patch 9.3.2"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def an_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read(client):
    def html_of(member, name="notices", *args, status=200):
        client.force_login(member.person)
        answer = client.get(reverse(name, args=["revalize", *args]))
        assert answer.status_code == status
        return answer.content.decode()

    return html_of


@pytest.fixture
def post(client):
    def posted(member, name, *args, **data):
        client.force_login(member.person)
        return client.post(reverse(name, args=["revalize", *args]), data)

    return posted


def only(organisation):
    return {"partners": [organisation.partner.pk]}


def found(notice):
    with unscoped("a test looks"):
        return Notice.objects.select_related("current").get(pk=notice.pk)


# Tenancy


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


TABLES = ("notice", "noticeversion", "noticepartner")


@pytest.mark.parametrize("role", [Role.DESIGNATED_CONTACT, Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER])
def test_raw_sql_shows_a_notice_to_the_partners_it_reaches_and_to_nobody_else(cast, role):
    notice = published(cast, "incident", **only(cast.nordwind))
    drafted(cast, "incident", **only(cast.nordwind))
    published(cast, "maintenance", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, ahead=False)
    for organisation, seen in ((cast.nordwind, 1), (cast.baltic, 0), (cast.sarto, 0)):
        with acting(organisation.people[role]):
            counts = [ask(f"SELECT count(*) FROM notifications_{table}")[0][0] for table in TABLES]
            assert counts == [seen] * 3
    with acting(cast.nordwind.people[role]):
        assert ask("SELECT id FROM notifications_notice") == [(notice.pk,)]


def test_a_customers_user_reads_incidents_and_maintenance_alone(cast, read):
    customer = cast.nordwind.people[Role.CUSTOMER_USER]
    for kind in ("incident", "release", "hotfix", "beta"):
        published(cast, kind)
    window = published(cast, "maintenance", ends_at=NOW + HOUR)
    with acting(customer):
        kinds = [kind for (kind,) in ask("SELECT kind FROM notifications_notice ORDER BY id")]
    assert kinds == ["incident", "maintenance"]
    assert read(customer).count('class="notice-title"') == 2
    read(customer, "notice", window.pk)
    assert TITLE in read(customer, "home")


@pytest.mark.parametrize("table", ["noticeaudience", "noticecase", "noticeclosure"])
def test_whom_else_a_notice_means_and_which_cases_it_explains_partners_never_read(cast, table):
    from django.db import DatabaseError, transaction

    published(cast, "incident", **only(cast.nordwind))
    with acting(cast.nordwind.contact), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask(f"SELECT count(*) FROM notifications_{table}")


def test_a_partner_that_is_not_reached_finds_it_nowhere(cast, client, read):
    notice = published(cast, "incident", **only(cast.nordwind))
    case = submitted(cast.baltic)
    other = cast.baltic.contact
    read(other, "notice", notice.pk, status=404)
    for name, args in (("notices", ()), ("home", ()), ("new_case", ()), ("case", (case.number,)), ("bell", ())):
        assert TITLE not in read(other, name, *args), name
    client.force_login(other.person)
    assert TITLE not in client.get("/revalize/search/", {"q": "Rules patch"}).content.decode()
    for url in address(cast, other).values():
        assert TITLE not in client.get(url).content.decode()


def test_who_has_read_others_do_not_see(cast, read):
    notice = published(cast)
    read(cast.nordwind.contact, "notice", notice.pk)
    with acting(cast.nordwind.people[Role.COLLEAGUE]):
        assert ask("SELECT count(*) FROM notifications_noticeread") == [(0,)]
    with acting(cast.nordwind.contact):
        assert ask("SELECT count(*) FROM notifications_noticeread") == [(1,)]


# Where they matter


def test_home_and_list_say_nothing_where_there_is_nothing(cast, read):
    assert 'class="notices"' not in read(cast.nordwind.contact, "home")
    assert "No notices" in read(cast.nordwind.contact)
    assert "No notices yet" in read(cast.revalize.agent)
    assert 'class="notices"' not in read(cast.revalize.agent, "queue")


def test_the_list_holds_running_first_then_coming_then_past(cast, read):
    names = {}
    for name, how in {
        "Coming": {"starts_at": NOW + 24 * HOUR},
        "Running": {},
        "Past": {"ends_at": TUESDAY + HOUR / 2},
        "Incident": {"kind": "incident"},
    }.items():
        names[name] = published(cast, wording=words(name), **how)
    from notifications.notices.sweeping import sweep_notices

    assert sweep_notices(NOW) == 1
    html = read(cast.nordwind.contact)
    order = [html.index(f">{name} notice<") for name in ("Incident", "Running", "Coming", "Past")]
    assert order == sorted(order)


def words(name):
    from dataclasses import replace

    return replace(WORDS, title_en=f"{name} notice")


def test_opening_a_notice_signed_in_reads_it(cast, read):
    notice, contact = published(cast), cast.nordwind.contact
    new = '<span class="badge badge-current">new</span>'
    assert new in read(contact, "home")
    assert "&lt;b&gt;Please update.&lt;/b&gt;" in read(contact, "notice", notice.pk)
    assert new not in read(contact, "home")
    with unscoped("a test looks"):
        assert list(NoticeRead.objects.values_list("membership", "at")) == [(contact.pk, NOW)]
    read(cast.revalize.agent, "notice", notice.pk)
    html = read(cast.revalize.manager, "notice", notice.pk)
    assert "<small>1 of 6</small>" in html
    assert '<th scope="row">Nordwind Systemhaus</th><td>3</td><td>1</td>' in html


def test_the_new_case_form_and_the_case_show_what_hampers_the_product(cast, client, read):
    first, second = products(cast)
    case = submitted(cast.nordwind, product=first)
    submitted(cast.nordwind, product=second)
    published(cast, "incident", products=[first])
    contact = cast.nordwind.contact
    assert TITLE in read(contact, "new_case")
    assert TITLE in read(contact, "case", case.number)
    assert TITLE in read(cast.revalize.agent, "case", case.number)
    client.force_login(contact.person)
    url = reverse("forecast", args=["revalize"])
    live = {code: client.post(url, {"product": code}).content.decode() for code in (first, second)}
    assert (TITLE in live[first], TITLE in live[second]) == (True, False)


def products(cast):
    with working(cast.revalize.vendor):
        return list(Product.objects.values_list("code", flat=True)[:2])


def test_a_case_of_another_product_says_nothing(cast, read):
    first, second = products(cast)
    case = submitted(cast.nordwind, product=second)
    published(cast, "incident", products=[first])
    assert TITLE not in read(cast.revalize.agent, "case", case.number).replace('value="', "").split("act-incident")[0]


def test_the_queue_shows_what_keeps_it_busy_and_no_news(cast, read):
    published(cast, wording=words("Release"))
    published(cast, "incident")
    html = read(cast.revalize.agent, "queue")
    assert (TITLE in html, "Release notice" in html) == (True, False)


# The desk


GIVEN = {
    "kind": "maintenance",
    "title_en": "Pause",
    "title_de": "Pause",
    "body_en": "We move the store.",
    "body_de": "Wir ziehen um.",
    "starts_at": "2026-04-18T20:00",
    "ends_at": "2026-04-18T23:00",
    "ahead": "now",
}


def test_a_manager_writes_looks_and_publishes(cast, post, read):
    manager = cast.revalize.manager
    answer = post(manager, "notice_new", **GIVEN)
    with unscoped("a test looks"):
        notice = Notice.objects.get()
    assert answer.url == f"/revalize/notices/{notice.pk}/"
    # Typed in the author's own time, Berlin's.
    assert notice.starts_at == datetime(2026, 4, 18, 18, tzinfo=UTC)
    html = read(manager, "notice", notice.pk)
    assert "It reaches 2 partners, 6 people." in html
    assert "Wir ziehen um." in html
    read(cast.nordwind.contact, "notice", notice.pk, status=404)
    assert post(manager, "notice_publish", notice.pk).status_code == 302
    assert found(notice).state == "scheduled"
    assert "Sat 20:00 to 23:00" in read(cast.nordwind.contact)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(cast, post):
    answer = post(cast.revalize.manager, "notice_new", **{**GIVEN, "ends_at": "2026-04-18T19:00"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_ends_at_error"' in html
    assert "It ends before it begins." in html
    assert "We move the store." in html
    assert 'value="2026-04-18T20:00"' in html


def test_a_draft_that_cannot_be_published_comes_back_as_its_form(cast, post):
    notice = drafted(cast, "maintenance")
    answer = post(cast.revalize.manager, "notice_publish", notice.pk)
    assert answer.status_code == 422
    assert "Say when the maintenance ends." in answer.content.decode()
    assert "The rule cache is mended." in answer.content.decode()
    assert found(notice).state == "draft"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "\x00", "title_en": "\x00"},
        {"kind": "release", "title_en": "x" * 9999},
        {**GIVEN, "starts_at": "2026-03-29T02:30"},
        {**GIVEN, "starts_at": "9999-99-99T99:99"},
        {**GIVEN, "partners": ["99999999999999999999", "x"]},
        {**GIVEN, "products": ["no-such", "\x00"]},
        {**GIVEN, "kind": "availability", "first_day": "yesterday", "from_time": "25:00"},
    ],
)
def test_hand_made_input_is_answered_with_a_word(cast, post, given):
    answer = post(cast.revalize.manager, "notice_new", **given)
    assert answer.status_code == 422
    assert "not right yet" in answer.content.decode()


def test_a_product_manager_tells_of_products_and_of_nothing_else(cast, post):
    person = cast.revalize.staff[Role.PRODUCT_MANAGER]
    assert post(person, "notice_new", kind="release", title_en="News").status_code == 302
    assert post(person, "notice_new", **GIVEN).status_code == 403


def test_a_correction_stands_above_what_was_told_before(cast, post, read):
    notice = published(cast)
    data = {"title_en": "9.3.3", "title_de": "9.3.3", "body_en": "New words.", "body_de": "Neu."}
    assert post(cast.revalize.manager, "notice_correct", notice.pk, **data).status_code == 302
    html = read(cast.nordwind.contact, "notice", notice.pk)
    assert html.index("New words.") < html.index("What was told before") < html.index("The rule cache is mended.")


def test_an_availability_notice_says_beforehand_what_moves(cast, read):
    from datetime import date

    from notifications.notices.wanted import Availability

    case = submitted(cast.nordwind, severity="S3")
    day = date(2026, 4, 15)
    notice = drafted(cast, "availability", availability=Availability("closed", day, day), regions=["emea"])
    html = read(cast.revalize.manager, "notice", notice.pk)
    assert "The clock of 1 running milestone moves:" in html
    assert f"{case.number}</a> Thursday 16 April, 10:00 CEST → <b>Friday 17 April, 10:00 CEST</b>" in html


# Incidents


@pytest.fixture
def incident(cast):
    notice = published(cast, "incident")
    cast.cases = [submitted(cast.nordwind), submitted(cast.baltic)]
    return notice


def test_an_agent_links_a_case_from_its_page_and_unlinks_it(cast, post, read, incident):
    case, agent = cast.cases[0], cast.revalize.agent
    answer = post(agent, "case_incident", case.number, notice=str(incident.pk), act="link")
    assert answer.status_code == 302
    with unscoped("a test looks"):
        assert list(NoticeCase.objects.values_list("case", flat=True)) == [case.pk]
    html = read(agent, "case", case.number)
    assert "linked it with an incident" in html
    assert "linked it with an incident" not in read(cast.nordwind.contact, "case", case.number)
    post(agent, "case_incident", case.number, notice=str(incident.pk), act="unlink")
    with unscoped("a test looks"):
        assert NoticeCase.objects.count() == 0
        kinds = CaseEvent.objects.filter(case=case, kind__in=["linked", "unlinked"]).values_list("kind", flat=True)
        assert list(kinds) == ["linked", "unlinked"]


@pytest.mark.parametrize("word", ["", "0", "x", "999999999999999999999", "\x00"])
def test_a_link_with_nothing_says_so(cast, post, incident, word):
    answer = post(cast.revalize.agent, "case_incident", cast.cases[0].number, notice=word, act="link")
    assert answer.status_code == 422
    assert "Choose the incident." in answer.content.decode()


def test_several_cases_are_linked_from_the_queue(cast, post, incident):
    numbers = [case.number for case in cast.cases]
    post(cast.revalize.agent, "queue_act", case=numbers, incident=str(incident.pk))
    with unscoped("a test looks"):
        assert NoticeCase.objects.filter(notice=incident).count() == 2


def test_before_an_incident_ends_one_reads_what_is_written_to_whom(cast, post, read, incident):
    manager = cast.revalize.manager
    with working(cast.revalize.vendor):
        for case in cast.cases:
            link_case(incident, case, by=cast.revalize.agent, at=NOW)
    html = read(manager, "notice_end", incident.pk)
    numbers = ", ".join(f"{case.number} ({case.partner.name})" for case in cast.cases)
    assert f"Your answer is written on 2 cases: {numbers}" in html
    empty = post(manager, "notice_end", incident.pk, answer="")
    assert (empty.status_code, "Write something first." in empty.content.decode()) == (422, True)
    with unscoped("a test closes a case behind the reader's back"):
        Case.objects.filter(pk=cast.cases[1].pk).update(status="closed")
    post(manager, "notice_end", incident.pk, answer="It is over.")
    html = read(manager, "notice", incident.pk)
    assert f"Case {cast.cases[1].number} is closed. Reopen it to write again." in html
    with unscoped("a test looks"):
        assert list(Message.objects.filter(body="It is over.").values_list("case", "author")) == [
            (cast.cases[0].pk, manager.pk)
        ]


# Feed and calendar


def address(cast, member):
    with acting(member):
        found = addresses_of(Door(member, NOW))
    return {name: url.removeprefix("http://127.0.0.1:8000") for name, url in vars(found).items()}


def test_the_feed_is_atom_in_the_readers_language_and_tells_of_corrections(cast, client):
    notice = published(cast, wording=WORDS)
    with working(cast.revalize.vendor):
        correct_notice(notice, words("Corrected"), by=cast.revalize.manager, at=TUESDAY + HOUR / 2)
    answer = client.get(address(cast, cast.nordwind.contact)["feed"])
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert feed.find(f"{ATOM}title").text == "Notices from Revalize"
    assert entry.find(f"{ATOM}title").text == "Corrected notice"
    assert entry.find(f"{ATOM}id").text == f"http://127.0.0.1:8000/revalize/notices/{notice.pk}/"
    assert entry.find(f"{ATOM}published").text == "2026-04-14T08:00:00+00:00"
    assert entry.find(f"{ATOM}updated").text == "2026-04-14T08:30:00+00:00"
    assert "&lt;b&gt;Please update.&lt;/b&gt;" in entry.find(f"{ATOM}summary").text
    german = client.get(address(cast, cast.nordwind.contact)["feed"].replace("=en", "=de"))
    assert f"{TITLE} (deutsch)" in german.content.decode()


def windows(cast, client, member):
    answer = client.get(address(cast, member)["calendar"])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert (str(calendar["version"]), bool(calendar["prodid"])) == ("2.0", True)
    return calendar.walk("VEVENT")


def test_a_window_over_a_clock_change_is_as_long_in_the_calendar_as_it_is(cast, client):
    # On 25 October 2026 clocks in Berlin go back at 03:00: from 01:00 to 05:00 are five hours.
    starts, ends = datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC)
    notice = published(cast, "maintenance", starts_at=starts, ends_at=ends)
    published(cast)
    (event,) = windows(cast, client, cast.nordwind.contact)
    assert (event.start, event.end, event.end - event.start) == (starts, ends, timedelta(hours=5))
    assert str(event["uid"]) == f"notice-{notice.vendor_id}-{notice.pk}@portal.example"
    assert (event["sequence"], str(event["status"]), str(event["summary"])) == (0, "CONFIRMED", TITLE)


def test_a_moved_window_keeps_its_uid_and_a_withdrawn_one_is_cancelled(cast, client):
    notice = published(cast, "maintenance", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    (first,) = windows(cast, client, cast.nordwind.contact)
    by = cast.revalize.manager
    with working(cast.revalize.vendor):
        correct_notice(notice, WORDS, by=by, at=NOW, ends_at=NOW + 5 * HOUR)
    (second,) = windows(cast, client, cast.nordwind.contact)
    with working(cast.revalize.vendor):
        withdraw_notice(notice, by=by, at=NOW)
    (third,) = windows(cast, client, cast.nordwind.contact)
    assert len({str(event["uid"]) for event in (first, second, third)}) == 1
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert (second.end, str(third["status"])) == (NOW + 5 * HOUR, "CANCELLED")


def test_new_addresses_end_the_old_ones_and_only_ones_own(cast, client, post):
    contact, colleague = cast.nordwind.contact, cast.nordwind.people[Role.COLLEAGUE]
    old, other = address(cast, contact), address(cast, colleague)
    assert post(contact, "notice_addresses").status_code == 302
    assert [client.get(url).status_code for url in old.values()] == [404, 404]
    assert [client.get(url).status_code for url in (*address(cast, contact).values(), *other.values())] == [200] * 4
    with working(cast.revalize.vendor):
        assert renew_feed_key(contact).feed_key == 3


def test_pages_are_german_for_german_readers(cast, read):
    with unscoped("a test changes people"):
        Person.objects.filter(memberships__in=[cast.nordwind.contact.pk, cast.revalize.manager.pk]).update(
            language="de"
        )
    notice = published(cast, "maintenance", ends_at=NOW + HOUR)
    assert "Wartungsfenster" in read(cast.nordwind.contact)
    assert f"{TITLE} (deutsch)" in read(cast.nordwind.contact, "notice", notice.pk)
    assert "Wer sie gelesen hat" in read(cast.revalize.manager, "notice", notice.pk)


def test_a_draft_with_one_title_is_found_by_readers_of_both_languages(cast, read):
    from notifications.notices.wanted import Wording

    drafted(cast, wording=Wording(title_en="Half a draft"))
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=cast.revalize.manager.person_id).update(language="de")
    assert ">Half a draft</a>" in read(cast.revalize.manager)
    assert "Half a draft" not in read(cast.revalize.agent)
