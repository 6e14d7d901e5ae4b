"""Mails that belong to no vendor: the operator looks at them, gives them to one, or discards them."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from notifications.inbound.answering import send_answers
from notifications.inbound.handling import sweep_inbound
from notifications.inbound.receiving import forget_kept, note_unread, receive
from notifications.models import InboundMail
from tenants.models import Person
from tenants.roles import Role
from tenants.scope import unscoped
from tests.cast import TUESDAY
from tests.notifications.writing import fresh, letter, post

pytestmark = pytest.mark.django_db
PAGE = "/operator/mails/"
LATER = TUESDAY + timedelta(hours=1)


@pytest.fixture
def stage(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.jonas = cast.nordwind.contact
    with unscoped("a test appoints an operator"):
        cast.olga = Person.objects.create_user("olga@house.example", name="Olga", is_operator=True)
    cast.operator = Client()
    cast.operator.force_login(cast.olga)
    return cast


def stranger(**headers):
    words = "Is <b>this</b> the right place?\n\nRegards"
    mail = letter("someone@elsewhere.example", "info@portal.example", words, "A <i>question</i>", **headers)
    return post(mail, TUESDAY)


def text(response):
    return " ".join(response.content.decode().split())


def again(at=LATER):
    sweep_inbound(lambda: at, seconds=60)
    send_answers(lambda: at)


def act(stage, row, name, **data):
    return stage.operator.post(reverse(f"operator_mail_{name}", args=[row.pk]), data, follow=True)


def test_an_empty_page_says_what_would_stand_there(stage):
    assert "No mail waits for you" in text(stage.operator.get(PAGE))
    assert "No mail was left aside" in text(stage.operator.get(f"{PAGE}?show=aside"))
    assert "No mail was discarded" in text(stage.operator.get(f"{PAGE}?show=judged"))


def test_the_operator_sees_who_wrote_to_whom_and_why_it_was_not_taken(stage):
    row = stranger()
    page = text(stage.operator.get(PAGE))
    for words in ("someone@elsewhere.example", "info@portal.example", "A &lt;i&gt;question&lt;/i&gt;",
                  "The sender is not known here", "The sender got a word."):  # fmt: skip
        assert words in page
    one = text(stage.operator.get(f"{PAGE}{row.pk}/"))
    assert "Is &lt;b&gt;this&lt;/b&gt; the right place?" in one and "<b>this</b>" not in one
    assert "Message-ID: &lt;test-" in one
    assert "Mails of no vendor 1" in text(stage.operator.get("/operator/"))


def test_a_vendors_mail_is_none_of_the_operators(stage):
    row = post(letter(stage.jonas, "support+revalize@portal.example"), TUESDAY)
    assert row.vendor_id
    assert "No mail waits for you" in text(stage.operator.get(PAGE))
    assert stage.operator.get(f"{PAGE}{row.pk}/").status_code == 404
    act(stage, row, "discard", reason="x")
    act(stage, row, "give", vendor=stage.velixo.vendor.pk)
    assert (fresh(row).state, fresh(row).given_to_id) == ("filed", None)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DESIGNATED_CONTACT])
def test_nobody_else_finds_the_page(stage, role):
    row, client = stranger(), Client()
    person = stage.jonas if role == Role.DESIGNATED_CONTACT else stage.revalize.staff[role]
    client.force_login(person.person)
    urls = [PAGE, f"{PAGE}{row.pk}/"]
    posts = [f"{PAGE}{row.pk}/give/", f"{PAGE}{row.pk}/discard/"]
    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert [client.post(url, {"vendor": 1, "reason": "x"}).status_code for url in posts] == [404, 404]
    assert [Client().post(url).status_code for url in posts] == [302, 302]
    assert fresh(row).judged_at is None


def test_a_contact_of_several_vendors_is_given_to_one_and_it_becomes_a_case_there(stage):
    with unscoped("a test hires"):
        stage.sarto.contact.__class__.objects.filter(pk=stage.sarto.contact.pk).update(person=stage.jonas.person)
    row = post(letter(stage.jonas, "info@portal.example"), TUESDAY)
    assert (row.vendor_id, row.reason) == (None, "several")
    assert "in a moment" in text(act(stage, row, "give", vendor=stage.velixo.vendor.pk))
    again()
    row = fresh(row)
    assert (row.state, row.reason, row.vendor_id) == ("filed", "opened", stage.velixo.vendor.pk)
    assert (row.given_to_id, row.judged_by_id) == (stage.velixo.vendor.pk, stage.olga.pk)
    assert row.case.vendor_id == stage.velixo.vendor.pk


def test_a_stranger_given_to_a_vendor_is_seen_there_and_hears_no_second_word(stage):
    row = stranger()
    assert len(outbox.outbox) == 1
    act(stage, row, "give", vendor=stage.revalize.vendor.pk)
    again()
    row = fresh(row)
    assert (row.state, row.reason, row.vendor_id) == ("refused", "stranger", stage.revalize.vendor.pk)
    assert len(outbox.outbox) == 1
    ada = Client()
    ada.force_login(stage.revalize.staff[Role.ADMINISTRATOR].person)
    assert "somebody at elsewhere.example" in text(ada.get("/revalize/mails/in/"))
    assert "No mail waits for you" in text(stage.operator.get(PAGE))


def test_a_mail_is_discarded_with_a_reason_and_stands_with_it(stage):
    row = stranger()
    assert "Say why" in text(act(stage, row, "discard", reason=" "))
    assert "discarded" in text(act(stage, row, "discard", reason="Sells <toner>"))
    page = text(stage.operator.get(f"{PAGE}?show=judged"))
    assert "Sells &lt;toner&gt;" in page and "Olga" in page
    assert "was discarded before" in text(act(stage, row, "discard", reason="Again"))
    assert fresh(row).trouble == "Sells <toner>"


def test_no_vendor_or_one_that_is_not_there_is_told(stage):
    row = stranger()
    assert "Choose a vendor." in text(act(stage, row, "give", vendor=""))
    assert "Choose a vendor." in text(act(stage, row, "give", vendor="99999"))
    assert fresh(row).given_to_id is None


def test_what_machines_write_stands_apart(stage):
    stranger(Auto_Submitted="auto-replied")
    assert "No mail waits for you" in text(stage.operator.get(PAGE))
    assert "Written by a machine" in text(stage.operator.get(f"{PAGE}?show=aside"))


def test_older_mails_stand_on_the_next_page_and_nonsense_is_no_page(stage):
    with unscoped("a test fills the page"):
        InboundMail.objects.bulk_create(
            InboundMail(
                key=f"k{number}", source="x", domain=f"d{number}.example", size=1, digest="", raw_until=LATER,
                at=TUESDAY, state="refused", reason="stranger",
            )
            for number in range(26)
        )  # fmt: skip
    page = text(stage.operator.get(PAGE))
    assert ("somebody at d25.example" in page, "somebody at d0.example" in page) == (True, False)
    before = page.partition("before=")[2].partition('"')[0]
    assert "somebody at d0.example" in text(stage.operator.get(f"{PAGE}?before={before}"))
    assert stage.operator.get(f"{PAGE}?show=nonsense&before=nonsense").status_code == 200
    with unscoped("a test looks at a row"):
        row = InboundMail.objects.first()
    assert "Its bytes are no longer kept." in text(stage.operator.get(f"{PAGE}{row.pk}/"))


def test_they_go_with_their_rows_when_their_time_is_over_or_too_many_came(
    stage, settings, django_capture_on_commit_callbacks
):
    rows = [stranger() for _mail in range(4)]
    names = [row.raw.name for row in rows]
    mine = post(letter(stage.jonas, "support+revalize@portal.example"), TUESDAY)
    note_unread("box 7", source="box", at=TUESDAY, trouble="not handed over")

    def left():
        with unscoped("a test counts"):
            return InboundMail.objects.filter(vendor=None).count()

    assert (forget_kept(LATER), left()) == (0, 5)
    settings.MAIL_KEEP_UNKNOWN = 3
    with django_capture_on_commit_callbacks(execute=True):
        assert (forget_kept(LATER), left()) == (2, 3)
    storage = rows[0].raw.storage
    assert [storage.exists(name) for name in names] == [False, False, True, True]
    with django_capture_on_commit_callbacks(execute=True):
        forget_kept(TUESDAY + timedelta(days=settings.MAIL_KEEP_DAYS + 1))
    assert left() == 0
    assert (fresh(mine).state, bool(fresh(mine).raw)) == ("filed", False)


def test_a_mail_that_waits_is_never_removed(stage, settings):
    settings.MAIL_KEEP_UNKNOWN = 0
    row = receive(letter("someone@elsewhere.example", "info@portal.example").as_bytes(), source="webhook", at=TUESDAY)
    forget_kept(TUESDAY + timedelta(days=365))
    assert fresh(row).state == "received"
