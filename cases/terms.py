"""What a partner is promised for a case: its policy, plan and calendar, as they stand when it is received."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cases.refusals import Refused
from contacts.models import Entitlement, PartnerDesk, Region
from slas.clock import Clock
from slas.models import CalendarVersion, PolicyVersion
from slas.terms import Targets
from slas.versions import clock_of, newest_calendars, policy_in_force, table_of
from tenants.models import Partner


@dataclass(frozen=True)
class Terms:
    """`calendar` is the code that "regional" stands for; `entitlement` is None only in previews without a partner."""

    policy: PolicyVersion
    plan: str
    region: Region
    entitlement: Entitlement | None

    @property
    def calendar(self) -> str:
        return self.region.calendar

    @property
    def targets(self) -> Targets:
        return table_of(self.policy).targets(self.plan, self.calendar)


def terms_of(partner: Partner, at: datetime) -> Terms:
    """The terms of a partner's case received at the aware UTC instant `at` (R1, R3).

    Raises Refused where no contract runs on that day in the partner's zone: without one there is no plan, and
    no target could be told.
    """
    desk = PartnerDesk.objects.select_related("region").get(partner=partner)
    today = at.astimezone(ZoneInfo(desk.zone)).date()
    entitlement = Entitlement.objects.filter(partner=partner).on(today).first()
    if entitlement is None:
        words = _(
            "No support contract of %(partner)s runs today. Your portal manager or your contact at sales can help."
        )
        raise Refused(words % {"partner": partner.name})
    return Terms(policy_in_force(partner.vendor_id, at), entitlement.plan, desk.region, entitlement)


def clocks_for(
    vendor_id: int, targets: Targets, covering: datetime | None = None
) -> tuple[dict[str, Clock], dict[str, CalendarVersion]]:
    """The newest version of each calendar that the targets name, back to `covering`: by code, the clock and its row."""
    versions = newest_calendars(vendor_id, targets.calendars, covering)
    return {code: clock_of(version) for code, version in versions.items()}, versions
