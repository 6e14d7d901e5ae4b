"""Who runs the servers of a data folder: one command at a time, and others may join it."""

import os
import time

from launch import locks
from launch.locks import Lock
from launch.places import Places
from launch.trouble import REFUSED, Trouble
from launch.words import Words

PAUSE_SECONDS = 0.1
# A launcher that was killed holds the folder until its watcher has ended everything.
LEFTOVER_SECONDS = 30.0


def hold(places: Places, words: Words, *, by: str) -> Lock:
    """Waits for the folder; raises Trouble when bin/run holds it already, or something does not let go."""
    waiting_for, since = None, time.monotonic()
    while True:
        if lock := locks.take(places.serving):
            lock.note(pid=os.getpid(), by=by)
            return lock
        holder = locks.read_note(places.serving)
        pid = int(holder.get("pid", 0))
        lives = pid > 0 and locks.is_alive(pid)
        if lives and holder.get("by") == "run":
            raise _runs_already(pid, str(holder.get("url", "")))
        if pid != waiting_for:
            other = f"for {holder.get('by')} (process {pid}), which uses the same data folder"
            words.say("waiting", other if lives else "for what was started before to end")
            waiting_for, since = pid, time.monotonic()
        if not lives and time.monotonic() - since > LEFTOVER_SECONDS:
            raise Trouble(f"Something that was started before still holds {places.data}", code=REFUSED)
        time.sleep(PAUSE_SECONDS)


def _runs_already(pid: int, url: str) -> Trouble:
    return Trouble(
        f"The portal runs already{f' at {url}' if url else ''} (process {pid})",
        mend="Stop it with Ctrl-C, or start a second one beside it: PORTAL_DATA=<another folder> bin/run",
        code=REFUSED,
    )
