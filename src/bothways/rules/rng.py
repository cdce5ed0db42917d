"""Our own random numbers, so that a seed gives the same bytes on every machine and NumPy version.

SplitMix64 (Steele, Lea and Flood 2014): one 64-bit word of state, held in a one-element uint64
array so that compiled code can move it on in place.
"""

from __future__ import annotations

import numpy as np

from bothways.rules.kernel import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


def new_state(seed: int, stream: int = 0) -> np.ndarray:
    """A state for one stream of one seed: shape (1,), uint64. Streams of a seed do not overlap in practice."""
    mask = (1 << 64) - 1
    mixed = (seed * 0xD1342543DE82EF95 + stream * 0x2545F4914F6CDD1D + 0x632BE59BD9B4E019) & mask
    return np.array([mixed], dtype=np.uint64)


@kernel
def next_word(state: np.ndarray) -> np.uint64:
    """The next 64 random bits; moves ``state`` on."""
    state[0] = state[0] + _GOLDEN
    word = state[0]
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return word ^ (word >> _S31)


@kernel
def below(state: np.ndarray, n: int) -> int:
    """A whole number from 0 to n-1 (n < 2**31). The bias is under n / 2**31 and the same everywhere."""
    high = next_word(state) >> np.uint64(33)
    # int() of an unsigned word stays unsigned in numba, and unsigned with signed makes a float
    return np.int64((high * np.uint64(n)) >> np.uint64(31))  # type: ignore[return-value]  # a whole number once compiled


@kernel
def shuffle(state: np.ndarray, items: np.ndarray) -> None:
    """Fisher-Yates in place."""
    for i in range(items.shape[0] - 1, 0, -1):
        j = below(state, i + 1)
        items[i], items[j] = items[j], items[i]
