"""Where things are: the checkout, the data folder, and who may write there."""

import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from launch.trouble import REFUSED, Trouble

CHECKOUT = Path(__file__).resolve().parent.parent
NEEDED_BYTES = 150 * 1024 * 1024


@dataclass(frozen=True)
class Places:
    """Folders of one installation. `data` holds all that is kept; deleting it starts afresh."""

    data: Path
    checkout: Path = CHECKOUT

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def serving(self) -> Path:
        """The lock of whoever runs the servers, with what others need to join them."""
        return self.data / "serving"

    @property
    def users(self) -> Path:
        """The lock that commands share while they use servers that somebody else runs."""
        return self.data / "users"

    @property
    def signins(self) -> Path:
        """Who signs in as what in the demo, as bin/run shows it."""
        return self.data / "signins"

    @property
    def mails(self) -> Path:
        """What the demo's mail catcher has caught."""
        return self.data / "mail"

    def log(self, part: str) -> Path:
        return self.logs / f"{part}.log"


def claim(data: Path) -> Places:
    """Makes the data folder if need be, and sees that it can be used. Raises Trouble with a clear word."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        data = data.resolve()
        places = Places(data)
        _belongs_to_us(data)
        # Folders inside are closed; this one stays passable, for a database that runs as another user.
        data.chmod(0o711)
        places.logs.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise Trouble(f"{data} is a file, and should be the data folder", code=REFUSED) from None
    except PermissionError as error:
        raise Trouble(
            f"The data folder {data} cannot be used: {error.strerror} ({error.filename})",
            mend="Name another with PORTAL_DATA=<folder>.",
            code=REFUSED,
        ) from None
    if shutil.disk_usage(data).free < NEEDED_BYTES:
        raise Trouble(
            f"The disk is nearly full: under {NEEDED_BYTES // 1024**2} MB are free at {data}",
            mend="Make room, or name a folder on another disk with PORTAL_DATA=<folder>.",
        )
    return places


def data_folder() -> Path:
    """PORTAL_DATA, or .data in the checkout."""
    return Path(os.environ.get("PORTAL_DATA") or CHECKOUT / ".data").expanduser()


def kept_secret(path: Path) -> str:
    """The secret kept in `path` (mode 600), made at first use."""
    if path.exists():
        kept = path.read_text().strip()
        if kept:
            return kept
    made = secrets.token_urlsafe(48)
    write_private(path, made + "\n")
    return made


def write_private(path: Path, text: str) -> None:
    """Replaces `path` in one step, readable by its owner alone."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _belongs_to_us(data: Path) -> None:
    owner, us = data.stat().st_uid, os.geteuid()
    if owner == us:
        return
    raise Trouble(
        f"The data folder {data} belongs to {user_name(owner)}, and you are {user_name(us)}",
        mend=f"Start as {user_name(owner)}, or name another folder with PORTAL_DATA=<folder>, or delete it.",
        code=REFUSED,
    )
