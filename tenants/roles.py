"""The roles on both sides of a vendor's support."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("Support agent")
    MANAGER = "manager", _("Support manager")
    PRODUCT_MANAGER = "product_manager", _("Product manager")
    CONSULTANT = "consultant", _("Services consultant")
    ACCOUNT_MANAGER = "account_manager", _("Technical account manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    DESIGNATED_CONTACT = "designated_contact", _("Designated Contact")
    COLLEAGUE = "colleague", _("Colleague")
    PORTAL_MANAGER = "portal_manager", _("Portal manager")
    CUSTOMER_USER = "customer_user", _("Customer")

    @classmethod
    def vendor_side(cls) -> list["Role"]:
        return [
            cls.AGENT,
            cls.MANAGER,
            cls.PRODUCT_MANAGER,
            cls.CONSULTANT,
            cls.ACCOUNT_MANAGER,
            cls.ADMINISTRATOR,
        ]

    @classmethod
    def partner_side(cls) -> list["Role"]:
        return [cls.DESIGNATED_CONTACT, cls.COLLEAGUE, cls.PORTAL_MANAGER]

    @classmethod
    def owners(cls) -> list["Role"]:
        """Who can be a Case Owner (R27): everybody of the vendor who works on cases."""
        return [cls.AGENT, cls.MANAGER, cls.PRODUCT_MANAGER, cls.CONSULTANT, cls.ACCOUNT_MANAGER]
