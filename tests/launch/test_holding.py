"""One command runs the servers of a data folder; the others wait for it or join it."""

import os
import subprocess
import threading
import time

import pytest

from launch import holding, locks, manage, places
from launch.trouble import Trouble
from launch.words import to_stderr


@pytest.fixture
def place(tmp_path):
    return places.claim(tmp_path / "data")


def test_the_folder_of_a_launcher_that_died_is_free_as_soon_as_its_watcher_lets_go(place):
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = locks.take(place.serving)
    left.note(pid=gone.pid, by="run")
    threading.Timer(0.4, left.release).start()
    begun = time.monotonic()
    lock = holding.hold(place, to_stderr(), by="run")
    assert 0.3 < time.monotonic() - begun < 5
    assert locks.read_note(place.serving) == {"pid": os.getpid(), "by": "run"}
    lock.release()


def test_a_folder_that_is_never_let_go_is_refused(place, monkeypatch):
    monkeypatch.setattr(holding, "LEFTOVER_SECONDS", 0.3)
    gone = subprocess.Popen(["true"])
    gone.wait()
    lock = locks.take(place.serving)
    lock.note(pid=gone.pid, by="run")
    with pytest.raises(Trouble, match="still holds"):
        holding.hold(place, to_stderr(), by="run")
    lock.release()


def test_a_command_joins_servers_that_run_and_takes_their_settings(place, monkeypatch):
    lock = locks.take(place.serving)
    lock.note(pid=os.getpid(), by="run", environ={"PORTAL_URL": "http://127.0.0.1:8123"})
    seen = []
    monkeypatch.setattr(manage, "_run", lambda arguments, guard, env: seen.append((arguments, env["PORTAL_URL"])) or 5)
    assert manage._first_or_joined(place, ["check"], to_stderr()) == 5
    assert seen == [(["check"], "http://127.0.0.1:8123")]
    lock.release()


def test_the_note_with_its_secrets_is_its_owners_alone(place):
    lock = locks.take(place.serving)
    lock.note(pid=1, environ={"SECRET_KEY": "x"})
    assert place.serving.stat().st_mode & 0o777 == 0o600
    lock.release()
