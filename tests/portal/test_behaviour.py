"""What the scripts do, in a real browser, under the portal's content policy."""

import pytest
from django.template.loader import render_to_string

from tests.portal.served import SITE, serve

pytestmark = pytest.mark.browser

SCRIPTS = ("menu", "submit-once", "draft", "mended", "trouble", "keys", "drop")


def document(body: str) -> str:
    scripts = "".join(f'<script type="module" src="/static/js/{name}.js"></script>' for name in SCRIPTS)
    style = '<link rel="stylesheet" href="/static/css/app.css">'
    head = f'<title>x</title>{style}<script src="/static/js/theme.js"></script>{scripts}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


@pytest.fixture
def site(page):
    """A site of given bodies by path; whatever the console complains of fails the test."""
    page.bodies = {}
    said = serve(page, page.bodies)
    yield page
    assert said == []


def open_(site, body: str, path: str = "/a"):
    site.bodies[path] = document(body)
    site.goto(SITE + path)


TOGGLE = (
    '<button data-theme-toggle data-system="System" data-light="Light" data-dark="Dark" hidden>'
    "<svg><use href='#x'/></svg><span></span></button>"
)


def test_the_theme_goes_round_and_is_remembered(site):
    open_(site, TOGGLE)
    seen = []
    for _ in range(3):
        site.click("[data-theme-toggle]")
        seen.append((site.evaluate("document.documentElement.dataset.theme ?? null"), site.inner_text("button")))
    assert seen == [("light", "Light"), ("dark", "Dark"), (None, "System")]
    site.click("[data-theme-toggle]")
    site.reload()
    assert site.evaluate("document.documentElement.dataset.theme") == "light"


MENU = (
    '<details class="menu" name="topbar"><summary id="{n}">{n}</summary>'
    '<div class="menu-panel"><a href="#in">in</a></div></details>'
)
MENUS = MENU.format(n="one") + MENU.format(n="two") + "<p>else, far from the panels</p>"


def test_a_menu_closes_by_escape_by_another_menu_and_by_a_click_elsewhere(site):
    open_(site, MENUS)
    opened = "[...document.querySelectorAll('details')].map((menu) => menu.open)"
    site.click("#one")
    site.click("#two")
    assert site.evaluate(opened) == [False, True]
    site.keyboard.press("Escape")
    assert site.evaluate(opened) == [False, False]
    assert site.evaluate("document.activeElement.id") == "two"
    site.click("#one")
    site.click("p")
    assert site.evaluate(opened) == [False, False]


def test_a_form_on_its_way_is_not_sent_twice(site):
    open_(site, '<form method="post" action="/slow"><button name="act" value="go">Go</button></form>')
    site.evaluate("""document.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return;
      window.left = (window.left ?? 0) + 1;
      event.preventDefault();  // the page stays, so that the second click can be made
    })""")
    site.click("button")
    site.click("button")
    assert site.evaluate("window.left") == 1
    assert site.get_attribute("button", "aria-busy") == "true"
    assert site.evaluate("document.querySelector('button').disabled") is False


FORM = (
    '<span data-draft-state data-label="Draft kept, {time}" hidden><span></span></span>'
    '<form method="post" action="/sent" data-draft-key="revalize-7-new">'
    '<input type="hidden" name="csrf" value="k"><input name="summary"><textarea name="text"></textarea>'
    '<select name="product"><option>A</option><option>B</option></select>'
    '<label><input type="radio" name="env" value="p">P</label><label><input type="radio" name="env" value="t">T</label>'
    '<input type="password" name="secret"><button>Send</button></form>'
)


def fill(site):
    site.fill("[name=summary]", "Quotes cannot be saved")
    site.fill("textarea", "Since noon")
    site.select_option("select", "B")
    site.check("[value=t]")
    site.fill("[name=secret]", "hush")
    site.wait_for_timeout(500)  # a draft is kept 300 ms after the last key


def test_a_draft_survives_a_closed_tab_without_secrets(site):
    open_(site, FORM)
    fill(site)
    site.goto("about:blank")
    site.goto(f"{SITE}/a")
    assert site.input_value("[name=summary]") == "Quotes cannot be saved"
    assert site.input_value("textarea") == "Since noon"
    assert site.input_value("select") == "B"
    assert site.is_checked("[value=t]")
    assert site.input_value("[name=secret]") == ""
    assert site.inner_text("[data-draft-state]").startswith("Draft kept, ")
    assert "hush" not in site.evaluate("localStorage['draft:revalize-7-new']")
    assert '"k"' not in site.evaluate("localStorage['draft:revalize-7-new']")


def test_a_draft_goes_when_the_server_says_that_it_arrived_and_not_before(site):
    open_(site, FORM)
    fill(site)
    site.bodies["/sent"] = document("<p>Something went wrong</p>")
    site.click("form button")
    site.wait_for_url("**/sent")
    assert site.evaluate("'draft:revalize-7-new' in localStorage")
    open_(site, '<div data-draft-clear="revalize-7-new">Sent</div>', "/done")
    assert not site.evaluate("'draft:revalize-7-new' in localStorage")


def test_what_the_server_sent_back_is_not_overwritten_by_the_draft(site):
    open_(site, FORM)
    fill(site)
    bound = FORM.replace("data-draft-key", "data-draft-bound data-draft-key").replace(
        'name="summary"', 'name="summary" value="As sent"'
    )
    open_(site, bound, "/b")
    assert site.input_value("[name=summary]") == "As sent"


def test_back_to_a_form_that_has_arrived_opens_a_fresh_one(site):
    open_(site, FORM, "/form")
    site.fill("[name=summary]", "Quotes")
    site.wait_for_timeout(500)
    open_(site, '<div data-draft-clear="revalize-7-new">Sent</div>', "/done")
    site.bodies["/form"] = document(FORM.replace("</form>", '<p id="fresh">A key of its own</p></form>'))
    site.go_back()
    site.wait_for_selector("#fresh")
    assert site.input_value("[name=summary]") == ""
    assert not site.evaluate("'draft:revalize-7-new' in localStorage")


def test_back_to_a_form_that_was_not_sent_keeps_what_was_typed(site):
    open_(site, FORM, "/form")
    site.fill("[name=summary]", "Quotes")
    site.wait_for_timeout(500)
    open_(site, "<p>Elsewhere</p>", "/else")
    site.go_back()
    assert site.input_value("[name=summary]") == "Quotes"


WRONG = (
    '<form><input name="a" aria-invalid="true" aria-describedby="a_helptext a_error"><p id="a_helptext">Why</p>'
    '<div id="a_error">Say it.</div><fieldset aria-describedby="g_error">'
    '<input type="radio" name="g" aria-invalid="true">'
    '<input type="radio" name="g" id="g2" aria-invalid="true"><div id="g_error">Choose.</div></fieldset></form>'
)


def test_what_is_being_mended_is_no_longer_called_wrong(site):
    open_(site, WRONG)
    assert site.evaluate("document.activeElement.name") == "a"  # the first wrong field is ready to be mended
    site.fill("[name=a]", "x")
    assert site.locator("#a_error").count() == 0
    assert site.get_attribute("[name=a]", "aria-describedby") == "a_helptext"
    assert site.locator("#g_error").count() == 1
    site.check("#g2")
    assert site.locator("[aria-invalid], #g_error, fieldset[aria-describedby]").count() == 0


def test_signing_out_forgets_every_draft(site):
    open_(site, FORM)
    fill(site)
    site.bodies["/out"] = document("bye")
    open_(site, '<form method="post" action="/out" data-forget-drafts><button>Out</button></form>', "/c")
    site.click("button")
    site.wait_for_url("**/out")
    assert site.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


ROW = (
    '<tr data-key-row id="r{n}"><td><input type="checkbox" data-key-select></td>'
    '<td><a href="#open{n}" data-key-open>Case {n}</a></td>'
    '<td><button data-key-assign id="a{n}">Assign</button></td></tr>'
)
LIST = (
    "<input data-key-search><table><tbody data-key-list>"
    + "".join(ROW.format(n=n) for n in (1, 2, 3))
    + "</tbody></table>"
)


def keys_page() -> str:
    return LIST + render_to_string("partials/keys_dialog.html")


def current(site) -> str | None:
    return site.evaluate("document.querySelector('[data-current]')?.id ?? null")


def test_keys_move_select_assign_and_open(site):
    open_(site, keys_page())
    site.evaluate("""document.addEventListener('click', (event) => {
      if (event.target.matches('[data-key-assign]')) window.assigned = event.target.id;
    })""")
    for key, row in (("j", "r1"), ("j", "r2"), ("k", "r1"), ("k", "r1"), ("j", "r2"), ("j", "r3"), ("j", "r3")):
        site.keyboard.press(key)
        assert current(site) == row
    site.keyboard.press("x")
    assert site.is_checked("#r3 input")
    site.keyboard.press("a")
    assert site.evaluate("window.assigned") == "a3"
    site.keyboard.press("Enter")
    assert site.evaluate("location.hash") == "#open3"


def test_keys_leave_alone_who_is_typing(site):
    open_(site, keys_page())
    site.keyboard.press("/")
    site.keyboard.type("jack")
    assert site.input_value("[data-key-search]") == "jack"
    assert current(site) is None


def test_the_list_of_keys_opens_and_single_keys_can_be_switched_off(site):
    open_(site, keys_page())
    site.keyboard.press("?")
    assert site.is_visible("[data-keys-dialog]")
    site.uncheck("[data-keys-switch]")
    site.keyboard.press("Escape")
    assert not site.is_visible("[data-keys-dialog]")
    site.reload()
    site.keyboard.press("j")
    assert current(site) is None
    assert site.evaluate("document.documentElement.dataset.keys") == "off"


DROP = (
    '<form><div data-drop data-max-bytes="10" data-max-files="2" data-size="10 bytes" data-too-big="{name} over {size}"'
    ' data-too-many="No more than {count}" data-remove="Leave out {name}"><input type="file" multiple>'
    "<ul data-drop-files></ul><p data-drop-error></p></div><textarea></textarea></form>"
)
PASTE = """(names) => { const held = new DataTransfer();
  for (const [name, text] of names) held.items.add(new File([text], name));
  document.querySelector('textarea').dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true })); }"""


def names(site) -> list[str]:
    return site.evaluate("[...document.querySelector('[type=file]').files].map((file) => file.name)")


def test_pasted_files_join_the_input_and_what_is_too_big_is_said(site):
    open_(site, DROP)
    site.evaluate(PASTE, [["a.txt", "abc"], ["big.log", "x" * 11]])
    assert names(site) == ["a.txt"]
    assert site.inner_text("[data-drop-error]") == "big.log over 10 bytes"
    site.evaluate(PASTE, [["b.txt", "b"], ["c.txt", "c"]])
    assert names(site) == ["a.txt", "b.txt"]
    assert site.inner_text("[data-drop-error]") == "No more than 2"
    site.click("[aria-label='Leave out a.txt']")
    assert names(site) == ["b.txt"]


def test_dropped_files_join_the_input(site):
    open_(site, DROP)
    site.evaluate("""() => { const held = new DataTransfer(); held.items.add(new File(['x'], 'd.txt'));
      document.querySelector('[data-drop]').dispatchEvent(
        new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true })); }""")
    assert names(site) == ["d.txt"]
    assert site.inner_text("[data-drop-files] li") == "d.txt"
