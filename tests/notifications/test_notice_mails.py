"""Notices told: mails over real SMTP, bells, digests; a critical incident waits for nothing."""

from dataclasses import replace
from datetime import time

import pytest

from notifications.mail.digests import sweep_digests
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, Notice, Preference
from notifications.notices.correct_notice import correct_notice
from notifications.notices.end_notice import end_notice
from notifications.notices.read_notice import read_notice
from notifications.notices.withdraw_notice import withdraw_notice
from notifications.telling import sweep_announcements
from tenants.models import Membership, Person
from tenants.scope import unscoped, working
from tests.cast import TUESDAY
from tests.notifications.notices import HOUR, WORDS, published

CONTACT = "designated_contact.jonas@nordwind.example"
ADDRESSES = {
    f"{role}.{name}@{domain}.example"
    for domain in ("nordwind", "baltic")
    for role, name in (("designated_contact", "jonas"), ("colleague", "aylin"), ("portal_manager", "britta"))
}


def send_all(at=TUESDAY):
    sweep_announcements(at)
    return sweep_mails(lambda: at, seconds=60)


def prefer(person, **choices):
    with working(person.vendor_id):
        Preference.objects.create(vendor_id=person.vendor_id, membership=person, **choices)


def bells(cast, person):
    with working(cast.revalize.vendor):
        return list(Delivery.objects.bell_of(person).order_by("id").values_list("kind", "why"))


def act(cast, verb, notice, **how):
    with working(cast.revalize.vendor):
        return verb(notice, by=cast.revalize.manager, **how)


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_everybody_of_the_partners_reached_gets_one_mail_and_nobody_else(cast, mailbox):
    published(cast)
    assert (send_all(), send_all(TUESDAY + HOUR)) == (6, 0)
    assert {str(mail["To"]).rpartition("<")[2].strip(">") for mail in mailbox.mails} == ADDRESSES


def test_a_mail_on_a_notice_says_what_it_is_and_why_one_got_it(cast, mailbox):
    notice = published(cast, "maintenance", ends_at=TUESDAY + HOUR)
    send_all()
    mail = mailbox.to(CONTACT)[0]
    assert mail["Subject"] == "Maintenance window: Rules patch 9.3.2"
    assert mail["From"] == "Revalize Support <support@portal.example>"
    assert "From: Tuesday 14 April, 10:00 CEST\nUntil: Tuesday 14 April, 11:00 CEST" in text_of(mail)
    assert "The rule cache is mended." in text_of(mail)
    assert f"https://help.portal.example/revalize/notices/{notice.pk}/" in text_of(mail)
    assert "It concerns your organisation." in text_of(mail)
    assert "&lt;b&gt;Please update.&lt;/b&gt;" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["References"] == f"<notice-{notice.vendor_id}-{notice.pk}@portal.example>"


def test_german_readers_get_the_german_words(cast, mailbox):
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=cast.nordwind.contact.person_id).update(language="de")
    published(cast)
    send_all()
    assert "Rules patch 9.3.2 (deutsch)" in str(mailbox.to(CONTACT)[0]["Subject"])
    assert "Der Regelspeicher ist in Ordnung." in text_of(mailbox.to(CONTACT)[0])


def test_staff_get_a_line_in_the_bell_and_no_mail_and_the_author_nothing(cast, mailbox):
    published(cast)
    send_all()
    assert bells(cast, cast.revalize.agent) == [("notice.published", "lead")]
    assert bells(cast, cast.revalize.manager) == []
    assert bells(cast, cast.nordwind.contact) == [("notice.published", "audience")]
    assert bells(cast, cast.nordwind.people["customer_user"]) == []
    assert [mail for mail in mailbox.mails if "revalize.example" in str(mail["To"])] == []


def test_each_hears_as_chosen_and_a_critical_incident_waits_for_nothing(cast, mailbox):
    prefer(cast.nordwind.contact, notices="digest", digest_at=time(17))
    prefer(cast.nordwind.people["colleague"], quiet_from=time(9), quiet_to=time(12))
    prefer(cast.nordwind.people["portal_manager"], notices="portal")
    published(cast, partners=[cast.nordwind.partner.pk])
    assert send_all() == 0
    published(cast, "incident", partners=[cast.nordwind.partner.pk])
    assert send_all() == 2
    told = {str(mail["To"]).split("<")[0].strip(' "') for mail in mailbox.mails}
    assert told == {"Jonas Petersen (nordwind)", "Aylin Demir (nordwind)"}


def test_a_digest_holds_notices_and_one_with_notices_alone_is_sent(cast, mailbox):
    prefer(cast.nordwind.contact, notices="digest", digest_at=time(17))
    notice = published(cast)
    sweep_announcements(TUESDAY)
    evening = TUESDAY.replace(hour=15)
    assert sweep_digests(evening) == 1
    sweep_mails(lambda: evening, seconds=60)
    (digest,) = mailbox.to(CONTACT)
    assert digest["Subject"] == "1 piece of news from Revalize"
    assert "- Release: Rules patch 9.3.2, Tuesday 14 April, 10:00 CEST" in text_of(digest)
    assert f"/revalize/notices/{notice.pk}/" in text_of(digest)


def test_a_correction_is_told_in_the_same_thread(cast, mailbox):
    notice = published(cast)
    send_all()
    act(cast, correct_notice, notice, wording=replace(WORDS, title_en="9.3.3"), at=TUESDAY + HOUR, announced=True)
    assert send_all(TUESDAY + HOUR) == 6
    first, second = mailbox.to(CONTACT)
    assert second["Subject"] == "Corrected: Release: 9.3.3"
    assert (first["References"], first["Message-ID"] != second["Message-ID"]) == (second["References"], True)


def test_the_end_of_an_incident_is_mailed_that_of_a_release_is_not(cast, mailbox):
    incident, release = published(cast, "incident"), published(cast)
    send_all()
    mailbox.mails.clear()
    act(cast, end_notice, incident, at=TUESDAY + HOUR)
    act(cast, end_notice, release, at=TUESDAY + HOUR)
    assert send_all(TUESDAY + HOUR) == 6
    assert {str(mail["Subject"]) for mail in mailbox.mails} == {"Over: Critical incident: Rules patch 9.3.2"}
    assert [kind for kind, _why in bells(cast, cast.nordwind.contact)].count("notice.ended") == 2


def test_what_was_withdrawn_before_its_mail_went_is_not_told_as_if_it_held(cast, mailbox):
    notice = published(cast)
    sweep_announcements(TUESDAY)
    act(cast, withdraw_notice, notice, at=TUESDAY)
    assert send_all() == 6
    assert {str(mail["Subject"]) for mail in mailbox.mails} == {"Withdrawn: Release: Rules patch 9.3.2"}
    assert "What it said no longer holds." in text_of(mailbox.mails[0])
    assert "rule cache" not in mailbox.mails[0].as_string()


def test_reading_a_notice_reads_its_lines_in_the_bell(cast):
    notice = published(cast)
    sweep_announcements(TUESDAY)
    with working(cast.revalize.vendor):
        found = Notice.objects.get(pk=notice.pk)
        assert read_notice(found, by=cast.nordwind.contact, at=TUESDAY) is True
        assert read_notice(found, by=cast.nordwind.contact, at=TUESDAY) is False
        assert Delivery.objects.bell_of(cast.nordwind.contact).unread().count() == 0


@pytest.mark.parametrize("people", [2500])
def test_a_notice_that_reaches_thousands_is_told_in_a_few_statements(cast, people, django_assert_max_num_queries):
    with unscoped("a test fills a partner"):
        made = [Person(email=f"p{number}@nordwind.example", name="P", password="!") for number in range(people)]
        made = Person.objects.bulk_create(made)
        row = {"vendor": cast.revalize.vendor, "partner": cast.nordwind.partner, "role": "colleague", "name": "P"}
        Membership.objects.bulk_create([Membership(person=person, **row) for person in made])
    published(cast)
    with django_assert_max_num_queries(30):
        sweep_announcements(TUESDAY)
    with working(cast.revalize.vendor):
        assert Delivery.objects.filter(channel="email").count() == people + 6
