"""page_reader.py PAGE…: opens pages of reqbench in Debian's chromium as a reader would, and prints what it saw as JSON.

77 when chromium or its driver is missing.
"""

import json
import shutil
import statistics
import sys
import time

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

VISIBLE = "rows => rows.filter(row => !row.hidden).map(row => row.cells[0].textContent)"


class Reader:
    """One page, opened anew, with everything that it should not do written down."""

    def __init__(self, browser, file, scheme="light", fragment=""):
        self.heard = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.heard.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.heard.append("dialog: " + dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: request.url.split("#")[0] == "file://" + file
                     or self.heard.append("request: " + request.url[:100]))
        self.page.goto("file://" + file + fragment)
        self.page.wait_for_selector("html[data-ready=yes]", timeout=30_000)

    def rows(self, table="table.whole"):
        return self.page.eval_on_selector_all(f"{table} tbody tr", VISIBLE)

    def fragment(self):
        return self.page.evaluate("location.hash")

    def press(self, selector, key):
        self.page.focus(selector)
        self.page.keyboard.press(key)


def drawn(reader):
    count = reader.page.evaluate
    return {
        "pictures": count("document.querySelectorAll('.picture').length"),
        "drawn": count("[...document.querySelectorAll('.picture')].filter(one => one.querySelector('svg path, svg text')).length"),
        "tables_of_pictures": count("document.querySelectorAll('figure:has(.picture) details table').length"),
        "too_wide": {width: too_wide(reader, width) for width in (320, 400, 1280)},
    }


def too_wide(reader, width):
    reader.page.set_viewport_size({"width": width, "height": 900})
    return reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def first_click(browser, file):
    """From opening the page until a click on its first server has had its effect."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    begin = time.monotonic()
    page.goto("file://" + file, wait_until="commit")
    page.click(".chip >> nth=0")
    page.wait_for_selector(".chip[aria-pressed=true]")
    took = time.monotonic() - begin
    before_drawn = page.evaluate("document.documentElement.dataset.ready === undefined")
    context.close()
    return 1000 * took, before_drawn


def by_mouse(reader):
    page, said = reader.page, {"rows": reader.rows()}
    page.click(".chip >> nth=0")
    said["of_first_server"] = reader.rows()
    page.click("table.whole thead th[data-key=throughput_per_s] button")
    column = page.eval_on_selector("table.whole thead th[data-key=throughput_per_s]", "head => head.cellIndex")
    said["sorted"] = page.eval_on_selector_all(
        "table.whole tbody tr:not([hidden])",
        f"rows => rows.map(row => row.cells[{column}].dataset.v ?? null).filter(value => value !== null).map(Number)")
    said["sort_said"] = page.get_attribute("table.whole thead th[data-key=throughput_per_s]", "aria-sort")
    said["fragment"] = reader.fragment()
    page.click("#reset")
    said["after_reset"] = reader.rows()
    page.fill("#find", "no such thing")
    said["found_nothing"] = reader.rows()
    page.fill("#find", "")
    if page.query_selector("#workload-1 ~ details .trials"):
        page.click("#workload-1 ~ details summary >> nth=0")
        page.click("#workload-1 ~ details a[href^='#trial-'] >> nth=0")
        page.wait_for_selector("tr.found")
    said["trial"] = page.eval_on_selector_all("tr.found", "rows => rows.map(row => row.id)")
    return said


def by_keyboard(reader):
    page, said = reader.page, {}
    reader.press(".chip >> nth=1", "Space")
    said["of_second_server"] = reader.rows()
    reader.press("table.whole thead th[data-key=''] button", "Enter")
    reader.press("table.whole thead th[data-key=''] button", "Enter")
    said["sort_said"] = page.get_attribute("table.whole thead th[data-key='']", "aria-sort")
    if page.query_selector("#workload"):
        page.select_option("#workload", index=1)
    said["of_second_server_and_workload"] = reader.rows()
    said["fragment"] = reader.fragment()
    return said


def serious(browser, file, scheme):
    reader = Reader(browser, file, scheme)
    found = Axe().run(reader.page).response["violations"]
    reader.context.close()
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")]


def read(browser, file):
    reader = Reader(browser, file)
    said = drawn(reader)
    if reader.rows():
        said["mouse"] = by_mouse(reader)
    said["heard"] = reader.heard
    reader.context.close()
    if "mouse" in said:
        reader = Reader(browser, file)
        said["keyboard"] = by_keyboard(reader)
        said["heard"] += reader.heard
        reader.context.close()
        again = Reader(browser, file, fragment=said["keyboard"]["fragment"])
        said["opened_by_link"] = again.rows()
        again.context.close()
    if "mouse" in said:
        clicks = [first_click(browser, file) for _ in range(5)]
        said["first_click_ms"] = round(statistics.median(took for took, _ in clicks))
        said["used_before_drawn"] = any(before for _, before in clicks)
    said["axe"] = {scheme: serious(browser, file, scheme) for scheme in ("light", "dark")}
    return said


def main():
    chromium = shutil.which("chromium")
    if not chromium:
        print("chromium is missing", file=sys.stderr)
        sys.exit(77)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(json.dumps({file: read(browser, file) for file in sys.argv[1:]}))
        browser.close()


main()
