"""The severity scale as it is shown where severity is chosen (R25): definitions, targets, and what is not offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from cases.terms import Terms, clocks_for
from portal.promises import promise_in_words
from slas.terms import MilestoneKind, Severity
from slas.versions import table_of
from tenants.models import ListEntry


@dataclass(frozen=True)
class Option:
    """One severity: `promise` is its initial response on the partner's own plan, "" where the plan has none."""

    code: str
    rank: int
    name: str
    definition: str
    promise: str
    is_offered: bool
    is_chosen: bool
    reason: str


@dataclass(frozen=True)
class Scale:
    """The scale for one environment ("" while none is chosen). `chosen` is the severity's code, "" for none."""

    environment: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> str:
        return next((option.code for option in self.options if option.is_chosen), "")


def scale_of(terms: Terms, environments: Sequence[ListEntry], environment: str, chosen: str) -> Scale:
    """The scale of the policy in force, for a case in this environment ("" while none is chosen)."""
    place = next((entry for entry in environments if entry.code == environment), None)
    severities = table_of(terms.policy).severities
    targets = terms.targets
    clocks, _versions = clocks_for(terms.policy.vendor_id, targets)
    options = []
    for severity in severities:
        is_offered = not (severity.production_only and place and not place.settings.get("production"))
        target = targets(MilestoneKind.INITIAL_RESPONSE, severity.code)
        options.append(
            Option(
                code=severity.code,
                rank=severity.rank,
                name=severity.name.say(get_language() or "en"),
                definition=severity.definition.say(get_language() or "en"),
                promise=promise_in_words(target.amount, clocks[target.calendar].definition) if target else "",
                is_offered=is_offered,
                is_chosen=is_offered and severity.code == chosen,
                reason=_reason(severity, severities, place, is_offered),
            )
        )
    return Scale(environment, tuple(options))


def _reason(severity: Severity, all_of_them: Sequence[Severity], place: ListEntry | None, is_offered: bool) -> str:
    """Why a severity that is reserved for production is offered or not (R21)."""
    if not severity.production_only:
        return ""
    if place is None:
        return gettext("For production only")
    if is_offered:
        return gettext("Offered because you chose %(place)s") % {"place": place.label}
    highest = next((other.code for other in all_of_them if not other.production_only), "")
    words = gettext("Not offered: %(code)s is for production only. For %(place)s, %(highest)s is the highest.")
    return words % {"code": severity.code, "place": place.label, "highest": highest}
