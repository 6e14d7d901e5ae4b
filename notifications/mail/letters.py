"""What a mail says: each subject of announcements has its writer, which reads in the recipient's own scope."""

from collections.abc import Callable
from dataclasses import dataclass, field

from notifications.models import Delivery


@dataclass(frozen=True)
class File:
    """What is attached. `kind` is a media type."""

    name: str
    text: str
    kind: str


@dataclass(frozen=True)
class Letter:
    """`template` names the folder templates/emails/<template>/ with subject.txt, body.txt and body.html.

    reply_to: an address that takes answers, "" where none is read. thread: the Message-ID that all mails of one
    matter refer to. forced: the law or the contract wants it told, so it cannot be unsubscribed from.
    """

    template: str
    context: dict
    reply_to: str = ""
    thread: str = ""
    forced: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()


# None: the recipient may no longer read what it is about.
Writer = Callable[[Delivery], Letter | None]
