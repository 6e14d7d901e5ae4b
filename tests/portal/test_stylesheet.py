"""The stylesheet as one file, and hashed names where they were collected."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from portal.stylesheet import Storage, flatten

CSS = Path(settings.BASE_DIR) / "static" / "css"


def test_imports_are_put_in_with_their_layers_and_in_their_order():
    files = {
        "css/app.css": '/* order */ @layer a, b;\n@import url("one.css") layer(a);\n'
        "@import url(sub/two.css) layer(b);\n",
        "css/one.css": "p { color: red } /* why */",
        "css/sub/two.css": 'q { fill: url(#p-closed); background: url("data:,") }',
    }
    assert flatten("css/app.css", files.__getitem__) == (
        "@layer a, b;\n@layer a {\np { color: red }\n}\n"
        '@layer b {\nq { fill: url(#p-closed); background: url("data:,") }\n}\n'
    )


def test_an_imported_file_cannot_name_files_of_its_own():
    files = {"css/app.css": '@import url("one.css");', "css/one.css": "p { background: url(../img/a.png) }"}
    with pytest.raises(ValueError, match=r"css/one\.css is put into css/app\.css"):
        flatten("css/app.css", files.__getitem__)


def test_every_component_is_imported_once():
    imported = re.findall(r'components/([\w-]+)\.css"\) layer\(components\)', (CSS / "app.css").read_text())
    assert imported == sorted(path.stem for path in (CSS / "components").glob("*.css"))


def test_every_rule_of_a_component_stands_in_balanced_braces():
    for path in CSS.rglob("*.css"):
        text = path.read_text()
        assert text.count("{") == text.count("}"), path.name


def test_without_a_manifest_addresses_are_plain(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path, DEBUG=False):
        assert Storage().url("css/app.css") == "/static/css/app.css"


def test_collected_addresses_are_hashed_and_the_stylesheet_is_one_file(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
        address = Storage().url("css/app.css")
        name = re.fullmatch(r"/static/(css/app\.[0-9a-f]{12}\.css)", address)[1]
    text = (tmp_path / name).read_text()
    assert "@import" not in text
    assert text.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert "--accent-hue: 215" in text
    assert (tmp_path / f"{name}.gz").exists()
