"""A person's own profile: they change it, and name and zone that memberships show follow; who writes to them knows
their language.
"""

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.models import Membership, Person
from tenants.scope import unscoped

NAME = 120  # characters


class ProfileRefused(ValueError):
    """`errors` holds a sentence for each wrong field."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def zones() -> list[str]:
    """The zones that a person can live in: places, without the zone data's aliases and fixed offsets."""
    places = (
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    )
    return ["UTC", *sorted(places)]


def change_profile(person: Person, *, name: str, language: str, zone: str) -> None:
    """Saves the person, and name and zone on all the person's memberships, with every vendor.

    Raises ProfileRefused with a sentence for each wrong field, and changes nothing then.
    """
    name = " ".join(name.split())
    errors = {}
    if not name or len(name) > NAME:
        errors["name"] = _("A name has between 1 and %(limit)d characters.") % {"limit": NAME}
    if language not in dict(settings.LANGUAGES):
        errors["language"] = _("Choose one of the languages.")
    if zone not in available_timezones():
        errors["zone"] = _("Choose a time zone from the list.")
    if errors:
        raise ProfileRefused(errors)
    with transaction.atomic(), unscoped("a person changes their own profile with every vendor"):
        person.name, person.language, person.zone = name, language, zone
        person.save(update_fields=["name", "language", "zone"])
        Membership.objects.filter(person=person).update(name=name, zone=zone)


def languages_of(memberships: Iterable[Membership]) -> dict[int, str]:
    """The language of the portal that each of these people reads, by the membership's id."""
    wanted = {member.pk for member in memberships}
    if not wanted:
        return {}
    with unscoped("whoever is written to is spoken to in their own language"):
        found = Membership.objects.filter(pk__in=wanted).values_list("pk", "person__language")
        known = dict(settings.LANGUAGES)
        return {pk: code if code in known else settings.LANGUAGE_CODE[:2] for pk, code in found}
