"""A vendor's logo and accent: what is refused at loading, what is served to whom, and how."""

import struct
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from portal.brand_check import LARGEST, contrast, read_logo, weak_pairs
from slas.marked import Fault
from tenants.models import VendorLogo
from tenants.scope import unscoped
from tests.cast import TUESDAY
from tests.portal.test_load_vendors import MARK, acme, load, refused  # noqa: F401  acme is a fixture
from tests.portal.walking import page

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">\n%s\n</svg>'


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 6, 0, 0, 0) + b"\0" * 4


def faults(tmp_path, name: str, content: bytes) -> list[str]:
    file = tmp_path / name
    file.write_bytes(content)
    return [f"{fault.line}: {fault.reason}" for fault in read_logo(file, Fault("vendor.yaml", 8, ""))[1]]


@pytest.mark.parametrize("vendor", ["caret", "revalize", "velixo"])
def test_our_own_marks_are_safe(vendor):
    logo, wrong = read_logo(settings.BASE_DIR / "vendors" / f"{vendor}.svg", Fault("", 1, ""))
    assert (wrong, logo.content_type) == ([], "image/svg+xml")


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>alert(1)</script>", "2: <script> may not stand in a logo"),
        ('<rect onload="alert(1)"/>', "2: The attribute onload may not stand in a logo so"),
        ('<rect style="fill: url(http://evil.example)"/>', "2: The attribute style may not stand in a logo so"),
        ('<rect fill="url(http://evil.example/a)"/>', "2: The attribute fill may not stand in a logo so"),
        ("<foreignObject/>", "2: <foreignObject> may not stand in a logo"),
        ('<image href="data:image/png;base64,AAAA"/>', "2: <image> may not stand in a logo"),
        ('<a xmlns="http://www.w3.org/1999/xhtml"/>', "2: <a> may not stand in a logo"),
        ("<?xml-stylesheet href='http://evil.example'?>", "2: A drawing has no processing instructions"),
    ],
)
def test_what_a_drawing_does_not_need_is_refused_by_line(tmp_path, inside, reason):
    assert faults(tmp_path, "bad.svg", (SVG % inside).encode())[0] == reason


def test_entities_and_broken_drawings_are_refused(tmp_path):
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>\n' + SVG % "&a;"
    assert faults(tmp_path, "bomb.svg", bomb.encode())[0] == "1: A drawing has no document type and no entities"
    assert faults(tmp_path, "torn.svg", b"<svg")[0].startswith("1: This is no SVG drawing: ")
    assert faults(tmp_path, "own.svg", (SVG % '<rect fill="url(#shade)"/>').encode()) == []


def test_a_picture_is_read_by_its_head(tmp_path):
    assert faults(tmp_path, "good.png", png(128, 64)) == []
    assert faults(tmp_path, "wide.png", png(4000, 64)) == [
        "1: The picture has 4000 × 64 pixels; each side has 16 to 1024"
    ]
    assert faults(tmp_path, "gif.png", b"GIF89a" + b"\0" * 60) == ["1: This is no PNG picture"]
    assert faults(tmp_path, "large.png", png(64, 64) + b"\0" * LARGEST) == ["1: The logo is larger than 64 KB"]


@pytest.mark.django_db
def test_a_logo_that_is_missing_or_unsafe_is_refused_with_file_and_line(cast, acme):  # noqa: F811
    line = acme.read_text().splitlines().index("  logo: velixo.svg") + 1
    mark = acme.with_name("velixo.svg")
    mark.write_text(SVG % "<script/>")
    assert refused(acme) == [f"{mark}:2: <script> may not stand in a logo"]
    mark.unlink()
    assert refused(acme) == [f"{acme}:{line}: The logo velixo.svg cannot be read: No such file or directory"]
    acme.write_text(acme.read_text().replace("logo: velixo.svg", "logo: ../velixo.svg"))
    assert refused(acme) == [
        f"{acme}:{line}: “../velixo.svg” is no logo: name an SVG or PNG file that stands beside this one"
    ]


@pytest.mark.django_db
def test_a_logo_is_loaded_and_taken_away(cast, acme):  # noqa: F811
    load(acme)
    with unscoped("the test looks at the vendor that was loaded"):
        assert bytes(VendorLogo.objects.get(vendor__slug="acme").content) == MARK.encode()
    acme.write_text(acme.read_text().replace("  logo: velixo.svg\n", ""))
    load(acme)
    with unscoped("the test looks at the vendor that was loaded"):
        assert not VendorLogo.objects.filter(vendor__slug="acme").exists()


def test_every_hue_has_enough_contrast_in_both_themes_and_a_weaker_accent_would_be_told():
    assert {hue: weak for hue in range(360) if (weak := weak_pairs(hue, TOKENS))} == {}
    weaker = TOKENS.replace("oklch(43% 0.085 var(--accent-hue))", "oklch(63% 0.085 var(--accent-hue))")
    assert [pair.split(",")[0] for pair in weak_pairs(215, weaker)] == ["light: on-accent on accent-fill"]
    assert contrast(1.0, 0.0) == pytest.approx(21.0)


@pytest.mark.django_db
def test_a_weak_accent_is_refused_with_file_and_line(cast, acme, monkeypatch):  # noqa: F811
    monkeypatch.setattr("portal.brand_check.ENOUGH", 6.0)
    told = refused(acme)
    line = acme.read_text().splitlines().index("  accent_hue: 150") + 1
    assert told and all(row.startswith(f"{acme}:{line}: Text on the accent 150 is under ") for row in told)


@pytest.mark.django_db
def test_the_logo_is_in_the_head_of_every_page_and_served_to_members_alone(cast):
    agent, vendor = cast.revalize.agent, cast.revalize.vendor
    address = f"/revalize/logo?v={vendor.logo}"
    assert f'<img class="brand-logo" src="{address}" alt=""' in page(agent, "queue", at=TUESDAY).content.decode()
    client = Client()
    client.force_login(agent.person)
    assert f'src="{address}"' in client.get("/revalize/nothing-here/").content.decode()
    answer = client.get(address)
    assert answer.content == Path(settings.BASE_DIR / "vendors" / "revalize.svg").read_bytes()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get("/revalize/logo?v=old").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/velixo/logo").status_code == 404
