"""bin/bench: measurements (tests/bench) against durable servers of their own, with a prepared database."""

import os
import sys

from launch import foreground, servers
from launch.guard import Guard
from launch.holding import hold
from launch.places import CHECKOUT, claim, data_folder
from launch.prepare import prepare
from launch.supervisor import Ended, ending_on_signals, hear_no_signals
from launch.words import Words


def main(arguments: list[str], words: Words) -> int:
    """Runs `python -m tests.bench` with the arguments; its exit status is ours."""
    places = claim(claim(data_folder()).data / "bench")
    with ending_on_signals():
        lock = hold(places, words, by="bin/bench")
        guard, begun = Guard(keeps=[lock.descriptor]), None
        try:
            begun = servers.start(places, guard, words, admin=os.environ.get("DATABASE_ADMIN_URL", ""))
            environ = servers.portal_environ(places, begun, DEMO="0")
            prepare(places, guard, words, environ, demo=False)
            env = {**os.environ, **environ, "BENCH_ADMIN_URL": begun.admin_url}
            return foreground.run([sys.executable, "-m", "tests.bench", *arguments], guard, env=env, cwd=CHECKOUT)
        except Ended as ended:
            return 128 + ended.number
        finally:
            hear_no_signals()
            if begun:
                begun.stop(guard)
            guard.close()
            lock.release()
