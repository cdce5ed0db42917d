"""Compiled functions that cost nothing to import, and a file that keeps their machine code.

Loading numba takes most of a second. Functions marked ``@kernel`` (all that are compiled) do without it: set-up
lets numba compile what Python calls (``keeping``), and later processes load that code with llvmlite alone. Where
there is no code for this source, this processor and these arguments, numba compiles as ever, with a cache of its own.

The code is what numba made, so the answers are the same bytes. It manages no memory: a kernel that Python
calls is given every array it fills, and returns a whole number or nothing. ``NUMBA_DISABLE_JIT`` turns it off.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])
Key = tuple[str, str]  # the name of a kernel and the kinds of its arguments

_ROOT = Path(__file__).parents[2]
_FILE = Path(__file__).parent / "__pycache__" / "kernels.code"
_PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"
_ready: dict[Key, Callable[[Sequence[int]], int | None]] = {}
_every: list[Kernel] = []
_recorded: dict[Key, tuple[Kernel, Any]] | None = None  # while set-up records what Python calls

# Nothing kept owns memory, so references need no counting and nothing is ever freed.
_COUNTING = ("NRT_incref", "NRT_decref", "NRT_MemInfo_call_dtor")
_WELL = (0, -2)  # done, or done with no answer
_ANSWERS = ("int64", "none")
_OF_THE_LIBRARY = {"memset", "memcpy", "memmove"}


class NotKept(Exception):
    """A kernel cannot stand alone, so nothing is kept and numba compiles it in each process."""


class Kernel:
    """A function that numba compiles when it is first needed, unless its machine code is at hand."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.py_func, self.__doc__, self.__name__ = function, function.__doc__, function.__name__
        self.name = f"{function.__module__}.{function.__qualname__}"
        _every.append(self)

    @cached_property
    def dispatcher(self) -> Any:
        """The function as numba knows it. What set-up compiles is kept in our file and not in numba's."""
        from numba import njit

        return njit(cache=_recorded is None)(self.py_func)

    @property
    def _numba_type_(self) -> Any:
        """What numba asks for when another kernel calls this one."""
        return _typeof(self.dispatcher)

    def __call__(self, *args: Any) -> Any:
        words: list[int] = []
        key = self.name, ",".join([_kind(each, words) for each in args])
        if _recorded is not None:
            _recorded[key] = self, tuple(map(_typeof, args))
            return self.dispatcher(*args)
        run = _kept().get(key)
        return self.dispatcher(*args) if run is None else run(words)


def kernel(function: F) -> F:
    """Mark a function as compiled. It takes whole numbers, arrays, and named tuples of these."""
    return function if _PLAIN else cast("F", Kernel(function))


def _kind(value: Any, words: list[int]) -> str:
    """What an argument is, in a few letters; ``words`` grows by how compiled code is handed it."""
    if isinstance(value, np.ndarray):
        words += (0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides)
        flags = value.flags
        return f"{value.dtype.str}{value.ndim}{flags.c_contiguous:d}{flags.writeable:d}{flags.aligned:d}"
    if isinstance(value, tuple):
        return f"({','.join([_kind(each, words) for each in value])})"
    if type(value) in (int, np.int64):
        words.append(int(value))
        return "i"
    return type(value).__name__


def _typeof(value: Any) -> Any:
    from numba import typeof

    return typeof(value)  # type: ignore[no-untyped-call]  # numba has types in part


def _llvm() -> Any:
    """What numba compiles with. It has no types, and takes a while to load."""
    return import_module("llvmlite.binding")


@contextmanager
def keeping() -> Iterator[None]:
    """Compile what Python calls within, and keep its machine code for later processes."""
    global _recorded  # noqa: PLW0603 - kernels are marked long before anybody knows whether they are recorded
    _recorded = {}
    _compile_again()
    try:
        yield
        if _recorded:
            _keep(_recorded)
    finally:
        _recorded = None
        _compile_again()
        _begin_again()


def _compile_again() -> None:
    """Let go of what numba compiled: code out of its own cache cannot be looked into, and so not be kept."""
    for each in _every:
        vars(each).pop("dispatcher", None)


def kept() -> bool:
    """Whether there is machine code for this source and this processor."""
    return bool(_kept())


def forget() -> None:
    """Throw the kept code away."""
    _FILE.unlink(missing_ok=True)
    _begin_again()


def _begin_again() -> None:
    _ready.clear()
    _read.cache_clear()


def _keep(recorded: Mapping[Key, tuple[Kernel, Any]]) -> None:
    made = [(key, each.dispatcher, types) for key, (each, types) in sorted(recorded.items(), key=lambda each: each[0])]
    texts, kernels = [], []
    for key, dispatcher, types in made:
        compiled = dispatcher.overloads[types]
        if (answer := str(compiled.signature.return_type)) in _ANSWERS:
            texts.append(dispatcher.inspect_llvm(types))
            kernels.append([*key, compiled.fndesc.llvm_func_name, answer])
    code = _object_code(texts, {symbol for _, _, symbol, _ in kernels})
    head = {"processor": _processor(), "sources": _digests(_sources(recorded)), "kernels": kernels}
    _FILE.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=_FILE.parent, delete=False) as file:  # whole or not at all
        file.write(json.dumps(head).encode() + b"\n" + code)
    Path(file.name).chmod(0o644)  # whoever sets up need not be who serves
    Path(file.name).replace(_FILE)


def _object_code(texts: Sequence[str], wanted: set[str]) -> bytes:
    """One object of all kernels, without the parts by which Python would call them."""
    llvm = _llvm()
    whole = llvm.parse_assembly("\n".join(f"define void @{name}(ptr %info) {{ ret void }}" for name in _COUNTING))
    for text in texts:
        whole.link_in(llvm.parse_assembly(text))
    for each in [*whole.functions, *whole.global_variables]:
        if not each.is_declaration and each.name not in wanted:
            each.linkage = "internal"
    machine = _machine()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(whole, builder)
    outside = {each.name for each in whole.functions if each.is_declaration and not each.name.startswith("llvm.")}
    if outside - _OF_THE_LIBRARY:
        raise NotKept(f"A kernel that Python calls needs {sorted(outside)}. Give it every array that it fills.")
    return bytes(machine.emit_object(whole))


def _machine() -> Any:
    llvm = _llvm()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=3, jit=True)


def _processor() -> str:
    llvm = _llvm()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


def _sources(recorded: Mapping[Key, tuple[Kernel, Any]]) -> set[str]:
    """Modules of the kernels and of the tuples they take: constants stand beside those."""
    todo = {"bothways.rules.kernel", *(each.py_func.__module__ for each, _ in recorded.values())}
    found: set[str] = set()
    while todo:
        found |= todo
        named = [value for name in todo for value in vars(sys.modules[name]).values()]
        inner = {value.py_func.__module__ for value in named if isinstance(value, Kernel)}
        todo = inner - found
    named = [value for name in found for value in vars(sys.modules[name]).values()]
    tuples = {value.__module__ for value in named if isinstance(value, type) and issubclass(value, tuple)}
    return {name for name in found | tuples if name.startswith("bothways.rules.")}


def _digests(modules: set[str]) -> dict[str, str]:
    files = [name.replace(".", "/") + ".py" for name in sorted(modules)]
    return {file: _digest(_ROOT / file) for file in files}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _kept() -> dict[Key, Callable[[Sequence[int]], int | None]]:
    """What is kept, ready to be called. Code that set-up makes while this process runs is found too."""
    if not _ready:
        try:
            _ready.update(_read(_FILE.stat().st_mtime_ns))
        except OSError:
            return {}
    return _ready


@cache
def _read(_stamp: int) -> dict[Key, Callable[[Sequence[int]], int | None]]:
    """Nothing when the code was made of other source or for another processor: then numba does it."""
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        return {}
    try:
        line, code = _FILE.read_bytes().split(b"\n", 1)
        head = json.loads(line)
        if any(_digest(_ROOT / name) != digest for name, digest in head["sources"].items()):
            return {}
        return _loaded(head, code) if head["processor"] == _processor() else {}
    except (OSError, ValueError, KeyError, ImportError, RuntimeError):
        return {}


def _loaded(head: Mapping[str, Any], code: bytes) -> dict[Key, Callable[[Sequence[int]], int | None]]:
    llvm = _llvm()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    found = {}
    for name, kinds, symbol, answer in head["kernels"]:
        run = _caller(name, engine.get_function_address(symbol), answer == "int64")
        run.engine = engine  # type: ignore[attr-defined]  # the code lives as long as what calls it
        found[name, kinds] = run
    return found


def _caller(name: str, address: int, answers: bool) -> Callable[[Sequence[int]], int | None]:
    """Call by numba's convention: where the answer and the trouble go, then the words; not 0 is trouble."""
    code = ctypes.CFUNCTYPE(ctypes.c_int32)(address)

    def run(words: Sequence[int]) -> int | None:
        answer, trouble = ctypes.c_int64(), ctypes.c_void_p()
        status = code(ctypes.byref(answer), ctypes.byref(trouble), *map(ctypes.c_int64, words))
        if status not in _WELL:
            raise RuntimeError(f"{name} ended with status {status}")
        return answer.value if answers else None

    return run
