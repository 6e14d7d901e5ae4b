"""What a vendor and a partner have agreed: regions, products, entitlements, and the partner's own desk."""

from datetime import date

from django.db import models

from tenants.models import Membership, Partner, Vendor, in_language


class Region(models.Model):
    """Where a vendor's support sits. A partner belongs to one; its calendar is the "regional" one of targets."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="regions")
    code = models.SlugField(max_length=40, db_index=False)
    position = models.PositiveSmallIntegerField()  # the first region is the default one
    name_en = models.CharField(max_length=80)
    name_de = models.CharField(max_length=80)
    calendar = models.SlugField(max_length=40, db_index=False)  # code of a service calendar of the vendor
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["vendor", "code"], name="region_once")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_de)


class Product(models.Model):
    """A covered product (R2) with the versions that a partner can choose."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="products")
    code = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=120)
    versions = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["vendor", "code"], name="product_once")]

    def __str__(self):
        return self.name


class PartnerDesk(models.Model):
    """A partner's own first line: its region with the vendor, its hours and phone (R10)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="desks")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, related_name="desks")
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    hours = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "partner"], name="desk_of_partner")]

    def __str__(self):
        return f"{self.partner} in {self.region}"


class PartnerHoliday(models.Model):
    """A day on which the partner is away, and who covers (R11)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)
    covered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["vendor", "partner", "day"], name="partner_holiday_once")]

    def __str__(self):
        return f"{self.day} {self.name}"


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def on(self, day: date):
        """Those that run on a day: start and end inclusive, no end means until further notice (R3)."""
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day))


class Entitlement(models.Model):
    """What a contract gives a partner while it runs: the plan, with the order's reference (R3, C1)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="entitlements")
    plan = models.SlugField(max_length=40, db_index=False)
    reference = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["vendor", "partner", "-starts_on"], name="entitlement_of_partner")]

    def __str__(self):
        return f"{self.plan} {self.reference}".strip()
