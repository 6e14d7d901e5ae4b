"""The words of notices: published ones are frozen, a correction is a new version."""

from django.db import models
from django.utils.translation import get_language

from notifications.models.notice import Notice
from tenants.models import Membership, Vendor


class NoticeVersion(models.Model):
    """The words of a notice and its period, from an instant on. Frozen once published: a correction is a new one."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    title_en = models.CharField(max_length=160, blank=True)
    title_de = models.CharField(max_length=160, blank=True)
    body_en = models.TextField(blank=True)
    body_de = models.TextField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)  # None: a draft's
    by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    announced = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vendor", "notice", "number"], name="notice_version_once")]

    def __str__(self):
        return f"{self.notice_id} version {self.number}"

    @property
    def title(self) -> str:
        # A draft may have one title and no text yet.
        return self._in(self.language, "title") or self.title_en or self.title_de

    @property
    def body(self) -> str:
        return self._in(self.language, "body")

    @property
    def language(self) -> str:
        """The reader's language where the notice was written in it, else the other one."""
        wanted = "de" if (get_language() or "").startswith("de") else "en"
        other = "en" if wanted == "de" else "de"
        return wanted if self.speaks(wanted) or not self.speaks(other) else other

    @property
    def is_foreign(self) -> bool:
        """Whether the reader gets it in the other language, and is to be told so."""
        return not (get_language() or "en").startswith(self.language)

    def speaks(self, language: str) -> bool:
        return bool(self._in(language, "title") and self._in(language, "body"))

    def _in(self, language: str, part: str) -> str:
        return getattr(self, f"{part}_{language}")
