"""Mutation testing of what the engine's proofs stand on: bounds, changes of a move, recounts.

    ./run bench mutants                       every target
    python -m bench.mutants NAME ...          some of them, and every mutant that lives, line by line

One small change at a time is made to the code, and the tests of that code must fail. A mutant is made in memory
(no file is touched) in a forked process, with kernels run as plain Python, so its tests see exactly the changed
code. It counts as killed when a test fails, or when it takes LIMIT times the CPU that the tests need.
``EQUIVALENT`` lists mutants that no test can kill, each with the reason.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIMIT, LEAST_S = 4, 3
TESTS = "tests/unit/rules"


@dataclass(frozen=True)
class Target:
    """Functions of one module (all when none is named) and the tests that must notice."""

    module: str
    tests: tuple[str, ...]
    functions: frozenset[str] = frozenset()
    only: str = ""

    @property
    def path(self) -> Path:
        """Its source."""
        return ROOT / "src" / Path(*self.module.split(".")).with_suffix(".py")

    def command(self) -> list[str]:
        """What pytest is asked to run: nothing of the house but the tests themselves."""
        plain = ["-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-p", "no:warnings", "-o", "addopts="]
        chosen = ["-k", self.only] if self.only else []
        files = [str(ROOT / TESTS / each) for each in self.tests]
        return [*plain, "-c", os.devnull, "--rootdir", str(ROOT), "-m", "not slow", *chosen, *files]


def _target(module: str, tests: str, functions: str = "", only: str = "") -> Target:
    return Target(f"bothways.rules.{module}", tuple(tests.split()), frozenset(functions.split()), only)


TARGETS = {
    "teams bounds": _target("teams.bounds", "test_teams_exact_bounds.py", only="not pattern and not alone_costs"),
    "teams tables": _target("teams.tables", "test_teams_deltas.py"),
    "teams changes": _target(
        "teams.kernels",
        "test_teams_deltas.py",
        "partners_in _swap_partners _short _label_delta labels_rise two_rise swap_deltas _leave swap exchange undo "
        "add_to _pairs_sharing count_levels recount",
    ),
    "teams patterns": _target(
        "teams.patterns", "test_teams_exact_bounds.py", only="pattern or alone or forced or reach"
    ),
    "teams columns": _target(
        "teams.columns", "test_teams_exact_bounds.py", "bound _least_for", only="pattern or alone"
    ),
    "repair changes": _target(
        "teams.repair_kernels",
        "test_repair_kernels.py",
        "outside _size_change _bonds _cells_move _cells_swap _scores_move _short _kinds_change "
        "change_of _count _relist move",
        only="difference or again",
    ),
    "seminars bounds": _target(
        "seminars.kernels",
        "test_seminars_bounds.py",
        "sets_by_size _options _tails _room best_bundles _best_bundles _seat list_bundles _list_bundles _walk _turn",
    ),
    "seminars prices": _target(
        "seminars.prices", "test_seminars_bounds.py", "whole_bound worst free priced tried rounded with_fillers"
    ),
    "seminars aims": _target(
        "seminars.aims", "test_seminars_bounds.py", "tables value points unranked fairness _count"
    ),
    "seminars changes": _target(
        "seminars.settle", "test_seminars_recount.py", "seat_cost share_cost _sit _shift _cheapest _energy"
    ),
    "seminars recount": _target("seminars.recount", "test_seminars_recount.py"),
    "places": _target("places.allot", "test_places_allot.py test_places_exact.py"),
    "places recount": _target(
        "places.cli", "test_places_allot.py test_places_exact.py", "row levels broken_rules"
    ),
    "places numbers": _target(
        "places.lottery", "test_places_exact.py test_places_lottery.py", "draw minus_log _scaled_log verify commit"
    ),
}  # fmt: skip

ONE_AXIS = "these arrays have one axis, so the first is the last"
NOUGHT = "both sides give nought where they meet"
HIGH = "any number above every cost will do"
NO_SUCH_TEAM = "no pattern is larger than the largest team, so one more size is never taken"
EVEN = "n is added or taken away: the remainder by 2 is the same"
NONE_LEFT = "with nothing wanted or nothing left, nought more places are given"
FREE = "seats at the price of nought are sold for nought, however many"
WHOLE = "less than a whole unit, and the largest table has a worth of nought or more"
EITHER = "of two that cost the same either will do"
ROOM = "room to work in: more of it changes nothing"
SPARE = "a count that nobody reaches: 31 doublings twice are more than the 60 there can be"
LESS = "its logarithm is less than half of 1/LOG_SCALE, or such a factor never fits"
NO_SUCH_NUMBER = "no power with few enough vectors is exactly the limit"
NONE_TAKEN = "taking nobody is what was there before"
NO_LEAST = "where a team need not have any number of schools, none is short of them"
SHORT_CUT = "it only spares a look at empty lists of who has met whom"
NOBODY = "no pupil has a number below nought"
LISTED = "any number below nought says that somebody is at home"
EQUIVALENT: dict[tuple[str, str], str] = {
    ("worst: dearest = np.where(self.tables >= FAR, 0, self.tables).max(axis=1) // SCALE", "0 to 1"): WHOLE,
    ("tried: seats = np.where(self.closed, 0, np.where(seat >= 0, layout.capacity, layout.least))", "GtE to Gt"): FREE,
    ("tried: seats = np.where(self.closed, 0, np.where(seat >= 0, layout.capacity, layout.least))", "0 to 1"): FREE,
    ("worst: dearest = np.where(self.tables >= FAR, 0, self.tables).max(axis=1) // SCALE", "0 to -1"): WHOLE,
    ("seat_cost: return -price * (there - least) if there >= least else fine * (least - there)", "GtE to Gt"): NOUGHT,
    ("bound: allowed = tuple(range(self.brief.low, self.brief.high + 1))", "1 to 2"): NO_SUCH_TEAM,
    ("_least_for: allowed = range(brief.low, brief.high + 1)", "1 to 2"): NO_SUCH_TEAM,
    ("bound: return total + (total - self.brief.n) % 2", "Sub to Add"): EVEN,
    ("_open_draw: if count == 0 or tally.free == 0:", "Or to And"): NONE_LEFT,
    ("_open_draw: if count == 0 or tally.free == 0:", "0 to -1"): NONE_LEFT,
    ("seat_cost: if 0 < there < least:", "Lt to LtE"): NOUGHT,
    ("share_cost: return fine * (there - most) if there > most else price * (most - there)", "Gt to GtE"): NOUGHT,
    ("_shift: for k in range(old.shape[0]):", "0 to -1"): ONE_AXIS,
    ("_energy: for s in range(capacity.shape[0]):", "0 to -1"): ONE_AXIS,
    ("_energy: for p in range(school.shape[0]):", "0 to -1"): ONE_AXIS,
    ("_cheapest: best = np.int64(1) << 60", "60 to 61"): HIGH,
    ("_cheapest: best = np.int64(1) << 60", "60 to 59"): HIGH,
    ("_cheapest: best = np.int64(1) << 60", "1 to 2"): HIGH,
    ("_options: if s >= 0 and price[s] < option[k, r]:", "Lt to LtE"): EITHER,
    (
        "_room: return np.empty((slots, prefs.shape[1]), np.int64), np.empty((slots + 1, tables.shape[1]), np.int64)",
        "1 to 2",
    ): ROOM,
    ("list_bundles: room = *_room(prefs, at, tables), np.zeros((4, at.shape[1] + 1), np.int64)", "4 to 5"): ROOM,
    ("list_bundles: room = *_room(prefs, at, tables), np.zeros((4, at.shape[1] + 1), np.int64)", "1 to 2"): ROOM,
    ("list_bundles: room = *_room(prefs, at, tables), np.zeros((4, at.shape[1] + 1), np.int64)", "1 to 0"): ROOM,
    (
        "_list_bundles: _tails(cost[cost.shape[0] - slots :], tables[kind[p]], sets, up_to, option, tail)",
        "0 to -1",
    ): ONE_AXIS,
    ("_worth: for v in range(digits.shape[0]):", "0 to -1"): ONE_AXIS,
    ("_price: size = start.shape[0] - 2", "0 to -1"): ONE_AXIS,
    ("_price: for total in range(1 if alone[p] else 2, size + 1):", "1 to 0"): NONE_TAKEN,
    ("_price: if before[r] + mine > best[to]:", "Gt to GtE"): EITHER,
    ("minus_log: for shift in (32, 16, 8, 4, 2, 1):", "32 to 31"): SPARE,
    (
        "minus_log: for k in range(1, 58):  # the logarithms of the next factors are less than half of 1/LOG_SCALE",
        "58 to 59",
    ): LESS,
    (
        "minus_log: for k in range(1, 58):  # the logarithms of the next factors are less than half of 1/LOG_SCALE",
        "1 to 0",
    ): LESS,
    (
        (
            "within_reach: return comb(largest + values, values) <= _MOST_VECTORS "
            "and (largest + 1) ** values <= _MOST_CODES"
        ),
        "LtE to Lt",
    ): NO_SUCH_NUMBER,
    ("_swap_partners: if ptr[i] == ptr[i + 1] and ptr[j] == ptr[j + 1]:", "1 to 2"): SHORT_CUT,
    (
        "_swap_partners: return gained - partners_in(ptr, adj, team, i, a, -1) - partners_in(ptr, adj, team, j, b, -1)",
        "1 to 2",
    ): NOBODY,
    ("change_of: if r.least > 0:", "Gt to GtE"): NO_LEAST,
    ("change_of: if r.least > 0:", "0 to -1"): NO_LEAST,
    ("_relist: s.place[i] = -1", "1 to 2"): LISTED,
}
"""(function: line as written, what was changed) -> why no test can tell."""

COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}


@dataclass
class Mutant:
    """One change: where, what, and the module with it."""

    function: str
    line: int
    change: str
    tree: ast.Module
    source: str = field(default="")


def mutants(target: Target) -> Iterator[Mutant]:
    """Every mutant of a target, in the order of its lines."""
    text = target.path.read_text(encoding="utf-8")
    lines, whole = text.splitlines(), ast.parse(text)
    for function in _functions(whole, target.functions):
        for spot, node in enumerate(_walk(function)):
            for change, alter in _changes(node):
                tree = copy.deepcopy(whole)
                twin = next(each for each in _functions(tree, target.functions) if each.lineno == function.lineno)
                alter(list(_walk(twin))[spot])
                line = getattr(node, "lineno", function.lineno)
                yield Mutant(function.name, line, change, ast.fix_missing_locations(tree), lines[line - 1].strip())


def _functions(tree: ast.Module, names: frozenset[str]) -> list[ast.FunctionDef]:
    found = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    return sorted((each for each in found if not names or each.name in names), key=lambda each: each.lineno)


def _walk(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The statements of a function: no annotation, decorator or docstring, and no function inside it twice."""
    for statement in function.body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield from ast.walk(statement)


def _changes(node: ast.AST) -> list[tuple[str, Any]]:
    """What can be done to a node: (in words, how)."""
    found: list[tuple[str, Any]] = []
    match node:
        case ast.Compare():
            found = [_compare(k, op) for k, op in enumerate(node.ops)]
        case ast.BinOp() | ast.AugAssign() if type(node.op) in ARITHMETIC:
            found = [_put("op", ARITHMETIC[type(node.op)], node.op)]
        case ast.BoolOp():
            found = [_put("op", ast.Or if isinstance(node.op, ast.And) else ast.And, node.op)]
        case ast.UnaryOp() if isinstance(node.op, ast.Not | ast.Invert):
            found = [("negation dropped", _drop_negation)]
        case ast.Constant() if type(node.value) is int:
            found = [(f"{node.value} to {node.value + by}", _add(by)) for by in (1, -1)]
        case ast.Name() if node.id in NAMES:
            found = [(f"{node.id} to {NAMES[node.id]}", lambda twin: setattr(twin, "id", NAMES[twin.id]))]
        case ast.Attribute() if node.attr in NAMES:
            found = [(f"{node.attr} to {NAMES[node.attr]}", lambda twin: setattr(twin, "attr", NAMES[twin.attr]))]
    return found


def _put(field_name: str, other: type[ast.AST], before: ast.AST) -> tuple[str, Any]:
    return f"{type(before).__name__} to {other.__name__}", lambda twin: setattr(twin, field_name, other())


def _compare(spot: int, op: ast.cmpop) -> tuple[str, Any]:
    other = COMPARE[type(op)]

    def alter(twin: Any) -> None:
        twin.ops[spot] = other()

    return f"{type(op).__name__} to {other.__name__}", alter


def _drop_negation(twin: Any) -> None:
    """``not x`` as ``not not x`` and ``~x`` as ``~~x``: the node must stay what it is."""
    twin.operand = ast.UnaryOp(op=type(twin.op)(), operand=twin.operand)


def _add(by: int) -> Any:
    def alter(twin: Any) -> None:
        twin.value += by

    return alter


def functions_of(module: ModuleType) -> dict[str, FunctionType]:
    """Every function and method that a module defines, by its name; what decorators wrapped is unwrapped."""
    found, todo = {}, list(vars(module).values())
    while todo:
        each = todo.pop()
        for wrapper in ("fget", "func", "__func__", "__wrapped__"):
            each = getattr(each, wrapper, each)
        if isinstance(each, FunctionType) and each.__module__ == module.__name__:
            found[each.__qualname__] = each
        if isinstance(each, type) and each.__module__ == module.__name__:
            todo += vars(each).values()
    return found


def codes_of(code: CodeType) -> dict[str, CodeType]:
    """The code of every function in a compiled module, by its name."""
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return {each.co_qualname: each for each in inner} | {k: v for each in inner for k, v in codes_of(each).items()}


def alter(target: Target, tree: ast.Module) -> None:
    """Put the code of ``tree`` in place of the module's own, in this process."""
    codes = codes_of(compile(tree, str(target.path), "exec"))
    for name, function in functions_of(sys.modules[target.module]).items():
        if name in codes:
            function.__code__ = codes[name]
    for each in vars(sys.modules[target.module]).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()


def run_tests(target: Target, tree: ast.Module, cpu_s: int) -> int:
    """Pytest's exit status with that code, in a process forked from this one. Below nought: out of CPU time."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        alter(target, tree)
        _leave(target)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _leave(target: Target) -> None:
    try:
        status = _pytest(target)
    except BaseException:  # whatever it is, the mutant did not pass its tests
        status = 1
    os._exit(status)


def _pytest(target: Target) -> int:
    """Run the tests of a target in this process, in silence."""
    import pytest

    kept = [os.dup(1), os.dup(2)]
    quiet = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    for each in (1, 2):
        os.dup2(quiet, each)
    status = int(pytest.main(target.command()))
    sys.stdout.flush()
    for each, before in zip((1, 2), kept, strict=True):
        os.dup2(before, each)
        os.close(before)
    os.close(quiet)
    return status


def survivors(name: str, *, sample: int = 1) -> tuple[int, list[Mutant], list[Mutant]]:
    """How many mutants there are, those that live, and those of them that no test can kill."""
    target, began = TARGETS[name], time.process_time()
    if status := _pytest(target):  # imports them too, so that a fork need not
        raise RuntimeError(f"The tests of “{name}” do not pass as they are (exit status {status}).")
    if run_tests(target, ast.parse(target.path.read_text(encoding="utf-8")), 600):
        raise RuntimeError(f"The tests of “{name}” do not pass when their code is put in place anew.")
    limit = LEAST_S + LIMIT * int(time.process_time() - began)
    every = list(mutants(target))[::sample]
    live = [each for each in every if run_tests(target, each.tree, limit) == 0]
    return len(every), live, [each for each in live if key(each) in EQUIVALENT]


def key(mutant: Mutant) -> tuple[str, str]:
    """How a mutant is named in EQUIVALENT."""
    return f"{mutant.function}: {mutant.source}", mutant.change


def unmatched(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The keys among these that no mutant of any target has: the code they speak of has changed."""
    known: set[tuple[str, str]] = set()
    for target in TARGETS.values():
        text = target.path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for function in _functions(ast.parse(text), target.functions):
            for node in _walk(function):
                line = lines[getattr(node, "lineno", function.lineno) - 1].strip()
                known |= {(f"{function.name}: {line}", change) for change, _ in _changes(node)}
    return [each for each in keys if each not in known]


def _prepare() -> None:
    """Plain kernels, no plugins but hypothesis, which is asked not to shrink what it finds."""
    plain = ("NUMBA_DISABLE_JIT", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    os.environ |= dict.fromkeys(plain, "1")
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    sys.dont_write_bytecode = True
    from hypothesis import Phase, settings

    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None)
    settings.load_profile("mutants")


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a target, from a process without compiled code. ``quick`` makes one mutant in ten."""
    command = [sys.executable, "-m", "bench.mutants", "--json", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [_row(**each) for each in json.loads(done.stdout)]


def _row(name: str, total: int, live: int, alike: int, cpu_s: float) -> dict[str, Any]:
    return {
        "goal": f"mutants: {name}",
        "target": "100% killed",
        "measured": f"{total - live} of {total - alike} killed",
        "ok": live == alike,
        "cpu_s": cpu_s,
        "note": f"{alike} more change nothing that a test could see" if alike else "",
    }


def main(arguments: list[str]) -> int:
    """Print each mutant that lives. 1 when there is one that a test could kill."""
    names, options = [each for each in arguments if each in TARGETS], set(arguments)
    _prepare()
    if stale := unmatched(EQUIVALENT):
        raise RuntimeError("\n".join(["No code has these changes, which EQUIVALENT excuses:", *map(str, stale)]))
    found = []
    for name in names or TARGETS:
        before = os.times()
        total, live, alike = survivors(name, sample=10 if "--quick" in options else 1)
        cpu_s = sum(os.times()[:4]) - sum(before[:4])
        found.append({"name": name, "total": total, "live": len(live), "alike": len(alike), "cpu_s": round(cpu_s, 1)})
        if "--json" not in options:
            print(f"{name}: {total - len(live)} of {total} killed, {len(alike)} more change nothing", flush=True)
        for each in live:
            if each not in alike and "--json" not in options:
                print(f"  {TARGETS[name].path.name}:{each.line} {each.function}: {each.source}   [{each.change}]")
    if "--json" in options:
        print(json.dumps(found))
    return 0 if all(each["live"] == each["alike"] for each in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
