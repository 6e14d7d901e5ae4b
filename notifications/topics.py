"""Topics: what a person chooses a way of hearing for. Each kind of announcement belongs to one."""

from enum import StrEnum

from cases.models import EventKind


class Topic(StrEnum):
    """The names of the fields of a Preference."""

    CASES = "cases"
    ESCALATIONS = "escalations"
    NOTICES = "notices"
    SURVEYS = "surveys"


_ESCALATIONS = {
    f"case.{kind}"
    for kind in (
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.ESCALATED,
        EventKind.DEESCALATED,
        EventKind.MANAGER_ASKED,
    )
}


def topic_of(kind: str) -> Topic:
    """The topic of an announcement's kind ("case.said", "notice.published", "survey.invited")."""
    if kind in _ESCALATIONS:
        return Topic.ESCALATIONS
    family = kind.partition(".")[0]
    return {"notice": Topic.NOTICES, "survey": Topic.SURVEYS}.get(family, Topic.CASES)


# What stands for a topic in the token of an unsubscribe link: never renumbered, mails keep their links.
NUMBERS = {Topic.CASES: 1, Topic.ESCALATIONS: 2, Topic.NOTICES: 3, Topic.SURVEYS: 4}
