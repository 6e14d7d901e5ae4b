"""A command keeps its exit status and its signals."""

import os
import signal
import subprocess
import sys

import pytest

from launch import foreground
from launch.guard import Guard
from launch.places import CHECKOUT

LAUNCHER = """
import os, sys
from launch import foreground
from launch.guard import Guard
guard = Guard()
code = foreground.run(["/bin/sh", "-c", sys.argv[1]], guard, env=os.environ)
guard.close()
sys.exit(code)
"""


@pytest.fixture
def guard():
    made = Guard()
    yield made
    made.close()


def test_the_exit_status_is_the_commands(guard, monkeypatch):
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert foreground.run(["/bin/sh", "-c", "exit 7"], guard, env=os.environ) == 7
        assert foreground.run(["/bin/sh", "-c", "kill -TERM $$"], guard, env=os.environ) == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_launcher_reaches_the_command(number):
    script = f"trap 'echo caught; exit 9' {number.name.removeprefix('SIG')}; echo up; while :; do sleep 0.05; done"
    command = [sys.executable, "-c", LAUNCHER, script]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.stdout.read() == "caught\n"
        assert process.wait(10) == 9


def test_standard_output_belongs_to_the_command():
    done = subprocess.run([sys.executable, "-c", LAUNCHER, "echo mine"], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.stdout == "mine\n"
