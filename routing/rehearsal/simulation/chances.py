"""Times that differ: how long work takes, how long a customer waits. Seconds in, seconds out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from random import Random


@dataclass(frozen=True, slots=True)
class TimeDistribution:
    """A distribution of times: `draw` gives one, `mean_s` is what they come to on average."""

    mean_s: float
    draw: Callable[[Random], float]


def exponential(mean_s: float) -> TimeDistribution:
    rate = 1 / mean_s
    return TimeDistribution(mean_s, lambda random: random.expovariate(rate))


def constant(seconds: float) -> TimeDistribution:
    return TimeDistribution(seconds, lambda _: seconds)


def lognormal(mean_s: float, cv: float) -> TimeDistribution:
    """`cv`: standard deviation over mean. Handle times of calls are close to it (Brown et al., JASA 100, 2005)."""
    sigma = sqrt(log(1 + cv * cv))
    mu = log(mean_s) - sigma * sigma / 2
    return TimeDistribution(mean_s, lambda random: random.lognormvariate(mu, sigma))


def gamma(mean_s: float, cv: float) -> TimeDistribution:
    shape = 1 / (cv * cv)
    scale = mean_s / shape
    return TimeDistribution(mean_s, lambda random: random.gammavariate(shape, scale))


def empirical(seconds: tuple[float, ...]) -> TimeDistribution:
    """One of the times that were seen, each as likely as the other."""
    mean_s = sum(seconds) / len(seconds)
    return TimeDistribution(mean_s, lambda random: random.choice(seconds))
