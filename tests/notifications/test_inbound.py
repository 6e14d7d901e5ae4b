"""Mails that come in: by token and sender onto their case, as a new case, or back with a word that tells nothing."""

from datetime import date

import pytest

from cases.models import Case, CaseEvent, Message, Status
from cases.verbs.close import close
from cases.verbs.resolve import resolve
from cases.verbs.wait_for_partner import wait_for_partner
from cases.verbs.watch import watch
from contacts.models import Entitlement
from notifications.inbound import handling
from notifications.inbound.handling import handle, retry, sweep_inbound
from notifications.inbound.receiving import forget_kept, receive
from notifications.mail.addresses import message_id
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, Inbound, InboundMail
from notifications.telling import sweep_announcements
from tenants.models import Membership, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.writing import LATER, address, fresh, letter, post

SUPPORT = "support@portal.example"
REVALIZE = "support+revalize@portal.example"


@pytest.fixture
def stage(cast, mailbox):
    cast.case = submitted(cast.nordwind)
    cast.jonas = cast.nordwind.contact
    cast.reply = address(cast.case, cast.jonas)
    return cast


def said(stage, case=None):
    with working(stage.revalize.vendor):
        rows = Message.objects.filter(case=case or stage.case).order_by("id")
        return list(rows.prefetch_related("attachments"))


def cases():
    with unscoped("a test counts cases"):
        return list(Case.objects.order_by("id"))


def stands(row):
    return row.state, row.reason


def colleague_contact(stage, name="Kim Otte"):
    """Another Designated Contact of Nordwind."""
    with unscoped("a test hires"):
        person = Person.objects.create_user(f"{name.split()[0].lower()}@nordwind.example", name=name)
        return Membership.objects.create(
            vendor=stage.revalize.vendor, person=person, partner=stage.nordwind.partner, name=name,
            role=Role.DESIGNATED_CONTACT,
        )  # fmt: skip


def test_an_answer_by_mail_stands_on_its_case_with_its_quote_folded_and_its_files(stage, mailbox):
    text = "It is version 9.3.1.\n\nOn Tue, Apr 14, 2026 at 10:00 AM Revalize Support wrote:\n> Which version?\n"
    row = post(letter(stage.jonas, stage.reply, text, files=[("app.log", b"deadlock")]))
    assert (*stands(row), row.case, row.membership) == ("filed", "answered", stage.case, stage.jonas)
    message = said(stage)[-1]
    assert (message.body, message.channel, message.author_id) == ("It is version 9.3.1.", "email", stage.jonas.pk)
    assert message.quoted.endswith("> Which version?")
    assert [(file.name, file.size) for file in message.attachments.all()] == [("app.log", 8)]
    assert mailbox.mails == []


def test_an_answer_brings_a_waiting_case_back_and_reopens_a_resolved_one(stage):
    for verb in (wait_for_partner, resolve):
        with working(stage.revalize.vendor):
            verb(stage.case, by=stage.revalize.agent, at=TUESDAY)
        post(letter(stage.jonas, stage.reply))
        assert cases()[0].status == Status.OPEN


def test_the_message_id_that_a_mail_answers_leads_to_its_case_too(stage):
    sweep_announcements(TUESDAY)
    with working(stage.revalize.vendor):
        told = Delivery.objects.get(membership=stage.jonas, channel="email")
    row = post(letter(stage.jonas, SUPPORT, References=f"<other@x.example> {message_id(told)}"))
    assert (*stands(row), row.case) == ("filed", "answered", stage.case)


def test_the_same_message_twice_is_one(stage):
    mail = letter(stage.jonas, stage.reply).as_bytes()
    assert receive(mail, source="a", at=LATER) is not None
    assert receive(b"Delivered-To: x@y.example\r\n" + mail, source="b", at=LATER) is None
    sweep_inbound(lambda: LATER, seconds=60)
    sweep_inbound(lambda: LATER, seconds=60)
    assert len(said(stage)) == 2


def test_who_knows_a_message_id_does_not_keep_the_others_mail_out(stage):
    mail = letter(stage.jonas, stage.reply)
    post(letter("stranger@elsewhere.example", SUPPORT, X_Other="1").as_bytes().replace(b"test-", b"x-"))
    stolen = letter("stranger@elsewhere.example", SUPPORT)
    stolen.replace_header("Message-ID", mail["Message-ID"])
    post(stolen)
    assert stands(post(mail)) == ("filed", "answered")


def test_a_mail_that_was_handled_when_its_worker_died_is_handled_once(stage, monkeypatch):
    """Everything is one transaction: what was not marked did not happen, and what happened is marked."""
    row = receive(letter(stage.jonas, stage.reply).as_bytes(), source="webhook", at=LATER)

    def dies(*_arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(handling, "_mark", dies)
        with pytest.raises(SystemExit):
            handle(row.pk, LATER)
    assert (fresh(row).state, len(said(stage))) == ("received", 1)
    sweep_inbound(lambda: LATER, seconds=60)
    handle(row.pk, LATER)
    assert (fresh(row).state, len(said(stage))) == ("filed", 2)


def test_a_mail_that_kills_every_worker_is_left_for_a_person(stage, monkeypatch):
    row = receive(letter(stage.jonas, stage.reply).as_bytes(), source="webhook", at=LATER)

    def dies(*_arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(handling, "route", dies)
        for _attempt in range(3):
            with pytest.raises(SystemExit):
                handle(row.pk, LATER)
        handle(row.pk, LATER)
    assert stands(fresh(row)) == ("failed", "error")


def test_an_error_on_one_mail_holds_up_no_other_and_a_person_tries_it_again(stage, monkeypatch):
    bad = receive(letter(stage.jonas, stage.reply, "first").as_bytes(), source="webhook", at=LATER)
    good = receive(letter(stage.jonas, stage.reply, "second").as_bytes(), source="webhook", at=LATER)
    route = handling.route

    def stumbles(incoming, mail, now):
        if mail.pk == bad.pk:
            raise ValueError("no such field")
        return route(incoming, mail, now)

    with monkeypatch.context() as patch:
        patch.setattr(handling, "route", stumbles)
        assert sweep_inbound(lambda: LATER, seconds=60) == 2
    assert (fresh(bad).trouble, fresh(good).state) == ("ValueError: no such field", "filed")
    with unscoped("a person tries again"):
        assert retry(bad) and not retry(good)
    sweep_inbound(lambda: LATER, seconds=60)
    assert (fresh(bad).state, said(stage)[-1].body) == ("filed", "first")


def test_a_token_in_a_strangers_hands_is_worth_nothing_and_the_refusal_tells_nothing(stage, mailbox):
    row = post(letter("stranger@elsewhere.example", stage.reply, "let me in", "open sesame"))
    assert (*stands(row), row.domain) == ("refused", "mismatch", "elsewhere.example")
    assert len(said(stage)) == 1
    (refusal,) = mailbox.mails
    whole = refusal.as_string()
    for word in ("Revalize", "Quotes", str(stage.case.number), "Nordwind", "Jonas", "let me in", "open sesame"):
        assert word not in whole
    assert refusal["Auto-Submitted"] == "auto-replied"
    assert "\n* * *\n" in refusal.get_content().replace("\r\n", "\n")  # in both languages


def test_a_token_of_one_vendor_with_a_sender_of_another_gets_a_refusal_that_tells_nothing(stage, mailbox):
    post(letter("stranger@elsewhere.example", SUPPORT))
    row = post(letter(stage.sarto.contact, stage.reply))
    assert (*stands(row), row.vendor_id, row.membership) == ("refused", "mismatch", stage.revalize.vendor.pk, None)
    stranger, foreign = mailbox.mails
    assert foreign.get_content() == stranger.get_content()
    assert len(said(stage)) == 1


def test_another_partners_contact_does_not_get_in_by_a_token(stage):
    assert stands(post(letter(stage.baltic.contact, stage.reply))) == ("refused", "mismatch")
    assert len(said(stage)) == 1


def test_another_contact_of_the_partner_gets_in_when_on_copy_and_else_hears_why(stage, mailbox):
    kim = colleague_contact(stage)
    row = post(letter(kim, stage.reply))
    assert (*stands(row), row.membership, row.case) == ("refused", "not_on_case", kim, stage.case)
    words = mailbox.mails[0].get_content()
    assert f"You are not on copy of case {stage.case.number}" in " ".join(words.split())
    assert f"/revalize/cases/{stage.case.number}/" in words
    with working(stage.revalize.vendor):
        watch(stage.case, kim, by=stage.jonas, at=TUESDAY)
    row = post(letter(kim, stage.reply))
    assert (*stands(row), row.membership) == ("filed", "answered", kim)
    assert said(stage)[-1].author_id == kim.pk


def test_a_colleague_who_only_reads_is_told_who_writes(stage, mailbox):
    aylin = stage.nordwind.people[Role.COLLEAGUE]
    assert stands(post(letter(aylin, address(stage.case, aylin)))) == ("refused", "not_contact")
    assert "Only the Designated Contacts" in mailbox.mails[0].get_content()


@pytest.mark.parametrize("to", ["token", SUPPORT, REVALIZE])
def test_a_mail_never_speaks_for_the_vendors_side(stage, mailbox, to):
    to = stage.reply if to == "token" else to
    row = post(letter(stage.revalize.agent, to, "We promise a refund."))
    assert stands(row) == ("refused", "staff")
    assert (len(said(stage)), len(cases())) == (1, 1)
    assert "answer and note in the portal" in mailbox.mails[0].get_content()


def test_a_forged_or_worn_token_makes_a_new_case_of_a_contacts_mail_and_nothing_else(stage):
    forged = stage.reply.replace("+r-", "+r-1-1-1-aaaaaaaaaaaaaaaa-")
    row = post(letter(stage.jonas, forged))
    assert (*stands(row), row.case == stage.case) == ("filed", "opened", False)
    with unscoped("a test ends a membership"):
        Membership.objects.filter(pk=stage.jonas.pk).update(active=False)
    assert stands(post(letter(stage.jonas, stage.reply))) == ("refused", "mismatch")


def test_a_contacts_mail_becomes_a_case_with_open_assumptions_and_a_receipt_that_asks(stage, mailbox):
    text = "Since this morning quotes cannot be saved.\n\nVon: Kunde\nGesendet: Montag\nAn: x\nBetreff: y\n\nBitte!"
    row = post(letter(stage.jonas, REVALIZE, text, "WG: Quotes cannot be saved"))
    assert stands(row) == ("filed", "opened")
    case = row.case
    assert (case.summary, case.channel, case.contact_id) == ("Quotes cannot be saved", "email", stage.jonas.pk)
    assert (case.severity, case.environment, case.impact) == ("S3", "production", "several-users")
    assert said(stage, case)[0].body.endswith("Bitte!")  # what was passed on is the matter itself
    with working(stage.revalize.vendor):
        event = CaseEvent.objects.get(case=case, position=1)
    assert event.data["assumed"] == ["case_type", "environment", "impact", "product", "severity"]
    sweep_announcements(LATER)
    sweep_mails(lambda: LATER, seconds=60)
    ours = mailbox.to(stage.jonas.person.email)
    receipt = next(mail for mail in ours if str(case.number) in mail["Subject"])
    body = receipt.get_body(("plain",)).get_content()
    assert "Initial response" in body and "- Severity: S3" in body
    for missing in ("Version", "Customer", "Steps that lead to it", "What you have tried"):
        assert f"- {missing}" in body
    assert "- Environment: Production" in body
    assert f"/revalize/cases/{case.number}/" in body


def test_the_one_membership_of_a_sender_says_which_vendor_is_meant(stage):
    row = post(letter(stage.sarto.contact, SUPPORT, subject="Cells stay empty"))
    assert (*stands(row), row.vendor_id) == ("filed", "opened", stage.velixo.vendor.pk)


def test_somebody_with_two_vendors_is_asked_unless_the_address_names_one(stage):
    with unscoped("a test gives a person a second membership"):
        Membership.objects.create(
            vendor=stage.velixo.vendor, person=stage.jonas.person, partner=stage.sarto.partner, name="Jonas",
            role=Role.DESIGNATED_CONTACT,
        )  # fmt: skip
    assert stands(post(letter(stage.jonas, SUPPORT))) == ("refused", "several")
    row = post(letter(stage.jonas, REVALIZE))
    assert (*stands(row), row.vendor_id) == ("filed", "opened", stage.revalize.vendor.pk)


def test_a_vendors_own_address_is_its_setting(stage):
    with unscoped("a test sets a vendor up"):
        vendor = Vendor.objects.get(pk=stage.revalize.vendor.pk)
        vendor.settings["mail_address"] = {"value": "help@revalize.example"}
        vendor.save()
    assert stands(post(letter(stage.jonas, "help@revalize.example"))) == ("filed", "opened")
    assert stands(post(letter(stage.sarto.contact, "help@revalize.example"))) == ("refused", "stranger")


def test_without_a_contract_the_sender_is_told_so(stage, mailbox):
    with unscoped("a test ends a contract"):
        Entitlement.objects.filter(partner=stage.nordwind.partner).update(ends_on=date(2025, 12, 31))
    assert stands(post(letter(stage.jonas, REVALIZE))) == ("refused", "no_contract")
    assert "No support contract of Nordwind Systemhaus runs today" in mailbox.mails[0].get_content()
    assert len(cases()) == 1


def test_a_closed_case_is_reopened_on_purpose_and_the_refusal_says_where(stage, mailbox):
    with working(stage.revalize.vendor):
        close(stage.case, by=stage.revalize.agent, at=TUESDAY)
    assert stands(post(letter(stage.jonas, stage.reply))) == ("refused", "closed")
    text = mailbox.mails[0].get_content()
    assert f"Case {stage.case.number} is closed" in text
    assert f"https://help.portal.example/revalize/cases/{stage.case.number}/" in text
    assert REVALIZE in text


def test_somebody_who_was_removed_is_a_stranger(stage, mailbox):
    with unscoped("a test ends a membership"):
        Membership.objects.filter(pk=stage.jonas.pk).update(active=False)
    assert stands(post(letter(stage.jonas, stage.reply))) == ("refused", "mismatch")
    assert str(stage.case.number) not in mailbox.mails[0].get_content()
    assert len(said(stage)) == 1


def test_a_mail_to_two_vendors_goes_to_the_one_that_knows_its_sender(stage, mailbox):
    both = "support+revalize@portal.example, support+velixo@portal.example"
    row = post(letter(stage.jonas, both))
    assert (*stands(row), row.vendor_id) == ("filed", "opened", stage.revalize.vendor.pk)
    row = post(letter("stranger@elsewhere.example", both))
    assert (*stands(row), row.vendor_id) == ("refused", "stranger", None)


GERMAN, ENGLISH = "Ihre Mail wurde nicht angenommen", "Your mail was not taken"


def test_a_stranger_is_answered_in_the_vendors_language_else_in_the_mails_own_else_in_all(stage, mailbox):
    def subject(to, language=""):
        mail = letter(f"stranger{len(mailbox.mails)}@elsewhere.example", to)
        if language:
            mail["Content-Language"] = language
        post(mail)
        return mailbox.mails[-1]["Subject"]

    assert subject(REVALIZE) == f"{ENGLISH} / {GERMAN}"
    assert "* * *" in mailbox.mails[-1].get_content()
    assert subject(REVALIZE, "de-AT") == GERMAN
    assert subject(REVALIZE, "fr") == f"{ENGLISH} / {GERMAN}"
    with unscoped("a test sets a vendor up"):
        vendor = Vendor.objects.get(pk=stage.revalize.vendor.pk)
        vendor.settings["mail_language"] = {"value": "de"}
        vendor.save()
    assert subject(REVALIZE, "en") == GERMAN
    assert "Revalize" not in mailbox.mails[-1].as_string()
    assert subject(SUPPORT, "en") == ENGLISH


def test_files_that_were_left_out_are_told_one_a_line_in_the_writers_language(stage, mailbox, settings):
    settings.MAX_FILE_BYTES = 10
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=stage.jonas.person_id).update(language="de")
    files = [(f"Protokoll-{number:02}-{'x' * 40}.log", b"x" * 20) for number in range(9)]
    row = post(letter(stage.jonas, stage.reply, files=files))
    letter_ = mailbox.mails[0]
    assert letter_["Subject"] == f"Fall {stage.case.number}: Einige Dateien fehlen"
    lines = row.trouble.splitlines()
    assert (lines[0].startswith("Protokoll-00-"), len(row.trouble) <= 400) == (True, True)
    assert lines[-1] == f"und {9 - (len(lines) - 1)} weitere"
    assert all(line in letter_.get_content() for line in lines)


def test_what_is_missing_is_asked_for_in_the_contacts_language(stage, mailbox):
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=stage.jonas.person_id).update(language="de")
    post(letter(stage.jonas, REVALIZE))
    sweep_announcements(LATER)
    sweep_mails(lambda: LATER, seconds=30)
    mine = [mail for mail in mailbox.to(stage.jonas.person.email) if "Quotes" in mail.as_string()]
    words = mine[-1].get_body(("plain",)).get_content()
    assert "Unter Fakten im Fall bestätigen oder berichtigen Sie jede davon." in words
    assert "- Version" in words and "- Umgebung: " in words


def test_a_refusal_speaks_its_readers_language(stage, mailbox):
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=stage.revalize.agent.person_id).update(language="de")
    post(letter(stage.revalize.agent, SUPPORT))
    assert "* * *" not in mailbox.mails[0].get_content()


MACHINES = [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated"}, {"Return_Path": "<>"},
    {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"},
]  # fmt: skip


@pytest.mark.parametrize("headers", MACHINES, ids=str)
def test_what_a_machine_wrote_is_neither_filed_nor_answered(stage, mailbox, headers):
    assert stands(post(letter(stage.jonas, stage.reply, **headers))) == ("ignored", "automatic")
    assert (len(said(stage)), mailbox.mails) == (1, [])


@pytest.mark.parametrize("headers", [{"Precedence": "bulk"}, {"List_Id": "<x.example>"}], ids=str)
def test_lists_and_mass_mailings_are_never_answered_and_make_no_case(stage, mailbox, headers):
    assert stands(post(letter(stage.jonas, SUPPORT, **headers))) == ("ignored", "bulk")
    assert stands(post(letter("stranger@elsewhere.example", SUPPORT, **headers))) == ("refused", "stranger")
    assert stands(post(letter(stage.jonas, stage.reply, **headers))) == ("filed", "answered")
    assert mailbox.mails == []


def test_two_machines_that_refuse_each_other_come_to_an_end(stage, mailbox, settings):
    settings.REFUSALS_PER_DAY = 3
    for _round in range(6):
        assert post(letter("robot@elsewhere.example", SUPPORT)).state == Inbound.REFUSED
    assert len(mailbox.mails) == 3


def test_a_sender_who_writes_too_often_is_stopped_and_nothing_is_lost(stage, settings):
    settings.MAIL_PER_HOUR = 2
    rows = [post(letter(stage.jonas, stage.reply, f"Number {number}")) for number in range(4)]
    assert [stands(row) for row in rows] == [("filed", "answered")] * 2 + [("refused", "too_often")] * 2
    settings.MAIL_PER_HOUR = 10
    with unscoped("a person tries again"):
        assert retry(rows[2])
    sweep_inbound(lambda: LATER, seconds=60)
    assert said(stage)[-1].body == "Number 2"


def test_files_beyond_the_limits_are_left_out_with_a_word_and_the_rest_goes_on(stage, mailbox, settings):
    settings.MAX_FILES, settings.MAX_FILE_BYTES = 2, 2**20
    files = [("small.log", b"x"), ("dump.zip", b"x" * (2**20 + 1)), ("a.log", b"x"), ("b.log", b"x")]
    row = post(letter(stage.jonas, stage.reply, "See the files.", files=files))
    message = said(stage)[-1]
    assert [file.name for file in message.attachments.all()] == ["small.log", "a.log"]
    (left,) = message.sections
    assert left["code"] == "left_out"
    assert left["text"] == ("dump.zip: 1.0 MB, the limit is 1 MB a file\nb.log: at most 2 files go with a message")
    assert stands(row) == ("filed", "answered")
    assert "dump.zip: 1.0 MB" in mailbox.mails[0].get_content()


def test_a_text_beyond_the_limit_goes_on_in_a_file(stage):
    post(letter(stage.jonas, stage.reply, "long " * 5000))
    message = said(stage)[-1]
    assert message.body.endswith("[The text goes on in the file mail.txt.]")
    assert [file.name for file in message.attachments.all()] == ["mail.txt"]


def test_a_mail_without_words_keeps_its_files(stage):
    post(letter(stage.jonas, stage.reply, "", files=[("screen.png", b"png")]))
    message = said(stage)[-1]
    assert (message.body, message.attachments.count()) == ("[This mail holds no text.]", 1)


def test_a_mail_that_is_too_large_is_refused_by_its_head(stage, mailbox, settings):
    settings.MAX_MAIL_BYTES = 2000
    row = post(letter(stage.jonas, stage.reply, "x" * 3000))
    assert stands(row) == ("refused", "too_large")
    assert "too large" in mailbox.mails[0].get_content()


def test_with_a_trusted_server_named_only_proved_senders_are_believed(stage, mailbox, settings):
    settings.MAIL_TRUSTED_AUTHSERV = "mx.portal.example"
    passed, failed = "mx.portal.example; spf=pass; dmarc=pass", "mx.portal.example; dmarc=fail"
    foreign = "mx.elsewhere.example; dmarc=pass"
    for verdict in (failed, foreign):
        row = post(letter(stage.jonas, stage.reply, Authentication_Results=verdict))
        assert stands(row) == ("ignored", "forged")
    assert stands(post(letter(stage.jonas, stage.reply))) == ("ignored", "forged")
    assert stands(post(letter(stage.jonas, stage.reply, Authentication_Results=passed))) == ("filed", "answered")
    both = letter(stage.jonas, stage.reply, Authentication_Results=failed).as_bytes()
    row = post(both.replace(b"To:", b"Authentication-Results: " + passed.encode() + b"\nTo:", 1))
    assert stands(row) == ("filed", "answered")  # the topmost one of ours counts
    assert mailbox.mails == []


def test_no_row_holds_an_address_and_the_bytes_go_after_their_days(stage, settings):
    row = post(letter("stranger@elsewhere.example", stage.reply))
    with unscoped("a test looks at a row"):
        values = [str(value) for value in InboundMail.objects.filter(pk=row.pk).values().get().values()]
    assert not any("elsewhere.example" in value.removeprefix("elsewhere.example") for value in values)
    assert row.raw.storage.exists(row.raw.name)
    assert (forget_kept(row.raw_until.replace(year=2026, month=4, day=15)), forget_kept(row.raw_until)) == (0, 1)
    assert fresh(row).raw.name == ""


def test_a_vendor_sees_its_own_mails_and_a_strangers_belong_to_nobody(stage):
    post(letter(stage.jonas, REVALIZE))
    post(letter(stage.sarto.contact, SUPPORT))
    post(letter("stranger@elsewhere.example", SUPPORT))
    for house in (stage.revalize, stage.velixo):
        with working(house.vendor):
            assert InboundMail.objects.count() == 1
