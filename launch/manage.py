"""bin/manage: a management command against the servers of bin/run, or against servers started for it."""

import os
import sys
import time
from collections.abc import Mapping

from launch import foreground, locks, servers
from launch.guard import Guard
from launch.holding import LEFTOVER_SECONDS, PAUSE_SECONDS
from launch.locks import Lock
from launch.places import Places, claim, data_folder
from launch.prepare import MANAGE, prepare
from launch.supervisor import Ended, ending_on_signals, hear_no_signals
from launch.trouble import REFUSED, Trouble
from launch.words import Words


def main(arguments: list[str], words: Words) -> int:
    """The command's exit status. Standard output is the command's alone; what we say goes to standard error."""
    places = claim(data_folder())
    with ending_on_signals():
        try:
            return _first_or_joined(places, arguments, words)
        except Ended as ended:
            return 128 + ended.number


def _first_or_joined(places: Places, arguments: list[str], words: Words) -> int:
    """Runs the servers where nobody does; otherwise joins whoever runs them, as soon as they are ready."""
    since = time.monotonic()
    while True:
        if lock := locks.take(places.serving):
            return _with_servers_of_its_own(places, lock, arguments, words)
        if users := locks.take(places.users, shared=True):
            # Holding `users` keeps a bin/manage that runs the servers from ending them under us.
            note = locks.read_note(places.serving)
            if note.get("environ") and locks.is_alive(int(note["pid"])):
                return _joined(users, note["environ"], arguments)
            users.release()
        if time.monotonic() - since > LEFTOVER_SECONDS * 2:
            raise Trouble(f"Something else holds {places.data} and does not get ready", code=REFUSED)
        time.sleep(PAUSE_SECONDS)


def _joined(users: Lock, environ: Mapping[str, str], arguments: list[str]) -> int:
    guard = Guard(keeps=[users.descriptor])
    try:
        return _run(arguments, guard, {**environ, **os.environ})
    finally:
        guard.close()
        users.release()


def _with_servers_of_its_own(places: Places, lock: Lock, arguments: list[str], words: Words) -> int:
    lock.note(pid=os.getpid(), by="bin/manage")
    guard = Guard(keeps=[lock.descriptor])
    begun = None
    try:
        begun = servers.start(places, guard, words, admin=os.environ.get("DATABASE_ADMIN_URL", ""))
        environ = servers.portal_environ(places, begun)
        prepare(places, guard, words, environ, demo=False)
        lock.note(pid=os.getpid(), by="bin/manage", environ=environ)
        code = _run(arguments, guard, {**os.environ, **environ})
        # Others that joined meanwhile finish first.
        if users := locks.take(places.users, wait=True):
            users.release()
        return code
    finally:
        hear_no_signals()
        if begun:
            begun.stop(guard)
        guard.close()
        lock.release()


def _run(arguments: list[str], guard: Guard, env: Mapping[str, str]) -> int:
    return foreground.run([sys.executable, str(MANAGE), *arguments], guard, env=env)
