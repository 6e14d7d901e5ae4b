"""Mails to be sent while everything dies: python -m tests.kill.letters <count> writes so many due deliveries.

python -m tests.kill.letters judge <record> compares them with what the mail server wrote down, and prints JSON:
{"unsent", "missing", "doubled", "strange", "attempts"}, each a number of mails; attempts: of mails tried twice.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import django

FIRST = 10**9  # announcements' ids that no announcement has
KIND = "case.said"


def write(count: int) -> None:
    from notifications.models import Channel, Delivery, State
    from tenants.scope import working
    from tests.cast import find_cast, submitted

    cast = find_cast()
    vendor = cast.revalize.vendor
    now = datetime.now(UTC)
    case = submitted(cast.nordwind, at=now, severity="S4")
    with working(vendor):
        event = case.events.get(kind="received")
        Delivery.objects.bulk_create(
            Delivery(
                vendor=vendor, membership=cast.nordwind.contact, channel=Channel.EMAIL, announcement=FIRST + number,
                kind=KIND, subject="caseevent", subject_id=event.pk, case=case, event=event, at=now,
                state=State.WAITING, send_at=now,
            )
            for number in range(count)
        )  # fmt: skip


def judge(record: Path) -> dict[str, int]:
    from notifications.mail.addresses import message_id
    from notifications.models import Delivery, State
    from tenants.scope import working
    from tests.cast import find_cast

    with working(find_cast().revalize.vendor):
        ours = list(Delivery.objects.filter(announcement__gte=FIRST))
    came = Counter(record.read_text().split())
    wanted = {message_id(row) for row in ours}
    return {
        "unsent": sum(row.state != State.SENT for row in ours),
        "missing": len(wanted - set(came)),
        "doubled": sum(came[each] - 1 for each in wanted & set(came)),
        # A mail that came twice was tried twice: nothing else may come twice.
        "strange": sum(came[message_id(row)] > row.attempts for row in ours),
        "came": sum(came[each] for each in wanted),
    }


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "judge":
        json.dump(judge(Path(sys.argv[2])), sys.stdout)
    else:
        write(int(sys.argv[1]))
