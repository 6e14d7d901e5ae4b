"""While the broker is away the cache is an empty one, and health says so."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from portal import broker_cache
from tests.portal.conftest import PASSWORD


@pytest.fixture
def away(settings, monkeypatch):
    monkeypatch.setattr(broker_cache, "warning", broker_cache._Warning())
    settings.CACHES = {"default": {"BACKEND": "portal.broker_cache.BrokerCache", "LOCATION": "redis://127.0.0.1:1/0"}}


def test_a_cache_that_is_away_holds_nothing_and_says_so_once(away, caplog):
    cache.set("a", 1)
    cache.set_many({"a": 1})
    assert (cache.get("a"), cache.get("a", 5), cache.get_many(["a"]), cache.has_key("a")) == (None, 5, {}, False)
    assert (cache.add("a", 1), cache.touch("a"), cache.delete("a")) == (True, False, False)
    cache.delete_many(["a"])
    assert [record.levelname for record in caplog.records if "The cache is away" in record.message] == ["WARNING"]


def test_a_cache_that_is_there_keeps_what_it_is_given():
    cache.set("portal-test", 7, 5)
    assert (cache.get("portal-test"), cache.add("portal-test", 8, 5)) == (7, False)
    assert cache.delete("portal-test") is True


def test_people_sign_in_while_the_broker_is_away(away, town):
    wrong = Client().post("/accounts/login/", {"login": town.jonas.email, "password": "no such words"})
    assert wrong.status_code == 200
    right = Client().post("/accounts/login/", {"login": town.jonas.email, "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/")


def test_health_knows_whether_the_broker_is_there(db, away):
    assert json.loads(Client().get("/health/").content) == {"database": True, "broker": False}


def test_health_says_that_the_broker_is_there(db):
    assert json.loads(Client().get("/health/").content) == {"database": True, "broker": True}
