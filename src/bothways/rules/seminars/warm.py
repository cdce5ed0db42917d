"""Compiling and importing ahead of time, so that the first real call is quick."""

from __future__ import annotations

from functools import cache


@cache
def warm() -> None:
    """Compile every kernel and import every solver on an event of four pupils. Set-up calls this."""
    import ortools.linear_solver.python.model_builder_helper
    import ortools.sat.python.cp_model  # noqa: F401  # imported for its cost, not its names

    from bothways.rules.seminars.model import read_seminars
    from bothways.rules.seminars.solve import solve

    pupils = [{"id": f"P{n}", "school": "S", "prefs": [n % 2, 1 - n % 2]} for n in range(4)]
    sessions = [{"id": f"Q{m}.{k}", "seminar": m, "slot": k, "cap": 2} for m in range(2) for k in range(2)]
    brief = read_seminars({"schools": [{"id": "S"}], "K": 2, "pupils": pupils, "sessions": sessions})
    solve(brief)
