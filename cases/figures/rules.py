"""What a vendor settles about its figures; assumptions of ours where it has not said."""

from tenants.models import Membership, Vendor
from tenants.roles import Role

MARK = 95  # percent


def allows_agents(vendor: Vendor) -> bool:
    """Whether figures may be told of single people; where works councils have a say, that is for them to allow."""
    return bool(vendor.settings.get("figures_by_agent", {}).get("value", False))


def mark_of(vendor: Vendor) -> int:
    """The share in time, in percent, below which a figure is marked."""
    return int(vendor.settings.get("figures_mark_percent", {}).get("value", MARK))


def may_read(reader: Membership) -> bool:
    """Whether somebody reads figures at all: managers and administrators do."""
    return reader.active and reader.role in (Role.MANAGER, Role.ADMINISTRATOR)
