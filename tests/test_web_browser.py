"""The pages in a real browser: what a reader does with them, by mouse, by keyboard, without a script, on any screen."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import uvicorn

from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.database.vocabulary import slugs
from app.main import create_app
from app.settings import Settings
from tests.factories import Quote, agreement, caveat, extraction, fact, id_

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.base")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
FIRST = extraction(
    fact("military_aid", quotes=[Quote("must send arms", ("CNN",)), "goes on sending arms"], modality="obligation"),
    fact("mutual_defence"),
    caveat("no_ratification"),
    heading="A report. " + "Many words come before the first promise. " * 120,
    title="First report",
)
SECOND = extraction(
    fact("military_aid", modality="possibility"),
    caveat("no_mutual_defence"),
    agreements=[agreement(status="signed", signed_on=date(2024, 6, 13))],
    published_on=date(2024, 6, 20),
    title="Second report",
)
#: Of the day of the first.
THIRD = extraction(fact("training"), heading="Meanwhile.", title="Third report")
#: On so much that a row of the matrix is wider than a window.
TOPICS = dict.fromkeys(("demining", *slugs("commitment")[:15]))
OTHER = extraction(*(fact(topic, "FR", agreement="fr-ua-2024") for topic in TOPICS), heading="In Paris.")
HOSTILE = extraction(
    fact(
        "training", "LV", agreement="lv-ua-2024", quotes=["will <b>train</b></mark><script>alert(1)</script> \u202ella"]
    ),
    heading="<img src=x onerror=alert(2)> " + "A" * 3000,
    title='"><script>alert(3)</script>',
)
AGREEMENT = "/agreements/ua-us-2024"
DOCUMENT = f"/documents/{id_(FIRST)}"
PAGES = {
    "register": "/",
    "filtered": "/?party=US&has=demining",
    "agreement": AGREEMENT,
    "day": f"{AGREEMENT}?as_of=2024-06-13",
    "document": DOCUMENT,
    "documents": "/documents",
    "vocabulary": "/categories",
    "problem": "/agreements/ua-us-2042",
    "chart to embed": "/embed/matrix?party=UA",
    "fact to embed": "/embed/fact/ua-us-2024.military_aid.us",
    "agreement to embed": "/embed/agreement/ua-us-2024",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that runs."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('browser')}/test.db")
    upgrade(engine)
    for document in (FIRST, SECOND, THIRD, OTHER, HOSTILE):
        load_extraction(engine, document)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(Settings(), engine), log_level="error"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield chromium
        chromium.close()


@dataclass
class Reader:
    """A window, and what went wrong in it."""

    page: playwright.Page
    service: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda message: self._said(message))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: playwright.ConsoleMessage) -> None:
        # That a page of an error has the status of an error is as it should be.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _asked(self, address: str) -> None:
        if not address.startswith((self.service, "data:")):
            self.complaints.append(f"asks {address}")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.service}{path}")


@pytest.fixture(scope="module")
def window(service: str, browser: playwright.Browser) -> Iterator[Reader]:
    """One for all tests, for a new one has to learn the style sheet and the scripts anew."""
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        context.set_default_timeout(30_000)
        made = Reader(context.new_page(), service)
        made.watch()
        yield made


@pytest.fixture
def reader(window: Reader) -> Iterator[Reader]:
    """A window of a desk that shows nothing yet; at the end nobody has complained and no other host was asked."""
    window.page.set_viewport_size({"width": 1280, "height": 800})
    window.page.emulate_media(media="screen", color_scheme="light")
    window.page.mouse.move(0, 0)
    window.complaints.clear()
    yield window
    window.page.unroute_all()
    window.page.goto("about:blank")
    assert window.complaints == []


def _in_view(located: playwright.Locator) -> bool:
    return bool(
        located.evaluate("e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }")
    )


def _serious(page: playwright.Page, *rules: str) -> list[object]:
    """What axe finds that shuts readers out, by these rules or by all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)
    found: list[object] = page.evaluate(
        """async rules => (await axe.run({ resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) }))
        .violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => [id, nodes.map(node => node.html)])""",
        rules,
    )
    return found


def _is_for_everyone(page: playwright.Page) -> None:
    """Accessible in light and dark, and no wider than the screen."""
    assert _serious(page) == []
    page.emulate_media(color_scheme="dark")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert _serious(page, "color-contrast") == []
    for width in (320, 768, 2560, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_all_that_unfolds_is_accessible_in_light_and_dark_and_fits_every_screen(
    reader: Reader, name: str
) -> None:
    reader.open(PAGES[name])
    reader.page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    _is_for_everyone(reader.page)


def test_a_reader_filters_the_register_and_opens_an_agreement(reader: Reader) -> None:
    reader.open("/")
    reader.page.get_by_text("Filter and order").click()
    reader.page.get_by_label("A party").first.select_option("France")
    reader.page.get_by_role("button", name="Show").click()
    reader.page.wait_for_url("**/?party=FR")
    assert reader.page.get_by_role("rowheader").count() == 1
    reader.page.get_by_role("rowheader").get_by_role("link").first.click()
    reader.page.wait_for_url("**/agreements/fr-ua-2024")
    assert reader.page.get_by_role("heading", level=3, name="Demining").is_visible()


def test_a_quote_opens_the_document_at_its_place(reader: Reader) -> None:
    reader.open(AGREEMENT)
    reader.page.locator("figure", has_text="must send arms").first.get_by_role("link", name="in its place").click()
    mark = reader.page.locator("mark", has_text="must send arms")
    reader.page.wait_for_url(f"**{DOCUMENT}#ua-us-2024.military_aid.us@*")
    assert _in_view(mark)
    assert mark.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_address_of_a_fact_in_a_document_scrolls_to_its_first_place(reader: Reader) -> None:
    reader.open(f"{DOCUMENT}#ua-us-2024.military_aid.us")
    assert reader.page.evaluate("scrollY") > 0
    assert _in_view(reader.page.locator("mark", has_text="must send arms"))


def test_a_hostile_document_is_text_and_fits_a_small_screen(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 320, "height": 800})
    reader.open(f"/documents/{id_(HOSTILE)}")
    assert reader.page.get_by_role("heading", level=1).inner_text() == '"><script>alert(3)</script>'
    assert "will <b>train</b></mark><script>alert(1)</script> " in reader.page.locator("mark").inner_text()
    assert "<img src=x onerror=alert(2)>" in reader.page.locator(".text").inner_text()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_pointing_at_a_mark_by_mouse_or_keyboard_shows_its_fact(reader: Reader) -> None:
    reader.open(DOCUMENT)
    mark = reader.page.locator("mark", has_text="must send arms")
    mark.scroll_into_view_if_needed()
    shown = "e => getComputedStyle(e, '::after').content"
    for point in (mark.hover, mark.get_by_role("link").focus):
        assert mark.evaluate(shown) == "none"
        point()
        assert "Military aid and equipment: The United States" in mark.evaluate(shown)
        assert reader.page.locator(".note.current").count() == 1
        reader.page.keyboard.press("Escape")
        assert mark.evaluate("e => getComputedStyle(e, '::after').display") == "none"
        reader.page.mouse.move(0, 0)


def test_the_keyboard_reaches_an_agreement_and_the_notes_of_a_document(reader: Reader) -> None:
    reader.open("/")
    keyboard = reader.page.keyboard
    keyboard.press("Tab")
    focused = reader.page.locator(":focus")
    assert focused.inner_text() == "Skip to the content"
    keyboard.press("Enter")
    while focused.inner_text() != "Skip the matrix":
        keyboard.press("Tab")
    assert focused.is_visible()
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert focused.evaluate("e => e.closest('section').getAttribute('aria-labelledby')") == "charts"
    reader.page.locator(".matrix a").first.focus()
    keyboard.press("Tab")
    while not (focused.get_attribute("href") or "").startswith("/agreements/"):
        keyboard.press("Tab")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    keyboard.press("Enter")
    reader.page.wait_for_url("**/agreements/**")
    reader.open(DOCUMENT)
    reader.page.locator("mark a").first.focus()
    keyboard.press("Enter")
    reader.page.wait_for_url(f"**{DOCUMENT}#note-1")
    keyboard.press("Tab")
    keyboard.press("Enter")
    reader.page.wait_for_url(f"**{DOCUMENT}#ua-us-2024.military_aid.us@*")


def test_a_slider_goes_to_what_was_known_on_a_day(reader: Reader) -> None:
    reader.open(AGREEMENT)
    slider = reader.page.get_by_role("slider", name="As known on")
    assert slider.get_attribute("aria-valuetext") == "now"
    slider.focus()
    reader.page.keyboard.press("Home")
    reader.page.wait_for_url("**as_of=2024-06-13**")
    assert "What was known on 13 June 2024" in reader.page.locator("main").inner_text()
    # Who came by the keyboard goes on by it.
    reader.page.locator("input[type=range]:focus").wait_for()
    reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_url("**as_of=2024-06-20**")


def test_citations_and_snippets_are_copied(reader: Reader) -> None:
    reader.open(AGREEMENT)
    card = reader.page.locator("article.fact").first
    for part, name in (
        (card, "Cite"),
        (card, "Embed"),
        (reader.page.locator("main"), "Put this agreement on another page"),
    ):
        folded = part.locator("details", has=reader.page.get_by_text(name, exact=True)).last
        folded.locator("summary").click()
        folded.get_by_role("button", name="Copy").click()
        folded.get_by_role("button", name="Copied").wait_for()
        told = folded.locator(".citation, textarea").evaluate("e => e.value ?? e.textContent.trim()")
        assert reader.page.evaluate("navigator.clipboard.readText()") == told


def test_a_wide_matrix_scrolls_in_its_own_box_and_keeps_its_headings_in_sight(reader: Reader) -> None:
    reader.open("/")
    reader.page.set_viewport_size({"width": 800, "height": 500})
    box = reader.page.locator(".scroll")
    box.evaluate("e => e.scrollTo(e.scrollWidth, e.scrollHeight)")
    assert reader.page.evaluate("scrollX") == 0
    assert box.evaluate("e => e.scrollLeft") > 0
    left = box.evaluate("e => e.getBoundingClientRect().left")
    assert abs(reader.page.get_by_role("rowheader").last.evaluate("e => e.getBoundingClientRect().left") - left) < 2


def test_the_list_of_operations_is_for_everyone(reader: Reader) -> None:
    # Without Swagger UI, which puts itself in its place.
    reader.page.route("**/*swagger-ui-bundle.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    reader.page.route("**/docs.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    reader.open("/docs")
    _is_for_everyone(reader.page)


def test_an_operation_of_the_documentation_can_be_tried_by_everyone(reader: Reader) -> None:
    reader.open("/docs")
    reader.page.locator("#operations-agreements-get_agreement button.opblock-summary-control").click()
    reader.page.get_by_placeholder("id", exact=True).fill("fr-ua-2024")
    reader.page.get_by_role("button", name="Execute").click()
    reader.page.locator(".live-responses-table").get_by_text("fr-ua-2024").first.wait_for()
    _is_for_everyone(reader.page)


def test_without_a_script_everything_is_there(service: str, browser: playwright.Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        made = Reader(context.new_page(), service)
        made.open(AGREEMENT)
        assert made.page.get_by_role("button", name="Copy").count() == 0
        made.page.get_by_role("link", name="13 June 2024").first.click()
        made.page.wait_for_url(f"**{AGREEMENT}?as_of=2024-06-13#timeline")
        made.open(DOCUMENT)
        assert made.page.locator(".note").count() == 4
        made.open("/docs")
        assert made.page.get_by_text("GET /v1/agreements/{id}").is_visible()
        made.open("/embed/coverage?party=UA")
        shown = made.page.get_by_role("img").bounding_box()
        assert shown is not None
        assert shown["height"] > 100


def test_an_agreement_on_paper_is_whole_and_has_nothing_to_press(reader: Reader) -> None:
    reader.open(AGREEMENT)
    reader.page.emulate_media(media="print", color_scheme="dark")
    assert reader.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert "theme=dark" not in reader.page.locator(".chart img").evaluate("picture => picture.currentSrc")
    assert not reader.page.get_by_role("navigation", name="Site").is_visible()
    assert not reader.page.get_by_role("button").first.is_visible()
    assert reader.page.locator("blockquote").last.is_visible()
    assert reader.page.get_by_text(f"{reader.service}{AGREEMENT}", exact=True).is_visible()
    assert reader.page.pdf().startswith(b"%PDF")


#: Of somebody else, with nothing of ours but the snippet.
HOST = """<!doctype html><title>Foreign</title><link rel="icon" href="data:,">{}"""


@contextmanager
def _foreign(snippet: str) -> Iterator[str]:
    """The address of a page of another origin that shows the snippet."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(HOST.format(snippet).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_embeds_show_in_a_foreign_page_as_high_as_they_are(service: str, browser: playwright.Browser) -> None:
    with browser.new_context() as context:
        made = Reader(context.new_page(), service)
        made.watch()
        told = [
            context.request.get(f"{service}/oembed", params={"url": f"{service}{path}", "maxheight": "100"}).json()
            for path in ("/?party=UA", AGREEMENT, f"{AGREEMENT}#ua-us-2024.military_aid.us")
        ]
        with _foreign("".join(each["html"] for each in told)) as address:
            made.page.goto(address)
            made.page.wait_for_function("[...document.querySelectorAll('iframe')].every(frame => frame.height > 100)")
        for frame in made.page.frames[1:]:
            assert frame.get_by_role("link", name="JSON").first.is_visible()
            assert frame.evaluate("[scrollY, document.documentElement.scrollHeight - innerHeight]") == [0, 0]
        assert len(made.page.frames) == 4
        assert made.complaints == [f"asks {made.page.url}"]


def test_a_page_that_is_no_embed_shows_in_no_foreign_page(service: str, browser: playwright.Browser) -> None:
    snippet = f'<iframe src="{service}{AGREEMENT}"></iframe>'
    with browser.new_context() as context, _foreign(snippet) as address:
        page = context.new_page()
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(address)
        page.frames[1].wait_for_url("chrome-error:**")


def test_charts_follow_the_width_and_the_theme_of_the_page(reader: Reader) -> None:
    reader.page.emulate_media(color_scheme="dark")
    reader.page.set_viewport_size({"width": 400, "height": 700})
    reader.open(AGREEMENT)
    chart = reader.page.locator(".chart img").first
    chart.scroll_into_view_if_needed()
    chart.evaluate("picture => picture.decode()")
    assert "width=340&theme=dark" in chart.evaluate("picture => picture.currentSrc")
    assert chart.evaluate("picture => picture.naturalWidth") == 340
