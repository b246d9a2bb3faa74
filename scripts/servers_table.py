"""The generated part of servers/README.md: who there is, how each serves, what it is pinned to, what it does otherwise.

  servers_table.py                 writes it ("scripts/dev table")
  servers_table.py --check         fails when it is not current, or a server lacks a file that "Read them side by side"
                                   says every server has
  servers_table.py --running FILE  fails when a server of FILE ("reqbench list servers --versions --json") runs with
                                   another version than it is pinned to

Only the checkout is read, so that every machine writes the same. A calibration is not listed.
"""

import argparse
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "servers" / "README.md"
SIDE_BY_SIDE = "## Read them side by side"
BEGIN, END = "<!-- written by scripts/dev table, from here -->", "<!-- to here -->"


def servers():
    found = []
    for path in sorted((ROOT / "servers").glob("[!._]*/server.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest.get("role", "candidate") == "candidate":
            found.append((path.parent, manifest))
    return found


def missing_stems(text):
    """Of the first table of that section: who lacks which file, in its own folder and in those that it shares."""
    table = text.split(SIDE_BY_SIDE)[1].split("| --- |", 1)[1].split("\n\n")[0]
    stems = re.findall(r"^\| `(\w+)` \|", table, re.M)
    for folder, manifest in servers():
        places = [folder, *(folder.parent / name for name in manifest.get("shares", []))]
        there = {path.stem for place in places for path in place.iterdir()}
        yield from (f"{folder.name} has no {stem}" for stem in stems if stem not in there)


def words_of(folder):
    """Every word of its own sources, to tell what it names itself from what only came along."""
    text = " ".join(path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("**/*.py"))
    return {word.lower().replace("-", "_") for word in re.findall(r"[A-Za-z][\w-]*", text)}


def python_pins(folder):
    """Of the pinned packages those that the server's own code names."""
    path, pins = folder / "requirements.txt", {}
    named = words_of(folder) if path.exists() else set()
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\#]+)", line)
        if found and found[1].lower().replace("-", "_") in named:
            pins[found[1].lower()] = found[2]
    return pins


def go_pins(folder):
    """What go.mod requires directly; the last word of a module's path that is no version names it."""
    path, pins = folder / "go.mod", {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        found = re.match(r"\s*(?:require\s+)?(\S+\.\S+/\S+)\s+v(\S+)\s*(//\s*indirect)?$", line)
        if found and not found[3]:
            parts = [part for part in found[1].split("/") if not re.fullmatch(r"v\d+", part)]
            pins[parts[-1]] = found[2]
    return pins


def lower_bounds(folder, shares):
    """What its build asks of the machine: "Boost ≥ 1.81", "Go ≥ 1.25"."""
    bounds = []
    for place in [folder, *(folder.parent / name for name in shares)]:
        for path in [*sorted(place.glob("**/CMakeLists.txt")), *sorted(place.glob("**/*.cmake"))]:
            bounds += re.findall(r"find_package\((\w+)\s+(\d[\d.]*)", path.read_text(encoding="utf-8"))
    go = folder / "go.mod"
    if go.exists():
        bounds += [("Go", version) for version in re.findall(r"^go (\S+)", go.read_text(encoding="utf-8"), re.M)]
    return [f"{name} ≥ {version}" for name, version in dict(bounds).items()]


def pins_of(folder):
    return {**python_pins(folder), **go_pins(folder)}


def idiomatic(folder):
    """The sentence of its NOTES.md that says what idiomatic meant, or nothing."""
    notes = folder / "NOTES.md"
    if not notes.exists():
        return ""
    paragraphs = [part.strip() for part in notes.read_text(encoding="utf-8").split("\n\n")]
    under_heading = [after for before, after in zip(paragraphs, paragraphs[1:])
                     if before.startswith("#") and "idiomatic" in before.lower().splitlines()[-1]]
    saying = [part for part in paragraphs if not part.startswith("#") and "idiomatic" in part.lower()]
    for paragraph in under_heading + saying:
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(re.sub(r"^[-*]\s+", "", paragraph).split()))
        text = re.sub(r"^\*\*[^*]*idiomatic[^*]*\*\*:?\s*", "", text, flags=re.I) or text
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z`*])", text)
        bold = paragraph.startswith("**") and "idiomatic" in paragraph.split("**")[1].lower()
        chosen = sentences if bold or paragraph in under_heading else [s for s in sentences if "idiomatic" in s.lower()]
        if chosen:
            return chosen[0]
    return ""


def row(folder, manifest):
    pins = [f"{name} {version}" for name, version in pins_of(folder).items()]
    versions = ", ".join(pins + lower_bounds(folder, manifest.get("shares", []))) or "nothing beside its language"
    deviations = "<br>".join(f"`{d['check']}`: {d['reason']}" for d in manifest.get("deviations", [])) or "none"
    cells = [f"[{manifest['name']}]({folder.name}/server.json)",
             f"{manifest['language']}, {manifest['framework']}, {manifest['variant']}",
             manifest["concurrency"], manifest["workers_meaning"], versions, ", ".join(manifest["workloads"]), deviations]
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"


def part():
    lines = ["", "| server | is | serves with | `--workers N` | pinned to | workloads | deviations |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [row(folder, manifest) for folder, manifest in servers()]
    lines += ["", "What \"idiomatic\" meant, and which documented ways were tried:", ""]
    for folder, manifest in servers():
        notes = f"[NOTES.md]({folder.name}/NOTES.md)" if (folder / "NOTES.md").exists() else "no NOTES.md yet"
        meant = idiomatic(folder)
        lines.append(f"- **{manifest['name']}** ({notes})" + (f": {meant}" if meant else ""))
    return "\n".join([*lines, ""])


def differing(path):
    """Sentences: what runs is not what is pinned."""
    told = {}
    for server in json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["servers"]:
        told[server["name"]] = {name.lower(): str(v) for name, v in (server.get("versions") or {}).items()}
    for folder, manifest in servers():
        for name, pinned in pins_of(folder).items():
            runs = told.get(manifest["name"], {}).get(name)
            if runs is not None and runs.lstrip("v") != pinned:
                yield f"servers/{manifest['name']}: {name} {runs} runs, {pinned} is pinned; run scripts/setup"


def main():
    options = argparse.ArgumentParser(description="The generated part of servers/README.md.")
    options.add_argument("--check", action="store_true")
    options.add_argument("--running", metavar="FILE")
    words = options.parse_args()
    if words.running:
        problems = list(differing(words.running))
        sys.exit("\n".join(problems) or 0)
    text = README.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"servers/README.md: the lines '{BEGIN}' and '{END}' must stand in it once")
    lacking = list(missing_stems(text))
    if lacking:
        sys.exit(f"servers/README.md, '{SIDE_BY_SIDE[3:]}': " + ", ".join(lacking))
    before, rest = text.split(BEGIN)
    current = before + BEGIN + "\n" + part() + "\n" + END + rest.split(END)[1]
    if current == text:
        return
    if words.check:
        sys.exit("servers/README.md is not current: run scripts/dev table")
    README.write_text(current, encoding="utf-8")


if __name__ == "__main__":
    main()
