"""Dense matrices without BLAS: the same bits on every machine, and no threads that spin on a busy one."""

from __future__ import annotations

from math import log

import numpy as np

from bothways.rules.kernel import kernel


def invert(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """Inverse and log determinant of a symmetric positive definite matrix, by Gauss and Jordan."""
    out, pivots = np.array(matrix, dtype=np.float64, order="C"), np.empty(len(matrix))
    _invert(out, pivots)
    log_determinant = 0.0
    for pivot in pivots.tolist():  # one after another, by the C library's logarithm
        log_determinant += log(pivot)
    return out, log_determinant


@kernel
def _invert(out: np.ndarray, pivots: np.ndarray) -> None:
    """In place; ``pivots`` receives what each step divided by."""
    n = out.shape[0]
    for k in range(n):
        pivot = out[k, k]
        pivots[k] = pivot
        out[k, k] = 1.0
        for j in range(n):
            out[k, j] /= pivot
        for i in range(n):
            factor = out[i, k]
            if i == k or factor == 0.0:
                continue
            out[i, k] = 0.0
            for j in range(n):
                out[i, j] -= factor * out[k, j]


def square(matrix: np.ndarray) -> np.ndarray:
    """matrix x matrix."""
    out = np.zeros_like(matrix)
    _square(matrix, out)
    return out


@kernel
def _square(matrix: np.ndarray, out: np.ndarray) -> None:
    for i in range(matrix.shape[0]):
        for k in range(matrix.shape[0]):
            for j in range(matrix.shape[0]):
                out[i, j] += matrix[i, k] * matrix[k, j]


def times(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """matrix x vector."""
    out = np.zeros(matrix.shape[0])
    _times(matrix, vector, out)
    return out


@kernel
def _times(matrix: np.ndarray, vector: np.ndarray, out: np.ndarray) -> None:
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            out[i] += matrix[i, j] * vector[j]
