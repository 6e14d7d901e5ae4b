"""Amounts in words. Figures and units are held together by no-break spaces, written as ~ here."""

import pytest
from django.utils import translation

from portal import amounts


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", "~")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0~min"),
        (59, "0~min"),
        (2460, "41~min"),
        (3599, "59~min"),
        (3600, "1~h"),
        (3840, "1~h~04~min"),
        (19080, "5~h~18~min"),
        (142800, "39~h~40~min"),
        (-60, "0~min"),
        (None, ""),
    ],
)
def test_business_time_is_hours_and_minutes_rounded_down_and_never_days(seconds, words):
    assert plain(amounts.duration(seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [(11940, "3:19"), (2460, "0:41"), (0, "0:00"), (None, "")])
def test_a_tally_adds_up_in_a_column(seconds, words):
    assert amounts.tally(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2160, "36~min"), (19080, "5~h"), (86399, "23~h"), (86400, "1 day"), (86400 * 3 + 1, "3 days")],
)
def test_an_age_is_told_in_its_largest_unit(seconds, words):
    assert plain(amounts.age(seconds)) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1~KB"),
        (86016, "84~KB"),
        (1258291, "1.2~MB"),
        (20971520, "20~MB"),
        (1023 * 1024, "1~MB"),
        (3 * 1024**3, "3~GB"),
        (5000 * 1024**3, "5000~GB"),
    ],
)
def test_file_sizes_are_short(count, words):
    assert plain(amounts.file_size(count)) == words


def test_german_file_sizes_have_a_comma():
    with translation.override("de"):
        assert plain(amounts.file_size(1258291)) == "1,2~MB"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ines Okafor", "IO"), ("M. Thomsen", "MT"), ("Ada", "A"), ("jan van der Berg", "JB"), ("", "?"), ("–", "?")],
)
def test_initials_are_first_and_last(name, letters):
    assert amounts.initials(name) == letters
