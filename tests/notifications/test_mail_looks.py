"""Mails as a mail program shows them: accessible in both languages, and nothing scrolls sideways on a phone."""

from datetime import time, timedelta

import pytest

from cases.verbs.assign_owner import assign_owner
from cases.verbs.say import say
from notifications.mail.digests import sweep_digests
from notifications.mail.sending import sweep_mails
from notifications.models import Preference
from notifications.telling import sweep_announcements
from surveys.sweeping import sweep_invitations
from tenants.models import Person
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.looks import OPTIONS, STANDARDS, is_too_wide, violations
from tests.notifications.notices import published
from tests.surveyed import ASKED, closed

pytestmark = pytest.mark.browser
CONTACT = "designated_contact.jonas@nordwind.example"
# A mail has no landmarks of a page; everything else holds for it too.
RULES = OPTIONS | {"runOnly": STANDARDS}
LONG = "Dunstabzugshaubenabluftkanalführungsvorgabenübersicht zeigt in der Angebotszusammenfassung falsche Werte"


@pytest.fixture
def mails(cast, mailbox, language):
    """What a contact gets: receipt, answer, survey, notice, digest."""
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=cast.nordwind.contact.person_id).update(language=language)
    case = submitted(cast.nordwind, summary=LONG)
    with working(cast.revalize.vendor):
        assign_owner(case, cast.revalize.agent, by=cast.revalize.agent, at=TUESDAY)
        say(case, by=cast.revalize.agent, at=TUESDAY, body=f"{LONG}\n\nhttps://portal.example/{'a' * 90}")
    published(cast, "incident")
    sweep_announcements(TUESDAY)
    sweep_mails(lambda: TUESDAY, seconds=60)
    closed(cast.revalize, cast.nordwind)
    sweep_invitations(ASKED)
    sweep_announcements(ASKED)
    sweep_mails(lambda: ASKED, seconds=60)
    with working(cast.revalize.vendor):
        Preference.objects.update_or_create(
            vendor=cast.revalize.vendor, membership=cast.nordwind.contact,
            defaults={"cases": "digest", "digest_at": time(17)},
        )  # fmt: skip
        say(case, by=cast.revalize.agent, at=ASKED, body="And this.")
    sweep_announcements(ASKED)
    evening = ASKED + timedelta(days=2)
    sweep_digests(evening)
    sweep_mails(lambda: evening, seconds=60)
    return mailbox.to(CONTACT)


@pytest.mark.parametrize("language", ["en", "de"])
def test_mails_are_accessible_and_fit_a_phone(page, mails, language):
    found = {}
    for mail in mails:
        page.set_viewport_size({"width": 320, "height": 700})
        page.set_content(mail.get_body(("html",)).get_content())
        wrong = violations(page, RULES)
        if is_too_wide(page):
            wrong.append("sideways")
        if page.evaluate("document.documentElement.lang") != language:
            wrong.append("language")
        found[str(mail["Subject"])] = wrong
    assert len(found) >= 5
    assert {subject: wrong for subject, wrong in found.items() if wrong} == {}
