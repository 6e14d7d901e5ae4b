"""unscoped() sees every vendor's rows: each place that enters it is listed here, with a reason in the code."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("portal", "notifications", "surveys", "cases", "knowledge", "contacts", "slas", "tenants")

PLACES = {
    "notifications/inbound/answering.py",
    "notifications/inbound/handling.py",
    "notifications/inbound/looking.py",
    "notifications/inbound/mailboxes.py",
    "notifications/inbound/receiving.py",
    "notifications/inbound/routing.py",
    "notifications/inbound/senders.py",
    "notifications/inbound/tracking.py",
    "notifications/inbound/unclaimed.py",
    "notifications/mail/composing.py",
    "notifications/migrations/0016_report_once.py",
    "portal/accounts.py",
    "portal/demo/loading.py",
    "portal/gates.py",
    "portal/management/commands/make_operator.py",
    "portal/management/commands/preview_target.py",
    "portal/management/commands/rebuild_figures.py",
    "portal/management/commands/verify_milestones.py",
    "surveys/migrations/0007_survey_days_security.py",
    "tenants/profiles.py",
    "tenants/sweeps.py",
    "portal/vendor_loading.py",
}


def places():
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) == "unscoped"
                ):
                    yield path.relative_to(ROOT).as_posix()


def test_unscoped_is_entered_only_in_the_listed_places():
    assert set(places()) == PLACES
