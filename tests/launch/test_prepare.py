"""Preparing says why it failed, is left out where nothing changed, and collects static files once."""

import pytest

from launch import places, prepare
from launch.guard import Guard
from launch.trouble import Trouble
from launch.words import to_stdout
from portal.management.commands.prepare import WRITES_NOTHING, _collect_static

DATABASE = {"DATABASE_URL": "postgres://portal@127.0.0.1/portal"}


@pytest.fixture
def place(tmp_path):
    return places.claim(tmp_path / "data")


@pytest.fixture
def guard():
    made = Guard()
    yield made
    made.close()


@pytest.fixture
def manage(tmp_path, monkeypatch):
    """Puts a script in the place of manage.py."""

    def put(script: str) -> None:
        (tmp_path / "manage.py").write_text(script)
        monkeypatch.setattr(prepare, "MANAGE", tmp_path / "manage.py")

    return put


def test_each_step_is_told_as_it_is_done(place, guard, manage, capsys):
    manage("print('tables\\t3 migrations applied')")
    prepare.prepare(place, guard, to_stdout(), DATABASE)
    assert "tables     3 migrations applied\n" in capsys.readouterr().out


def test_a_failure_is_told_with_its_reason_and_without_its_traceback(place, guard, manage, capsys):
    manage("raise SystemExit('CommandError: vendors/velixo.yaml:12: no such zone')")
    with pytest.raises(Trouble) as trouble:
        prepare.prepare(place, guard, to_stdout(), DATABASE)
    assert trouble.value.word == ("Preparing the database failed: CommandError: vendors/velixo.yaml:12: no such zone")
    assert str(place.log("prepare")) in trouble.value.mend


def test_what_was_prepared_once_is_left_out_until_something_changes(place, guard, manage, tmp_path):
    manage(f"open({str(tmp_path / 'count')!r}, 'a').write('x')")
    for environ in (DATABASE, DATABASE, {"DATABASE_URL": "postgres://portal@127.0.0.1/another"}):
        prepare.prepare(place, guard, to_stdout(), environ, once=True)
    assert (tmp_path / "count").read_text() == "xx"


def test_static_files_are_collected_again_only_when_one_has_changed(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    assert [_collect_static(), _collect_static()] == ["collected", WRITES_NOTHING]
    (source / "two.css").write_text("b {}")
    (source / "one.css").unlink()
    assert _collect_static() == "collected"
    assert sorted(path.name for path in settings.STATIC_ROOT.glob("*.css")) == ["two.css"]
