"""Doors: every address × role × {own, other partner's, other vendor's} thing, and a stranger."""

from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from cases.models import Attachment, Message, Milestone, SavedView
from cases.offer_terms import OfferTerms
from cases.verbs.make_offer import make_offer
from cases.verbs.refer import refer
from notifications.models import DeadAddress, InboundMail, ScheduledReport
from surveys.models import FollowUp, Reason, State, Survey, SurveyAnswer
from tenants.scope import unscoped, working
from tenants.tokens import PURPOSES, Bearer, sign
from tests.cast import TUESDAY, submitted
from tests.doors.table import BY_TOKEN, EVERYBODY, GLOBAL, GLOBAL_POSTED, PARTNER, STAFF, TABLE
from tests.notifications.notices import drafted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast, settings, request):
    """A case with a file for each partner; the customer is included in each."""
    row = getattr(request.node, "callspec", None) and request.node.callspec.params.get("row")
    settings.DEMO = False
    cast.things, cast.words, tokens = {}, {}, {}
    for name in ("nordwind", "baltic", "sarto"):
        organisation = getattr(cast, name)
        cast.words[name] = {
            "{owner}": str(cast.revalize.agent.pk),
            "{colleague}": str(organisation.people["colleague"].pk),
        }
        file = SimpleUploadedFile("app.log", b"error", content_type="text/plain")
        case = submitted(organisation, customer_included=True, files=[file])
        if row and row.of in ("services", "offer"):
            offered(case, cast.velixo if name == "sarto" else cast.revalize)
        survey, follow_up = rated_low(case)
        tokens.setdefault("survey", survey.pk)
        house = cast.velixo if name == "sarto" else cast.revalize
        incident = published(cast, "incident", by=house.manager, partners=[organisation.partner.pk])
        told = {"by": house.manager, "partners": [organisation.partner.pk]}
        cast.words[name]["{incident}"] = str(incident.pk)
        with unscoped("a test names what hangs on a case"):
            cast.things[name] = {
                "follow_up": (follow_up.pk,),
                "comment": (survey.pk, "service"),
                "": (),
                "table": ("main",),
                "ratings": ("satisfaction",),
                "agents_report": (_report(house.agent).pk,),
                "case": (case.number,),
                "services": (case.number,),
                "offer": (case.number, 1),
                "milestone": (case.number, Milestone.objects.filter(case=case).earliest("pk").pk),
                "attachment": (case.number, Attachment.objects.get(case=case).pk),
                "view": (team_view(organisation).pk,),
                "message": (case.number, Message.objects.filter(case=case).earliest("pk").pk),
                "notice": (published(cast, **told).pk,),
                "incident": (incident.pk,),
                "draft": (drafted(cast, **told).pk,),
                "draft_incident": (drafted(cast, "incident", **told).pk,),
                "incoming_mail": (_incoming(organisation, case).pk,),
                "dead_address": (_dead(organisation).pk,),
            }
    # What a token of a purpose names; 1 where it is no row.
    cast.tokens = tokens
    cast.people = {**cast.revalize.staff, **cast.nordwind.people}
    return cast


def team_view(organisation):
    owner = organisation.contact.vendor.memberships.filter(role="manager").first()
    name = f"Team's ({organisation.partner.name})"
    return SavedView.objects.create(vendor=owner.vendor, owner=owner, team=True, name=name, at=TUESDAY)


def offered(case, house):
    """Billable work is offered on it, and waits for an answer."""
    terms = OfferTerms(
        "A report.", "fixed", Decimal(1200), currency="EUR", valid_until=date.today() + timedelta(days=9)
    )
    with working(case.vendor_id):
        refer(case, "professional-services", by=house.agent, at=TUESDAY)
        make_offer(case, terms, by=house.manager, at=timezone.now())


def rated_low(case):
    """An open survey of the case's contact, and the follow-up that a low rating made of it."""
    now = timezone.now()
    with unscoped("a test sets up a survey"):
        survey = Survey.objects.create(
            vendor_id=case.vendor_id, partner_id=case.partner_id, case=case, closing=1, membership_id=case.contact_id,
            state=State.OPEN, invite_at=now, invited_at=now, expires_at=now + timedelta(days=14), service=1,
            answered_at=now, changed_at=now,
        )  # fmt: skip
        SurveyAnswer.objects.create(
            vendor_id=case.vendor_id, membership_id=case.contact_id, survey=survey, number=1, at=now, service=1,
            service_comment="A password.",
        )  # fmt: skip
        follow_up = FollowUp.objects.create(
            vendor_id=case.vendor_id, survey=survey, reason=Reason.LOW_RATING, at=now, due_at=now
        )
    return survey, follow_up


def _incoming(organisation, case):
    """A mail of this contact that came in and was refused."""
    contact = organisation.contact
    return InboundMail.objects.create(
        vendor_id=contact.vendor_id, membership=contact, case=case, state="refused", key=f"mail of {contact.pk}",
        source="webhook", size=1, digest="0", raw_until=TUESDAY, at=TUESDAY,
    )  # fmt: skip


def _report(agent):
    found, _new = ScheduledReport.objects.get_or_create(
        vendor_id=agent.vendor_id, membership=agent, defaults={"every": "day", "clock": time(8), "next_at": TUESDAY}
    )
    return found


def _dead(organisation):
    contact = organisation.contact
    return DeadAddress.objects.create(vendor_id=contact.vendor_id, membership=contact, last_at=TUESDAY)


@contextmanager
def undone():
    """Whatever a request changed is taken back, so that the next role finds the same thing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client, row, vendor, name, stage, of):
    """The status that the thing of `of` (an organisation) gives, with words that fit it."""
    data = {key: stage.words[of].get(value, value) for key, value in row.data.items()}
    with undone():
        return getattr(client, row.method)(reverse(name, args=[vendor, *stage.things[of][row.of]]), data).status_code


@pytest.mark.parametrize(("name", "row"), TABLE, ids=[f"{name}-{number}" for number, (name, _) in enumerate(TABLE)])
def test_each_role_gets_what_the_table_says(stage, name, row):
    found, wanted = {}, {}
    for role in EVERYBODY:
        client, own = Client(), row.status(role)
        client.force_login(stage.people[role].person)
        wanted[role, "own"] = own
        wanted[role, "other vendor"] = 404
        found[role, "own"] = ask(client, row, "revalize", name, stage, "nordwind")
        found[role, "other vendor"] = ask(client, row, "velixo", name, stage, "sarto")
        if row.of:
            wanted[role, "other partner"] = own if role in STAFF else 404 if own != 403 else (403, 404)
            found[role, "other partner"] = ask(client, row, "revalize", name, stage, "baltic")
    # A colleague may be stopped at the door or find nothing: neither tells whether the thing is there.
    differing = {
        key: (status, wanted[key])
        for key, status in found.items()
        if status not in (wanted[key] if isinstance(wanted[key], tuple) else (wanted[key],))
    }
    assert differing == {}


# What an address names beside the vendor; a stranger is sent to sign in before anybody looks whether it is there.
NAMED = {
    "": (),
    "table": ("main",),
    "ratings": ("satisfaction",),
    "comment": (1, "service"),
    **dict.fromkeys(("offer", "milestone", "attachment", "message"), (1, 1)),
}


@pytest.mark.parametrize(("name", "row"), TABLE, ids=[f"{name}-{number}" for number, (name, _) in enumerate(TABLE)])
def test_a_stranger_is_sent_to_sign_in_wherever_the_address_names_a_vendor(client, name, row):
    for vendor in ("revalize", "no-such-vendor"):
        response = getattr(client, row.method)(reverse(name, args=[vendor, *NAMED.get(row.of, (1,))]))
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("of", ["milestone", "attachment", "message"])
def test_what_hangs_on_another_partners_case_is_not_found_below_an_own_one(stage, of):
    """A number of one's own with the id of a foreign row."""
    name = {"milestone": "receipt", "attachment": "attachment", "message": "redact"}[of]
    own, foreign = stage.things["nordwind"][of][0], stage.things["baltic"][of][1]
    for role in EVERYBODY:
        client = Client()
        client.force_login(stage.people[role].person)
        assert client.get(reverse(name, args=["revalize", own, foreign])).status_code in (403, 404), role


def test_somebody_who_was_removed_gets_nothing(stage):
    for person in (stage.revalize.agent, stage.nordwind.contact):
        with unscoped("a test ends a membership"):
            type(person).objects.filter(pk=person.pk).update(active=False)
        client = Client()
        client.force_login(person.person)
        assert client.get(reverse("home", args=["revalize"])).status_code == 404


ARGS = {
    "brand": [215],
    "demo_mail": ["1" * 20],
    "demo_mail_html": ["1" * 20],
    "account_reset_password_from_key": ["a", "b"],
    "mail_in": ["a"],
    "mail_hook": ["postmark", "inbound"],
    "operator_mail": [1],
    "operator_mail_give": [1],
    "operator_mail_discard": [1],
}


@pytest.mark.parametrize(("name", "status"), GLOBAL.items())
def test_a_stranger_at_an_address_without_a_vendor(client, name, status):
    assert client.get(reverse(name, args=ARGS.get(name, []))).status_code == status


@pytest.mark.parametrize(("name", "status"), GLOBAL_POSTED.items())
def test_a_stranger_who_posts_to_an_address_without_a_vendor(client, settings, name, status):
    settings.DEMO = False
    answer = client.post(reverse(name, args=ARGS.get(name, [])), {"membership": "1", "operator": "1", "text": "Hello"})
    assert answer.status_code == status
    assert "_auth_user_id" not in client.session


def test_the_operators_page_is_nobodys_by_their_role(stage):
    for role in EVERYBODY:
        client = Client()
        client.force_login(stage.people[role].person)
        assert client.get("/operator/").status_code == 404, role


def names(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern)
        else:
            yield pattern.name


def test_every_address_stands_in_the_table():
    assert set(names(get_resolver())) == {name for name, _ in TABLE} | set(GLOBAL) | set(BY_TOKEN)


def token_address(name, vendor, token):
    return reverse(name, args=[vendor, token])


@pytest.mark.parametrize(("name", "purpose"), BY_TOKEN.items())
def test_only_its_own_token_opens_an_address(stage, client, name, purpose):
    """Not one of another purpose, nor of another vendor, nor with a letter changed, nor a former person's."""
    contact = stage.nordwind.contact
    bearer = Bearer(contact.vendor_id, contact.pk, stage.tokens.get(purpose, 1))
    good = sign(purpose, bearer)
    other = next(other for other in PURPOSES if other != purpose)
    foreign = Bearer(stage.velixo.vendor.pk, contact.pk, bearer.thing)
    wrong = [
        token_address(name, "velixo", good),
        token_address(name, "no-such-vendor", good),
        token_address(name, "revalize", sign(other, bearer)),
        token_address(name, "revalize", sign(purpose, foreign)),
        token_address(name, "velixo", sign(purpose, foreign)),
        token_address(name, "revalize", good[:-1] + ("a" if good[-1] != "a" else "b")),
        token_address(name, "revalize", "a"),
    ]
    assert client.get(token_address(name, "revalize", good)).status_code == 200
    assert [client.get(url).status_code for url in wrong] == [404] * len(wrong)
    # Feeds are only read, whatever the token.
    assert {client.post(url).status_code for url in wrong} == {404 if name in ("stop_mails", "survey") else 405}
    with unscoped("a test ends a membership"):
        type(contact).objects.filter(pk=contact.pk).update(active=False)
    assert client.get(token_address(name, "revalize", good)).status_code == 404


def test_a_vendors_person_with_a_partners_membership_elsewhere_keeps_them_apart(stage):
    """One person may be an agent at one vendor and a contact of a partner of another."""
    agent = stage.revalize.agent
    with unscoped("a test gives a person a second membership"):
        type(agent).objects.create(
            vendor=stage.velixo.vendor, person=agent.person, partner=stage.sarto.partner, role="colleague", name="Ines"
        )
    client = Client()
    client.force_login(agent.person)
    assert client.get(reverse("queue", args=["revalize"])).status_code == 200
    assert client.get(reverse("queue", args=["velixo"])).status_code == 403
    assert client.get(reverse("home", args=["velixo"])).status_code == 200


def test_the_partners_side_is_the_three_roles_and_the_customer():
    assert set(EVERYBODY) - set(STAFF) - set(PARTNER) == {"customer_user"}
