"""Whatever English a reader of German could meet is found before it is met."""

import gettext
import os
import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from portal.translations import borrowed
from portal.translations.catalogue import merged, messages, read, write
from portal.translations.compiling import compile_all
from portal.translations.extracting import collect
from portal.translations.faults import faults
from portal.translations.literals import literals
from portal.translations.sources import Sources
from portal.translations.unmarked import unmarked

HEAD = """# Glossary.
#   Case   Fall

msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: de\\n"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Sources:
    """An empty checkout with one package, templates and a German catalogue without messages."""
    for folder in ("cases", "tests", "launch", "templates", "locale/de/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    for package in ("cases", "tests", "launch"):
        (tmp_path / package / "__init__.py").touch()
    sources = Sources(tmp_path)
    sources.catalogue("de").write_text(HEAD)
    return sources


def found(sources: Sources) -> set[tuple]:
    """(context, msgid, files) of every message."""
    return {
        (message.context, message.id, tuple(name for name, _line in message.locations))
        for message in messages(collect(sources))
    }


def python(sources: Sources, code: str, name: str = "cases/words.py") -> None:
    (sources.root / name).write_text(code)


def template(sources: Sources, code: str, name: str = "page.html") -> Path:
    path = sources.root / "templates" / name
    path.write_text(code)
    return path


def translate(sources: Sources, entries: str) -> None:
    sources.catalogue("de").write_text(f"{HEAD}\n{entries}\n")


def wrong(sources: Sources) -> list[str]:
    return [str(fault) for fault in faults(collect(sources), read(sources.catalogue("de")))]


# --- what is found ---


def test_every_marking_function_of_python_is_heard_under_whatever_name_it_was_imported(checkout):
    python(
        checkout,
        "from django.utils.translation import gettext as _, gettext_lazy, ngettext as several\n"
        "from django.utils.translation import npgettext_lazy, pgettext\n"
        'a = _("one " "sentence")\n'
        'b = gettext_lazy("lazy")\n'
        'c = several("%d case", "%d cases", 2)\n'
        'd = pgettext("status", "Closed")\n'
        'e = npgettext_lazy("mail", "letter", "letters")\n'
        'f = print("spoken to nobody")\n',
    )
    here = ("cases/words.py",)
    assert found(checkout) == {
        (None, "one sentence", here),
        (None, "lazy", here),
        (None, ("%d case", "%d cases"), here),
        ("status", "Closed", here),
        ("mail", ("letter", "letters"), here),
    }


def test_messages_inside_of_f_strings_and_behind_a_module_are_heard_too(checkout):
    python(
        checkout,
        "from django.utils import translation\n"
        "from django.utils.translation import gettext\n"
        "a = f\"{x}. {gettext('Cause: %(cause)s')}\"\n"
        'b = translation.gettext_lazy("by its module")\n'
        "c = gettext(x)\n",
    )
    here = ("cases/words.py",)
    assert found(checkout) == {(None, "Cause: %(cause)s", here), (None, "by its module", here)}


def test_an_underscore_that_is_no_translation_is_not_heard(checkout):
    python(checkout, '_ = print\n_("for the log")\n')
    assert found(checkout) == set()


def test_tests_and_the_launcher_speak_no_german(checkout):
    code = 'from django.utils.translation import gettext\ngettext("English stays")\n'
    python(checkout, code, "tests/test_words.py")
    python(checkout, code, "launch/words.py")
    assert found(checkout) == set()


def test_every_way_of_marking_in_templates_is_heard(checkout):
    template(
        checkout,
        "{% load i18n %}\n"
        '    {% trans "short" %} it\'s {% translate "in context" context "menu" %}\n'
        "  {% blocktranslate trimmed with a=b count n=c %}\n   {{ n }} case of\n   {{ a }}\n"
        "  {% plural %}{{ n }} cases of {{ a }}{% endblocktranslate %}\n"
        '{% include "x.html" with title=_("argument") %}{{ text|default:_("fallback") }}{{ _("shown") }}\n'
        "{% blocktranslate %}100 % sure{% endblocktranslate %}",
    )
    here = ("templates/page.html",)
    assert found(checkout) == {
        (None, "short", here),
        ("menu", "in context", here),
        (None, ("%(n)s case of %(a)s", "%(n)s cases of %(a)s"), here),
        (None, "argument", here),
        (None, "fallback", here),
        (None, "shown", here),
        (None, "100 %% sure", here),
    }


# --- what is kept ---


def test_collecting_keeps_words_drops_what_is_gone_and_changes_nothing_the_second_time(checkout):
    translate(checkout, 'msgid "Case"\nmsgstr "Fall"\n\nmsgid "Ticket"\nmsgstr "Ticket"')
    python(checkout, 'from django.utils.translation import gettext as _\n_("Case")\n_("Again")\n_("Case")\n')
    path = checkout.catalogue("de")
    write(path, merged(collect(checkout), read(path)))
    first = path.read_text()
    assert first.startswith("# Glossary.\n#   Case   Fall\n\nmsgid")
    assert first.endswith(
        '#: cases/words.py\nmsgid "Again"\nmsgstr ""\n\n#: cases/words.py\nmsgid "Case"\nmsgstr "Fall"\n'
    )
    write(path, merged(collect(checkout), read(path)))
    assert path.read_text() == first


def test_a_sentence_that_got_a_plural_has_to_be_translated_anew(checkout):
    translate(checkout, 'msgid "%d case"\nmsgstr "%d Fall"')
    python(checkout, 'from django.utils.translation import ngettext\nngettext("%d case", "%d cases", 1)\n')
    result = merged(collect(checkout), read(checkout.catalogue("de")))
    assert [message.string for message in messages(result)] == [("", "")]


# --- what is wrong ---

PYTHON = "from django.utils.translation import gettext as _, ngettext\n"


@pytest.mark.parametrize(
    ("code", "entry", "fault"),
    [
        ('_("Case")', "", "Missing from the catalogue: 'Case' (cases/words.py)"),
        ('_("Case")', 'msgid "Case"\nmsgstr ""', "Untranslated: 'Case' (cases/words.py)"),
        ('_("Case")', '#, fuzzy\nmsgid "Case"\nmsgstr "Fall"', "Fuzzy: 'Case' (cases/words.py)"),
        ("", 'msgid "Ticket"\nmsgstr "Ticket"', "No longer in the code: 'Ticket'"),
        (
            '_("%(name)s left")',
            'msgid "%(name)s left"\nmsgstr "%(namen)s geht"',
            "Has other placeholders: '%(namen)s geht', which translates: '%(name)s left' (cases/words.py)",
        ),
        (
            '_("With %s")',
            'msgid "With %s"\nmsgstr "Bei"',
            "Has other placeholders: 'Bei', which translates: 'With %s' (cases/words.py)",
        ),
        (
            '_("Draft, {time}")',
            'msgid "Draft, {time}"\nmsgstr "Entwurf, {zeit}"',
            "Has other placeholders: 'Entwurf, {zeit}', which translates: 'Draft, {time}' (cases/words.py)",
        ),
        (
            '_("<b>Case</b>")',
            'msgid "<b>Case</b>"\nmsgstr "<i>Fall</i>"',
            "Has other tags: '<i>Fall</i>', which translates: '<b>Case</b>' (cases/words.py)",
        ),
        (
            '_("Case ")',
            'msgid "Case "\nmsgstr "Fall"',
            "Has other white space at the ends: 'Fall', which translates: 'Case ' (cases/words.py)",
        ),
        (
            'ngettext("%d case", "%d cases", 1)',
            'msgid "%d case"\nmsgid_plural "%d cases"\nmsgstr[0] "%d Fall"\nmsgstr[1] ""',
            "Untranslated: '%d case' (cases/words.py)",
        ),
        (
            'ngettext("%d case", "%d cases", 1)',
            'msgid "%d case"\nmsgid_plural "%d cases"\nmsgstr[0] "%d Fall"\nmsgstr[1] "Fälle"',
            "Has other placeholders: 'Fälle', which translates: '%d case' (cases/words.py)",
        ),
    ],
)
def test_each_fault_is_told_with_its_place(checkout, code, entry, fault):
    python(checkout, f"{PYTHON}{code}\n")
    translate(checkout, entry)
    assert wrong(checkout) == [fault]


def test_a_complete_catalogue_has_no_fault(checkout):
    python(checkout, f'{PYTHON}_("%(a)s of %(b)s")\nngettext("%d case", "%d cases", 1)\n_("50%% of it")\n')
    translate(
        checkout,
        'msgid "%(a)s of %(b)s"\nmsgstr "von %(b)s %(a)s"\n\n'
        'msgid "%d case"\nmsgid_plural "%d cases"\nmsgstr[0] "%d Fall"\nmsgstr[1] "%d Fälle"\n\n'
        'msgid "50%% of it"\nmsgstr "50 %% davon"',
    )
    assert wrong(checkout) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>{{ name }} is here</p>", "\N{OBJECT REPLACEMENT CHARACTER} is here"),
        ("<p>{% if x %}open{% endif %}</p>", "\N{OBJECT REPLACEMENT CHARACTER}open\N{OBJECT REPLACEMENT CHARACTER}"),
        ('<a title="Close">{{ x }}</a>', "Close"),
        ('<nav aria-label="Views"></nav>', "Views"),
        ('<img alt="A chart">', "A chart"),
        ('<input placeholder="Search">', "Search"),
        ('<input type="submit" value="Send">', "Send"),
        ('{% include "partials/empty.html" with title="Nothing here" %}', "Nothing here"),
        ('{{ name|default:"Nobody" }}', "Nobody"),
        ("case{{ count|pluralize }}", "|pluralize"),
    ],
)
def test_words_that_are_not_marked_in_a_template_are_found(checkout, code, words):
    assert (2, words) in list(literals(template(checkout, f"\n{code}")))


@pytest.mark.parametrize(
    "code",
    [
        '{% trans "Hello" %}, {{ name }}: 12 · <b>S1</b> <kbd>Enter</kbd>',
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
        "{# for developers #}{% comment %}and for these{% endcomment %}<!-- and these -->",
        '<script src="x.js"></script><style>.page { color: red }</style>',
        '<a class="button" href="/cases/" data-key="open" title="{% trans "Open" %}">{{ x }}</a>',
        "{% block main_class %}page page-reading{% endblock %}",
        '{% include "partials/empty.html" with icon=icon|default:"inbox" title=_("Nothing here") %}',
        '<input type="hidden" value="reply" aria-invalid="{{ wrong|yesno:"true,false" }}">',
    ],
)
def test_what_is_marked_or_shown_to_nobody_is_not_a_fault(checkout, code):
    assert list(literals(template(checkout, code))) == []


def test_words_in_plain_text_letters_are_found_too(checkout):
    letter = template(checkout, '{% load i18n %}{% trans "Dear reader" %}\nBest regards\n', "letter.txt")
    assert list(literals(letter)) == [(2, "Best regards")]


def test_words_that_python_shows_unmarked_are_found(checkout):
    path = checkout.root / "cases" / "words.py"
    python(
        checkout,
        PYTHON + 'Field(label="Summary", code="summary", help_text=_("One line"))\n'
        'raise Refused("Choose one", field="owner")\n'
        '_(f"{name} is here")\n',
    )
    assert list(unmarked(path)) == [(2, "'Summary'"), (3, "'Choose one'"), (4, "_(f'{name} is here')")]


# --- what Django reads ---


def test_compiling_needs_no_other_program_and_happens_only_when_something_changed(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    translate(checkout, 'msgid "Case"\nmsgstr "Fall"')
    assert compile_all(checkout) == ["de"]
    assert compile_all(checkout) == []
    compiled = checkout.catalogue("de").with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Case") == "Fall"
    later = compiled.stat().st_mtime + 10
    os.utime(checkout.catalogue("de"), (later, later))
    assert compile_all(checkout) == ["de"]
    assert [path.name for path in compiled.parent.iterdir() if path.suffix == ".mo"] == ["django.mo"]


def test_the_portals_own_german_is_complete(capsys):
    call_command("check_translations")
    assert capsys.readouterr().out == "translations complete: de\n"


FAMILIAR = re.compile(r"\b(du|dich|dir|deine?[mnrs]?|euch|eure?[mnrs]?)\b", re.IGNORECASE)


def test_the_portals_own_german_says_sie_and_uses_german_quotes():
    catalogue = read(Sources(settings.BASE_DIR).catalogue("de"))
    given = [text for message in messages(catalogue) for text in _texts(message.string)]
    assert [text for text in given if FAMILIAR.search(text)] == []
    assert [text for text in given if "“" in text and text.count("„") != text.count("“")] == []
    assert [text for text in given if "”" in text] == []


def test_sentences_of_other_packages_are_replaced_only_where_they_still_say_them():
    path = Path(allauth.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "django.po"
    theirs = read(path)
    assert [sentence for sentence in borrowed.SENTENCES if sentence not in theirs] == []
    with translation.override("de"):
        assert [text for text in map(translation.gettext, borrowed.SENTENCES) if FAMILIAR.search(text)] == []
        assert translation.gettext(borrowed.SENTENCES[1]) == "Bitte geben Sie Ihr aktuelles Passwort ein."


def _texts(string) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
