"""Opens hdr_v2 strings with PyPI's hdrhistogram and tells what it finds in them: hdr_reader.py FILE.

FILE holds a list of strings; the answer is a list of {count, min, max, percentiles} in the same order.
"""

import json
import sys

from hdrh.histogram import HdrHistogram

PERCENTILES = [50, 75, 90, 99, 99.9, 99.99]


def told(text):
    histogram = HdrHistogram.decode(text)
    return {
        "count": histogram.total_count,
        "min": histogram.get_min_value(),
        "max": histogram.get_max_value(),
        "percentiles": [histogram.get_value_at_percentile(p) for p in PERCENTILES],
    }


with open(sys.argv[1], encoding="ascii") as file:
    print(json.dumps([told(text) for text in json.load(file)]))
