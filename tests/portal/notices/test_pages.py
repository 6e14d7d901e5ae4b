"""Notices as people read them: where they matter, for whom they are meant, and nothing where there is nothing."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from contacts.models import Product
from notifications.models import NoticeRead
from notifications.notices.sweeping import sweep_notices
from tenants.models import Person
from tenants.roles import Role
from tenants.scope import acting, unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, drafted, published
from tests.portal.notices.told import NOW, TITLE, address, words

pytestmark = pytest.mark.usefixtures("an_hour_later")


def only(organisation):
    return {"partners": [organisation.partner.pk]}


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
    assert sweep_notices(NOW) == 1
    html = read(cast.nordwind.contact)
    order = [html.index(f">{name} notice<") for name in ("Incident", "Running", "Coming", "Past")]
    assert order == sorted(order)


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


def test_pages_are_german_for_german_readers(cast, read):
    with unscoped("a test changes people"):
        Person.objects.filter(memberships__in=[cast.nordwind.contact.pk, cast.revalize.manager.pk]).update(
            language="de"
        )
    notice = published(cast, "maintenance", ends_at=NOW + HOUR)
    assert "Wartungsfenster" in read(cast.nordwind.contact)
    assert f"{TITLE} (deutsch)" in read(cast.nordwind.contact, "notice", notice.pk)
    assert "Wer sie gelesen hat" in read(cast.revalize.manager, "notice", notice.pk)
