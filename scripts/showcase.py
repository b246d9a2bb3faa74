#!/usr/bin/env python3
"""showcase.py [--check]: what the top README shows of the reference run, told again by the program of today.

Writes ("scripts/dev showcase"): the formats of results/reference/<run>, a picture of its page with the digest of the page
that it shows (as sha256sum reads it), and the README's excerpt.
--check writes nothing and fails when the excerpt is not what the program says of that run now, or the picture was taken of
another page; it needs no browser. Taking the picture needs what scripts/setup --packages test installs.
"""
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQBENCH = ROOT / "build" / "reqbench"
README = ROOT / "README.md"
PAGE, PICTURE = "report.html", "report.png"
PICTURED = PICTURE + ".page.sha256"  # of which page the picture is
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
            f"({where}/{PAGE})\n\n"
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


def digest_line(run):
    return f"{hashlib.sha256((run / PAGE).read_bytes()).hexdigest()}  {PAGE}\n"


def stale(run, text, fresh):
    """Why what is shown is not of today; empty when it is."""
    if fresh != text:
        return "README.md does not show what the reference run says now"
    if not (run / PICTURE).is_file() or not (run / PICTURED).is_file():
        return f"{run.name} has no {PICTURE}, or no {PICTURED} beside it"
    if (run / PICTURED).read_text(encoding="utf-8") != digest_line(run):
        return f"{run.name}/{PICTURE} was taken of another {PAGE} than the one beside it"
    return ""


def main():
    run, text = reference(), README.read_text(encoding="utf-8")
    fresh = with_excerpt(text, run)
    if sys.argv[1:] == ["--check"]:
        why = stale(run, text, fresh)
        sys.exit(f"{why}: scripts/dev showcase" if why else 0)
    if sys.argv[1:]:
        sys.exit(__doc__)
    told(run, "--out", run)
    picture(run / PAGE, run / PICTURE)
    (run / PICTURED).write_text(digest_line(run), encoding="utf-8")
    README.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
