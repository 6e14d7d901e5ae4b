"""A vendor's accent, reckoned from oklch: as a plain sRGB colour for mails, and as the luminance of a contrast."""

from math import cos, radians, sin


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """ "#0a5c8d" of an oklch colour: lightness 0 to 1, hue in degrees. What sRGB cannot show is cut off."""
    return "#" + "".join(f"{round(255 * _encoded(value)):02x}" for value in _linear(lightness, chroma, hue))


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """The relative luminance, 0 to 1, of an oklch colour as sRGB shows it."""
    red, green, blue = _linear(lightness, chroma, hue)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear red, green and blue, 0 to 1. The matrices are those of Björn Ottosson's Oklab."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red, green, blue = (
        min(1.0, max(0.0, value))
        for value in (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
    )
    return red, green, blue


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
