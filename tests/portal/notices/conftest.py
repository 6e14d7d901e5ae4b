"""Reading and posting an hour after the cast's Tuesday, as somebody of the cast."""

import pytest
import time_machine
from django.urls import reverse

from tests.portal.notices.told import NOW


@pytest.fixture
def an_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read(client):
    def html_of(member, name="notices", *args, status=200):
        client.force_login(member.person)
        answer = client.get(reverse(name, args=["revalize", *args]))
        assert answer.status_code == status
        return answer.content.decode()

    return html_of


@pytest.fixture
def post(client):
    def posted(member, name, *args, **data):
        client.force_login(member.person)
        return client.post(reverse(name, args=["revalize", *args]), data)

    return posted
