"""Bytes to text, whatever their label says. Never raises."""

import codecs

# What mail programs write and what they mean.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "utf8mb4": "utf-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "windows-874": "cp874",
}
LAST = "cp1252"


def decode(data: bytes, charset: str = "") -> str:
    """The text in its declared character set, else in UTF-8, else in the one of Western Windows."""
    named = charset.strip().strip("\"'").lower()
    for name in (_MEANT.get(named, named), "utf-8"):
        if text := _decoded(data, name):
            return text
    return _without_nul(data.decode(LAST, errors="replace"))


def _decoded(data: bytes, name: str) -> str:
    try:
        if not codecs.lookup(name)._is_text_encoding:  # "base64" and the like are codecs too
            return ""
        return _without_nul(data.decode(name))
    except (LookupError, ValueError, UnicodeError):
        return ""


def _without_nul(text: str) -> str:
    # Neither NUL nor half a pair of surrogates can be stored.
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").removeprefix("\ufeff")
