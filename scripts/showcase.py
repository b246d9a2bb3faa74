#!/usr/bin/env python3
"""showcase.py [--check]: what the top README shows of the reference run, told again by the program of today.

Writes ("scripts/dev showcase"): the formats of results/reference/<run>, a picture of its page, and the README's excerpt.
--check writes nothing and fails when the excerpt is not what the program says of that run now.
The picture needs what scripts/setup --packages test installs.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQBENCH = ROOT / "build" / "reqbench"
README = ROOT / "README.md"
PICTURE = "report.png"  # beside the run's page
BEGIN, END = "<!-- written by scripts/dev showcase, from here -->", "<!-- to here -->"
SIZE = {"width": 1280, "height": 1180}


def reference():
    runs = sorted(path.parent for path in (ROOT / "results" / "reference").glob("*/run.json"))
    if not runs:
        sys.exit("showcase: there is no run under results/reference/")
    return runs[-1]


def told(run, *words):
    done = subprocess.run([REQBENCH, "report", run, *words], capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        sys.exit(f"showcase: telling {run.name}: {done.stderr.strip()}")
    return done.stdout


def excerpt(run):
    where = run.relative_to(ROOT)
    quoted = "\n".join(("> " + line).rstrip() for line in told(run, "--format", "summary").strip().splitlines()[2:])
    return (f"[![The page of the reference run: the answer, how sure it is, and the ratios with their intervals]({where}/{PICTURE})]"
            f"({where}/report.html)\n\n"
            f"`build/reqbench report {run.name} --format summary` says of the [reference run]({where}/report.md):\n\n{quoted}\n")


def with_excerpt(text, run):
    parts = re.split(f"({re.escape(BEGIN)}\n).*?({re.escape(END)})", text, flags=re.S)
    if len(parts) != 4:
        sys.exit(f"showcase: README.md must have one '{BEGIN}' and one '{END}' after it")
    return parts[0] + parts[1] + "\n" + excerpt(run) + "\n" + parts[2] + parts[3]


def picture(page, file):
    from playwright.sync_api import sync_playwright  # only this needs it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shown = browser.new_page(viewport=SIZE, color_scheme="light")
        shown.goto(page.as_uri())
        shown.wait_for_selector("html[data-ready=yes]", timeout=30_000)
        shown.wait_for_timeout(1_000)  # charts in view are drawn
        shown.screenshot(path=file)
        browser.close()


def main():
    run, text = reference(), README.read_text(encoding="utf-8")
    fresh = with_excerpt(text, run)
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if fresh == text else "README.md does not show what the reference run says now: scripts/dev showcase")
    if sys.argv[1:]:
        sys.exit(__doc__)
    told(run, "--out", run)
    picture(run / "report.html", run / PICTURE)
    README.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
