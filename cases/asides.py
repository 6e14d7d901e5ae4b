"""What comes with a mail beside its own words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

# Sections of a message that no form asks for.
ASIDES = {"left_out": gettext_lazy("Not kept from the mail")}


@dataclass(frozen=True)
class Aside:
    """quoted: signature and earlier mails, shown on demand. left_out: which files were not kept, and why."""

    quoted: str = ""
    left_out: str = ""

    @property
    def sections(self) -> list[dict[str, str]]:
        return [{"code": "left_out", "text": self.left_out}] if self.left_out else []


NOTHING = Aside()
