"""What a vendor brings to the portal's look, checked when its file is loaded: the accent's contrast, and the logo."""

import re
import struct
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.parsers import expat

from slas.marked import Fault
from tenants.colours import luminance

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, for text
LARGEST = 64 * 1024  # bytes of a logo
SIDES = (16, 1024)  # pixels of a picture's sides, smallest and largest
# Text and its ground, by the names of static/css/tokens.css.
PAIRS = [
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-2"),
    ("accent", "surface"),
    ("accent", "ground"),
    ("accent", "accent-soft"),
]
_TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([^)]+?)\)?\),\s*oklch\((.+?)\)\);")
_PNG = b"\x89PNG\r\n\x1a\n"
_ELEMENTS = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "linearGradient", "radialGradient", "stop", "clipPath",
}  # fmt: skip
_OWN = re.compile(r"url\(#[\w-]+\)")
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Logo:
    content_type: str
    content: bytes

    @property
    def version(self) -> str:
        return sha256(self.content).hexdigest()[:16]


def weak_pairs(hue: int, tokens: str) -> list[str]:
    """ "light: on-accent on accent-fill, 4.2:1" for each pair of a hue that is too weak; `tokens` is tokens.css."""
    found = {name: (light, dark) for name, light, dark in _TOKEN.findall(tokens)}
    weak = []
    for number, theme in enumerate(("light", "dark")):
        for text, ground in PAIRS:
            ratio = contrast(*(_luminance(found[name][number], hue) for name in (text, ground)))
            if ratio < ENOUGH:
                weak.append(f"{theme}: {text} on {ground}, {ratio:.2f}:1")
    return weak


def contrast(one: float, other: float) -> float:
    """The ratio of two relative luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(value: str, hue: int) -> float:
    """Relative luminance of an oklch colour, as in "46% 0.09 var(--accent-hue)"."""
    lightness, chroma, angle = value.split("/")[0].replace("var(--accent-hue", str(hue)).replace(")", "").split()[:3]
    return luminance(float(lightness.rstrip("%")) / 100, float(chroma), float(angle))


def read_logo(file: Path, named_at: Fault) -> tuple[Logo | None, list[Fault]]:
    """The logo of that file with nothing wrong, or what is; a file that is not there is a fault where it is named."""
    try:
        content = file.read_bytes()
    except OSError as error:
        return None, [Fault(named_at.file, named_at.line, f"The logo {file.name} cannot be read: {error.strerror}")]
    if len(content) > LARGEST:
        return None, [Fault(str(file), 1, f"The logo is larger than {LARGEST // 1024} KB")]
    if file.suffix == ".png":
        fault = _png_fault(content)
        return Logo("image/png", content), [Fault(str(file), 1, fault)] if fault else []
    return Logo("image/svg+xml", content), [Fault(str(file), line, reason) for line, reason in _svg_faults(content)]


def _png_fault(content: bytes) -> str:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        return "This is no PNG picture"
    width, height = struct.unpack(">II", content[16:24])
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        return f"The picture has {width} × {height} pixels; each side has {SIDES[0]} to {SIDES[1]}"
    return ""


def _svg_faults(content: bytes) -> list[tuple[int, str]]:
    """(line, reason) for all that a drawing does not need: only shapes, and nothing from elsewhere."""
    faults: list[tuple[int, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def fault(reason: str) -> None:
        faults.append((parser.CurrentLineNumber, reason))

    def refuse(*_rest) -> None:
        fault("A drawing has no document type and no entities")

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != _SVG or local not in _ELEMENTS:
            fault(f"<{local}> may not stand in a logo")
        for key, value in attributes.items():
            if _unsafe(key, value):
                fault(f"The attribute {key.rpartition(' ')[2]} may not stand in a logo so")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = start, refuse, refuse
    parser.ProcessingInstructionHandler = lambda *rest: fault("A drawing has no processing instructions")
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        return [*faults, (getattr(error, "lineno", 1), f"This is no SVG drawing: {error}")]
    return faults


def _unsafe(key: str, value: str) -> bool:
    local = key.rpartition(" ")[2].lower()
    if " " in key or ":" in key or local.startswith("on") or local in ("style", "href", "src", "class"):
        return True
    rest = _OWN.sub("", value).lower()
    return "url(" in rest or "script:" in rest or "data:" in rest or "\\" in rest
