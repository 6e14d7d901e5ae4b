"""Parts are restarted, and none of them outlives the launcher, however that ends."""

import fcntl
import os
import pty
import re
import signal
import termios

import pytest

from tests.launch.conftest import Launched, eventually, runs


def test_a_part_that_dies_is_started_again_and_its_children_are_not_left(launched):
    first, child = launched.pids("family")
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: len(launched.pids("family")) == 4)
    assert not runs(child)
    second = launched.pids("family")[2]
    assert second != first
    assert runs(second)
    assert "died (signal SIGKILL); starts again" in launched.said.read_text()
    assert eventually(lambda: "ready again" in launched.said.read_text())


def test_the_pause_before_a_restart_doubles(launched):
    for count in (2, 4):
        os.kill(launched.pids("family")[-2], signal.SIGKILL)
        assert eventually(lambda expected=count + 2: len(launched.pids("family")) == expected)
    assert re.findall(r"starts again in (\S+) s", launched.said.read_text()) == ["0.3", "0.6"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_order(launched, number):
    everything = launched.everything()
    assert len(everything) == 3
    launched.process.send_signal(number)
    assert launched.process.wait(10) == 0
    assert [pid for pid in everything if runs(pid)] == []
    assert "ended" in launched.said.read_text()


@pytest.mark.kill
def test_killing_the_launcher_ends_its_parts_and_their_children(launched):
    everything = launched.everything()
    launched.process.kill()
    launched.process.wait()
    assert eventually(lambda: not any(runs(pid) for pid in everything))


@pytest.mark.kill
def test_a_watcher_that_was_killed_is_replaced_and_does_its_work(launched):
    watcher = _watcher_of(launched.process.pid)
    os.kill(watcher, signal.SIGKILL)
    assert eventually(lambda: _watcher_of(launched.process.pid) not in (None, watcher))
    everything = launched.everything()
    launched.process.kill()
    launched.process.wait()
    assert eventually(lambda: not any(runs(pid) for pid in everything))


def test_a_closed_terminal_ends_everything(tmp_path):
    ours, theirs = pty.openpty()

    def sit_at_the_terminal() -> None:
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    launcher = Launched(tmp_path, stdin=theirs, preexec_fn=sit_at_the_terminal)
    os.close(theirs)
    assert eventually(launcher.is_up), launcher.said.read_text()
    everything = launcher.everything()
    os.close(ours)
    assert launcher.process.wait(10) == 0
    assert [pid for pid in everything if runs(pid)] == []


def _watcher_of(launcher: int) -> int | None:
    for folder in os.listdir("/proc"):
        if folder.isdigit():
            try:
                with open(f"/proc/{folder}/cmdline") as file:
                    command = file.read()
                with open(f"/proc/{folder}/stat") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == launcher and "watcher.py" in command:
                return int(folder)
    return None
