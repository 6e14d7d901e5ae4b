"""A Designated Contact submits a case (R14, R17); one form makes one case, and numbers have no gaps."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cases.change import Change, shared
from cases.departments import hand_over, is_services, services_departments
from cases.filing import file_all
from cases.models import Case, CaseNumber, EventKind, Message, Watcher
from cases.models.case import Side
from cases.reckoning import reckon_again
from cases.submission import Checked, Submission, check
from cases.terms import Terms, terms_of
from tenants.models import ListEntry, Membership

NEXT_NUMBER = "UPDATE cases_casenumber SET last = last + 1 WHERE vendor_id = %s RETURNING last"


def submit(submission: Submission, *, by: Membership, at: datetime) -> Case:
    """Receives a case at the aware UTC instant `at`, on the partner's terms of that instant.

    A submission whose key the partner has used before returns that case and changes nothing. Raises Incomplete
    with a word for each wrong field, and Refused where no contract runs.
    """
    if at.tzinfo is None:
        raise ValueError("A naive datetime is no instant")
    with transaction.atomic():
        _one_at_a_time(submission)
        assert by.partner is not None  # only a partner's people submit
        earlier = Case.objects.filter(partner=by.partner, submission_key=submission.key).first()
        if earlier is not None:
            return earlier
        terms = terms_of(by.partner, at)
        checked = check(submission, terms, by=by)
        case = _case(submission, checked, terms, by=by, at=at)
        change = Change(case, by, at, is_new=True)
        _first_message(change, submission, checked)
        _watchers(change, submission)
        _services(change, checked.category)
        reckon_again(change)
        change.write()
        # Last, because from here to the commit every other submission to this vendor waits.
        case.number = _next_number(by)
        case.save()
        return case


def _one_at_a_time(submission: Submission) -> None:
    """A form posted twice at once: the second waits here, and then finds the first one's case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [submission.key.int % 2**63])


def _case(submission: Submission, checked: Checked, terms: Terms, *, by: Membership, at: datetime) -> Case:
    assert by.partner is not None
    entitlement = terms.entitlement
    return Case.objects.create(
        vendor_id=by.vendor_id,
        partner=by.partner,
        customer=checked.customer,
        contact=by,
        submission_key=submission.key,
        case_type=checked.case_type.code,
        category=checked.category.code if checked.category else "",
        channel=submission.channel,
        summary=checked.summary,
        product=checked.product,
        product_version=checked.product_version,
        affected_users=submission.affected_users,
        customer_included=submission.customer_included,
        severity_reported=checked.severity.code,
        severity=checked.severity.code,
        severity_rank=checked.severity.rank,
        production_only=checked.severity.production_only,
        impact=checked.impact.code,
        impact_rank=checked.impact.rank,
        environment=checked.environment.code,
        environment_rank=checked.environment.rank,
        in_production=bool(checked.environment.settings.get("production")),
        policy=terms.policy,
        plan=terms.plan,
        region=terms.region.code,
        calendar=terms.calendar,
        entitlement=entitlement,
        entitlement_text=str(entitlement) if entitlement else "",
        received_at=at,
        created_at=at,
        changed_at=at,
        shared_at=at,
        last_word=Side.PARTNER,
        last_word_by=by,
        last_word_at=at,
    )


def _first_message(change: Change, submission: Submission, checked: Checked) -> None:
    case = change.case
    message = Message.objects.create(
        vendor_id=case.vendor_id,
        partner_id=case.partner_id,
        customer_id=case.customer_id,
        case=case,
        author=change.by,
        side=Side.PARTNER,
        audience=shared(case),
        channel=submission.channel,
        body=checked.description,
        quoted=submission.aside.quoted,
        sections=[*checked.sections, *submission.aside.sections],
        at=change.at,
    )
    file_all(message, submission.files)
    assumed: dict[str, Any] = {"assumed": sorted(submission.assumed)} if submission.assumed else {}
    change.record(
        EventKind.RECEIVED, message=message, severity=case.severity, policy=case.policy_id, plan=case.plan,
        first_steps=sorted(submission.first_steps), **assumed,
    )  # fmt: skip


def _watchers(change: Change, submission: Submission) -> None:
    case = change.case
    if not submission.watchers:
        return
    people = Membership.objects.active().filter(partner_id=case.partner_id, pk__in=submission.watchers)
    for person in people.exclude(pk=case.contact_id):
        Watcher.objects.create(
            vendor_id=case.vendor_id, partner_id=case.partner_id, customer_id=case.customer_id, case=case,
            membership=person, at=change.at,
        )  # fmt: skip


def _services(change: Change, category: ListEntry | None) -> None:
    """What is no support is received all the same, and goes to Professional Services at once (V6, V14, V15, R51)."""
    if category is not None and is_services(category) and (departments := services_departments()):
        hand_over(change, departments[0], by_nobody=True, category=category.code)


def _next_number(by: Membership) -> int:
    """The vendor's next number, and the lock on its counter with it."""
    for _attempt in range(2):
        with connection.cursor() as cursor:
            cursor.execute(NEXT_NUMBER, [by.vendor_id])
            if found := cursor.fetchone():
                return found[0]
        # The vendor's first case. Another one at this instant may have made the row meanwhile.
        CaseNumber.objects.get_or_create(vendor_id=by.vendor_id, defaults={"last": by.vendor.first_case_number - 1})
    raise CaseNumber.DoesNotExist(f"Vendor {by.vendor_id} has no counter")
