"""What was assumed of a case that came by mail: marked one by one, confirmed or corrected by either side (R16-R18)."""

import pytest
from django.urls import reverse

from cases.assumed import open_facts
from cases.models import Case, CaseEvent
from cases.refusals import Refused
from cases.verbs.close import close
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.settle_fact import settle_fact
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.models import ListEntry
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.writing import letter, post
from tests.portal.walking import page, signed_in, text_of

pytestmark = pytest.mark.django_db
MARK = '<span class="assumed-mark">assumed</span>'


@pytest.fixture
def stage(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.jonas, cast.agent = cast.nordwind.contact, cast.revalize.agent
    cast.case = post(letter(cast.jonas, "support+revalize@portal.example"), TUESDAY).case
    return cast


def now(stage):
    with working(stage.revalize.vendor):
        return Case.objects.get(pk=stage.case.pk)


def still_open(stage):
    with working(stage.revalize.vendor):
        return [fact.value for fact in open_facts(now(stage))]


def settle(stage, fact, value, by=None):
    with working(stage.revalize.vendor):
        return settle_fact(stage.case, fact, value, by=by or stage.jonas, at=TUESDAY)


def other(stage, name, than):
    with working(stage.revalize.vendor):
        return ListEntry.objects.filter(list=name, active=True).exclude(code=than).order_by("rank").first()


def posted(stage, member, **data):
    return signed_in(member).post(reverse("settle_fact", args=["revalize", stage.case.number]), data, follow=True)


def test_each_assumed_fact_bears_its_mark_for_both_sides_and_for_readers_without_a_button(stage):
    assert still_open(stage) == ["case_type", "product", "version", "severity", "environment", "impact"]
    for reader, forms in ((stage.agent, 9), (stage.jonas, 9), (stage.nordwind.people[Role.COLLEAGUE], 0)):
        read = page(reader, "case", stage.case.number, at=TUESDAY).content.decode()
        assert read.count(MARK) == 5
        assert read.count("This case came by mail, without a form.") == 1
        assert read.count('name="fact"') == forms


def test_a_case_that_a_form_made_assumes_nothing(stage):
    case = submitted(stage.nordwind)
    assert "This case came by mail" not in text_of(page(stage.agent, "case", case.number, at=TUESDAY))
    with working(stage.revalize.vendor), pytest.raises(Refused):
        settle_fact(case, "impact", "one-person", by=stage.agent, at=TUESDAY)


def test_a_fact_is_confirmed_as_it_stands_and_its_mark_goes_away(stage):
    before = now(stage)
    answer = posted(stage, stage.jonas, fact="environment", value=before.environment, act="confirm")
    assert text_of(answer).count(MARK) == 4
    assert "confirmed <b>Environment</b>" in text_of(answer)
    assert now(stage).environment == before.environment
    assert "environment" not in still_open(stage)


def test_a_fact_is_corrected_with_its_rank_and_the_log_says_what_was_assumed(stage):
    before, wanted = now(stage), other(stage, "impact", now(stage).impact)
    answer = posted(stage, stage.agent, fact="impact", value=wanted.code, act="correct")
    after = now(stage)
    assert (after.impact, after.impact_rank) == (wanted.code, wanted.rank)
    assert f"corrected <b>Business impact</b>: <b>{wanted.label}</b>" in text_of(answer)
    with working(stage.revalize.vendor):
        event = CaseEvent.objects.filter(case=after, kind="fact_settled").get()
    assert event.data == {"fact": "impact", "changed": True, "value": wanted.code, "before": before.impact}
    assert event.by_id == stage.agent.pk


def test_a_version_is_said_and_stands_with_the_product(stage):
    answer = posted(stage, stage.jonas, fact="version", value=" 9.3.1 ", act="correct")
    assert now(stage).product_version == "9.3.1"
    assert "said which version it is" in text_of(answer) and "not told" not in text_of(answer)
    assert "version" not in still_open(stage)


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("version", "", "Say which version it is."),
        ("version", "9" * 41, "At most 40 characters."),
        ("impact", "nonsense", "Choose one of the list."),
        ("product", "", "Choose the product."),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_changes_nothing(stage, fact, value, words):
    answer = posted(stage, stage.jonas, fact=fact, value=value, act="correct")
    assert words in text_of(answer)
    assert fact in still_open(stage)


def test_a_severity_for_production_keeps_the_case_in_production(stage):
    elsewhere = other(stage, "environment", "production")
    posted(stage, stage.agent, fact="environment", value="production", act="correct")
    with working(stage.revalize.vendor):
        stage.case = post(letter(stage.jonas, "support+revalize@portal.example"), TUESDAY).case
        Case.objects.filter(pk=stage.case.pk).update(environment="production", in_production=True)
        confirm_severity(now(stage), "S1", by=stage.agent, at=TUESDAY)
    answer = posted(stage, stage.agent, fact="environment", value=elsewhere.code, act="correct")
    assert "S1 is for production only. Have the severity changed first." in text_of(answer)
    assert now(stage).in_production


def test_a_severity_goes_the_way_of_severities(stage):
    assert (
        signed_in(stage.jonas)
        .post(reverse("settle_fact", args=["revalize", stage.case.number]), {"fact": "severity", "value": "S1"})
        .status_code
        == 400
    )
    agents = text_of(page(stage.agent, "case", stage.case.number, at=TUESDAY))
    contacts = text_of(page(stage.jonas, "case", stage.case.number, at=TUESDAY))
    assert "Confirm or change" in agents and "Propose another one" in contacts
    with working(stage.revalize.vendor):
        confirm_severity(stage.case, now(stage).severity, by=stage.agent, at=TUESDAY)
    assert "severity" not in still_open(stage)


def test_what_somebody_settled_meanwhile_is_told_and_the_same_again_is_nothing(stage):
    wanted = other(stage, "impact", now(stage).impact)
    assert settle(stage, "impact", wanted.code) is not None
    assert settle(stage, "impact", wanted.code, by=stage.agent) is None
    answer = posted(stage, stage.agent, fact="impact", value=other(stage, "impact", wanted.code).code, act="correct")
    assert "Somebody has settled this meanwhile" in text_of(answer)
    assert now(stage).impact == wanted.code


def test_nothing_is_settled_of_a_case_that_is_over(stage):
    with working(stage.revalize.vendor):
        close(stage.case, by=stage.agent, at=TUESDAY)
    assert "is over. Reopen it first." in text_of(posted(stage, stage.jonas, fact="impact", value="x", act="confirm"))
    assert 'name="fact"' not in page(stage.jonas, "case", stage.case.number, at=TUESDAY).content.decode()


def test_the_other_side_hears_of_a_correction_and_nobody_of_a_confirmation(stage):
    def told():
        sweep_announcements(TUESDAY)
        with unscoped("a test looks at who was told"):
            rows = Delivery.objects.filter(kind="case.fact_settled", channel="portal")
            return sorted(rows.values_list("membership__name", flat=True))

    settle(stage, "environment", now(stage).environment)
    assert told() == []
    settle(stage, "impact", other(stage, "impact", now(stage).impact).code, by=stage.agent)
    assert told() == [stage.jonas.name]
