"""How a page looks in a browser: no violation of WCAG 2.2 AA in either theme, and nothing scrolls sideways."""

from axe_playwright_python.base import AXE_SCRIPT

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Every theme and both ends of the widths; colours do not depend on the width, so the other two pairs add nothing.
LIGHT = ("light", 1280)
DARK = ("dark", 320)  # 1280 at 400 %
# axe would fetch the stylesheets again and put them into the page, which the content policy refuses
OPTIONS = {"preload": False, "resultTypes": ["violations"], "runOnly": [*STANDARDS, "best-practice"]}
ASK = """options => axe.run(options).then(
  (said) => said.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 120)}`))"""


def wrong_with(page, *shown: tuple[str, int]) -> list[str]:
    """What is wrong with the page that is open, shown so: (theme, width in pixels); by default light and dark."""
    return [
        f"{theme} {width}: {wrong}" for theme, width in shown or (LIGHT, DARK) for wrong in _seen(page, theme, width)
    ]


def violations(page, options: dict = OPTIONS) -> list[str]:
    """Each rule of axe that the open page breaks, with the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(ASK, options)


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def _seen(page, theme: str, width: int) -> list[str]:
    # without motion, or a colour would be measured on its way to another
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    return violations(page) + (["scrolls sideways"] if is_too_wide(page) else [])
