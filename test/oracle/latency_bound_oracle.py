"""Independent answers for test/statistics/latency-bound.test.ts: P(X <= over) of SciPy's binomial distribution."""

import json
import sys

from scipy import stats

json.dump(
    [
        float(stats.binom.cdf(case["over"], case["requests"], (100 - case["percentile"]) / 100))
        for case in json.load(sys.stdin)
    ],
    sys.stdout,
)
