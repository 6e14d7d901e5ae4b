"""What a new case still lacks, told while it is written: the marks of the form's parts and the list beside it."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from portal.forms.new_case import PARTS, NewCaseForm

# More things than that are told as a number for each part: a list of everything helps nobody.
FEW = 5
DONE, MISSING, UNTOUCHED = "done", "missing", ""


@dataclass(frozen=True)
class Part:
    """One of the form's parts: `state` is done, missing or "" (nothing typed yet); `note` says what is missing."""

    code: str
    number: int
    state: str
    note: str
    is_open: bool


@dataclass(frozen=True)
class Lack:
    """Something to do before sending, with the id of the element to go to."""

    text: str
    target: str


def parts_of(form: NewCaseForm, errors: dict[str, str]) -> list[Part]:
    """The parts in order; they open in turn: one is open when it is touched or the one before it is done."""
    parts: list[Part] = []
    for number, code in enumerate(_shown(form), 1):
        wrong = [name for name in PARTS[code] if name in errors]
        touched = any(_filled(form, name) for name in PARTS[code] if name != "case_type")
        state = (DONE if not wrong else MISSING) if touched else UNTOUCHED
        is_open = number == 1 or touched or parts[-1].state == DONE
        parts.append(Part(code, number, state, _note(form, code, state, wrong), is_open))
    return parts


def lacks_of(form: NewCaseForm, errors: dict[str, str]) -> list[Lack]:
    """What is missing or wrong, each with its place; many things as one line for each part."""
    if len(errors) <= FEW:
        order = [name for part in PARTS.values() for name in part]
        told = sorted(errors, key=lambda name: order.index(name) if name in order else len(order))
        return [_lack(form, name, errors[name]) for name in told]
    return [
        Lack(f"{title_of(code)}: {_count(len(wrong))}", f"part-{code}")
        for code in _shown(form)
        if (wrong := [name for name in PARTS[code] if name in errors])
    ]


def title_of(code: str) -> str:
    """A part's heading in the reader's language."""
    titles = {"first": gettext("First steps"), "what": gettext("What happens"), "bad": gettext("How bad it is")}
    return titles[code]


def _shown(form: NewCaseForm) -> list[str]:
    """A vendor without first steps has no such part."""
    return [code for code in PARTS if code != "first" or form.offer.first_steps]


def _note(form: NewCaseForm, code: str, state: str, wrong: list[str]) -> str:
    if code == "first":
        done = len(form["first_steps"].value() or [])
        words = gettext("%(done)d of %(all)d done")
        return words % {"done": done, "all": len(form.offer.first_steps)}
    if state == MISSING:
        if len(wrong) == 1:
            return gettext("One thing is missing: %(name)s") % {"name": form.fields[wrong[0]].label}
        return gettext("%(number)d things are missing") % {"number": len(wrong)}
    if state == DONE:
        return gettext("Complete")
    if code == "what":
        return gettext("So that we can see it too, without asking back")
    return gettext("Severity decides when we answer first. Impact and place decide the order among equals.")


def _count(number: int) -> str:
    words = ngettext("%(number)d thing is missing", "%(number)d things are missing", number)
    return words % {"number": number}


def _lack(form: NewCaseForm, name: str, sentence: str) -> Lack:
    if name not in form.fields:
        return Lack(str(sentence), "part-what")
    label = str(form.fields[name].label)
    bound = form[name]
    target = f"group-{name}" if bound.field.widget.use_fieldset else bound.id_for_label
    # What is empty needs no more than its name; what is wrong needs the reason.
    return Lack(f"{label}: {sentence}" if _filled(form, name) else label, target)


def _filled(form: NewCaseForm, name: str) -> bool:
    if name == "files":
        return False
    value = form[name].value()
    return bool(value.strip() if isinstance(value, str) else value)
