#!/usr/bin/env python3
"""scripts/dev charts [--check]: makes charts.js and charts_licences.txt anew from package-lock.json.

The chart library of the HTML report is bundled here once and committed, so that building reqbench needs neither Node
nor a network. Needs npm on PATH; what it installs stays in build/tools/charts. --check writes nothing and ends with 1
when the committed files are not what the lock file makes; 77 when npm is missing or the packages cannot be had.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
tools = here.parents[3] / "build" / "tools" / "charts"
bundle, licences = "charts.js", "charts_licences.txt"
# A page asks nobody for anything: of addresses only the names of XML namespaces may stand in it, and those that the
# library never opens (the name of its own schema, a discussion that a message points to).
known_addresses = re.compile(r"https?://(www\.w3\.org/|vega\.github\.io/schema/|github\.com/vega/)")


class Missing(Exception):
    pass


def install():
    wanted = [here / "package.json", here / "package-lock.json"]
    if all((tools / file.name).is_file() and (tools / file.name).read_bytes() == file.read_bytes() for file in wanted):
        return
    if not shutil.which("npm"):
        raise Missing("npm is missing (Debian packages nodejs and npm)")
    shutil.rmtree(tools, ignore_errors=True)
    staging = tools.with_name("charts.new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for file in wanted:
        shutil.copy(file, staging)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=staging,
                          capture_output=True, text=True)
    if done.returncode:
        raise Missing("npm ci failed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    staging.rename(tools)  # whole or not at all


def make_bundle():
    shutil.copy(here / "entry.js", tools)
    subprocess.run([tools / "node_modules/.bin/esbuild", "entry.js", "--bundle", "--minify", "--format=iife",
                    "--charset=utf8", "--legal-comments=none", "--log-level=warning", "--metafile=meta.json",
                    "--outfile=" + bundle], cwd=tools, check=True)
    text = (tools / bundle).read_text()
    strange = [at for at in re.findall(r"https?://[\w./-]*", text) if not known_addresses.match(at)]
    if strange or "</script" in text.lower():
        sys.exit("charts: the bundle holds what a page must not: " + ", ".join(strange or ["</script"]))
    return text


def packages_inside():
    inputs = json.loads((tools / "meta.json").read_text())["inputs"]
    return sorted({re.match(r"node_modules/((?:@[^/]+/)?[^/]+)/", path)[1] for path in inputs if "node_modules/" in path})


def licence_of(folder):
    texts = sorted(folder.glob("LICEN[CS]E*")) or sorted(folder.parent.glob("vega/LICEN[CS]E*"))
    return "\n".join(line.rstrip() for line in texts[0].read_text().strip().splitlines())


def make_licences():
    """Packages that share a text stand above it together; some of Vega's leave theirs to the main package."""
    owners = {}
    for name in packages_inside():
        folder = tools / "node_modules" / name
        version = json.loads((folder / "package.json").read_text())["version"]
        owners.setdefault(licence_of(folder), []).append(f"{name} {version}")
    return "\n\n".join(", ".join(names) + "\n\n" + text for text, names in sorted(owners.items(), key=lambda o: o[1])) + "\n"


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    try:
        install()
    except Missing as missing:
        print("skipped: " + str(missing) if check else "charts: " + str(missing), file=sys.stderr)
        sys.exit(77 if check else 1)
    made = {bundle: make_bundle(), licences: make_licences()}
    stale = [name for name, text in made.items() if not (here / name).is_file() or (here / name).read_text() != text]
    if check:
        sys.exit("charts: not what package-lock.json makes: " + ", ".join(stale) + "; run scripts/dev charts" if stale else 0)
    for name in stale:
        (here / name).write_text(made[name])
    print("charts: " + (", ".join(stale) + " made anew" if stale else "nothing has changed"))


main()
