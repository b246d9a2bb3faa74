"""page_reader.py TIMED PAGE…: opens pages of reqbench in Debian's chromium as a reader would, and prints what it saw as
JSON; TIMED several times more, for how soon it can be used. 77 when chromium or its driver is missing.
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

OPENED_FOR_A_CLICK = 5
ROWS_LIKE_THOSE_ABOVE = "tbody tr:nth-child(n + 6)"  # axe looks at each for as long as at the first
FILTERED = """() => {
  const chip = document.querySelector(".chip[aria-pressed=true]"), read = document.readyState !== "loading";
  const rows = [...document.querySelectorAll("table.whole tr[data-server]")].filter((row) => !row.hidden);
  return read && chip && rows.length && rows.every((row) => row.dataset.server === chip.dataset.server);
}"""
VISIBLE = "rows => rows.filter(row => !row.hidden).map(row => row.cells[0].textContent)"


class Reader:
    """One page, opened anew, with everything that it should not do written down; its charts are drawn when asked for."""

    def __init__(self, browser, file, heard, scheme="light", fragment="", charts=True):
        self.heard = heard
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.heard.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.heard.append("dialog: " + dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: request.url.split("#")[0] == "file://" + file
                     or self.heard.append("request: " + request.url[:100]))
        self.page.goto("file://" + file + fragment)
        if charts:
            self.page.wait_for_selector("html[data-ready=yes]", timeout=60_000)

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
        "too_wide": {width: too_wide(reader, width) for width in (1280, 400, 320)},
    }


def too_wide(reader, width):
    reader.page.set_viewport_size({"width": width, "height": 900})
    return reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def first_click(browser, file):
    """From opening the page until a click on its first server has left only its rows; whether no chart came before."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    begin = time.monotonic()
    page.goto("file://" + file, wait_until="commit")
    page.click(".chip >> nth=0")
    while not page.evaluate(FILTERED):  # the page's policy forbids the eval of wait_for_function
        time.sleep(0.005)
    took = time.monotonic() - begin
    before_charts = page.evaluate("document.querySelector('.picture svg') === null")
    context.close()
    return 1000 * took, before_charts


def first_clicks(browser, file):
    clicks = [first_click(browser, file) for _ in range(OPENED_FOR_A_CLICK)]
    return {
        "median_ms": round(statistics.median(took for took, _ in clicks)),
        "slowest_ms": round(max(took for took, _ in clicks)),
        "before_any_chart": sum(before for _, before in clicks),
        "of": len(clicks),
    }


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


def serious(reader, rules=None):
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = Axe().run(reader.page, context={"exclude": [ROWS_LIKE_THOSE_ABOVE]}, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")]


def axe(reader):
    """All rules in light; in dark that of colours, for nothing else changes."""
    said = {"light": serious(reader)}
    reader.page.emulate_media(color_scheme="dark")
    said["dark"] = serious(reader, ["color-contrast"])
    reader.page.emulate_media(color_scheme="light")
    return said


def read(browser, file):
    said = {"heard": []}
    reader = Reader(browser, file, said["heard"])
    said["axe"] = axe(reader)
    said |= drawn(reader)
    if reader.rows():
        said["mouse"] = by_mouse(reader)
    reader.context.close()
    if "mouse" not in said:
        return said
    reader = Reader(browser, file, said["heard"], scheme="dark", charts=False)
    said["keyboard"] = by_keyboard(reader)
    reader.context.close()
    again = Reader(browser, file, said["heard"], fragment=said["keyboard"]["fragment"], charts=False)
    said["opened_by_link"] = again.rows()
    again.context.close()
    return said


def main():
    chromium = shutil.which("chromium")
    if not chromium:
        print("chromium is missing", file=sys.stderr)
        sys.exit(77)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        timed, files = sys.argv[1], sys.argv[1:]
        clicks = first_clicks(browser, timed)  # first, while the browser has nothing else to do
        said = {file: read(browser, file) for file in files}
        said[timed]["first_clicks"] = clicks
        print(json.dumps(said))
        browser.close()


main()
