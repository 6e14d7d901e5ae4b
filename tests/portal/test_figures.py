"""The managers' page: what it says, what stands behind it, and what leaves the portal."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from cases.figures.sweeping import sweep_figures
from cases.models import Case
from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.refer import refer
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from portal.figures.tables import Cell, Line, Table, as_csv
from surveys.models import FollowUp, Survey
from tenants.models import Partner, Vendor
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import clock_at, page, signed_in, text_of
from tests.surveyed import ASKED, answered, surveyed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = TUESDAY + 2 * DAY


@pytest.fixture
def desk(cast):
    """Nordwind: an S2 answered in time and resolved, an S1 answered late. Baltic: an S3 that waits, an old S1."""
    agent = cast.revalize.agent
    submitted(cast.baltic, severity="S1", at=TUESDAY - 29 * DAY)
    sweep_milestones(TUESDAY - 28 * DAY)
    good = submitted(cast.nordwind, severity="S2")
    late = submitted(cast.nordwind, severity="S1")
    submitted(cast.baltic, severity="S3")
    sweep_milestones(TUESDAY + 2 * HOUR)
    with working(cast.revalize.vendor):
        assign_owner(good, agent, by=agent, at=TUESDAY)
        say(good, by=agent, at=TUESDAY + HOUR, body="We look at it.")
        refer(good, "product-management", by=agent, at=TUESDAY + 2 * HOUR)
        resolve(good, by=agent, at=TUESDAY + 5 * HOUR)
        say(late, by=agent, at=TUESDAY + 3 * HOUR, body="Sorry.")
    sweep_figures()
    cast.good = good
    return cast


def allow_agents(desk):
    with unscoped("a test changes a vendor's setting"):
        vendor = desk.revalize.vendor
        vendor.settings["figures_by_agent"] = {"value": True}
        Vendor.objects.filter(pk=vendor.pk).update(settings=vendor.settings)


def read(response):
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def figures(desk, **query):
    return page(desk.revalize.manager, "figures", at=NOW, **query)


def links(response, text=""):
    """Where the page's figures lead, by address."""
    found = re.findall(r'<a href="([^"]+/figures/cases/[^"]+)">([\d,.]+)</a>', text or response.content.decode())
    return [(href.replace("&amp;", "&"), int(number)) for href, number in found]


def test_the_main_figures_stand_beside_those_of_the_period_before(desk):
    words = read(figures(desk))
    assert "19 March 2026 to 16 April 2026" not in words
    assert "20 March 2026 to 16 April 2026 compared with 20 February 2026 to 19 March 2026" in words
    assert "Received 3 more than before: 1" in words
    assert "Resolved 1 more than before: 0" in words
    assert "Open at the end 3 more than before: 1" in words
    assert "Initial responses in time 50 % ◇ more than before: 0 %" in words


def test_targets_by_severity_and_week_with_their_marks(desk):
    words = read(figures(desk))
    assert "S1 Urgent – – – – 0 % ◇ 0 % ◇ 0 % 1 1 0" in words
    assert "S2 High – – – – 100 % 100 % – 1 0 0" in words
    assert "Severity W12 W13 W14 W15 W16 Total Before Counted Late Ended" in words


def test_who_had_the_ball_is_told_in_shares_and_medians(desk):
    words = read(figures(desk))
    # Two hours with us, three with the department; a median is read off a bucket.
    assert re.search(r"S2 High 1 40 % (1.9|2.0|2.1) h 0 % 0 min 60 % (2.9|3.0|3.1) h (4.8|4.9|5.0|5.1) h 5.0 h", words)


def test_partners_the_lowest_share_first_and_agents_only_where_the_vendor_allows_it(desk):
    words = read(figures(desk))
    assert "Nordwind Systemhaus 2 1 50 % ◇ – 2 1" in words
    assert "By Case Owner" not in words
    owner = str(desk.revalize.agent.pk)
    assert figures(desk, owner=owner).status_code == 403
    assert page(desk.revalize.manager, "figure_table", "agents", at=NOW).status_code == 404
    allow_agents(desk)
    assert "Ines Okafor 0 1 100 % – 1 0" in read(figures(desk))
    assert "Resolved 1" in read(figures(desk, owner=owner))


def test_a_partner_narrows_everything_and_a_foreign_one_is_not_found(desk):
    words = read(figures(desk, partner=str(desk.baltic.partner.pk)))
    assert "Received 1 before: 1" in words
    assert "By partner" not in words
    assert figures(desk, partner=str(desk.sarto.partner.pk)).status_code == 404
    assert figures(desk, partner="x").status_code == 404


def test_every_figure_leads_to_exactly_as_many_cases(desk):
    found = links(figures(desk))
    assert len(found) > 20
    browser = signed_in(desk.revalize.manager)
    with clock_at(NOW):
        for href, number in found:
            answer = browser.get(href)
            assert answer.status_code == 200
            assert answer.content.decode().count('<tr class="case">') == number, href
            assert f"{number} of {number} shown here" in text_of(answer)


def test_the_open_cases_of_a_past_instant_are_those_of_that_instant(desk):
    """On Tuesday all four were open; the good one was resolved on that day."""

    def shown(day):
        query = {"figure": "open", "from": day, "to": day}
        return text_of(page(desk.revalize.manager, "figure_cases", at=NOW, **query))

    monday, tuesday = shown("2026-04-13"), shown("2026-04-14")
    assert ("1 of 1 shown here" in monday, "3 of 3 shown here" in tuesday) == (True, True)
    assert f'case-number">{desk.good.number}<' not in tuesday


def test_what_was_received_tells_who_owns_it_now(desk):
    answer = page(desk.revalize.manager, "figure_cases", at=NOW, figure="received")
    with working(desk.revalize.vendor):
        owners = {row.case.pk: row.owner for row in answer.context["behind"].entries}
    assert owners[desk.good.pk] == "Ines Okafor"
    assert "Case Owner now" in text_of(answer)


def test_of_one_owner_nothing_is_told_that_nobody_owned(desk):
    allow_agents(desk)
    words = read(figures(desk, owner=str(desk.revalize.agent.pk)))
    assert "Resolved 1" in words
    assert "Open at the end" not in words
    assert "Received 0" not in words


def test_the_list_behind_a_figure_goes_on_by_keyset(desk, monkeypatch):
    from portal.figures import behind

    monkeypatch.setattr(behind, "SIZE", 2)
    browser, seen = signed_in(desk.revalize.manager), []
    url = reverse("figure_cases", args=["revalize"]) + "?figure=received&from=2026-04-01&to=2026-04-30"
    with clock_at(NOW):
        while url:
            words = browser.get(url).content.decode()
            seen += re.findall(r'case-number">(\d+)<', words)
            after = re.search(r'href="([^"]+)" rel="next"', words)
            url = after[1].replace("&amp;", "&") if after else ""
    assert len(seen) == len(set(seen)) == 3


def test_the_list_shows_the_severity_that_was_counted_with_its_own_shape(desk):
    with working(desk.revalize.vendor):
        case = Case.objects.get(severity="S3")
        confirm_severity(case, "S4", by=desk.revalize.agent, at=TUESDAY + 6 * HOUR)
    sweep_figures()
    answer = page(desk.revalize.manager, "figure_cases", at=NOW, figure="received")
    with working(desk.revalize.vendor):
        entries = answer.context["behind"].entries
    found = {(row.rank, row.code, row.severity) for row in entries if row.case == case}
    assert found == {(3, "S3", "Medium")}


@pytest.mark.parametrize(
    "query",
    [{}, {"figure": "x"}, {"figure": "promises"}, {"figure": "met", "kind": "x"}, {"figure": "open", "severity": "S1"}],
)
def test_a_figure_that_there_is_not_is_not_found(desk, query):
    assert page(desk.revalize.manager, "figure_cases", at=NOW, **query).status_code == 404


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"from": "yesterday", "to": "2026-04-14"}, "Write a date as 2026-04-14."),
        ({"from": "2026-04-14", "to": "2026-04-13"}, "This is before the first day."),
        ({"from": "2020-04-14", "to": "2026-04-13"}, "Choose two years at most."),
        ({"from": "0001-01-01", "to": "2026-04-13"}, "from the year 2000 on"),
        ({"from": "9999-12-31", "to": "9999-12-31"}, "from the year 2000 on"),
    ],
)
def test_what_is_no_period_is_told_at_its_field_and_nothing_typed_is_lost(desk, given, word):
    answer = figures(desk, **given)
    assert answer.status_code == 422
    assert word in read(answer)
    assert f'value="{given["from"]}"' in answer.content.decode()


def test_days_of_ones_own_and_periods_by_name(desk):
    assert "14 April 2026 compared with 13 April 2026" in read(
        figures(desk, **{"from": "2026-04-14", "to": "2026-04-14"})
    )
    assert "1 March 2026 to 31 March 2026 compared with 1 February 2026 to 28 February 2026" in read(
        figures(desk, period="month")
    )


def test_without_a_case_the_page_says_so(cast):
    assert "No figures in this period" in read(figures(cast))


def test_open_promises_by_when_they_are_due(desk):
    words = read(figures(desk))
    assert "Promise Late Due today In the next 7 days Later Paused" in words
    assert "Initial response 2 0 0 0 0" in words


def test_calls_that_are_wished_for_stand_beside_the_promises(desk):
    with unscoped("a test sets up a survey"):
        survey = Survey.objects.create(
            vendor=desk.revalize.vendor, partner=desk.nordwind.partner, case=desk.good, closing=1,
            membership=desk.nordwind.contact, state="open", invite_at=TUESDAY, expires_at=NOW + DAY,
        )  # fmt: skip
        FollowUp.objects.create(
            vendor=desk.revalize.vendor, survey=survey, reason="call", at=TUESDAY, due_at=NOW - HOUR
        )
    assert "Calls wished for 1 0 0 0 0" in read(figures(desk))
    assert "Calls wished for" in read(figures(desk, partner=desk.nordwind.partner.pk))
    assert "Calls wished for" not in read(figures(desk, partner=desk.baltic.partner.pk))


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def test_every_table_goes_out_as_csv(desk):
    codes = set(re.findall(r"figures/tables/([\w-]+)\.csv", figures(desk).content.decode()))
    assert codes == {"main", "initial_response", "next_update", "flow", "turns", "partners", "promises"}
    for code in codes:
        answer = page(desk.revalize.manager, "figure_table", code, at=NOW)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert len({len(row) for row in rows_of(answer)}) == 1
    main = rows_of(page(desk.revalize.manager, "figure_table", "main", at=NOW))
    assert main[:3] == [["Figure", "This period", "Before"], ["Received", "3", "1"], ["Resolved", "1", "0"]]
    assert page(desk.revalize.manager, "figure_table", "no-such", at=NOW).status_code == 404


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_a_name_that_is_a_formula_is_quoted(desk, name):
    with working(desk.revalize.vendor):
        Partner.objects.filter(pk=desk.nordwind.partner.pk).update(name=name)
    answer = page(desk.revalize.manager, "figure_table", "partners", at=NOW)
    assert f"'{name}" in {row[0] for row in rows_of(answer)}


def test_numbers_below_zero_stay_numbers_and_german_ones_have_a_comma():
    from django.utils.translation import override

    table = Table("x", "x", ["-head", "n"], [Line("=a", [Cell("", -1.5), Cell("", 3), Cell("", "=b")])])
    assert as_csv(table) == "\ufeff'-head,n\r\n'=a,-1.5,3,'=b\r\n"
    with override("de"):
        assert as_csv(table) == "\ufeff'-head;n\r\n'=a;-1,5;3;'=b\r\n"


def test_the_page_asks_the_same_few_questions_however_many_cases_there_are(desk):
    from tests.portal.walking import asked_by

    browser, address = signed_in(desk.revalize.manager), reverse("figures", args=["revalize"])
    few = asked_by(browser, address, NOW)
    for _ in range(5):
        submitted(desk.nordwind)
    sweep_figures()
    assert len(asked_by(browser, address, NOW)) == len(few)
    assert not any('FROM "cases_case"' in sql or 'FROM "cases_caseevent"' in sql for sql in few)


def test_satisfaction_and_response_rate_stand_where_surveys_tell_them(desk):
    rated, silent = surveyed(desk.revalize, desk.nordwind), surveyed(desk.revalize, desk.baltic)
    answered(rated, at=ASKED + HOUR, service=5, quality=2)
    words = read(figures(desk))
    assert "The service of our representative 100 % – 20 to 100 % 5.0 1" in words
    assert "The timeliness of our response" not in words
    assert "1 of 2 surveys sent in this period were answered: 50 %." in words
    assert "Surveys sent 2 0 Answered by now 1 0 Response rate 50 % –" in words
    csv = page(desk.revalize.manager, "figure_table", "responses", at=NOW).content.decode()
    assert csv.splitlines()[1:] == ["Surveys sent,2,0", "Answered by now,1,0", "Response rate,50,"]
    words = read(figures(desk, partner=str(silent.partner_id)))
    assert "0 of 1 surveys sent in this period were answered: 0 %." in words
    assert "The service of our representative" not in words


def test_the_board_goes_out_as_csv(desk):
    csv = page(desk.revalize.manager, "escalations_csv", at=NOW).content.decode()
    assert csv.splitlines()[0].startswith("\ufeffLevel,Case,Summary,Partner,Severity,Escalated for,Reason")
    assert page(desk.revalize.agent, "escalations_csv", at=NOW).status_code == 403


def test_figures_that_are_not_counted_yet_say_so_and_not_that_there_are_none(cast):
    manager = cast.revalize.manager
    assert "No figures in this period" in read(page(manager, "figures", at=NOW))
    submitted(cast.nordwind)
    assert "The figures are being counted" in read(page(manager, "figures", at=NOW))
    sweep_figures()
    assert "Received" in read(page(manager, "figures", at=NOW))
