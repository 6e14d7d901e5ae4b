"""Whether a notice can be written down, and whether it can be told: one sentence for each field."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.refusals import Incomplete
from contacts.models import Product, Region
from notifications.models import NoticeKind
from notifications.notices import support_hours
from notifications.notices.wanted import Wanted, Wording
from slas.models import PolicyVersion
from slas.versions import table_of
from tenants.models import Partner

TITLE, BODY = 160, 8000  # characters
LANGUAGES = ("en", "de")


def check_draft(wanted: Wanted, at: datetime) -> None:
    """A draft may be unfinished, but not wrong. Raises Incomplete."""
    errors = _unknown(wanted) | _wording(wanted.wording) | _backwards(wanted)
    if wanted.kind not in NoticeKind.values:
        errors["kind"] = _("Choose what kind of notice it is.")
    if not (wanted.wording.title_en or wanted.wording.title_de):
        errors.setdefault("title_en", _("Give it a title."))
    if errors:
        raise Incomplete(errors)


def check_ready(wanted: Wanted, at: datetime) -> None:
    """What is told has to be whole, and must not have begun before it is told. Raises Incomplete."""
    check_draft(wanted, at)
    errors = missing_words(wanted.kind, wanted.wording)
    if wanted.kind == NoticeKind.AVAILABILITY:
        errors |= support_hours.problems(wanted, at)
    else:
        errors |= _period(wanted, at)
    if errors:
        raise Incomplete(errors)


def missing_words(kind: str, wording: Wording) -> dict[str, str]:
    """Both languages; for a critical incident one is enough to begin with, and readers of the other are told so."""
    spoken = [language for language in LANGUAGES if wording.speaks(language)]
    if spoken and kind == NoticeKind.INCIDENT:
        return {}
    errors = {}
    for language, title, body in (
        ("en", _("The English title is missing."), _("The English text is missing.")),
        ("de", _("The German title is missing."), _("The German text is missing.")),
    ):
        if not getattr(wording, f"title_{language}"):
            errors[f"title_{language}"] = title
        if not getattr(wording, f"body_{language}"):
            errors[f"body_{language}"] = body
    return errors


def clean(wording: Wording) -> Wording:
    """Without control characters and outer blanks; titles in one line."""
    return Wording(
        *(" ".join(_printable(text).split()) for text in (wording.title_en, wording.title_de)),
        *(_printable(text).strip() for text in (wording.body_en, wording.body_de)),
    )


def _printable(text: str) -> str:
    # PostgreSQL stores no NUL; other control characters mean nothing here.
    return "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or ord(c) >= 32)


def _wording(wording: Wording) -> dict[str, str]:
    limits = {"title_en": TITLE, "title_de": TITLE, "body_en": BODY, "body_de": BODY}
    words = _("This is too long: %(length)d characters, the limit is %(limit)d.")
    return {
        name: words % {"length": len(getattr(wording, name)), "limit": limit}
        for name, limit in limits.items()
        if len(getattr(wording, name)) > limit
    }


def _unknown(wanted: Wanted) -> dict[str, str]:
    audience, errors = wanted.audience, {}
    regions = set(Region.objects.values_list("code", flat=True)) if audience.regions else set()
    products = set(Product.objects.values_list("code", flat=True)) if audience.products else set()
    partners = set(Partner.objects.filter(pk__in=audience.partners).values_list("pk", flat=True))
    if gone := set(audience.products) - products:
        errors["products"] = _("There is no product %(code)s.") % {"code": min(gone)}
    if gone := set(audience.regions) - regions:
        errors["regions"] = _("There is no region %(code)s.") % {"code": min(gone)}
    if audience.plans and (gone := set(audience.plans) - known_plans()):
        errors["plans"] = _("There is no plan %(code)s.") % {"code": min(gone)}
    if set(audience.partners) - partners:
        errors["partners"] = _("One of these partners is not known.")
    if wanted.kind == NoticeKind.AVAILABILITY and (audience.products or audience.plans or audience.partners):
        errors["regions"] = _("Hours are those of a region: support availability concerns everybody there.")
    return errors


def known_plans() -> set[str]:
    """The plans of every published policy: contracts of older ones go on."""
    return {
        plan.code for row in PolicyVersion.objects.filter(published_at__isnull=False) for plan in table_of(row).plans
    }


def _backwards(wanted: Wanted) -> dict[str, str]:
    if wanted.kind == NoticeKind.AVAILABILITY:
        return {}
    if wanted.kind == NoticeKind.INCIDENT and wanted.ends_at is not None:
        return {"ends_at": _("An incident ends when somebody ends it, and says what it was.")}
    if wanted.starts_at and wanted.ends_at and wanted.ends_at <= wanted.starts_at:
        return {"ends_at": _("It ends before it begins.")}
    return {}


def _period(wanted: Wanted, at: datetime) -> dict[str, str]:
    # The form knows minutes: the one that runs is not past.
    this_minute = at.replace(second=0, microsecond=0)
    if wanted.kind == NoticeKind.MAINTENANCE and wanted.ends_at is None:
        return {"ends_at": _("Say when the maintenance ends.")}
    if wanted.kind != NoticeKind.INCIDENT and wanted.starts_at is not None and wanted.starts_at < this_minute:
        return {"starts_at": _("This lies in the past. Leave it empty to begin now.")}
    if wanted.kind == NoticeKind.INCIDENT and wanted.starts_at is not None and wanted.starts_at > at:
        return {"starts_at": _("An incident cannot be told before it happens.")}
    if wanted.ends_at is not None and wanted.ends_at <= at:
        return {"ends_at": _("This lies in the past.")}
    return {}
