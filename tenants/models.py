"""Who there is: vendors (the tenants), their partners and customers, people and their memberships."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.roles import Role


class Vendor(models.Model):
    """A tenant. Its policies, lists and hours are versioned data of their own."""

    slug = models.CharField(max_length=40, unique=True, validators=[validate_slug])
    name = models.CharField(max_length=80)
    accent_hue = models.PositiveSmallIntegerField(default=215)
    # The version of its VendorLogo, "" without one.
    logo = models.CharField(max_length=16, blank=True)
    # Resolved becomes closed after so many business days without the partner's word.
    close_after_business_days = models.PositiveSmallIntegerField(default=5)
    first_case_number = models.PositiveIntegerField(default=10001)
    # The vendor's other settings with their sources: {"contact_transfer_days": {"value": 5, "source": …}, …}
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class VendorLogo(models.Model):
    """Apart from the vendor's row, which every page reads."""

    vendor = models.OneToOneField(Vendor, models.PROTECT, related_name="+")
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()

    def __str__(self):
        return f"Logo of {self.vendor_id}"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A human being who signs in. Global: what somebody is to a vendor stands in memberships."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="en")
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # Looks after the installation: sees how its sweeps stand, and no vendor's rows.
    is_operator = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name


class Partner(models.Model):
    """An organisation that sells and supports a vendor's products."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="partners")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "name"], name="partner_name_once")]
        ordering = ["name"]

    def __str__(self):
        return self.name


class Customer(models.Model):
    """A partner's customer: a case names it (R4)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="customers")
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "partner", "name"], name="customer_name_once")]
        ordering = ["name"]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self):
        return self.filter(active=True)

    def of_vendor_side(self):
        return self.filter(partner__isnull=True)

    def case_owners(self):
        """Who can own a case: the vendor's people who work on cases."""
        return self.active().of_vendor_side().filter(role__in=Role.owners())

    def managers(self):
        return self.active().of_vendor_side().filter(role=Role.MANAGER)


class Membership(models.Model):
    """What a person is to a vendor. The name is kept here too: the people table is closed to every scope,
    and a person's address is shown to nobody (R44).
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="memberships")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, db_index=False, related_name="people")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, db_index=False, related_name="people")
    role = models.CharField(max_length=24, choices=Role.choices)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    active = models.BooleanField(default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["vendor", "partner", "name"], name="membership_of_partner"),
            models.Index(fields=["person"], name="membership_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "person", "partner"], name="membership_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="membership_role_fits_side",
                condition=models.Q(role__in=Role.vendor_side(), partner__isnull=True, customer__isnull=True)
                | models.Q(role__in=Role.partner_side(), partner__isnull=False, customer__isnull=True)
                | models.Q(role=Role.CUSTOMER_USER, partner__isnull=False, customer__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_vendor_side(self) -> bool:
        return self.partner_id is None


class ListEntry(models.Model):
    """One entry of a vendor's own lists, in both languages, with the document it comes from.

    rank orders the entries, 1 first; for impacts and environments it is the order of handling (R24).
    """

    class Name(models.TextChoices):
        CASE_TYPE = "case_type", _("Case types")
        IMPACT = "impact", _("Business impact")
        ENVIRONMENT = "environment", _("Environments")
        CAUSE = "cause", _("Causes")
        DEPARTMENT = "department", _("Departments")
        FIRST_STEP = "first_step", _("First steps")
        CATEGORY = "category", _("Categories")
        ESCALATION_LEVEL = "escalation_level", _("Escalation levels")

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    list = models.CharField(max_length=24, choices=Name.choices)
    code = models.SlugField(max_length=40, db_index=False)
    rank = models.PositiveSmallIntegerField()
    label_en = models.CharField(max_length=200)
    label_de = models.CharField(max_length=200)
    hint_en = models.CharField(max_length=400, blank=True)
    hint_de = models.CharField(max_length=400, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=200)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["vendor", "list", "code"], name="list_entry_once")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_en, self.label_de)

    @property
    def hint(self) -> str:
        return in_language(self.hint_en, self.hint_de)


class Announcement(models.Model):
    """The outbox: a fact that is to be told, written in the transaction of what it tells about."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["vendor", "id"], name="announcement_of_vendor")]

    def __str__(self):
        return f"{self.kind} {self.subject} {self.subject_id}"


class SettingChange(models.Model):
    """One setting of a vendor changed: by an administrator in the portal, or with the vendor's file (`by` is None).

    before, after: the entry of Vendor.settings with its source, None where there was none. Never changed or deleted.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["vendor", "at"], name="setting_change_of_vendor")]

    def __str__(self):
        return f"{self.name} of {self.vendor_id}"


class SweepRun(models.Model):
    """The last run of one sweep. Global: sweeps work for all vendors, and say nothing of any."""

    name = models.CharField(max_length=60, unique=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)  # by the last run that succeeded
    total = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True)

    def __str__(self):
        return self.name


def in_language(english: str, german: str) -> str:
    """A bilingual vendor text in the reader's language."""
    return german if (get_language() or "").startswith("de") else english
