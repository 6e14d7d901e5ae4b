"""Ends what a launcher started, when that launcher is gone, `kill -9` included. `guard` runs it.

It sits in a session of its own and holds the reading end of a pipe whose writing end only the launcher has.
The launcher writes a line for each process group that it starts or that has ended:

    + <group> <stop signal> <rank>
    - <group>

At end of file the launcher is dead: what is left is asked to stop, higher ranks first (programs before the
servers that they use), and is killed, with all its children, when it does not. This works on Linux and macOS
and reaches grandchildren, which PR_SET_PDEATHSIG does not.
"""

import contextlib
import os
import signal
import sys
import time

GRACE_SECONDS = 4.0
PAUSE_SECONDS = 0.05


def main() -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    groups: dict[int, tuple[int, int]] = {}
    with os.fdopen(int(sys.argv[1]), "r") as reports:
        for line in reports:
            sign, group, *how = line.split()
            if sign == "+":
                groups[int(group)] = (int(how[0]), int(how[1]))
            else:
                groups.pop(int(group), None)
    for rank in sorted({rank for _, rank in groups.values()}, reverse=True):
        end({group: stop for group, (stop, its) in groups.items() if its == rank})


def end(groups: dict[int, int]) -> None:
    """Sends each group's leader its stop signal, and kills the whole group after the grace."""
    for group, stop in groups.items():
        send(os.kill, group, stop)
    patience = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < patience and any(runs(group) for group in groups):
        time.sleep(PAUSE_SECONDS)
    for group in groups:
        send(os.killpg, group, signal.SIGKILL)
        send(os.kill, group, signal.SIGKILL)  # a command on the terminal leads no group of its own


def runs(leader: int) -> bool:
    """Whether the process is there; one that merely waits for its parent to look is not."""
    try:
        os.kill(leader, 0)
    except OSError:
        return False
    try:
        with open(f"/proc/{leader}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def send(how, target: int, number: int) -> None:
    with contextlib.suppress(OSError):
        how(target, number)


if __name__ == "__main__":
    main()
