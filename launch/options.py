"""What bin/run takes and tells of itself."""

from launch.trouble import REFUSED, Trouble

PORT = 8000
HELP = f"""\
bin/run [--port N]

Sets the portal up on first use and starts it: database, broker, web, worker and beat. Ctrl-C ends all of it.
It needs Python 3.11 or later and nothing else; what is missing is installed into .venv.

  --port N     serve at http://127.0.0.1:N; refused when the port is taken. Without it: {PORT}, or the next
               free port when {PORT} is taken
  -h, --help   this page

Environment
  PORTAL_DATA     the data folder, by default .data in the checkout; deleting it starts afresh
  DATABASE_URL    a PostgreSQL of your own instead of the embedded one (15 or later)
  DATABASE_ADMIN_URL  with it: a superuser's address, when the roles of tenants/sql/roles.sql are to be made
  REDIS_URL       a Redis of your own instead of the embedded broker
  DEMO            0 starts without the demo people and cases
  EMAIL_URL       where mail goes; by default it is written to the data folder, mail/
  PYTHON          the Python that makes .venv
Every other setting of portal/settings.py is read from the environment as well.

bin/manage <command> runs a management command against the same servers.
Exit status: 0 ended by Ctrl-C or a signal, 1 something failed, 2 refused (a taken port, a second start)."""


def read_port(arguments: list[str]) -> int | None:
    """The port asked for, None when none was. Raises Trouble for anything that is not understood."""
    rest = list(arguments)
    port: int | None = None
    while rest:
        word, _, value = rest.pop(0).partition("=")
        if word not in ("--port", "-p"):
            raise Trouble(f"Not understood: {word}", mend="bin/run --help says what there is.", code=REFUSED)
        value = value or (rest.pop(0) if rest else "")
        if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65_536:
            raise Trouble(f"--port needs a number from 1 to 65535, not {value or 'nothing'}", code=REFUSED)
        port = int(value)
    return port
