"""Means, shares and how sure one can be of them."""

import pytest

from surveys.daily import Whose
from surveys.figures import Csat, figure, figures, told, wilson
from surveys.models import Question
from tenants.scope import working
from tests.surveyed import ASKED, DAY, HOUR, answered, surveyed


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        # Wilson's interval as the textbooks give it (Newcombe 1998, method 3, and Brown, Cai, DasGupta 2001)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_the_interval_of_a_share(hits, count, low, high):
    assert [round(end, 4) for end in wilson(hits, count)] == [low, high]


def test_no_rating_has_no_figures():
    assert figure(0, 0, 0) == Csat(0, None, None, None, None)


def test_rows_of_ratings_become_figures_by_question():
    found = figures([(Question.SERVICE, 5), (Question.SERVICE, 4), (Question.SERVICE, 2), (Question.QUALITY, 3)])
    service = found[Question.SERVICE]
    assert (service.count, round(service.mean, 4), round(service.share, 4)) == (3, 3.6667, 0.6667)
    assert (found[Question.QUALITY].mean, found[Question.QUALITY].share) == (3, 0)
    assert found[Question.TIMELINESS] == Csat(0)


@pytest.mark.django_db
def test_the_figures_of_a_period_a_partner_and_an_owner(cast):
    ours, theirs = surveyed(cast.revalize, cast.nordwind), surveyed(cast.revalize, cast.baltic)
    foreign = surveyed(cast.velixo, cast.sarto)
    answered(ours, at=ASKED + HOUR, service=1, timeliness=4)
    answered(ours, at=ASKED + DAY, service=5, timeliness=4)
    answered(theirs, at=ASKED + 2 * HOUR, service=2)
    answered(foreign, at=foreign.invited_at, service=3)
    end = ASKED + 2 * HOUR
    with working(cast.revalize.vendor):

        def service(*period, **which):
            (found,) = told(Whose(cast.revalize.vendor.pk, **which), [period])
            return found.csat[Question.SERVICE].count, found.csat[Question.SERVICE].mean

        assert service(ASKED, ASKED + 2 * DAY) == (2, 3.5)
        # By the first answer's instant, with the rating that counts now; the end is not part of the period
        assert service(ASKED, end) == (1, 5)
        assert service(end, ASKED + 2 * DAY) == (1, 2)
        assert service(ASKED, ASKED + 2 * DAY, partner=cast.baltic.partner.pk) == (1, 2)
        assert service(ASKED, ASKED + 2 * DAY, owner=cast.revalize.agent.pk) == (2, 3.5)
        assert service(ASKED, ASKED + 2 * DAY, owner=cast.revalize.manager.pk) == (0, None)
        (found,) = told(Whose(cast.revalize.vendor.pk), [(ASKED, ASKED + 2 * DAY)])
        assert found.csat[Question.TIMELINESS].share == 1
