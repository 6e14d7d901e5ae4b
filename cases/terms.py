"""What a partner is promised for a case: its policy, plan and calendar, as they stand when it is received."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cases.models import Case, Milestone
from cases.refusals import Refused
from contacts.models import Entitlement, PartnerDesk, Region
from slas.clock import Clock
from slas.models import CalendarVersion, PolicyVersion
from slas.terms import Targets
from slas.versions import clock_of, newest_calendars, policy_in_force, table_of, table_with_id
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


Clocks = tuple[dict[str, Clock], dict[str, CalendarVersion]]  # by the calendar's code: the clock, and its row


def targets_of(case: Case) -> Targets:
    """The rows of the case's own policy and plan, on its region's calendar."""
    return table_with_id(case.policy_id).targets(case.plan, case.calendar)


def clocks_for(vendor_id: int, targets: Targets, covering: datetime | None = None) -> Clocks:
    """The newest version of each calendar that the targets name, back to `covering`."""
    return _clocks(newest_calendars(vendor_id, targets.calendars, covering))


def newest_clocks(case: Case) -> Clocks:
    """Those that a case follows: what changes it reckons with these."""
    return clocks_for(case.vendor_id, targets_of(case), case.received_at)


def standing_clocks(case: Case) -> Clocks:
    """Those on which the case's stored due instants stand: what explains them reckons with these.

    They are the newest, but for the while in which the hours have changed and the case has not yet followed (R9): a
    receipt must not contradict the due instant that lists, mails and sweeps go by.
    """
    own = Milestone.objects.running().filter(case=case, calendar_version=OuterRef("pk"))
    return _clocks(newest_calendars(case.vendor_id, targets_of(case).calendars, case.received_at, first=Exists(own)))


def _clocks(versions: dict[str, CalendarVersion]) -> Clocks:
    return {code: clock_of(version) for code, version in versions.items()}, versions
