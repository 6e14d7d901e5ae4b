"""Preparing says why it failed, is left out where nothing changed, and collects static files once."""

import io

import pytest
from django.core.management.base import OutputWrapper

from launch import places, prepare
from launch.guard import Guard
from launch.trouble import Trouble
from launch.words import to_stdout
from portal.management.commands.prepare import Progress, _collect_static

DATABASE = {"DATABASE_URL": "postgres://portal@127.0.0.1/portal", "DEMO": "1", "PORTAL_URL": "http://127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def database(monkeypatch) -> dict[str, str]:
    """Which migrations each database has seen."""
    seen = {DATABASE["DATABASE_URL"]: "one, two"}
    monkeypatch.setattr(prepare, "migrated", lambda environ: seen[environ["DATABASE_URL"]])
    return seen


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
    prepare.prepare(place, guard, to_stdout(), DATABASE, demo=True)
    assert "tables     3 migrations applied\n" in capsys.readouterr().out


def test_a_failure_is_told_with_its_reason_and_without_its_traceback(place, guard, manage, capsys):
    manage("raise SystemExit('CommandError: vendors/velixo.yaml:12: no such zone')")
    with pytest.raises(Trouble) as trouble:
        prepare.prepare(place, guard, to_stdout(), DATABASE, demo=True)
    assert trouble.value.word == ("Preparing the database failed: CommandError: vendors/velixo.yaml:12: no such zone")
    assert str(place.log("prepare")) in trouble.value.mend


def test_a_step_that_ends_with_its_own_words_is_told_with_them(place, guard, manage, capsys):
    manage("print('vendors\\tvendors/velixo.yaml:51: This is not YAML'); raise SystemExit(2)")
    with pytest.raises(Trouble) as trouble:
        prepare.prepare(place, guard, to_stdout(), DATABASE, demo=True)
    assert trouble.value.word == "Preparing the database failed: vendors/velixo.yaml:51: This is not YAML"


@pytest.fixture
def preparations(place, guard, manage, tmp_path):
    """Prepares, and says with what arguments `manage.py prepare` was called, if it was."""
    told = tmp_path / "told"
    script = "import pathlib, sys; pathlib.Path({!r}).write_text(sys.argv[2]); s = pathlib.Path({!r}); "
    script += "s.mkdir(exist_ok=True); (s / '.sources').touch()"
    manage(script.format(str(told), str(place.data / "static")))

    def run(environ=DATABASE, **how) -> str:
        told.write_text("")
        prepare.prepare(place, guard, to_stdout(), environ, **how)
        return told.read_text()

    return run


def test_what_was_prepared_is_left_out_until_something_changes(preparations, database, monkeypatch):
    assert preparations(demo=True) == "--signins"
    assert preparations(demo=True) == ""
    assert preparations(demo=True, always=True) == "--signins"
    assert preparations({**DATABASE, "PORTAL_URL": "http://127.0.0.1:9000"}, demo=True) == "--signins"
    assert preparations({**DATABASE, "DEMO": "0"}, demo=True) == "--signins"
    assert preparations(demo=True) == "--signins"
    database[DATABASE["DATABASE_URL"]] = ""  # somebody has dropped it
    assert preparations(demo=True) == "--signins"
    monkeypatch.setattr(prepare, "SOURCES", (*prepare.SOURCES, "manage.py"))
    assert preparations(demo=True) == "--signins"
    assert preparations(demo=True) == ""


def test_a_command_prepares_without_the_demo_and_bin_run_loads_it_later(preparations):
    assert preparations(demo=False) == "--without-demo"
    assert preparations(demo=False) == ""
    assert preparations(demo=True) == "--signins"
    assert preparations(demo=False) == ""
    assert preparations(demo=True) == ""


def test_static_files_that_were_deleted_are_collected_again(preparations, place):
    assert preparations(demo=True) == "--signins"
    (place.data / "static" / ".sources").unlink()
    assert preparations(demo=True) == "--signins"


def test_static_files_are_collected_again_only_when_one_has_changed(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a {}")

    def collected() -> str:
        said = io.StringIO()
        _collect_static(Progress("static", OutputWrapper(said)))
        return said.getvalue()

    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    assert [collected(), collected()] == ["static\tcollected\n", "static\tunchanged\n"]
    (source / "two.css").write_text("b {}")
    (source / "one.css").unlink()
    assert collected() == "static\tcollected\n"
    assert sorted(path.name for path in settings.STATIC_ROOT.glob("*.css")) == ["two.css"]


def test_what_a_step_says_is_passed_on_line_by_line_while_it_works():
    said = io.StringIO()
    progress = Progress("demo", OutputWrapper(said))
    progress.write("caret: 40 ca")
    assert said.getvalue() == ""
    progress.write("ses\n\nvelixo: ")
    assert said.getvalue() == "demo\tcaret: 40 cases\n"
    progress.write("44 cases\n")
    assert said.getvalue() == "demo\tcaret: 40 cases\ndemo\tvelixo: 44 cases\n"
