"""The drawing of the parts that every page is made of. It is Tuesday 7 April 2026, 12:36 in Berlin."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from portal.chips import Chip
from portal.context import Page

NOW = datetime(2026, 4, 7, 10, 36, tzinfo=UTC)
REVALIZE = SimpleNamespace(name="Revalize", slug="revalize", accent_hue=215)


@pytest.fixture(autouse=True)
def in_berlin():
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def draw(source: str, **context) -> str:
    return engines["django"].from_string(source).render({"now": NOW, **context})


def partial(template: str, /, **context) -> str:
    lines = render_to_string(f"partials/{template}.html", {"now": NOW, **context}).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


@pytest.mark.parametrize(
    ("tag", "drawn"),
    [
        (
            '{% severity 1 "Urgent" %}',
            '<span class="severity severity-1"><svg aria-hidden="true"><use href="#sev-1"/></svg>S1'
            "<span>Urgent</span></span>",
        ),
        (
            '{% severity 6 "Wish" "P6" short=True %}',
            '<span class="severity severity-4"><svg aria-hidden="true"><use href="#sev-4"/></svg>P6'
            '<span class="visually-hidden">Wish</span></span>',
        ),
    ],
)
def test_a_severity_is_a_shape_a_code_and_a_word(tag, drawn):
    assert draw(tag).replace("S1 <", "S1<") == drawn


@pytest.mark.parametrize(
    ("code", "ours", "theirs"),
    [
        ("new", "New", "Received"),
        ("open", "With us", "With Revalize"),
        ("waiting", "Waiting on partner", "Waits on you"),
        ("referred", "With another department", "With another department"),
        ("resolved", "Resolved", "Resolved"),
        ("closed", "Closed", "Closed"),
    ],
)
def test_a_status_speaks_in_the_words_of_the_readers_side(code, ours, theirs):
    def words(side):
        drawn = draw("{% status code %}", code=code, page=Page(vendor=REVALIZE, side=side))
        return drawn.partition("</svg>")[2].removesuffix("</span>")

    assert (words("vendor"), words("partner")) == (ours, theirs)


def test_a_status_can_name_the_department():
    assert "With Product<" in draw('{% status "referred" "With Product" %}')


def test_an_instant_carries_its_machine_form_and_its_zone():
    assert draw("({% when at %})", at=NOW - timedelta(minutes=12)) == (
        '(<time datetime="2026-04-07T10:24:00+00:00" title="Tuesday 7 April 2026, 12:24 Europe/Berlin">'
        "12 min ago</time>)"
    )
    assert draw("{% due at %}", at=NOW + timedelta(minutes=41)) == (
        '<time datetime="2026-04-07T11:17:00+00:00" title="Tuesday 7 April 2026, 13:17 Europe/Berlin">'
        "today 13:17</time>"
    )
    assert draw("({% when at %}{% due at %}{% day at %})", at=None) == "()"


def test_a_chip_that_leads_somewhere_is_a_link_with_ring_words_and_due_time():
    chip = Chip("at_risk", 83, "At risk, 41 min left", "Next update today 13:17", "2026-04-07T11:17:00+00:00", "/r/")
    assert draw("{% clock_chip chip %}", chip=chip) == (
        '<a class="clock clock-risk" href="/r/"><svg class="clock-ring" viewBox="0 0 20 20" aria-hidden="true">'
        '<circle cx="10" cy="10" r="8.25"/><circle class="used" cx="10" cy="10" r="8.25" pathLength="100"'
        ' stroke-dasharray="83 100" transform="rotate(-90 10 10)"/><path d="M10 6.6V10l2.2 1.6"/></svg>'
        '<span class="clock-left">At risk, 41 min left</span><span class="clock-due">'
        '<time datetime="2026-04-07T11:17:00+00:00" title="Tuesday 7 April 2026, 13:17 Europe/Berlin">'
        "Next update today 13:17</time></span></a>"
    )


def test_a_paused_chip_is_plain_text_with_bars_and_without_a_due_time():
    chip = {"state": "paused", "percent": 12, "label_left": "Paused", "label_due": "Waiting on partner", "large": True}
    drawn = draw("{% clock_chip chip %}", chip=chip)
    assert drawn.startswith('<span class="clock clock-paused clock-large">')
    assert '<path d="M8.4 7.5v5M11.6 7.5v5"/>' in drawn
    assert "<time" not in drawn


def test_every_state_of_a_clock_has_its_own_mark():
    marks = {}
    for state in ("running", "at_risk", "paused", "met", "breached"):
        drawn = draw("{% clock_chip chip %}", chip=Chip(state, 50, "left", "due"))
        marks[state] = drawn.partition('10 10)"/>')[2].partition("</svg>")[0]
    assert marks["running"] == ""
    assert len(set(marks.values())) == 5


def test_an_avatar_is_decoration():
    assert draw('{% avatar "Ines Okafor" vendor=True large=True %}') == (
        '<span class="avatar avatar-large avatar-vendor" aria-hidden="true">IO</span>'
    )


def test_names_are_escaped_everywhere():
    assert "&lt;b&gt;" in draw('{% status "open" name %}', name="<b>")
    assert "<B>" not in draw("{% avatar name %}", name="<B>")


DAYS = [
    {
        "iso": "2026-04-07",
        "label": "Today",
        "remark": "2 h 36 min so far",
        "segments": [{"kind": "counted", "x": 27.272727, "width": 23.64}],
        "now": 50.91,
        "now_label": "now 12:36",
        "due": 0,
        "due_label": "due 08:00",
    }
]


def test_the_picture_of_a_day_is_drawn_in_percent():
    drawn = partial("day_picture", picture={"label": "Day by day", "small": True, "days": DAYS})
    assert '<ol class="day-picture day-picture-small" aria-label="Day by day">' in drawn
    assert '<rect class="t-counted" x="27.27%" width="23.64%" y="2.5" height="11"/>' in drawn
    assert '<line class="t-now" x1="50.91%" x2="50.91%" y1="0" y2="16"/>' in drawn
    assert '<line class="t-due" x1="0.00%" x2="0.00%" y1="0" y2="16"/>' in drawn
    assert "now 12:36" not in drawn


def test_the_large_picture_has_words_and_german_keeps_the_points_of_its_figures():
    with translation.override("de"):
        drawn = partial("day_picture", picture={"label": "Tage", "days": DAYS})
    assert '<rect class="t-counted" x="27.27%" width="23.64%" y="4.5" height="31"/>' in drawn
    assert ">now 12:36</text>" in drawn
    assert ">due 08:00</text>" in drawn


def test_receipt_lines_mark_what_does_not_count_and_end_in_the_sum():
    drawn = partial(
        "receipt_lines",
        lines=[
            {"span": "Thu 15:38–15:52", "what": "open", "amount": "0:14", "counts": True},
            {"span": "15:52–16:31", "what": "paused", "amount": "0:00", "counts": False, "href": "/n/"},
        ],
        totals=[{"label": "Used of 4:00", "amount": "3:19"}],
    )
    assert '<tr><th scope="row">Thu 15:38–15:52</th><td>open</td><td>0:14</td></tr>' in drawn
    assert '<tr class="not-counted"><th scope="row">15:52–16:31</th><td><a href="/n/">paused</a></td>' in drawn
    assert '<tfoot><tr><th scope="row" colspan="2">Used of 4:00</th><td>3:19</td></tr></tfoot>' in drawn


class Words(forms.Form):
    summary = forms.CharField(help_text="One sentence.")
    steps = forms.CharField(widget=forms.Textarea, required=False)
    environment = forms.ChoiceField(widget=forms.RadioSelect, choices=[("p", "Production"), ("t", "Test")])
    agreed = forms.BooleanField(label="Agreed")


def test_a_field_joins_label_hint_and_error_to_its_control():
    form = Words({"summary": ""})
    drawn = draw("{% field form.summary wide=True %}", form=form)
    assert '<div class="field wide">' in drawn
    assert '<label class="field-label" for="id_summary">Summary' in drawn
    assert "optional</span>" not in drawn
    assert 'aria-invalid="true" aria-describedby="id_summary_helptext id_summary_error"' in drawn
    assert 'class="input"' in drawn
    assert '<p class="field-hint" id="id_summary_helptext">One sentence.</p>' in drawn
    assert '<div id="id_summary_error"><p class="field-error">' in drawn
    assert "This field is required.</p></div>" in drawn


def test_a_hint_of_the_template_is_joined_too_and_optional_is_said():
    drawn = draw('{% field form.steps hint="In order" mark="assumption" %}', form=Words())
    assert 'aria-describedby="id_steps_helptext"' in drawn
    assert '<p class="field-hint" id="id_steps_helptext">In order</p>' in drawn
    assert '<span class="field-optional" id="id_steps_optional">optional</span>' in drawn
    assert '<span class="badge badge-assumption">assumption</span>' in drawn


def test_radios_are_a_group_with_a_legend_and_a_box_has_its_label_beside_it():
    drawn = draw("{% field form.environment %}", form=Words())
    assert '<legend class="field-label">Environment' in drawn
    assert (
        '<label for="id_environment_0"><input type="radio" name="environment" value="p" id="id_environment_0"' in drawn
    )
    box = draw("{% field form.agreed %}", form=Words())
    assert '<label class="choice" for="id_agreed"><input type="checkbox" name="agreed" class="checkbox"' in box
    assert "<span>Agreed</span></label>" in box


def test_a_refused_form_lists_its_errors_with_links_and_a_good_one_says_nothing():
    form = Words({"summary": "x", "environment": "p"})
    drawn = draw("{% form_errors form %}", form=form)
    assert "One thing is not right yet. What you typed is kept." in drawn
    assert '<li><a href="#id_agreed">Agreed</a>: This field is required.</li>' in drawn
    assert draw("{% form_errors form %}", form=Words()) == ""


def test_messages_name_the_draft_that_has_arrived():
    sent = SimpleNamespace(level_tag="success", extra_tags="draft:revalize-new", __str__=lambda self: "Sent")
    refused = SimpleNamespace(level_tag="error", extra_tags="")
    drawn = partial("messages", messages=[sent, refused])
    assert '<div class="message-flash message-flash-success" role="status" data-draft-clear="revalize-new">' in drawn
    assert '<div class="message-flash message-flash-error" role="alert">' in drawn
    assert partial("messages", messages=[]) == ""


def test_a_list_says_how_many_and_leads_on():
    drawn = partial("pagination", shown=50, total=63, next_url="?after=x", first_url="")
    assert "<span>50 of 63 shown here</span>" in drawn
    assert '<a class="button" href="?after=x" rel="next">Next 50' in drawn
    assert "Back to the start" not in drawn
    assert "<span>13 shown here</span>" in partial("pagination", shown=13, total=None, next_url="", first_url="")


def test_an_empty_list_says_what_to_do():
    drawn = partial(
        "empty", title="No cases yet", text="Yours stand here.", action_url="/new/", action_label="New case"
    )
    assert '<p class="empty-title">No cases yet</p>' in drawn
    assert '<a class="button" href="/new/">New case</a>' in drawn
    assert "<a" not in partial("empty", title="Nothing")


ENTRIES = [
    {"kind": "day", "day": date(2026, 4, 7)},
    {"kind": "message", "author": "Jonas Petersen", "at": NOW, "body": SafeString("<p>Hello</p>")},
    {"kind": "internal_note", "author": "Ines Okafor", "at": NOW, "body": SafeString("<p>Psst</p>"), "anchor": "m7"},
    {"kind": "event", "icon": "flag", "text": SafeString("<b>Escalated</b>"), "at": NOW, "mood": "alarm"},
    {"kind": "closed", "text": "Closed Thu to Tue"},
]


def test_the_timeline_draws_each_kind_and_a_note_is_unmistakable():
    drawn = partial("timeline/entries", entries=ENTRIES, page=Page(vendor=REVALIZE, side="vendor"))
    assert '<li class="timeline-day"><h3><time datetime="2026-04-07">Today, Tuesday 7 April</time></h3></li>' in drawn
    assert '<div class="message-body"><p>Hello</p></div>' in drawn
    assert '<li id="m7">' in drawn
    assert '<article class="internal-note">' in drawn
    assert "Internal note, only Revalize sees it</span>" in drawn
    assert '<li class="event event-alarm">' in drawn
    assert "<span>Closed Thu to Tue</span>" in drawn
    assert drawn.count("internal-note-label") == 1


def test_text_that_is_not_cleaned_is_escaped_in_a_message():
    entry = {"kind": "message", "author": "X", "at": NOW, "body": "<script>alert(1)</script>"}
    assert "<script>" not in partial("timeline/message", entry=entry)


def test_only_the_vendors_side_is_offered_an_internal_note():
    page = Page(vendor=REVALIZE, side="partner")
    assert 'value="note"' not in partial("composer/head", recipients="to Ines", may_note=False, page=page)
    assert 'value="note"' in partial("composer/head", recipients="to Jonas", may_note=True, page=page)


def test_the_bell_says_its_number_in_words_too():
    assert partial("bell_count", count=0) == '<span class="visually-hidden">0 unread</span>'
    assert partial("bell_count", count=120) == (
        '<span class="bell-count" aria-hidden="true">99+</span><span class="visually-hidden">120 unread</span>'
    )


def test_a_filter_chip_leads_to_the_view_without_it():
    drawn = partial("filter_chip", name="Region", value="EMEA", remove_url="?status=open")
    assert '<a href="?status=open" aria-label="Remove filter: Region EMEA">' in drawn


def test_facts_and_forecast_keep_to_their_contract():
    facts = partial("facts", facts=[{"label": "Cause", "value": "Not recorded yet", "faint": True, "small": "soon"}])
    assert '<dt>Cause</dt><dd class="muted">Not recorded yet <small>soon</small></dd>' in facts
    forecast = {"due": NOW, "due_text": "Mon 10:00", "due_long": "Monday, your time", "picture": {"days": []}}
    lacks = [{"text": "The exact error message", "target": "id_error"}]
    drawn = partial("forecast", forecast=forecast, lacks=lacks)
    assert '<b><time datetime="2026-04-07T10:36:00+00:00">Mon 10:00</time></b>' in drawn
    assert '<a href="#id_error">The exact error message</a>' in drawn
    assert "Missing before you can send" not in partial("forecast", forecast=forecast, lacks=[])
    assert "Choose a severity" in partial("forecast", forecast=None, lacks=lacks)
