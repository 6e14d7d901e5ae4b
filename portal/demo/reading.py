"""Reads the demo data of one vendor and checks that it holds together."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from cases.limits import SUMMARY
from cases.submission import SECTIONS
from portal.demo.given import Demo, GivenCustomer, GivenFile, GivenPartner, GivenPerson, Step, Story
from portal.demo.moments import Unclear, read_start, read_step
from tenants.roles import Role

# Ten times as fast where PyYAML was built with libyaml.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = settings.BASE_DIR / "vendors" / "demo"
TEXTS = ("summary", "description", *SECTIONS)
# What a step needs besides its actor and its moment.
NEEDS: dict[str, tuple[str, ...]] = {
    "own": (),
    "confirm_severity": (),
    "say": ("text",),
    "note": ("text",),
    "wait": (),
    "back": (),
    "refer": ("to", "text"),
    "propose_severity": ("to", "text"),
    "decide": ("accept", "text"),
    "resolve": ("text",),
    "close": (),
    "reopen": ("text",),
    "offer": ("text", "price"),
    "answer_offer": ("accept",),
}


class Faulty(ValueError):
    """The demo data contradicts itself; the message names the vendor, the case and the word."""


def slugs() -> list[str]:
    """The vendors that have demo data."""
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "people.yaml").exists())


def read(slug: str) -> Demo:
    """Reads vendors/demo/<slug>/. Raises Faulty."""
    folder = FOLDER / slug
    people = _yaml(folder / "people.yaml")
    demo = Demo(
        slug=people["vendor"],
        staff=tuple(_person(given, given["zone"]) for given in people["staff"]),
        partners=tuple(_partner(given) for given in people["partners"]),
    )
    _once(slug, [person.key for person in _everybody(demo)])
    _once(slug, [person.email for person in _everybody(demo)])
    partners = {partner.key: partner for partner in demo.partners}
    for path in sorted(folder.glob("cases-*.yaml")):
        for given in _yaml(path)["cases"]:
            try:
                demo.stories.append(_story(given, partners, demo.staff))
            except (KeyError, Unclear, Faulty) as error:
                raise Faulty(f"{path.name}, {given.get('id')}: {error}") from error
    _once(slug, [story.key for story in demo.stories])
    if (path := folder / "notices.yaml").exists():
        demo.notices.extend(_yaml(path)["notices"])
        _check_notices(demo)
    return demo


def surveys_of(slug: str) -> list[dict]:
    """The answers in vendors/demo/<slug>/surveys.yaml (portal.demo.surveys), none where there is no such file."""
    path = FOLDER / slug / "surveys.yaml"
    return _yaml(path)["answers"] if path.exists() else []


def _check_notices(demo: Demo) -> None:
    staff, stories = {person.key for person in demo.staff}, {story.key for story in demo.stories}
    for given in demo.notices:
        title = given["title"]["en"]
        _demand({given["by"], given.get("links", given["by"])} <= staff, f"{title}: only staff tells notices")
        _demand(set(given.get("cases", ())) <= stories, f"{title}: there is no such case")
        _demand("ends" not in given or bool(given.get("answer")), f"{title}: it ends without an answer")


def _yaml(path: Path) -> dict:
    return yaml.load(path.read_text(), Loader=LOADER)  # noqa: S506 - both are safe loaders


def _everybody(demo: Demo) -> Iterator[GivenPerson]:
    yield from demo.staff
    for partner in demo.partners:
        yield from partner.everybody()


def _once(slug: str, keys: list[str]) -> None:
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise Faulty(f"{slug}: {', '.join(sorted(twice))} is given twice")


def _person(given: dict, zone: str, role: str = "") -> GivenPerson:
    return GivenPerson(
        given["key"], given["name"], given["email"], Role(role or given["role"]), zone, given["language"]
    )


def _partner(given: dict) -> GivenPartner:
    zone = given["zone"]
    return GivenPartner(
        key=given["key"],
        name=given["name"],
        region=given["region"],
        zone=ZoneInfo(zone).key,
        hours=given["hours"],
        phone=given.get("phone", ""),
        entitlement=given["entitlement"],
        holidays=tuple(given.get("holidays", ())),
        people=tuple(_person(person, zone) for person in given["people"]),
        customers=tuple(_customer(customer, zone) for customer in given["customers"]),
    )


def _customer(given: dict, zone: str) -> GivenCustomer:
    people = tuple(_person(person, zone, Role.CUSTOMER_USER) for person in given.get("people", ()))
    return GivenCustomer(given["key"], given["name"], given["place"], people)


def _story(given: dict, partners: dict[str, GivenPartner], staff: tuple[GivenPerson, ...]) -> Story:
    partner = partners[given["partner"]]
    customer = {one.key: one for one in partner.customers}[given["customer"]]
    ours = {person.key for person in staff}
    contacts = {person.key for person in partner.people if person.role == Role.DESIGNATED_CONTACT}
    _demand(given["contact"] in contacts, f"{given['contact']} is no Designated Contact of {partner.name}")
    by_mail = bool(given.get("by_mail", False))
    # A mail fills in no form: it has a subject and its words.
    texts = {name: given[name] for name in (("summary", "description") if by_mail else TEXTS)}
    for name, text in texts.items():
        _demand(isinstance(text, str) and bool(text.strip()), f"{name} is empty")
    _demand(len(texts["summary"]) <= SUMMARY, f"the summary has {len(texts['summary'])} characters")
    copy = tuple(given.get("copy", ()))
    readers = {person.key for person in (*partner.people, *customer.people)}
    _demand(set(copy) <= readers, f"{copy} cannot all read it")
    return Story(
        key=given["id"],
        partner=partner,
        customer=customer,
        contact=given["contact"],
        received=read_start(given["received"]),
        codes={name: given[name] for name in ("product", "version", "type", "severity", "impact", "environment")},
        texts=texts,
        steps=tuple(_step(step, ours, contacts) for step in given["events"]),
        copy=copy,
        files=_files(given),
        by_mail=by_mail,
        language=given.get("language", "en"),
        affected_users=given.get("affected_users"),
    )


def _step(given: dict, staff: set[str], contacts: set[str]) -> Step:
    verbs = [name for name in NEEDS if name in given]
    _demand(len(verbs) == 1, f"{sorted(given)} is not one step")
    verb = verbs[0]
    by = given[verb]
    theirs = contacts if verb in ("say", "close", "reopen", "propose_severity", "answer_offer") else set()
    _demand(by in staff | theirs, f"{by} cannot {verb}")
    for name in NEEDS[verb]:
        _demand(given.get(name) not in (None, ""), f"a step to {verb} says no {name}")
    return Step(
        verb=verb,
        by=by,
        when=read_step(given),
        text=given.get("text", ""),
        to=given.get("to", ""),
        cause=given.get("cause", ""),
        accept=given.get("accept", False),
        price=given.get("price", ""),
        files=_files(given),
    )


def _files(given: dict) -> tuple[GivenFile, ...]:
    return tuple(GivenFile(file["name"], file["text"]) for file in given.get("files", ()))


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Faulty(otherwise)
