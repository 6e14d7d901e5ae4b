"""A launcher with two tiny parts, as a process that tests can kill: `python -m tests.launch.dummy <folder>`."""

import sys
from pathlib import Path

from launch.guard import Guard
from launch.part import Part, answers_in_log
from launch.supervisor import Ended, Supervisor, ending_on_signals, hear_no_signals
from launch.words import to_stdout

# Writes its own process id and its child's: the child must not outlive the launcher either.
FAMILY = 'sleep 600 & echo $$ $! >> "$1"; echo up; wait'
# Does not stop when asked: it has to be killed after its grace.
STUBBORN = 'trap "" TERM; echo $$ >> "$1"; echo up; while :; do sleep 0.2; done'


def part(name: str, script: str, folder: Path, grace: float = 0.5) -> Part:
    command = ["/bin/sh", "-c", script, name, str(folder / f"{name}.pids")]
    return Part(name, command, folder / f"{name}.log", answers_in_log("up"), grace=grace)


def main() -> None:
    folder = Path(sys.argv[1])
    with ending_on_signals():
        guard = Guard()
        supervisor = Supervisor(guard, to_stdout(), first_pause=0.3)
        try:
            supervisor.start([part("family", FAMILY, folder), part("stubborn", STUBBORN, folder)])
            supervisor.words.line("all up")
            supervisor.keep()
        except Ended:
            supervisor.words.line("ended")
        finally:
            hear_no_signals()
            supervisor.end()
            guard.close()


if __name__ == "__main__":
    main()
