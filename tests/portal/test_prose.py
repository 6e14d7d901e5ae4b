"""What people typed becomes safe HTML that says what they typed."""

import pytest

from portal.prose import mailed_prose, prose


def test_blank_lines_part_paragraphs_and_line_ends_stay():
    assert prose("One\n  two\n\nThree") == '<p class="typed">One\n  two</p><p class="typed">Three</p>'


def test_fenced_code_is_shown_letter_by_letter():
    typed = "Run this:\n```sql\nselect '<b>' -- **all**\n```\nThanks"
    assert prose(typed) == (
        '<p class="typed">Run this:</p>'
        '<pre tabindex="0"><code>select &#x27;&lt;b&gt;&#x27; -- **all**</code></pre>'
        '<p class="typed">Thanks</p>'
    )


def test_strong_and_code_within_a_line():
    assert prose("**Do not** run `rm **x**` now") == (
        '<p class="typed"><strong>Do not</strong> run <code>rm **x**</code> now</p>'
    )


@pytest.mark.parametrize(
    "typed",
    [
        "2**3 and 3**2",
        "src/**/*.py and docs/**",
        "__init__ and _x_ and *y*",
        "SELECT * FROM a WHERE b ** c ** d",
        "# no heading\n----\n- no list\n1. nor this",
        "![no picture](x.png) [no link](y)",
        "** open",
        "a ` alone",
    ],
)
def test_what_logs_say_stays_as_it_is(typed):
    assert prose(typed) == f'<p class="typed">{typed}</p>'


@pytest.mark.parametrize("render", [prose, mailed_prose])
@pytest.mark.parametrize("typed", ["<img src=x onerror=alert(1)>", "**<script>**", "`<script>`", "```\n<script>\n```"])
def test_markup_is_text(render, typed):
    html = render(typed)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;" in html


def test_addresses_become_links_that_vouch_for_nothing():
    link = '<a href="https://kb.example/a?b=1&amp;c=2" rel="nofollow noopener">https://kb.example/a?b=1&amp;c=2</a>'
    assert prose("See https://kb.example/a?b=1&c=2.") == f'<p class="typed">See {link}.</p>'
    assert link in mailed_prose("**https://kb.example/a?b=1&c=2**")


def test_javascript_is_no_address():
    assert "<a" not in prose("javascript:alert(1) data:text/html,x")


def test_mails_keep_line_ends_and_indents_where_white_space_counts_for_nothing():
    assert mailed_prose("at\n  line 2") == '<p style="margin:0 0 12px">at<br>&nbsp;&nbsp;line 2</p>'
