"""Takes the docs' picture of a report, with the machine's own Chromium: part of `make readme`.

Exit code 2 where there is no Chromium. What it shows has no check of its own: pixels change with
fonts and browsers, and the words in it are those of the drill's page, which has one.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from openline_drills.pages import report_html
from openline_drills.rehearsal import Settings, rehearse
from openline_drills.result import read_run

_PICTURE: Final = Path(__file__).resolve().parent.parent / "docs" / "images" / "report.png"
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT = 1000, 988  # the verdict and, with the tables left out, the first curve
_LEFT_OUT: Final = "nav, .evidence, #targets, #answered > p { display: none }"


def main() -> int:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print(f"no Chromium on PATH, so {_PICTURE.name} stays as it is: apt-get install chromium")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(stack="starter", runs=Path(folder), sensitivity=True)
        outcome = rehearse("region-outage", settings)
        page = Path(folder, "report.html")
        page.write_text(report_html(read_run(outcome.run_folder)), encoding="utf-8")
        _take(browser, page)
    return 0


def _take(browser: str, page: Path) -> None:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        shown = opened.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        shown.goto(page.as_uri())
        shown.add_style_tag(content=_LEFT_OUT)
        shown.screenshot(path=_PICTURE)
        opened.close()


if __name__ == "__main__":
    sys.exit(main())
