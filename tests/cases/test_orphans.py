"""Files that no message holds are removed after a day; the others stay."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.models import Attachment
from cases.orphans import sweep_files
from cases.refusals import Refused
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from tenants.models import Vendor
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def case(cast, files):
    return submitted(cast.nordwind, files=[SimpleUploadedFile("app.log", b"first")])


def stored(files):
    return sorted(path.read_bytes() for path in files.rglob("*") if path.is_file())


def aged(files, hours):
    """Everything that is stored becomes so old; returns the present."""
    now = timezone.now()
    for path in files.rglob("*"):
        os.utime(path, times=((now - timedelta(hours=hours)).timestamp(),) * 2)
    return now


def rolled_back(cast, case):
    with pytest.raises(Refused), working(cast.revalize.vendor):
        say(case, by=cast.revalize.agent, at=TUESDAY, body="See this.", files=[SimpleUploadedFile("b.log", b"second")])
        resolve(case, by=cast.revalize.agent, at=TUESDAY, cause="no-such-cause")


def test_a_file_of_a_change_that_was_rolled_back_goes_after_a_day(cast, case, files):
    rolled_back(cast, case)
    assert stored(files) == [b"first", b"second"]
    assert sweep_files(aged(files, 23)) == 0
    assert sweep_files(aged(files, 25)) == 1
    assert stored(files) == [b"first"]
    with working(cast.revalize.vendor), Attachment.objects.get().file.open() as file:
        assert file.read() == b"first"


def test_the_file_of_a_removed_text_goes_where_it_was_left(cast, case, files):
    with working(cast.revalize.vendor):
        Attachment.objects.update(redacted_at=TUESDAY)
    assert sweep_files(aged(files, 25)) == 1
    assert stored(files) == []


def test_files_of_a_vendor_whom_the_database_does_not_know_are_left_alone(case, files):
    storage = Attachment._meta.get_field("file").storage
    with unscoped("tests look for a vendor that is none"):
        nobody = Vendor.objects.order_by("-pk").first().pk + 1
    storage.save(f"{nobody}/aa/{'a' * 64}", ContentFile(b"another's"))
    storage.save("branding/logo.svg", ContentFile(b"<svg/>"))
    assert sweep_files(aged(files, 25)) == 0
    assert stored(files) == [b"<svg/>", b"another's", b"first"]


def test_an_empty_store_is_no_error(files, db):
    assert sweep_files(datetime(2026, 4, 14, tzinfo=UTC)) == 0
    files.rmdir()
    assert sweep_files(datetime(2026, 4, 14, tzinfo=UTC)) == 0
