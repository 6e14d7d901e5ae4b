"""A mail as it was read. Nothing here is trusted: a sender is what somebody wrote into a header."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class File:
    """An attachment, or an inline image."""

    name: str
    content_type: str
    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a mail of ours (RFC 3464). for_good: no later attempt can help."""

    message_id: str
    for_good: bool
    words: str  # "5.1.1 smtp; 550 no such user"


@dataclass(frozen=True)
class Incoming:
    """text is what the sender wrote now, folded what their program put below it (signature, quoted mails).

    sender: the address of From in lower case, "" where there is none or more than one. recipients: addresses of To,
    Cc, Delivered-To and the like. references: the message ids it answers, the nearest first. automatic: a machine
    wrote it (RFC 3834); bulk: it came by a list. Neither is ever answered.
    """

    message_id: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    folded: str = ""
    files: tuple[File, ...] = ()
    automatic: bool = False
    bulk: bool = False
    bounce: Bounce | None = None
    # Authentication-Results as they stand, the topmost first: what a receiving server of ours found.
    verdicts: tuple[str, ...] = ()
    language: str = ""  # of Content-Language: "de", "" where none is told
    unreadable: str = ""  # why its text could not be read: "encrypted" or "broken"
