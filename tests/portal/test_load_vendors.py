"""load_vendors loads vendors' files whole, or refuses them whole with file, line and reason and exit status 2."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from contacts.models import Product, Region
from slas.models import CalendarVersion, PolicyVersion
from tenants.models import ListEntry, SettingChange, Vendor
from tenants.scope import unscoped, working
from tenants.vendor_settings import write_settings

AT = datetime(2026, 4, 14, 8, tzinfo=UTC)
VELIXO = (settings.BASE_DIR / "vendors" / "velixo.yaml").read_text()


MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'


def load(*files, at=AT, **more) -> str:
    said = io.StringIO()
    call_command("load_vendors", *map(str, files), at=at, **more, stdout=said, stderr=said, no_color=True)
    return said.getvalue()


def refused(*files, **more) -> list[str]:
    said = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("load_vendors", *map(str, files), stderr=said, no_color=True, **more)
    assert left.value.code == 2
    return said.getvalue().splitlines()


def counted() -> tuple[int, ...]:
    with unscoped("the test counts every vendor's rows"):
        return tuple(
            model.objects.count() for model in (Vendor, ListEntry, Region, Product, CalendarVersion, PolicyVersion)
        )


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A vendor that nobody has loaded yet."""
    file = tmp_path / "acme.yaml"
    file.write_text(VELIXO.replace("slug: velixo", "slug: acme").replace("name: Velixo\n", "name: Acme\n", 1))
    file.with_name("velixo.svg").write_text(MARK)
    return file


def test_the_three_vendors_are_loaded_and_loading_them_again_changes_nothing(cast):
    before = counted()
    assert load().splitlines() == ["CARET: nothing new", "Revalize: nothing new", "Velixo: nothing new"]
    assert counted() == before
    with working(cast.revalize.vendor):
        assert [region.code for region in Region.objects.all()] == ["americas", "emea"]
        production = [
            row.code for row in ListEntry.objects.filter(list="environment") if row.settings.get("production")
        ]
        assert production == ["production"]


def test_a_new_vendor_is_loaded_with_all_its_sections(cast, acme):
    assert load(acme) == "Acme: calendars americas, europe, asia-pacific; a new policy version\n"
    with unscoped("the test looks at the vendor that was loaded"):
        vendor = Vendor.objects.get(slug="acme")
    assert (vendor.name, vendor.accent_hue, vendor.first_case_number) == ("Acme", 150, 20001)
    assert vendor.settings["contact_transfer_rule"]["value"] == "at_least"
    with working(vendor):
        assert PolicyVersion.objects.get().published_at == AT
        assert ListEntry.objects.filter(list="category").count() == 10
        assert Product.objects.get(code="velixo-nx").versions == ["1.4", "1.3"]


def test_a_refused_file_is_told_by_file_line_and_reason_and_nothing_is_loaded(cast, acme, tmp_path):
    before = counted()
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        acme.read_text().replace("zone: Europe/Paris", "zone: Europe/Atlantis").replace("16 hours", "0 hours")
    )
    lines = bad.read_text().splitlines()
    zone = next(number for number, line in enumerate(lines, 1) if "Atlantis" in line)
    amount = next(number for number, line in enumerate(lines, 1) if "within: 0" in line)
    assert refused(acme, bad) == [
        f"{bad}:{zone}: The zone “Europe/Atlantis” is unknown: use a name such as Europe/Berlin",
        f"{bad}:{amount}: “0 hours”: an amount of business time is greater than zero",
    ]
    assert counted() == before


def test_a_file_that_is_not_there_and_an_instant_without_a_zone_are_refused(cast, tmp_path):
    (line,) = refused(tmp_path / "nobody.yaml")
    assert line.startswith(f"{tmp_path / 'nobody.yaml'}:1: cannot be read: ")
    assert refused(at=datetime(2026, 4, 14)) == [
        "2026-04-14T00:00:00 has no zone: write the offset, as in 2026-04-14T00:00:00+01:00"
    ]


def test_what_a_text_no_longer_names_stays_for_old_cases_but_is_offered_no_more(cast, acme):
    load(acme)
    rows = [line for line in acme.read_text().splitlines() if "velixo-nx" not in line and "report-design" not in line]
    acme.write_text("\n".join(rows) + "\n")
    assert load(acme) == "Acme: nothing new\n"
    with unscoped("the test looks at the vendor that was loaded"):
        vendor = Vendor.objects.get(slug="acme")
    with working(vendor):
        assert Product.objects.get(code="velixo-nx").active is False
        assert ListEntry.objects.get(list="category", code="report-design").active is False
        assert ListEntry.objects.get(list="category", code="erp").active is True


def change_in_portal(slug, **values):
    with unscoped("a test changes settings as an administrator does"):
        vendor = Vendor.objects.select_for_update().get(slug=slug)
        by = vendor.memberships.get(role="administrator")
        write_settings(vendor, values, by=by, at=AT)


def settings_of(slug):
    with unscoped("the test looks at the vendor that was loaded"):
        return Vendor.objects.get(slug=slug).settings


def test_what_an_administrator_changed_stays_and_is_told(cast):
    change_in_portal("velixo", survey_low_rating=3, survey_expiry_days=21)
    kept = "Velixo: kept as changed in the portal: survey_expiry_days, survey_low_rating (--file-wins takes the file's)"
    assert load().splitlines() == ["CARET: nothing new", "Revalize: nothing new", "Velixo: nothing new", kept]
    assert [settings_of("velixo")[name]["value"] for name in ("survey_low_rating", "survey_expiry_days")] == [3, 21]


def test_the_file_wins_where_it_is_told_to(cast):
    before = settings_of("velixo")
    change_in_portal("velixo", survey_low_rating=3)
    assert load(file_wins=True).splitlines()[-1] == "Velixo: taken from the file again survey_low_rating"
    assert settings_of("velixo") == before
    with working(cast.velixo.vendor):
        assert [(row.by_id, row.after["value"]) for row in SettingChange.objects.order_by("pk")][1:] == [(None, 2)]


def test_a_file_that_says_what_the_portal_does_or_something_new_is_noted(cast, tmp_path):
    change_in_portal("velixo", survey_low_rating=3, survey_expiry_days=21)
    file = tmp_path / "velixo.yaml"
    text = VELIXO.replace("survey_low_rating: {value: 2", "survey_low_rating: {value: 3")
    file.write_text(text.replace("survey_expiry_days: {value: 14", "survey_expiry_days: {value: 30"))
    file.with_name("velixo.svg").write_text(MARK)
    assert "kept as changed in the portal: survey_expiry_days (" in load(file)
    found = settings_of("velixo")
    assert found["survey_low_rating"] == {"value": 3, "source": "", "assumption": True}
    assert (found["survey_expiry_days"]["value"], found["survey_expiry_days"]["file"]["value"]) == (21, 30)


def test_a_setting_that_the_file_changes_leaves_a_row_and_a_new_vendor_leaves_none(cast, acme):
    load(acme)
    acme.write_text(acme.read_text().replace("survey_low_rating: {value: 2", "survey_low_rating: {value: 1"))
    load(acme)
    with unscoped("the test looks at the vendor that was loaded"):
        rows = SettingChange.objects.filter(vendor__slug="acme")
        assert [(row.name, row.before["value"], row.after["value"], row.by) for row in rows] == [
            ("survey_low_rating", 2, 1, None)
        ]
