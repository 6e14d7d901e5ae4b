"""Uploads are limited while they arrive; what was typed stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseEvent
from portal.uploads import TooLarge
from tenants.models import Person
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, post, text_of

MB = 2**20


@pytest.fixture
def desk(cast, settings):
    settings.MAX_FILES, settings.MAX_FILE_BYTES = 2, MB
    cast.contact, cast.case = cast.nordwind.contact, submitted(cast.nordwind)
    return cast


def said(desk, *files):
    return post(desk.contact, "say", desk.case.number, at=TUESDAY, body="The log.", seen=1, files=list(files))


def events(desk):
    with working(desk.revalize.vendor):
        return CaseEvent.objects.filter(case=desk.case).count()


def test_a_file_that_is_too_large_is_refused_at_its_field_and_the_text_stays(desk):
    response = said(desk, SimpleUploadedFile("core.dump", b"x" * (MB + 1)), SimpleUploadedFile("a.log", b"small"))
    assert response.status_code == 422
    assert "“core.dump” is too large: the limit is 1 MB a file." in text_of(response)
    assert "The log.</textarea>" in text_of(response)
    assert events(desk) == 1


def test_nothing_of_a_file_that_is_too_large_is_kept(desk):
    request = said(desk, SimpleUploadedFile("core.dump", b"x" * (2 * MB))).wsgi_request
    (file,) = request.FILES.getlist("files")
    assert (file.name, file.size, type(file)) == ("core.dump", 2 * MB, TooLarge)


def test_a_file_of_exactly_the_limit_is_taken(desk):
    assert said(desk, SimpleUploadedFile("full.log", b"x" * MB)).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Nothing was sent. At most 2 files of 1 MB each"),
        ("de", "Es wurde nichts gesendet. Zu einer Nachricht gehören"),
    ],
)
def test_more_than_can_be_right_is_refused_before_it_is_read(desk, language, words):
    with unscoped("tests set their stage"):
        Person.objects.filter(pk=desk.contact.person_id).update(language=language)
    response = said(desk, *(SimpleUploadedFile(f"{n}.log", b"x" * 2 * MB) for n in range(3)))
    assert response.status_code == 413
    assert words in text_of(response)
    assert "Revalize" in text_of(response)
    assert events(desk) == 1


def test_a_new_case_keeps_what_was_typed_beside_a_file_that_is_too_large(desk):
    files = [SimpleUploadedFile("core.dump", b"x" * (MB + 1))]
    response = post(desk.contact, "new_case", at=TUESDAY, summary="Offers go out without discount", files=files)
    assert response.status_code == 422
    assert "“core.dump” is too large" in text_of(response)
    assert 'value="Offers go out without discount"' in response.content.decode()
    assert page(desk.contact, "new_case", at=TUESDAY).status_code == 200
