"""What an independent recount finds, and how it is held against what the plan file claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.rules.errors import InvalidBrief


@dataclass(frozen=True)
class Recount:
    """``values`` by level name, ``bounds`` the plain counting bound where one is known, ``broken`` in words.

    ``exact`` False says that the engine counts with rules of its own making too, so its bounds may be higher.
    """

    values: Mapping[str, int]
    bounds: Mapping[str, int]
    broken: tuple[str, ...]
    exact: bool = True


def own_hash(value: object) -> str:
    """SHA-256 of the brief with sorted keys and no spaces, worked out here and not by the engine."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def differences(kind: str, hashed: str, document: Mapping[str, Any], found: Recount) -> list[str]:
    """Everything the document says that the recount does not bear out, one sentence each."""
    out = [f"a rule is broken: {each}" for each in found.broken]
    claimed = document.get("hard_violations")
    if claimed is not None and claimed != len(document.get("broken_rules", [])):
        out.append("hard_violations is not the number of broken_rules")
    out += _levels(document.get("levels"), found)
    certificate = document.get("certificate")
    if isinstance(certificate, Mapping):
        out += _certificate(kind, hashed, document, certificate)
    return out


def _certificate(kind: str, hashed: str, document: Mapping[str, Any], certificate: Mapping[str, Any]) -> list[str]:
    out = []
    if certificate.get("input_hash") != hashed:
        out.append("the input hash is not that of this brief: the plan is for another one, or the hash was altered")
    if certificate.get("kind") != kind:
        out.append("the certificate is for another kind of brief")
    out.extend(
        f"“{key}” differs between the plan and its certificate"
        for key in ("levels", "seed")
        if key in document and document[key] != certificate.get(key)
    )
    return out


def _levels(claimed: object, found: Recount) -> list[str]:
    """A bare plan claims nothing, so nothing is held against it."""
    if claimed is None:
        return []
    if not isinstance(claimed, list) or not all(isinstance(level, Mapping) for level in claimed):
        return ["“levels” is not a list of levels"]
    return [line for level in claimed for line in _level(level, found)]


def _level(level: Mapping[str, Any], found: Recount) -> Iterable[str]:
    name, value, bound = str(level.get("name")), level.get("value"), level.get("bound")
    if name not in found.values:
        yield f"{name}: this level cannot be recounted"
        return
    if value != found.values[name]:
        yield f"{name}: the plan says {value}, the recount says {found.values[name]}"
    if not isinstance(bound, int) or bound > found.values[name]:
        yield f"{name}: the bound {bound} is above what the plan itself reaches, {found.values[name]}"
    elif level.get("proved") != (value == bound):
        yield f"{name}: “proved” does not follow from value {value} and bound {bound}"
    elif name in found.bounds and not _bound_stands(level, bound, found):
        yield f"{name}: the plan says the bound is {bound}, the recount says {found.bounds[name]}"


def _bound_stands(level: Mapping[str, Any], bound: int, found: Recount) -> bool:
    """A plain counting bound must be ours exactly; a cleverer one may be higher, never lower."""
    counted = found.bounds[str(level["name"])]
    return bound == counted if found.exact and level.get("bound_type") == "counting" else bound >= counted


def taken_on_trust(document: Mapping[str, Any], found: Recount) -> list[str]:
    """Levels whose bound is higher than plain counting gives, so that the recount cannot vouch for it."""
    levels = document.get("levels")
    return [
        f"{level['name']} ({level.get('bound_type', 'no type')})"
        for level in (levels if isinstance(levels, list) else [])
        if isinstance(level, Mapping)
        and str(level.get("name")) in found.values
        and isinstance(level.get("bound"), int)
        and level["bound"] > found.bounds.get(str(level["name"]), 0)
    ]


def floor_bound(total: int, groups: int, cost: Sequence[int]) -> int:
    """Least total of a convex cost when ``total`` things are spread over ``groups``: as evenly as can be."""
    if groups == 0:
        return 0
    each, left = divmod(total, groups)
    return left * cost[each + 1] + (groups - left) * cost[each]


def need_mapping(value: object, what: str) -> Mapping[str, Any]:
    """``value`` as an object, or InvalidBrief."""
    if not isinstance(value, Mapping):
        raise InvalidBrief(f"{what} must be an object.")
    return value
