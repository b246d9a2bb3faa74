#!/usr/bin/env python3
"""scripts/failed_tests.py FILE…

The tests that failed, and the end of what each of them printed, from the JUnit files that ctest wrote (--output-junit):
what scripts/test ends with, because a log of thousands of passed tests buries the one that matters.
"""

import sys
import xml.etree.ElementTree as tree

LINES_IN_ALL = 60  # so that all of it fits where a log's end is shown
FEWEST_LINES = 6


def failed(file):
    """Pairs of a name and its lines, for each test of a JUnit file that failed, was too slow or could not be started."""
    for case in tree.parse(file).iter("testcase"):
        reason = case.find("failure") if case.get("status") == "fail" else case.find("skipped")
        if reason is None or reason.get("message", "").startswith("SKIP_"):  # passed, or skipped as the test asked for
            continue
        said = (case.findtext("system-out") or "").rstrip().splitlines()
        yield f"{case.get('name')} ({reason.get('message') or 'failed'}, {float(case.get('time', 0)):.1f} s)", said


def main(files):
    found = []
    for file in files:
        try:
            found += [(file, *test) for test in failed(file)]
        except (OSError, tree.ParseError) as error:
            print(f"{file}: cannot be read ({error}); where the build failed, its error stands above")
    most = max(FEWEST_LINES, LINES_IN_ALL // max(1, len(found)))
    for file, name, said in found:
        print(f"failed: {name} in {file}")
        for line in said[-most:]:
            print(f"    {line}")


if __name__ == "__main__":
    if not sys.argv[1:] or sys.argv[1] in ("--help", "-h"):
        sys.exit(__doc__)
    main(sys.argv[1:])
