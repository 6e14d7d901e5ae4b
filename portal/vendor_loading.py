"""Loads a vendor's text: every floor writes its own part, in one transaction."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from cases.figures.stale import mark_stale
from cases.following import behind
from contacts.loading import load_products, load_regions
from portal.brand_check import Logo
from slas.loading import load_calendars, load_policy
from slas.policy import VendorText
from tenants.models import ListEntry, Vendor, VendorLogo
from tenants.scope import unscoped, working
from tenants.vendor_settings import Loaded, load_settings, note_loading


def load_vendor(
    text: VendorText, *, at: datetime, say: Callable[[str], None], logo: Logo | None = None, file_wins: bool = False
) -> Vendor:
    """Brings a vendor in line with its text: new versions where something changed, nothing where nothing did.

    Running cases follow a new calendar by the sweep, each with an event where a due instant moves. What administrators
    changed in the portal stays, and is told, unless the file is to win.
    """
    with unscoped("a vendor's file is loaded, and may be the first word of that vendor"):
        vendor, settings = _vendor(text, logo, at, file_wins)
        changed = load_calendars(vendor, text, at=at)
        published = load_policy(vendor, text, at=at)
        load_regions(vendor, text)
        load_products(vendor, text)
        _load_lists(vendor, text)
        with working(vendor):
            mark_stale(changed, at=at)
            following = behind().values("case").distinct().count()
    said = [f"calendars {', '.join(changed)}"] if changed else []
    said += ["a new policy version"] if published else []
    said += [f"{following} running cases follow"] if following else []
    said += [f"taken from the file again {', '.join(settings.retaken)}"] if settings.retaken else []
    say(f"{text.name}: {'; '.join(said) or 'nothing new'}")
    if settings.kept:
        say(f"{text.name}: kept as changed in the portal: {', '.join(settings.kept)} (--file-wins takes the file's)")
    return vendor


def _vendor(text: VendorText, logo: Logo | None, at: datetime, file_wins: bool) -> tuple[Vendor, Loaded]:
    known = Vendor.objects.select_for_update().filter(slug=text.slug).first()
    before = known.settings if known else {}
    file = {name: asdict(setting) for name, setting in text.settings.items()}
    loaded = load_settings(before, file, file_wins=file_wins)
    fields = {
        "name": text.name,
        "accent_hue": text.accent_hue,
        "first_case_number": text.first_case_number,
        "close_after_business_days": text.settings["close_after_business_days"].value,
        "settings": loaded.entries,
    }
    fields["logo"] = logo.version if logo else ""
    vendor = Vendor.objects.update_or_create(slug=text.slug, defaults=fields)[0]
    if known:
        note_loading(vendor, before, at=at)
    if logo is None:
        VendorLogo.objects.filter(vendor=vendor).delete()
    else:
        given = {"content_type": logo.content_type, "content": logo.content}
        VendorLogo.objects.update_or_create(vendor=vendor, defaults=given)
    return vendor, loaded


def _load_lists(vendor: Vendor, text: VendorText) -> None:
    for name, rows in text.lists.items():
        for row in rows:
            fields = {
                "rank": row.rank,
                "label_en": row.label.en,
                "label_de": row.label.de,
                "hint_en": row.hint.en if row.hint else "",
                "hint_de": row.hint.de if row.hint else "",
                "settings": row.settings,
                "source": row.source[:200],
                "active": True,
            }
            ListEntry.objects.update_or_create(vendor=vendor, list=name, code=row.code, defaults=fields)
        gone = ListEntry.objects.filter(vendor=vendor, list=name).exclude(code__in=[row.code for row in rows])
        gone.update(active=False)
