"""Independent answers for test/statistics/oracle.test.ts: SciPy where it has the method, otherwise plain NumPy
straight from the definition and another route than ours (exact integers, enumeration, numerical integration)."""

import itertools
import json
import sys

import numpy as np
from scipy import integrate, stats


def null_counts(n):
    """Subsets of 1..n by their sum, as exact integers."""
    counts = [1]
    for rank in range(1, n + 1):
        shifted = [0] * rank + counts
        counts = [a + b for a, b in zip(counts + [0] * rank, shifted, strict=True)]
    return counts


def walsh_averages(values):
    i, j = np.triu_indices(len(values))
    return np.sort((values[i] + values[j]) / 2)


def signed_rank_interval(values, alpha):
    n = len(values)
    averages = walsh_averages(values)
    cumulative = np.cumsum(np.array(null_counts(n), dtype=object))
    levels = [2 * int(c) / 2**n for c in cumulative]
    allowed = [k for k, level in enumerate(levels) if level <= alpha]
    cut = max(allowed) if allowed else 0
    return {
        "value": float(np.median(averages)),
        "low": float(averages[cut]),
        "high": float(averages[len(averages) - 1 - cut]),
        "confidence": 1 - min(1.0, levels[cut]),
    }


def signed_rank_p(values):
    """SciPy's exact test without ties or zeros; by all sign patterns for few values; otherwise not answered."""
    nonzero = values[values != 0]
    magnitudes = np.abs(nonzero)
    if len(nonzero) == len(values) and len(np.unique(magnitudes)) == len(values):
        return float(stats.wilcoxon(values, method="exact").pvalue)
    if len(nonzero) == 0 or len(nonzero) > 12:
        return None
    ranks = stats.rankdata(magnitudes)
    observed = ranks[nonzero > 0].sum()
    patterns = np.array(list(itertools.product([0, 1], repeat=len(ranks))))
    sums = patterns @ ranks
    return float(min(1, 2 * min(np.mean(sums <= observed), np.mean(sums >= observed))))


def mann_kendall(values):
    n = len(values)
    score = int(sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n)))
    ties = np.unique(values, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties.tolist())) / 18
    z = max(0, abs(score) - 1) / np.sqrt(variance) if variance > 0 else 0
    # SciPy's tau against time has no continuity correction: its squared z is score² / variance.
    tau = stats.kendalltau(np.arange(n), values, method="asymptotic").pvalue if variance > 0 else None
    tau_chi_squared = None if tau is None else float(stats.chi2.isf(tau, 1))
    return {
        "score": score,
        "variance": variance,
        "pValue": float(2 * stats.norm.sf(z)),
        "tauChiSquared": tau_chi_squared,
    }


def t_interval(values, alpha):
    interval = stats.ttest_1samp(values, 0).confidence_interval(1 - alpha)
    return [float(interval.low), float(interval.high)]


def lag_one(values):
    if np.ptp(values) == 0:
        return 0.0
    centred = values - values.mean()
    full = np.correlate(centred, centred, mode="full")
    return float(full[len(values)] / full[len(values) - 1])


def robust_deviation(values):
    deviation = float(stats.median_abs_deviation(values, scale="normal"))
    return deviation if deviation > 0 else float(np.std(values, ddof=1))


def mixture_likelihood_ratio(n, t):
    """E over delta ~ N(0, 1) of the noncentral t density over the central one: 1/alpha at the end of the interval."""

    def weighted(delta):
        return stats.nct.pdf(t, n - 1, delta * np.sqrt(n)) * stats.norm.pdf(delta)

    value, _ = integrate.quad(weighted, -8, 8, limit=400, points=[t / np.sqrt(n)], epsabs=0, epsrel=1e-10)
    return float(value / stats.t.pdf(t, n - 1))


def answer(case):
    values = np.array(case["values"])
    return {
        "signedRank": [signed_rank_interval(values, alpha) for alpha in case["alphas"]],
        "signedRankP": signed_rank_p(values),
        "mannKendall": mann_kendall(values),
        "t": t_interval(values, case["alphas"][0]),
        "lagOne": lag_one(values),
        "robustDeviation": robust_deviation(values),
    }


def main():
    question = json.load(sys.stdin)
    json.dump(
        {
            "cases": [answer(case) for case in question["cases"]],
            "quantiles": [float(stats.t.ppf(p, df)) for p, df in question["quantiles"]],
            "mixtures": [mixture_likelihood_ratio(n, t) for n, t in question["mixtures"]],
        },
        sys.stdout,
    )


main()
