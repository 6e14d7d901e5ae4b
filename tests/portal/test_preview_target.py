"""preview_target keeps its contract: JSON and nothing else, or one line on stderr and exit status 2."""

import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

ASKED = {
    "vendor": "revalize",
    "severity": "S2",
    "environment": "production",
    "received": "2026-03-27T16:30:00+01:00",
    "region": "emea",
}


def preview(as_json=True, **changes) -> str:
    asked = {name: value for name, value in {**ASKED, **changes}.items() if value is not None}
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    said = io.StringIO()
    call_command("preview_target", *options, *(["--json"] if as_json else []), stdout=said, no_color=True)
    return said.getvalue()


def milestones(**changes) -> list[dict]:
    return json.loads(preview(**changes))["milestones"]


def due(**changes) -> list[tuple[str, str]]:
    return [(found["kind"], found["due_at"]) for found in milestones(**changes)]


def test_the_example_of_the_contract(cast):
    (found,) = milestones()
    assert (found["kind"], found["due_at"]) == ("initial_response", "2026-03-30T13:30:00Z")
    assert found["receipt"] == {
        "policy": "Revalize Partner Support Policy, revision of 2024-08-08",
        "row": "S2, initial response: 8 business hours",
        "calendar": "emea",
        "zone": "Europe/Berlin",
        "intervals": [
            {"from": "2026-03-27T15:30:00Z", "to": "2026-03-27T16:00:00Z", "counted": True, "reason": {"code": "open"}},
            {
                "from": "2026-03-27T16:00:00Z",
                "to": "2026-03-27T23:00:00Z",
                "counted": False,
                "reason": {"code": "closed"},
            },
            {
                "from": "2026-03-27T23:00:00Z",
                "to": "2026-03-29T22:00:00Z",
                "counted": False,
                "reason": {"code": "weekend"},
            },
            {
                "from": "2026-03-29T22:00:00Z",
                "to": "2026-03-30T06:00:00Z",
                "counted": False,
                "reason": {"code": "closed"},
            },
            {"from": "2026-03-30T06:00:00Z", "to": "2026-03-30T13:30:00Z", "counted": True, "reason": {"code": "open"}},
        ],
    }


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"severity": "S1"}, "2026-03-30T07:30:00Z"),
        ({"severity": "S3"}, "2026-03-31T14:30:00Z"),
        ({"severity": "S4"}, "2026-04-01T14:30:00Z"),
        ({"received": "2026-03-27T15:30:00Z"}, "2026-03-30T13:30:00Z"),
        ({"region": None, "severity": "S1"}, "2026-03-27T17:30:00Z"),  # the first region: 11:30 in New York
        ({"vendor": "velixo", "region": None}, "2026-03-27T19:30:00Z"),
        ({"vendor": "velixo", "region": "europe"}, "2026-03-30T09:30:00Z"),
        ({"vendor": "velixo", "region": "asia-pacific"}, "2026-03-30T05:00:00Z"),
        ({"vendor": "caret", "region": None, "environment": "test", "severity": "S1"}, "2026-03-27T19:30:00Z"),
        ({"vendor": "caret", "region": None, "plan": "standard", "severity": "S3"}, "2026-03-30T20:30:00Z"),
        ({"vendor": "caret", "region": None, "plan": "premium", "severity": "S1"}, "2026-03-27T16:00:00Z"),
        ({"vendor": "caret", "region": "us", "plan": "premium", "severity": "S3"}, "2026-03-27T19:30:00Z"),
    ],
)
def test_what_is_due_when(cast, changes, at):
    assert due(**changes) == [("initial_response", at)]


def test_carets_premium_plan_mixes_two_clocks_on_a_saturday(cast):
    saturday = {"vendor": "caret", "region": None, "received": "2026-03-28T12:00:00-07:00"}
    assert due(**saturday, plan="premium", severity="S1") == [("initial_response", "2026-03-30T07:30:00Z")]
    assert due(**saturday, plan="premium", severity="S3") == [("initial_response", "2026-03-30T17:00:00Z")]
    assert due(**saturday, plan="premium-24x7", severity="S1") == [("initial_response", "2026-03-28T19:30:00Z")]


def test_a_holiday_is_named_in_both_languages(cast):
    (found,) = milestones(received="2026-04-02T16:00:00+02:00", severity="S1")
    names = [interval["reason"].get("name") for interval in found["receipt"]["intervals"]]
    assert {"en": "Good Friday", "de": "Karfreitag"} in names
    assert found["due_at"] == "2026-04-07T07:00:00Z"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"received": "2026-03-27T16:30:00"},
            "2026-03-27T16:30:00 has no zone: write the offset, as in 2026-03-27T16:30:00+01:00",
        ),
        (
            {"received": "2026-03-27"},
            "2026-03-27T00:00:00 has no zone: write the offset, as in 2026-03-27T00:00:00+01:00",
        ),
        ({"received": "tomorrow"}, "“tomorrow” is not an instant such as 2026-03-27T16:30:00+01:00"),
        (
            {"received": "0001-01-01T00:00:00+05:00"},
            "“0001-01-01T00:00:00+05:00” is not an instant such as 2026-03-27T16:30:00+01:00",
        ),
        ({"vendor": "nobody"}, "The vendor “nobody” is unknown (known: caret, revalize, velixo)"),
        ({"severity": "S5"}, "The severity “S5” is unknown (known: S1, S2, S3, S4)"),
        ({"region": "asia-pacific"}, "The region “asia-pacific” is unknown (known: americas, emea)"),
        ({"plan": "premium"}, "The plan “premium” is unknown (known: standard)"),
        ({"environment": "moon"}, "The environment “moon” is unknown (known: production, test, development)"),
        (
            {"severity": "S1", "environment": "test"},
            "S1 is for production only, and “test” is not a production environment",
        ),
        ({"received": "2029-12-31T16:30:00Z"}, "The calendar emea is known from 2024-01-01 to 2029-12-31 only"),
        ({"received": "2035-01-01T00:00:00Z"}, "The calendar emea is known from 2024-01-01 to 2029-12-31 only"),
        ({"received": "9999-12-31T23:00:00Z"}, "The calendar emea is known from 2024-01-01 to 2029-12-31 only"),
        ({"received": "2024-08-01T00:00:00Z"}, "No policy was in force on 2024-08-01"),
    ],
)
def test_what_cannot_be_told_is_refused_with_one_line_and_status_2(cast, changes, sentence):
    with pytest.raises(CommandError) as refused:
        preview(**changes)
    assert (str(refused.value), refused.value.returncode) == (sentence, 2)


def test_without_json_it_reads_as_a_text(cast):
    assert preview(as_json=False).splitlines() == [
        "initial_response: due Mon 2026-03-30 15:30 Europe/Berlin (2026-03-30T13:30:00Z)",
        "  Revalize Partner Support Policy, revision of 2024-08-08",
        "  S2, initial response: 8 business hours, calendar emea",
        "  Fri 2026-03-27 16:30 to Fri 2026-03-27 17:00    0:30  open",
        "  Fri 2026-03-27 17:00 to Sat 2026-03-28 00:00       -  closed",
        "  Sat 2026-03-28 00:00 to Mon 2026-03-30 00:00       -  weekend",
        "  Mon 2026-03-30 00:00 to Mon 2026-03-30 08:00       -  closed",
        "  Mon 2026-03-30 08:00 to Mon 2026-03-30 15:30    7:30  open",
        "  together 8:00",
    ]


def test_run_as_a_program_a_refusal_leaves_stdout_empty_and_one_line_on_stderr():
    """An instant without a zone is refused before any row is read, so this needs no vendor."""
    options = [
        part for name, value in {**ASKED, "received": "2026-03-27T16:30:00"}.items() for part in (f"--{name}", value)
    ]
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "preview_target", *options, "--json"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "2026-03-27T16:30:00 has no zone" in done.stderr
