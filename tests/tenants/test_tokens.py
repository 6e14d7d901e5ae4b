"""Signed tokens: short, for one purpose, and worth nothing when a letter is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.tokens import PURPOSES, BadToken, Bearer, read, sign

LARGEST = 2**63 - 1
ids = st.integers(0, LARGEST)


@given(ids, ids, ids, st.sampled_from(PURPOSES))
def test_a_token_says_what_was_signed_in_any_case_of_letters(vendor, membership, thing, purpose):
    bearer = Bearer(vendor, membership, thing)
    token = sign(purpose, bearer)
    assert read(purpose, token) == read(purpose, token.upper()) == bearer


def test_the_longest_token_fits_a_mail_address():
    """The local part takes 64 characters; these are more rows than anybody has."""
    assert len("support+r-" + sign("reply", Bearer(10**6, 10**12, 10**14))) <= 64


def test_a_token_is_worth_nothing_for_another_purpose():
    token = sign("survey", Bearer(1, 2, 3))
    for purpose in PURPOSES:
        if purpose != "survey":
            with pytest.raises(BadToken):
                read(purpose, token)


@given(st.text(max_size=80))
def test_what_was_not_signed_here_is_refused(text):
    with pytest.raises(BadToken):
        read("reply", text)


def test_another_installations_token_is_refused(settings):
    token = sign("reply", Bearer(1, 2, 3))
    settings.SECRET_KEY = "another secret"
    with pytest.raises(BadToken):
        read("reply", token)


def test_a_changed_number_is_refused():
    token = sign("reply", Bearer(1, 2, 3))
    with pytest.raises(BadToken):
        read("reply", token.replace("1-2-3-", "1-2-4-"))
