"""Keeps what a queue shows under a name. Runs in the reader's own scope, which shows own and team views alone."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import SavedView
from cases.refusals import Refused
from tenants.models import Membership

NAME = 40  # characters
EACH = 12  # views of one person, and as many of the team: each is counted whenever the queue is drawn


def save_view(*, by: Membership, at: datetime, name: str, query: str, team: bool = False) -> SavedView:
    """Saves a queue's query. Raises Refused for a missing, too long or double name, and beyond the limit."""
    kept = _siblings(by, team)
    name = _checked(name, kept)
    if kept.count() >= EACH:
        words = ngettext("There is room for %(limit)d view only: delete one first.",
                         "There is room for %(limit)d views only: delete one first.", EACH)  # fmt: skip
        raise Refused(words % {"limit": EACH}, field="name")
    view = SavedView(vendor_id=by.vendor_id, owner=by, team=team, name=name, query=query, at=at)
    _write(view)
    return view


def rename_view(view: SavedView, *, by: Membership, name: str) -> None:
    """Raises Refused as save_view does."""
    view.name = _checked(name, _siblings(by, view.team).exclude(pk=view.pk))
    _write(view)


def _siblings(by: Membership, team: bool):
    """The views among which a name stands once."""
    kept = SavedView.objects.filter(vendor_id=by.vendor_id, team=team)
    return kept if team else kept.filter(owner=by)


def _checked(name: str, kept) -> str:
    name = " ".join("".join(filter(str.isprintable, name)).split())
    if not name:
        raise Refused(_("Give the view a name."), field="name")
    if len(name) > NAME:
        raise Refused(_("A name has at most %(limit)d characters.") % {"limit": NAME}, field="name")
    if kept.filter(name__iexact=name).exists():
        raise _double(name)
    return name


def _write(view: SavedView) -> None:
    """Two clicks at the same instant may both have found the name free: the constraint refuses the second."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise _double(view.name) from None


def _double(name: str) -> Refused:
    return Refused(_("There is a view “%(name)s” already.") % {"name": name}, field="name")
