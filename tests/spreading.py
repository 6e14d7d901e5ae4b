"""Which tests stay together on one of xdist's workers: what they share takes seconds to make, or is made by one test
for another.

By place, because the mark for it (xdist_group) counts for nothing from pytest 9.2 on: pytest-xdist issue 1386.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/bench/",
    "tests/browser/",
    "tests/cases/test_concurrency.py",
    "tests/kill/",
    "tests/launch/test_docker.py",
    "tests/launch/test_servers.py",
    "tests/notifications/test_mailboxes.py",
    "tests/notifications/test_reports_at_once.py",
    "tests/portal/test_demo_data.py",
    "tests/portal/test_double_posts.py",
    "tests/portal/test_german_pages.py",
)


class Spreading(LoadScopeScheduling):
    """Hands out tests one by one, except for those of a place in TOGETHER; the largest group first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
