"""What tests of notices' pages share: the instant, a notice as it stands, one with a name, and feed addresses."""

from dataclasses import replace

from notifications.models import Notice
from portal.gates import Door
from portal.notices.addresses import addresses_of
from tenants.scope import acting, unscoped
from tests.cast import TUESDAY
from tests.notifications.notices import HOUR, WORDS

NOW = TUESDAY + HOUR
TITLE = "Rules patch 9.3.2"


def found(notice):
    with unscoped("a test looks"):
        return Notice.objects.select_related("current").get(pk=notice.pk)


def words(name):
    return replace(WORDS, title_en=f"{name} notice")


def address(cast, member):
    with acting(member):
        found = addresses_of(Door(member, NOW))
    return {name: url.removeprefix("http://127.0.0.1:8000") for name, url in vars(found).items()}
