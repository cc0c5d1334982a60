"""Random numbers for the inputs of checks, chosen so that a mistake can't hide in them."""

from __future__ import annotations

import numpy as np


def of_both_signs(
    rng: np.random.Generator, shape: int | tuple[int, ...], low: float = 0.5, high: float = 2
) -> np.ndarray:
    """Sizes between `low` and `high`; half of them, or one more, negative, as γ may be, too."""
    numbers = rng.uniform(low, high, shape)
    numbers.flat[::2] *= -1
    rng.shuffle(numbers)
    return numbers
