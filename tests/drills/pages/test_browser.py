"""The report as people meet it: in a browser, at every width, in the dark, on paper, by keyboard,
to a screen reader, without script and without network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from openline_drills.compare import compare
from openline_drills.pages import comparison_html, report_html
from openline_drills.result import KeptRun

if TYPE_CHECKING:
    from tests.drills.conftest import Keep

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs Chromium: apt-get install chromium; .ci/run does"
    ),
]
# As root in a container there is no sandbox; the others keep it from looking for Google's hosts.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LUMA = """(element) => {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def documents(rehearsed: KeptRun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    texts = {
        "report": report_html(rehearsed),
        "compare": comparison_html(compare(rehearsed, rehearsed)),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture(scope="module")
def browser(documents: dict[str, Path]) -> Iterator[Browser]:
    """After the documents: as long as it is open a loop runs here, and no stack can stand up."""
    assert documents
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """A page in a context of its own, offline; whatever it complains of or asks for fails."""
    contexts = []
    said: list[str] = []

    def open_(path: Path, width: int = 1280, scheme: str = "light", **settings: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            offline=True,
            **settings,
        )
        contexts.append(context)
        page, url = context.new_page(), path.as_uri()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: said.append(asked.url) if asked.url != url else None)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("name", ["report", "compare"])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_width_and_theme_is_readable(
    opened: Open, documents: dict[str, Path], tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    page = opened(documents[name], width, scheme)
    assert page.evaluate(WIDER) <= 0
    dark = page.locator("body").evaluate(LUMA) < 128
    assert dark == (scheme == "dark")
    picture = page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png", full_page=True)
    assert len(picture) > 20_000
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_opened_details_fit_as_well(opened: Open, documents: dict[str, Path]) -> None:
    page = opened(documents["report"], WIDTHS[0])
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => each.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER) <= 0
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_on_paper_everything_is_open_and_nothing_is_cut(
    opened: Open, documents: dict[str, Path]
) -> None:
    page = opened(documents["report"], 794, "dark")  # A4 at 96 dots an inch
    page.emulate_media(media="print")
    assert page.locator("body").evaluate(LUMA) > 250
    assert page.evaluate(WIDER) <= 0
    assert not page.locator("nav").is_visible()
    for name in ("Figures graded assumed", "The map as a table", "Journal, by the"):
        assert page.get_by_text(name).first.is_visible()
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages >= 3


def test_without_script_and_network_it_says_the_same(
    opened: Open, documents: dict[str, Path]
) -> None:
    with_script = opened(documents["report"])
    without = opened(documents["report"], java_script_enabled=False)
    assert without.locator("main").inner_text() == with_script.locator("main").inner_text()
    assert "would meet" in without.locator("h1 + p").inner_text()


def test_the_keyboard_reaches_the_content_first_and_every_detail(
    opened: Open, documents: dict[str, Path]
) -> None:
    page = opened(documents["report"])
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"
    first = page.locator("#answered summary").first
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#answered details[open]").count() == 1


def test_every_chart_and_map_has_a_name_and_a_table_says_the_same(
    opened: Open, documents: dict[str, Path]
) -> None:
    page = opened(documents["report"])
    named = page.locator("svg[role=img]").all()
    assert len(named) >= 5
    for each in named:
        for ident in (each.get_attribute("aria-labelledby") or "").split():
            assert page.locator(f"#{ident}").text_content()
    assert page.locator("svg:not([role=img]):not([aria-hidden=true])").count() == 0
    for table in page.locator("table").all():
        assert table.locator("caption").text_content()
        assert table.locator("th[scope=col]").count() >= 2


def test_no_verdict_is_told_by_colour_alone(opened: Open, documents: dict[str, Path]) -> None:
    page = opened(documents["report"])
    for verdict in page.locator(".verdict").all():
        assert re.fullmatch(r"[✓✗?–]\s+\S.*", verdict.inner_text().strip(), re.DOTALL)


def test_a_hostile_name_does_nothing_and_breaks_nothing(
    opened: Open, keep: Keep, tmp_path: Path
) -> None:
    name = "</text><script>console.log(1)</script><img src=x onerror=console.log(2)>"
    kept = keep((name, "a" * 300), text=name)
    for page_name, text in (
        ("report", report_html(kept)),
        ("compare", comparison_html(compare(kept, kept))),
    ):
        path = tmp_path / f"{page_name}.html"
        path.write_text(text, encoding="utf-8")
        for width in WIDTHS:
            page = opened(path, width)
            assert page.locator("script").count() == page.locator("img").count() == 0
            assert page.evaluate(WIDER) <= 0
            assert name[:20] in page.locator("main").inner_text()
