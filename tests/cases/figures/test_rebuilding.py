"""Rows that were kept up to date by sweeps are those that a rebuild writes, whatever the lives of the cases were."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from cases.figures.rebuilding import differences, rebuild
from cases.figures.sweeping import sweep_figures
from cases.figures.writing import lock
from cases.models import Case
from cases.models.figures import CaseFigure, DailyFigure, DailySpread, FiguresDue, MonthlyFigure, MonthlySpread
from cases.refusals import Refused
from cases.sweeping import sweep_closings, sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.scope import working
from tests.cast import TUESDAY, submitted

KEPT = (CaseFigure, DailyFigure, DailySpread, MonthlyFigure, MonthlySpread)


def rows(model):
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
    return sorted(model.objects.values_list(*names), key=str)


def everything(vendor):
    with working(vendor):
        return [rows(model) for model in KEPT]


def acts(cast, chance):
    agent, other = cast.revalize.agent, cast.revalize.staff["other agent"]
    return {
        "own": lambda case, at: assign_owner(case, chance.choice([agent, other]), by=agent, at=at),
        "answer": lambda case, at: say(case, by=agent, at=at, body="A word."),
        "ask": lambda case, at: say(case, by=case.contact, at=at, body="And?"),
        "wait": lambda case, at: wait_for_partner(case, by=agent, at=at),
        "refer": lambda case, at: refer(case, "product-management", by=agent, at=at),
        "take back": lambda case, at: take_back(case, by=agent, at=at),
        "severity": lambda case, at: confirm_severity(case, chance.choice(["S1", "S2", "S3"]), by=agent, at=at),
        "resolve": lambda case, at: resolve(case, by=agent, at=at),
        "close": lambda case, at: close(case, by=agent, at=at),
        "reopen": lambda case, at: reopen(case, by=case.contact, at=at, body="It is back."),
    }


def live(cast, chance, cases, steps):
    """Random lives of some cases, with sweeps now and then, in an order that time allows."""
    at, known = TUESDAY, acts(cast, chance)
    for _ in range(steps):
        at += timedelta(minutes=chance.choice([0, 1, 45, 300, 1500, 6000]))
        sweep_milestones(at)
        if chance.random() < 0.1:
            sweep_closings(at)
        if chance.random() < 0.3:
            sweep_figures()
        with working(cast.revalize.vendor):
            case = Case.objects.select_related("contact").get(pk=chance.choice(cases).pk)
            try:
                chance.choice(list(known.values()))(case, at)
            except Refused:
                continue


@pytest.mark.parametrize("seed", range(6))
def test_what_sweeps_kept_is_what_a_rebuild_writes(cast, seed):
    chance, vendor = random.Random(seed), cast.revalize.vendor.pk
    cases = [submitted(chance.choice([cast.nordwind, cast.baltic]), severity="S2") for _ in range(3)]
    live(cast, chance, cases, steps=40)
    # Much later, so that the months of the lives are over.
    submitted(cast.nordwind, at=TUESDAY + timedelta(days=200))
    sweep_figures()
    kept = everything(vendor)
    assert all(kept)
    assert list(differences(vendor)) == []
    rebuild(vendor)
    assert everything(vendor) == kept
    with working(vendor):
        for model in KEPT:
            model.objects.all().delete()
    rebuild(vendor)
    assert everything(vendor) == kept


def test_a_month_is_summed_when_a_later_one_has_begun_and_again_when_a_late_word_touches_it(cast):
    vendor, agent = cast.revalize.vendor, cast.revalize.agent

    def received(month):
        with working(vendor):
            rows = MonthlyFigure.objects.filter(of="all", what="received", day__month=month)
            return sum(rows.values_list("number", flat=True))

    first = submitted(cast.nordwind, at=TUESDAY)
    sweep_figures()
    assert received(4) == 0
    submitted(cast.nordwind, at=TUESDAY + timedelta(days=70))
    sweep_figures()
    assert (received(4), received(6)) == (1, 0)
    submitted(cast.baltic, at=TUESDAY + timedelta(hours=1))
    with working(vendor):
        say(first, by=agent, at=TUESDAY + timedelta(hours=2), body="A word that was noted late.")
    sweep_figures()
    assert received(4) == 2
    assert list(differences(vendor.pk)) == []
    with working(vendor):
        MonthlyFigure.objects.filter(day__month=4, of="partner").delete()
    assert "cases_monthlyfigure missing" in next(differences(vendor.pk))
    # A month that is not over must have no sums.
    with working(vendor):
        MonthlyFigure.objects.update(day="2026-06-01")
    assert any("cases_monthlyfigure too many" in found for found in differences(vendor.pk))
    rebuild(vendor.pk)
    assert list(differences(vendor.pk)) == []


def test_a_rebuild_since_a_day_mends_that_day_and_later_ones(cast):
    vendor = cast.revalize.vendor
    submitted(cast.nordwind, at=TUESDAY)
    submitted(cast.nordwind, at=TUESDAY + timedelta(days=2))
    sweep_figures()
    kept = everything(vendor)
    with working(vendor):
        DailyFigure.objects.update(number=9)
        assert len(list(differences(vendor.pk))) == 12
    assert rebuild(vendor.pk, since=(TUESDAY + timedelta(days=1)).date()) == (1, 1)
    with working(vendor):
        assert set(DailyFigure.objects.values_list("day__day", "number")) == {(14, 9), (16, 1)}
    rebuild(vendor.pk)
    assert everything(vendor) == kept


def test_the_commands_say_what_they_did_and_refuse_what_they_do_not_know(cast, capsys):
    submitted(cast.nordwind)
    call_command("rebuild_figures", vendor="revalize")
    assert capsys.readouterr().out == "revalize: 1 case read, 1 day summed\n"
    call_command("verify_figures")
    assert "figures follow from the logs" in capsys.readouterr().out
    with working(cast.revalize.vendor):
        CaseFigure.objects.update(severity="S9")
    with pytest.raises(CommandError, match="differ"):
        call_command("verify_figures", vendor="revalize")
    with pytest.raises(CommandError, match="no vendor"):
        call_command("rebuild_figures", vendor="nobody")
    with pytest.raises(CommandError, match="no date"):
        call_command("rebuild_figures", since="yesterday")


def test_a_vendor_whose_figures_cannot_be_read_holds_up_no_other(cast, monkeypatch):
    from cases.figures import sweeping

    submitted(cast.nordwind)
    submitted(cast.sarto)
    write = sweeping.write_contributions

    def broken(vendor, ids):
        if vendor == cast.revalize.vendor.pk:
            raise RuntimeError("no")
        return write(vendor, ids)

    monkeypatch.setattr(sweeping, "write_contributions", broken)
    assert sweep_figures() == 1
    with working(cast.revalize.vendor):
        assert FiguresDue.objects.exists()
    monkeypatch.undo()
    assert sweep_figures() == 1


def test_the_lock_is_ones_own(cast):
    with working(cast.revalize.vendor):
        assert lock(cast.revalize.vendor.pk, wait=False)
        assert lock(cast.revalize.vendor.pk, wait=True)
