"""Views of the queue that are saved: one's own and the team's, with live counts."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from cases.models import SavedView
from cases.saving_views import EACH
from cases.verbs.assign_owner import assign_owner
from tenants.roles import Role
from tenants.scope import acting, working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import asked_by, clock_at, page, signed_in, text_of

OTHER = "other agent"
S1 = "view=open&order=due&severity=S1"


@pytest.fixture
def desk(cast):
    cast.agent, cast.manager, cast.other = cast.revalize.agent, cast.revalize.manager, cast.revalize.staff[OTHER]
    cast.urgent = submitted(cast.nordwind, severity="S1", summary="Nobody can sign in")
    cast.low = submitted(cast.baltic, severity="S4", summary="A question")
    return cast


def sent(who, address, **data):
    with clock_at(TUESDAY):
        return signed_in(who).post(address, data)


def save(who, name="Urgent", view=S1, **more):
    return sent(who, "/revalize/queue/views/", name=name, view=view, **more)


def change(who, view, **data):
    return sent(who, f"/revalize/queue/views/{view.pk}/", **data)


def view_of(who, name="Urgent") -> SavedView:
    with acting(who):
        return SavedView.objects.get(name=name)


def rail(who, **query) -> dict[str, tuple[str, str]]:
    """{name: (address, count)} of the saved views."""
    html = page(who, "queue", at=TUESDAY, **query).content.decode()
    row = r'<a href="([^"]+)"[^>]*>.{0,90}?</svg><span title="([^"]+)">[^<]+</span><data value="\d+">([^<]+)</data>'
    return {unescape(name): (unescape(url), count) for url, name, count in re.findall(row, html)}


def test_a_view_is_saved_with_its_filters_and_order_and_counts_live(desk):
    answer = save(desk.agent)
    assert answer.url == "/revalize/queue/?order=due&severity=S1"
    assert rail(desk.agent) == {"Urgent": ("/revalize/queue/?order=due&severity=S1", "1")}
    submitted(desk.baltic, severity="S1")
    assert rail(desk.agent)["Urgent"][1] == "2"


def test_the_view_that_is_shown_gives_the_page_its_name(desk):
    save(desk.agent)
    html = page(desk.agent, "queue", at=TUESDAY, order="due", severity="S1").content.decode()
    assert "<h1>Urgent</h1>" in html
    assert html.count('aria-current="page"') == 2  # the queue in the bar, the view in the rail
    assert "<h1>All open</h1>" in page(desk.agent, "queue", at=TUESDAY).content.decode()


def test_the_other_views_lead_out_of_a_saved_one_whole(desk):
    save(desk.agent)
    html = page(desk.agent, "queue", at=TUESDAY, order="due", severity="S1").content.decode()
    assert re.search(r'href="/revalize/queue/\?view=mine&amp;order=due"', html)
    whole = page(desk.agent, "queue", at=TUESDAY).content.decode()
    counted = re.compile(r'<span>No owner</span><data value="(\d+)">')
    assert counted.search(html)[1] == counted.search(whole)[1] != "1"


def test_ones_own_view_is_nobody_elses(desk):
    save(desk.agent)
    assert rail(desk.other) == rail(desk.manager) == {}
    assert change(desk.other, view_of(desk.agent), act="delete").status_code == 404
    assert change(desk.manager, view_of(desk.agent), act="delete").status_code == 404


def test_a_view_of_the_team_is_everybodys_and_me_means_each_reader(desk):
    with working(desk.revalize.vendor):
        assign_owner(desk.urgent, desk.agent, by=desk.agent, at=TUESDAY)
    assert save(desk.manager, "Mine, urgent", "owner=me&severity=S1", team="on").status_code == 302
    assert rail(desk.agent)["Mine, urgent"][1] == "1"
    assert rail(desk.other)["Mine, urgent"][1] == "0"


def test_only_managers_and_administrators_save_for_the_team(desk):
    assert save(desk.agent, team="on").status_code == 403
    assert "For the whole team" not in text_of(page(desk.agent, "queue", at=TUESDAY))
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        assert "For the whole team" in text_of(page(desk.revalize.staff[role], "queue", at=TUESDAY))


def test_other_vendors_and_partners_see_no_view(desk):
    save(desk.manager, team="on")
    assert rail(desk.velixo.manager) == {}
    with acting(desk.nordwind.contact), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        SavedView.objects.exists()


def test_nobody_writes_a_view_in_another_persons_name(desk):
    for stolen in ({"owner": desk.other}, {"owner": desk.agent, "vendor": desk.velixo.vendor}):
        given = {"vendor": desk.agent.vendor, "name": "Stolen", "at": TUESDAY, **stolen}
        with acting(desk.agent), pytest.raises(Exception, match="row-level security"), transaction.atomic():
            SavedView.objects.create(**given)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("  ", "Give the view a name."),
        ("x" * 41, "A name has at most 40 characters."),
        (" urgent ", "There is a view “urgent” already."),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_was_typed(desk, name, word):
    save(desk.agent)
    answer = save(desk.agent, name, "view=mine")
    assert answer.status_code == 422
    assert word in text_of(answer)
    assert f'name="name" value="{name}"' in answer.content.decode()
    assert '<input type="hidden" name="view" value="view=mine">' in answer.content.decode()
    assert len(rail(desk.agent)) == 1


def test_the_team_and_two_people_may_use_the_same_name(desk):
    assert save(desk.agent).status_code == save(desk.other).status_code == 302
    assert save(desk.manager, team="on").status_code == save(desk.manager).status_code == 302


def test_two_clicks_at_the_same_instant_save_one(desk):
    save(desk.agent)
    with acting(desk.agent), pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(vendor=desk.agent.vendor, owner=desk.agent, name="URGENT", at=TUESDAY)


def test_beyond_the_limit_it_is_refused(desk):
    for number in range(EACH):
        assert save(desk.agent, f"View {number}").status_code == 302
    answer = save(desk.agent, "One more")
    assert answer.status_code == 422
    assert "There is room for 12 views only: delete one first." in text_of(answer)
    assert save(desk.other).status_code == 302


def test_what_is_no_longer_known_is_left_out_on_reading(desk):
    save(desk.agent, view="view=gone&order=sideways&colour=red&severity=S1&product=abc")
    assert rail(desk.agent) == {"Urgent": ("/revalize/queue/?severity=S1", "1")}
    with acting(desk.agent):
        SavedView.objects.update(query="view=gone&severity=S1&\x7f=%00&product=" + "9" * 60)
    assert rail(desk.agent) == {"Urgent": ("/revalize/queue/?severity=S1", "1")}


def test_a_view_is_renamed_and_deleted_by_its_owner(desk):
    save(desk.agent)
    answer = change(desk.agent, view_of(desk.agent), act="rename", name="The worst")
    assert answer.url == "/revalize/queue/?order=due&severity=S1"
    assert list(rail(desk.agent)) == ["The worst"]
    assert change(desk.agent, view_of(desk.agent, "The worst"), act="delete").url == "/revalize/queue/"
    assert rail(desk.agent) == {}


def test_a_refused_new_name_comes_back_at_its_field(desk):
    save(desk.agent)
    save(desk.agent, "Second", "view=mine")
    answer = change(desk.agent, view_of(desk.agent), act="rename", name="Second")
    assert answer.status_code == 422
    assert 'id="change-view"' in answer.content.decode()
    assert "There is a view “Second” already." in text_of(answer)


def test_the_teams_view_is_changed_by_managers_alone(desk):
    save(desk.manager, team="on")
    view = view_of(desk.manager)
    assert change(desk.agent, view, act="delete").status_code == 403
    assert "Change this view" not in text_of(page(desk.agent, "queue", at=TUESDAY, order="due", severity="S1"))
    assert change(desk.revalize.staff[Role.ADMINISTRATOR], view, act="rename", name="Team").status_code == 302
    assert change(desk.manager, view, act="nonsense").status_code == 400
    assert change(desk.manager, view, act="delete").status_code == 302


def test_more_saved_views_ask_no_more_questions(desk):
    with clock_at(TUESDAY):
        client = signed_in(desk.agent)
    asked_by(client, "/revalize/queue/", TUESDAY)
    save(desk.agent)
    one = len(asked_by(client, "/revalize/queue/", TUESDAY))
    for number in range(5):
        save(desk.agent, f"View {number}")
    assert len(asked_by(client, "/revalize/queue/", TUESDAY)) == one
