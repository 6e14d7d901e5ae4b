"""Views that were saved, as the queue's rail lists them."""

from dataclasses import dataclass

from django.http import QueryDict

from cases.models import SavedView
from portal.desk.lens import Lens
from portal.gates import Door
from portal.permissions import Act


@dataclass(frozen=True)
class Saved:
    """A saved view with what it asks for today: keys that are no longer known are left out."""

    view: SavedView
    lens: Lens

    @property
    def key(self) -> str:
        """The name of its count."""
        return f"saved_{self.view.pk}"

    def may_change(self, door: Door) -> bool:
        if self.view.team:
            return door.may(Act.SHARE_VIEWS)
        return self.view.owner_id == door.membership.pk


def saved_views() -> list[Saved]:
    """The reader's own and the team's, as the scope shows them."""
    return [Saved(view, Lens.read(QueryDict(view.query))) for view in SavedView.objects.in_order()]


def shown_now(saved: list[Saved], lens: Lens) -> Saved | None:
    """The first that is exactly what the queue shows."""
    return next((one for one in saved if one.lens.query() == lens.query()), None)
