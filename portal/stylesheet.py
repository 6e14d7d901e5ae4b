"""Static files: hashed names, and the layered stylesheet as one file."""

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r"""@import\s+url\(["']?(?P<path>[^"')]+)["']?\)\s*(?:layer\((?P<layer>[\w-]+)\))?\s*;""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FILE = re.compile(r"""url\(\s*(?!["']?(?:#|data:))""")


class Storage(CompressedManifestStaticFilesStorage):
    """Hashes and compresses at collectstatic, and writes css/app.css with its imports put in.

    Without a manifest (development, tests) addresses are plain, and the browser follows the imports.
    """

    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):
        if STYLESHEET in paths and not dry_run:
            flat = InMemoryStorage()
            flat.save(STYLESHEET, ContentFile(flatten(STYLESHEET, _reader(paths)).encode()))
            paths = {**paths, STYLESHEET: (flat, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def stored_name(self, name):
        """The hashed name, or the plain one where nothing was collected."""
        parts = urlsplit(name)
        hashed = self.hashed_files.get(self.hash_key(self.clean_name(parts.path.strip())))
        return urlunsplit(parts._replace(path=hashed)) if hashed else name


def _reader(paths):
    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    return read


def flatten(name: str, read) -> str:
    """The stylesheet with every @import replaced by the file's text, inside its layer, and without comments.

    read takes a name and gives its text. Raises ValueError where an imported file names a file of its own:
    its address would be relative to the wrong folder.
    """
    folder = PurePosixPath(name).parent

    def put_in(match: re.Match) -> str:
        path = str(folder / match["path"])
        text = COMMENT.sub("", read(path)).strip()
        if FILE.search(text):
            raise ValueError(f"{path} is put into {name} and cannot name files of its own")
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    return IMPORT.sub(put_in, COMMENT.sub("", read(name))).strip() + "\n"
