"""bin/run: everything from nothing to a portal that answers, until somebody asks for the end."""

import os

from launch import ports, servers
from launch.guard import Guard
from launch.holding import hold
from launch.locks import Lock
from launch.options import PORT, read_port
from launch.places import Places, claim, data_folder
from launch.prepare import prepare
from launch.programs import mail_url, programs
from launch.supervisor import Ended, Supervisor, ending_on_signals, hear_no_signals
from launch.trouble import REFUSED, Trouble
from launch.words import BOLD, Words


def main(arguments: list[str], words: Words) -> int:
    """Returns when asked to end; raises Trouble when something cannot be started."""
    wanted = read_port(arguments)
    places = claim(data_folder())
    with ending_on_signals():
        guard = supervisor = lock = None
        try:
            lock = hold(places, words, by="run")
            port = choose_port(wanted, words)
            guard = Guard(keeps=[lock.descriptor])
            supervisor = Supervisor(guard, words)
            serve(places, guard, supervisor, lock, port, words)
        except Ended:
            words.line()
        finally:
            hear_no_signals()
            if lock:
                lock.note(pid=os.getpid(), by="run")  # nobody joins servers that end
            if guard and supervisor:
                words.say("ending", "…")
                supervisor.end()
                guard.close()
                words.good("ended", "nothing is left running")
            if lock:
                lock.release()
    return 0


def choose_port(wanted: int | None, words: Words) -> int:
    """The port asked for, or 8000 or the next free one. Raises Trouble when the one asked for is taken."""
    if wanted is not None:
        if not ports.is_free(wanted):
            raise Trouble(f"Port {wanted} is taken", mend="Name another: bin/run --port N", code=REFUSED)
        return wanted
    port = ports.next_free(PORT)
    if port is None:
        raise Trouble(f"Port {PORT} and the next are taken", mend="Name another: bin/run --port N", code=REFUSED)
    if port != PORT:
        words.say("port", f"{PORT} is taken by another program; {port} is used instead")
    return port


def serve(places: Places, guard: Guard, supervisor: Supervisor, lock: Lock, port: int, words: Words) -> None:
    """Starts everything in order, and keeps it; ends by an exception only."""
    begun = servers.start(places, guard, words, admin=os.environ.get("DATABASE_ADMIN_URL", ""))
    for part in begun.parts:
        supervisor.adopt(part)
    url = os.environ.get("PORTAL_URL") or f"http://{ports.LOOPBACK}:{port}"
    mail = mail_url(places)
    environ = servers.portal_environ(places, begun, PORTAL_URL=url, EMAIL_URL=mail, DEMO_MAIL_DIR=str(places.mails))
    # Somebody else may have changed a database that is not ours.
    prepare(places, guard, words, environ, demo=True, always=bool(os.environ.get("DATABASE_URL")))
    supervisor.start(programs(places, environ, port))
    lock.note(pid=os.getpid(), by="run", url=url, environ=environ)
    _welcome(words, places, url, caught=environ["EMAIL_URL"] == mail)
    supervisor.keep()


def _welcome(words: Words, places: Places, url: str, *, caught: bool) -> None:
    if places.signins.exists() and (lines := places.signins.read_text().splitlines()):
        words.line()
        for line in lines:
            words.line(f"  {line}".rstrip())
    words.line()
    words.line(f"  {words.paint('Open ' + url, BOLD)}")
    if caught:
        words.line(f"  Mails are caught, nobody gets them: read them at {url}/demo/mail/")
    words.line(f"  Logs are in {places.logs}.")
    words.line("  Ctrl-C ends everything.")
    words.line()
