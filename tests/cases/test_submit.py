"""Submitting a case: what it becomes, what it must hold, and that one form makes one case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from cases.models import Case, CaseEvent, EventKind, Milestone
from cases.refusals import Incomplete, Refused
from cases.verbs.submit import submit
from contacts.models import Entitlement
from tenants.models import Announcement
from tenants.scope import acting, working
from tests.cast import TUESDAY, submission, submitted


def send(organisation, at=TUESDAY, **changes):
    with working(organisation.partner.vendor):
        return submit(submission(organisation, **changes), by=organisation.contact, at=at)


def refused(organisation, **changes):
    with pytest.raises(Incomplete) as refusal, working(organisation.partner.vendor):
        submit(submission(organisation, **changes), by=organisation.contact, at=TUESDAY)
    return refusal.value.errors


def test_a_case_keeps_what_was_typed_and_gets_the_vendors_next_number(cast):
    first, second, foreign = submitted(cast.nordwind), submitted(cast.baltic), submitted(cast.sarto)
    assert second.number == first.number + 1
    assert (first.status, first.owner, first.severity, first.channel) == ("new", None, "S3", "portal")
    assert first.received_at == TUESDAY
    assert foreign.number == cast.velixo.vendor.first_case_number
    with acting(cast.nordwind.contact):
        message = Case.objects.get(number=first.number).messages.get()
        assert message.body == "Every attempt ends after about 50 seconds."
        assert message.sections[0] == {"code": "steps", "text": "1. Open a quote\n2. Save"}


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        ("S1", datetime(2026, 4, 14, 10, 0, tzinfo=UTC)),
        ("S2", datetime(2026, 4, 15, 7, 0, tzinfo=UTC)),
        ("S3", datetime(2026, 4, 16, 8, 0, tzinfo=UTC)),
        ("S4", datetime(2026, 4, 17, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_initial_response_is_due_by_the_vendors_policy(cast, severity, due):
    """R19 on the EMEA calendar, received on Tuesday at 10:00 in Berlin."""
    case = submitted(cast.nordwind, severity=severity)
    with working(cast.revalize.vendor):
        milestone = Milestone.objects.get(case=case)
        assert (milestone.kind, milestone.ordinal, milestone.due_at) == ("initial_response", 0, due)
        assert Case.objects.get(pk=case.pk).next_due == int(due.timestamp())


def test_a_form_posted_twice_makes_one_case(cast):
    key = uuid4()
    first, again = send(cast.nordwind, key=key), send(cast.nordwind, key=key, summary="Typed differently")
    assert first.pk == again.pk
    with working(cast.revalize.vendor):
        assert Case.objects.filter(submission_key=key).count() == 1


def test_the_same_key_of_another_partner_is_another_case(cast):
    key = uuid4()
    assert send(cast.nordwind, key=key).pk != send(cast.baltic, key=key).pk


def test_s1_is_for_production_only_where_the_policys_row_says_so(cast):
    errors = refused(cast.nordwind, severity="S1", environment="test")
    assert list(errors) == ["severity"]
    assert "production" in errors["severity"]


def test_the_database_refuses_a_production_only_severity_elsewhere(cast):
    case = submitted(cast.nordwind, severity="S1")
    with pytest.raises(IntegrityError, match="case_production_only"), transaction.atomic(), working(case.vendor_id):
        Case.objects.filter(pk=case.pk).update(in_production=False)


def test_every_missing_field_gets_a_word_of_its_own(cast):
    errors = refused(
        cast.nordwind, summary=" ", description="", sections={}, product="", environment="", severity="", impact="",
        first_steps=(), case_type="",
    )  # fmt: skip
    assert {
        "summary",
        "description",
        "product",
        "environment",
        "severity",
        "impact",
        "first_steps",
        "case_type",
    } <= set(errors)


def test_the_case_type_says_what_is_required(cast):
    errors = refused(cast.nordwind, sections={}, product_version="", customer=None)
    assert {"steps", "expected", "observed", "error", "tried", "product_version"} <= set(errors)


def test_another_partners_customer_is_not_taken(cast):
    assert list(refused(cast.nordwind, customer=cast.baltic.customers[0].pk)) == ["customer"]


def test_a_text_beyond_the_limit_is_refused_at_its_field(cast):
    errors = refused(cast.nordwind, description="x" * 20_001, summary="y" * 201)
    assert set(errors) == {"description", "summary"}
    assert "20001" in errors["description"]


def test_too_large_too_many_and_empty_files_are_refused(cast, settings):
    settings.MAX_FILE_BYTES, settings.MAX_FILES = 10, 2
    file = SimpleUploadedFile("a.log", b"12345678901")
    assert "too large" in refused(cast.nordwind, files=[file])["files"]
    assert "empty" in refused(cast.nordwind, files=[SimpleUploadedFile("b.log", b"")])["files"]
    assert "At most 2" in refused(cast.nordwind, files=[SimpleUploadedFile("c", b"1")] * 3)["files"]


def test_files_are_stored_by_content_and_keep_their_name_in_the_row(cast):
    file = SimpleUploadedFile("../../etc/passwd", b"harmless", content_type="text/plain")
    case = send(cast.nordwind, files=[file])
    with acting(cast.nordwind.contact):
        attachment = Case.objects.get(pk=case.pk).attachments.get()
        assert (attachment.name, attachment.size, attachment.audience) == ("passwd", 8, "partner")
        assert attachment.file.name.startswith(f"{case.vendor_id}/{attachment.digest[:2]}/")
        with attachment.file.open() as stored:
            assert stored.read() == b"harmless"


def test_control_characters_of_a_pasted_log_are_left_out(cast):
    case = send(cast.nordwind, description="one\x00two\x1b[0m\r\nthree")
    with working(cast.revalize.vendor):
        assert case.messages.get().body == "onetwo[0m\nthree"


def test_without_a_running_contract_nothing_is_submitted(cast):
    with working(cast.revalize.vendor):
        Entitlement.objects.filter(partner=cast.nordwind.partner).update(ends_on=(TUESDAY - timedelta(days=1)).date())
        with pytest.raises(Refused, match="No support contract of Nordwind Systemhaus runs today"):
            submit(submission(cast.nordwind), by=cast.nordwind.contact, at=TUESDAY)


def test_a_naive_instant_is_an_error(cast):
    with pytest.raises(ValueError, match="naive"), working(cast.revalize.vendor):
        submit(submission(cast.nordwind), by=cast.nordwind.contact, at=datetime(2026, 4, 14, 10, 0))


def test_receiving_is_recorded_and_announced_once(cast):
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        event = CaseEvent.objects.get(case=case)
        assert (event.position, event.kind, event.by, event.data["severity"]) == (
            1, EventKind.RECEIVED, cast.nordwind.contact, "S3",
        )  # fmt: skip
        announced = Announcement.objects.get(subject="caseevent", subject_id=event.pk)
        assert (announced.kind, announced.at) == ("case.received", TUESDAY)


def test_a_submission_that_fails_takes_no_number(cast):
    before = submitted(cast.nordwind).number
    refused(cast.nordwind, summary="")
    with pytest.raises(RuntimeError), working(cast.revalize.vendor):
        submit(replace(submission(cast.nordwind)), by=cast.nordwind.contact, at=TUESDAY)
        raise RuntimeError("something after it failed")
    assert submitted(cast.nordwind).number == before + 1


def test_colleagues_of_the_partner_go_on_copy_and_foreigners_do_not(cast):
    colleague, foreigner = cast.nordwind.people["colleague"], cast.baltic.contact
    case = send(cast.nordwind, watchers=[colleague.pk, foreigner.pk, cast.nordwind.contact.pk])
    with working(cast.revalize.vendor):
        assert [watcher.membership for watcher in case.watchers.all()] == [colleague]
