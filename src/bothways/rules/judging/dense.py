"""Dense matrices without BLAS: the same bits on every machine, and no threads that spin on a busy one."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def invert(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """Inverse and log determinant of a symmetric positive definite matrix, by Gauss and Jordan."""
    out = matrix.copy()
    n = out.shape[0]
    log_determinant = 0.0
    for k in range(n):
        pivot = out[k, k]
        log_determinant += np.log(pivot)
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
    return out, log_determinant


@njit(cache=True)
def square(matrix: np.ndarray) -> np.ndarray:
    """matrix x matrix."""
    out = np.zeros_like(matrix)
    for i in range(matrix.shape[0]):
        for k in range(matrix.shape[0]):
            for j in range(matrix.shape[0]):
                out[i, j] += matrix[i, k] * matrix[k, j]
    return out


@njit(cache=True)
def times(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """matrix x vector."""
    out = np.zeros(matrix.shape[0])
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            out[i] += matrix[i, j] * vector[j]
    return out
