"""What a person can mend is told in a clear word, with exit status 2 or 1 and never a traceback."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch import locks, packages, places, ports
from launch.trouble import Trouble
from launch.words import to_stdout


@pytest.fixture
def taken() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        yield listening.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(bin_run, taken):
    code, said = bin_run("--port", str(taken))
    assert code == 2
    assert f"Port {taken} is taken" in said


def test_without_a_port_the_next_free_one_is_used(taken):
    assert ports.next_free(taken) != taken
    assert not ports.is_free(taken)


def test_a_port_that_shares_its_address_is_taken_all_the_same():
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        assert not ports.is_free(listening.getsockname()[1])


@pytest.mark.parametrize("arguments", [["--port"], ["--port", "x"], ["--port", "0"], ["--port=70000"], ["--prot", "1"]])
def test_an_option_that_makes_no_sense_is_refused(bin_run, arguments):
    code, said = bin_run(*arguments)
    assert code == 2
    assert "--port needs a number" in said or "Not understood: --prot" in said


def test_help_tells_the_options_and_settings(bin_run):
    code, said = bin_run("--help")
    assert code == 0
    assert {"--port", "PORTAL_DATA", "DATABASE_URL", "REDIS_URL", "DEMO"} <= set(re.findall(r"[-A-Z_a-z]+", said))


def test_a_second_start_in_the_same_data_folder_is_refused_and_says_where_the_first_is(bin_run, tmp_path):
    held = places.claim(tmp_path / "data")
    lock = locks.take(held.serving)
    lock.note(pid=os.getpid(), by="run", url="http://127.0.0.1:8000")
    code, said = bin_run()
    assert code == 2
    assert f"The portal runs already at http://127.0.0.1:8000 (process {os.getpid()})" in said


def test_a_data_folder_of_somebody_else_is_refused(bin_run, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    real = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: real + 1)
    code, said = bin_run()
    assert code == 2
    assert f"belongs to {places.user_name(real)}, and you are" in said


def test_a_data_folder_that_is_a_file_is_refused(bin_run, tmp_path):
    (tmp_path / "data").write_text("")
    code, said = bin_run()
    assert code == 2
    assert "is a file" in said


def test_a_full_disk_is_told(bin_run, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))
    code, said = bin_run()
    assert code == 1
    assert "The disk is nearly full" in said


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("postgres://portal:secret@127.0.0.1:1/portal", "DATABASE_URL (postgres://127.0.0.1:1/portal) cannot be used"),
        ("mysql://portal:secret@127.0.0.1/portal", "must be a PostgreSQL address"),
        ("postgres://portal:secret@127.0.0.1:port/portal", "cannot be read"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(bin_run, monkeypatch, address, word):
    monkeypatch.setenv("DATABASE_URL", address)
    code, said = bin_run()
    assert code == 1
    assert word in said
    assert "secret" not in said


def test_a_python_that_is_too_old_is_told_before_anything_else(tmp_path):
    checkout = _bare_checkout(tmp_path, 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = subprocess.run([checkout / "bin" / "run"], capture_output=True, text=True, env={"PATH": _path(checkout)})
    assert done.returncode == 2
    assert "needs Python 3.11 or later" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_python_that_cannot_make_environments_is_told(tmp_path, monkeypatch):
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\necho 'It was not created successfully because ensurepip is not available.'\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(python))
    monkeypatch.setattr(packages, "VENV", tmp_path / ".venv")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble) as trouble:
        packages._make(to_stdout())
    assert "its venv or ensurepip module is missing" in trouble.value.word
    assert "apt install python3-venv" in trouble.value.mend
    assert trouble.value.code == 2


def _bare_checkout(folder: Path, python: str) -> Path:
    """A checkout without an environment, on a machine whose one Python is this script."""
    for part in ("bin/run", "launch/python.sh"):
        target = folder / part
        target.parent.mkdir(exist_ok=True)
        shutil.copy(places.CHECKOUT / part, target)
    for tool in ("dirname",):
        (folder / "bin" / tool).symlink_to(shutil.which(tool))
    fake = folder / "bin" / "python3"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)
    return folder


def _path(checkout: Path) -> str:
    return str(checkout / "bin")
