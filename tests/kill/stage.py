"""Sets the stage in an empty database: python -m tests.kill.stage

The cast, and a policy of Revalize whose every target is one minute on a calendar that never closes: so that
warnings and breaches come within a run of half a minute, on any day and at any hour.
"""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import django

CALENDAR = "always"


def main() -> None:
    from django.core.management import call_command

    from tests.cast import find_cast, raise_cast

    call_command("migrate", verbosity=0, interactive=False)
    raise_cast()
    promise_minutes(find_cast().revalize.vendor, datetime.now(UTC))


def promise_minutes(vendor, at: datetime) -> None:
    from slas.calendars import MIDNIGHT, CalendarDefinition
    from slas.loading import load_calendars, load_policy
    from slas.terms import Amount, Unit, Words
    from slas.versions import policy_in_force, table_of
    from tenants.scope import working

    always = CalendarDefinition(CALENDAR, Words("Always", "Immer"), "UTC", (((0, MIDNIGHT),),) * 7)
    with working(vendor):
        policy = table_of(policy_in_force(vendor.pk, at))
        plans = [
            replace(plan, targets=tuple(
                replace(target, amount=Amount(1, Unit.MINUTES), calendar=CALENDAR) for target in plan.targets
            ))
            for plan in policy.plans
        ]  # fmt: skip
        load_calendars(vendor, SimpleNamespace(calendars=[always]), at=at)  # type: ignore[arg-type]
        load_policy(vendor, SimpleNamespace(policy=replace(policy, plans=tuple(plans))), at=at)  # type: ignore[arg-type]


def agent_and_organisations():
    """The agent and the two partners of the stage, as another process finds them."""
    from tests.cast import find_cast

    cast = find_cast()
    return cast.revalize.agent, [cast.nordwind, cast.baltic]


if __name__ == "__main__":
    django.setup()
    main()
