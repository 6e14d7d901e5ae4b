"""A vendor's text is read whole or refused with the line and the reason of everything that is wrong."""

from datetime import UTC, date, datetime

import pytest

from slas.calendars import Dated, Holidays
from slas.list_text import ROLES
from slas.marked import Fault, PolicyError
from slas.policy_document import as_document, digest, from_document
from slas.policy_text import parse
from slas.terms import Amount, MilestoneKind, SeverityRule, Unit, Words
from tenants.roles import Role
from tests.slas.desks import VENDORS, vendor

TEXT = (VENDORS / "revalize.yaml").read_text()
LINES = TEXT.splitlines()


def faults(text: str) -> list[Fault]:
    with pytest.raises(PolicyError) as refused:
        parse(text, "vendors/acme.yaml")
    return list(refused.value.faults)


def line_of(part: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def changed(old: str, new: str, times: int = 1) -> str:
    assert old in TEXT, old
    return TEXT.replace(old, new, times)


NO_YAML = "This is not YAML: "
GERMAN = "    holidays: {country: DE, close: true}"
S2_ROW = next(line for line in LINES if "severity: S2, kind: initial_response" in line)
EMEA_HOURS = "mon-fri: [08:00-17:00]"


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        (EMEA_HOURS, "mon: []", "mon: []", "This calendar has no open hour at all, so nothing would ever be due"),
        (
            EMEA_HOURS,
            "mon-fri: [08:00-12:00, 11:30-17:00]",
            "11:30",
            "The intervals 08:00-12:00 and 11:30-17:00 overlap",
        ),
        (
            EMEA_HOURS,
            "mon-fri: [22:00-06:00]",
            "22:00",
            "The interval from 22:00 to 06:00 does not end after it begins (over midnight, write two intervals)",
        ),
        (EMEA_HOURS, "mon-fri: [08:00-25:00]", "25:00", "“25:00” is not a time of day between 00:00 and 24:00"),
        (EMEA_HOURS, "mon-fri: [eight-17:00]", "eight", "“eight” is not a time of day such as 08:00"),
        (
            EMEA_HOURS,
            "mon-fry: [08:00-17:00]",
            "fry",
            "“mon-fry” is no weekday or range of them (known: mon, tue, wed, thu, fri, sat, sun, mon-fri)",
        ),
        (
            "zone: Europe/Berlin",
            "zone: Europe/Bielefeld",
            "Bielefeld",
            "The zone “Europe/Bielefeld” is unknown: use a name such as Europe/Berlin",
        ),
        ("{country: DE", "{country: XX", "XX", "The country “XX” is unknown: use its two-letter code, such as DE"),
        (
            "{country: DE",
            "{subdivision: ZZ, country: DE",
            "ZZ",
            "The subdivision “ZZ” of DE is unknown (BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH, "
            "Augsburg)",
        ),
        (S2_ROW, "", "- code: standard", "The plan “standard” has no target initial_response for S2"),
        (
            "within: 8 hours, calendar: regional",
            "within: 8 hours, calendar: emae",
            "emae",
            "The calendar “emae” is unknown",
        ),
        ("within: 8 hours", "within: 8 weeks", "weeks", "The unit “weeks” is unknown (known: minutes, hours, days)"),
        ("within: 8 hours", "within: 0 hours", "0 hours", "“0 hours”: an amount of business time is greater than zero"),
        ("within: 8 hours", "within: -8 hours", "-8", "“-8 hours”: an amount of business time is greater than zero"),
        (
            "within: 8 hours",
            "within: 1.5 hours",
            "1.5",
            "“1.5 hours”: an amount is a whole number, take a smaller unit",
        ),
        (
            "within: 8 hours",
            "within: soon",
            "soon",
            "“soon” is no amount of business time such as “2 hours” or “3 days”",
        ),
        ("{code: most-users", "{code: all-users", "Most users", "The impact “all-users” stands here twice"),
        ("  revised: 2024-08-08", "  revised: 8.8.2024", "8.8", "“8.8.2024” is not a date such as 2026-12-24"),
        ("  revised: 2024-08-08", "  revised: 2024-02-30", "02-30", "“2024-02-30” is not a date such as 2026-12-24"),
        ("production_only: true", "production_only: maybe", "maybe", "“maybe” is neither true nor false"),
        ("production_only: true", 'production_only: "true"', '"true"', "“true” is neither true nor false"),
        ("name: {en: Urgent, de: Dringend}", "name: {en: Urgent}", "{en: Urgent}", "“de” is missing"),
        ("name: {en: Urgent, de: Dringend}", 'name: {en: Urgent, de: ""}', 'de: ""', "Expected a text"),
        ("name: {en: Urgent, de: Dringend}", "name: {en: , de: Dringend}", "{en: ,", "Expected a text"),
        ("  accent_hue: 215", "  accent_hue: 360", "360", "“360” is not a whole number from 0 to 359"),
        (
            "{code: all-users, label",
            "{code: all users, label",
            "all users,",
            "“all users” is no code: up to 40 letters, digits, “-” and “_”",
        ),
        (
            "required: [product, version, customer, environment, impact, summary, description, steps, expected",
            "required: [mood",
            "mood",
            "“mood” is unknown (known: product, version, customer, environment, impact, summary, description, steps, "
            "expected, observed, error, tried, attachments)",
        ),
        (
            "en: One user, de: Ein Benutzer}, assumption: true",
            "en: One user, de: Ein Benutzer}, assumption: false",
            "One user",
            "Where does this come from? Give “source”, or “assumption: true”",
        ),
    ],
)
def test_a_text_is_refused_with_its_line_and_reason(old, new, where, reason):
    text = changed(old, new)
    assert faults(text) == [Fault("vendors/acme.yaml", line_of(where, text), reason)]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("  - code: S2", "  - code: S1", "severity “S1”"),
        ("  - code: emea\n", "  - code: americas\n", "calendar “americas”"),
        ("- {code: emea, name", "- {code: americas, name", "region “americas”"),
        ("- {code: kitchen-planner", "- {code: quote-builder", "product “quote-builder”"),
    ],
)
def test_a_code_that_stands_twice_is_refused_where_it_stands_again(old, new, what):
    text = changed(old, new)
    number = LINES.index(next(line for line in LINES if line.strip().startswith(old.strip()))) + 1
    assert Fault("vendors/acme.yaml", number, f"The {what} stands here twice") in faults(text)


def test_a_row_for_a_severity_that_is_unknown_or_stood_before_is_refused_where_it_stands():
    line, missing = line_of(S2_ROW), "The plan “standard” has no target initial_response for S2"
    plan = Fault("vendors/acme.yaml", line_of("- code: standard"), missing)
    unknown = Fault("vendors/acme.yaml", line, "The severity “S9” is unknown")
    twice = Fault("vendors/acme.yaml", line, "The target “initial_response, S1” stands here twice")
    assert faults(changed(S2_ROW, S2_ROW.replace("S2", "S9"))) == [plan, unknown]
    assert faults(changed(S2_ROW, S2_ROW.replace("S2", "S1"))) == [plan, twice]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_lines():
    text = changed("within: 8 hours", "within: 8 weeks").replace("accent_hue: 215", "accent_hue: red")
    found = faults(text.replace("zone: Europe/Berlin", "zone: Mars/Olympus"))
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert [fault.reason.split("”")[0] for fault in found] == ["“red", "The zone “Mars/Olympus", "The unit “weeks"]


def test_a_refusal_reads_as_file_line_reason():
    with pytest.raises(PolicyError) as refused:
        parse(changed("  slug: revalize", "  slog: revalize"), "vendors/acme.yaml")
    line = line_of("slug: revalize")
    assert (refused.value.file, refused.value.line) == ("vendors/acme.yaml", line)
    known = "accent_hue, first_case_number, languages, logo, name, settings, slug"
    assert str(refused.value).splitlines() == [
        f"vendors/acme.yaml:{line}: Unknown key “slog” (known: {known})",
        f"vendors/acme.yaml:{line}: “slug” is missing",
    ]


def test_a_key_that_stands_twice_is_refused():
    text = changed("  name: Revalize\n", "  name: Revalize\n  name: Other\n")
    assert faults(text) == [
        Fault("vendors/acme.yaml", line_of("name: Other", text), "The key “name” stands here twice")
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "The file is empty"),
        pytest.param("[" * 5000, 1, "It is nested too deeply", id="deep"),
        (
            "vendor: [1, 2",
            1,
            "This is not YAML: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
        ),
        (
            "a: 1\n\tb: 2",
            2,
            "This is not YAML: while scanning for the next token, found character '\\t' that cannot start any token",
        ),
        ("- a\n- b", 1, "Expected keys and values"),
        ("just words", 1, "Expected keys and values"),
    ],
)
def test_what_is_no_vendor_at_all_is_refused(text, line, reason):
    assert faults(text) == [Fault("vendors/acme.yaml", line, reason)]


def test_a_plan_or_list_of_the_wrong_shape_is_refused_and_nothing_breaks():
    for section in ("calendars", "regions", "severities", "plans", "products", "impacts"):
        cut = TEXT[: TEXT.index(f"\n{section}:")] + f"\n{section}: 7\n"
        found = faults(cut + "\n".join(_after(section)))
        assert "Expected a list" in {fault.reason for fault in found}, section


def _after(section: str) -> list[str]:
    """The lines from the next section on."""
    start = next(number for number, line in enumerate(LINES) if line.startswith(f"{section}:"))
    later = [number for number in range(start + 1, len(LINES)) if LINES[number][:1].isalpha()]
    return LINES[later[0] :] if later else []


def test_exceptions_of_a_calendar_that_overlap_are_refused():
    exceptions = """
    closures:
      - {date: 2026-12-24, last: 2026-12-31, reason: {en: Between the years, de: Zwischen den Jahren}}
    openings:
      - {date: 2026-12-28, from: "10:00", to: "12:00", reason: {en: On duty, de: Bereitschaft}}
"""
    text = changed(
        "    holidays: {country: DE, close: true}\n", "    holidays: {country: DE, close: true}" + exceptions
    )
    line = line_of("2026-12-28", text)
    assert faults(text) == [Fault("vendors/acme.yaml", line, "This overlaps another closure or opening above")]


def test_exceptions_of_a_calendar_are_read():
    exceptions = """
    closures:
      - {date: 2026-12-24, last: 2026-12-31, reason: {en: Between the years, de: Zwischen den Jahren}}
    openings:
      - {date: 2026-12-19, from: "10:00", to: "24:00", reason: {en: On duty, de: Bereitschaft}}
"""
    text = changed(
        "    holidays: {country: DE, close: true}\n", "    holidays: {country: DE, close: true}" + exceptions
    )
    emea = parse(text, "acme").calendars[1]
    years = Words("Between the years", "Zwischen den Jahren")
    assert emea.closures == (Dated(date(2026, 12, 24), date(2026, 12, 31), 0, 1440, years),)
    assert emea.openings == (
        Dated(date(2026, 12, 19), date(2026, 12, 19), 600, 1440, Words("On duty", "Bereitschaft")),
    )
    assert emea.holidays == Holidays("DE")


# The three vendors


def table(slug: str, plan: str):
    rows = vendor(slug).policy.plan(plan).targets
    return {(row.kind.value, row.severity): (str(row.amount), row.calendar, row.assumption) for row in rows}


def test_revalize_answers_as_its_policy_says():
    assert table("revalize", "standard") == {
        ("initial_response", "S1"): ("2 business hours", "regional", False),
        ("initial_response", "S2"): ("8 business hours", "regional", False),
        ("initial_response", "S3"): ("2 business days", "regional", False),
        ("initial_response", "S4"): ("3 business days", "regional", False),
        ("next_update", "S1"): ("4 business hours", "regional", True),
        ("next_update", "S2"): ("1 business day", "regional", True),
        ("next_update", "S3"): ("3 business days", "regional", True),
        ("next_update", "S4"): ("5 business days", "regional", True),
    }


def test_velixo_has_assumed_first_responses_and_no_updates():
    assert table("velixo", "standard") == {
        ("initial_response", f"S{number}"): (f"{amount} business hours", "regional", True)
        for number, amount in enumerate((2, 4, 8, 16), 1)
    }


def test_carets_premium_plan_mixes_two_clocks_and_24x7_takes_its_amounts_around_the_clock():
    assert table("caret", "premium") == {
        ("initial_response", "S1"): ("30 business minutes", "weekdays-24x5", False),
        ("initial_response", "S2"): ("2 business hours", "weekdays-24x5", False),
        ("initial_response", "S3"): ("4 business hours", "regional", False),
    }
    for plan in ("standard", "premium"):
        around = table("caret", f"{plan}-24x7")
        assert {key: amount for key, (amount, _, _) in around.items()} == {
            key: amount for key, (amount, _, _) in table("caret", plan).items()
        }
        assert {calendar for _, calendar, _ in around.values()} == {"always-24x7"}


def test_s1_is_for_production_only_with_revalize_and_velixo_and_not_with_caret():
    only = {
        slug: [severity.code for severity in vendor(slug).policy.severities if severity.production_only]
        for slug in ("revalize", "velixo", "caret")
    }
    assert only == {"revalize": ["S1"], "velixo": ["S1"], "caret": []}


def test_targets_of_a_plan_have_the_regions_calendar():
    targets = vendor("caret").policy.targets("premium", "business-hours")
    target = targets(MilestoneKind.INITIAL_RESPONSE, "S3")
    assert (target.calendar, target.amount) == ("business-hours", Amount(4, Unit.HOURS))
    assert targets.calendars == {"business-hours", "weekdays-24x5"}
    assert (targets.rank("S1"), targets.rank("S3")) == (1, 3)
    assert vendor("caret").policy.targets(None, "x") == vendor("caret").policy.targets("standard", "x")


@pytest.mark.parametrize("slug", ["revalize", "velixo", "caret"])
def test_a_policy_survives_its_document(slug):
    policy = vendor(slug).policy
    document = as_document(policy)
    assert from_document(document) == policy
    assert digest(document) == digest(as_document(from_document(document)))


def test_the_digest_changes_with_any_row():
    other = parse(changed("within: 8 hours", "within: 7 hours"), "acme").policy
    assert digest(as_document(other)) != digest(as_document(vendor("revalize").policy))


def test_a_policy_is_dated_and_names_itself():
    policy = vendor("revalize").policy
    assert (policy.revised, policy.effective_at) == (date(2024, 8, 8), datetime(2024, 8, 8, tzinfo=UTC))
    assert policy.label == "Revalize Partner Support Policy, revision of 2024-08-08"
    assert policy.severity_rule is SeverityRule.FROM_DECISION


def test_the_lists_say_what_pages_and_verbs_need():
    revalize, velixo = vendor("revalize"), vendor("velixo")
    assert [row.code for row in revalize.lists["environment"] if row.settings.get("production")] == ["production"]
    types = {row.code: row.settings for row in revalize.lists["case_type"]}
    assert types["enhancement"]["department"] == "product-management"
    assert (types["services"]["department"], types["services"]["billable"]) == ("professional-services", True)
    assert {"product", "version", "steps", "expected", "observed", "error", "tried"} <= set(
        types["problem"]["required"]
    )
    handled = [row.settings["handled_by"] for row in velixo.lists["category"]]
    assert handled == ["support"] * 5 + ["services"] * 5
    assert [row.label.en for row in revalize.lists["escalation_level"]] == [
        "Team lead",
        "Support manager",
        "Head of support",
    ]
    assert revalize.lists["impact"][0].source == "assumption"


@pytest.mark.parametrize("slug", ["revalize", "velixo", "caret"])
def test_a_case_types_department_is_one_of_the_vendors(slug):
    lists = vendor(slug).lists
    departments = {row.code for row in lists["department"]}
    assert {row.settings["department"] for row in lists["case_type"] if "department" in row.settings} <= departments


def test_departments_name_the_role_of_their_people():
    """CARET's account managers look after accounts (C14)."""
    roles = {
        slug: [row.settings.get("role") for row in vendor(slug).lists["department"]] for slug in ("revalize", "caret")
    }
    assert roles["revalize"] == ["product_manager", "consultant", None]
    assert roles["caret"] == ["product_manager", "account_manager", "consultant", None]


def test_the_roles_that_a_file_can_name_are_those_of_the_vendors_side():
    assert list(ROLES) == list(Role.vendor_side())


def test_an_unknown_role_is_refused_at_its_line():
    [fault] = faults(changed("role: consultant", "role: designated_contact"))
    assert fault.line == line_of("code: professional-services")
    assert fault.reason == (
        "“designated_contact” is no role of the vendor's people (known: agent, manager, product_manager, consultant,"
        " account_manager, administrator)"
    )


MAIL_CASE = "{case_type: problem, severity: S3, environment: production, impact: several-users}"
FORM = "Unknown key “colour” (known: case_type, environment, impact, product, severity)"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (MAIL_CASE.replace("S3", "S9"), "mail_case: the severity “S9” is unknown"),
        (MAIL_CASE.replace("S3", "S1"), "mail_case: a severity for production only cannot be assumed"),
        (MAIL_CASE.replace("several-users", "nobody"), "mail_case: the impact “nobody” is unknown"),
        (MAIL_CASE.replace("}", ", colour: red}"), FORM),
    ],
)
def test_what_a_mail_is_given_comes_from_the_vendors_own_lists(new, reason):
    assert [fault.reason for fault in faults(changed(MAIL_CASE, new))] == [reason]


def test_a_vendors_mail_address_is_one():
    assumed = "    mail_case:\n"
    (fault,) = faults(changed(assumed, f"    mail_address: {{value: help at acme, assumption: true}}\n{assumed}"))
    assert fault.reason == "“help at acme” is no mail address"
    good = changed(assumed, f"    mail_address: {{value: help@acme.example, assumption: true}}\n{assumed}")
    assert parse(good, "acme.yaml").settings["mail_address"].value == "help@acme.example"


def test_the_language_of_answers_to_strangers_is_one_that_the_portal_speaks():
    assumed = "    mail_case:\n"
    assert len(faults(changed(assumed, f"    mail_language: {{value: fr, assumption: true}}\n{assumed}"))) == 1
    good = changed(assumed, f"    mail_language: {{value: de, assumption: true}}\n{assumed}")
    assert parse(good, "acme.yaml").settings["mail_language"].value == "de"
