# SPDX-License-Identifier: GPL-3.0-or-later
"""Set up and start, test or package Beeldakkoord, with nothing but Python 3.11 or newer.

    python packaging/develop.py run [ARGUMENTS]      start the program (ARGUMENTS go to main.py)
    python packaging/develop.py test                 every check, as the build server runs them
    python packaging/develop.py test [PYTEST ARGS]   only pytest, with these arguments
    python packaging/develop.py performance          only the measurements of speed
    python packaging/develop.py texts COMMAND        extract, update or compile the translations
    python packaging/develop.py guide [NAME ...]     make the pictures of the user guide
    python packaging/develop.py package              make and try a program folder that needs no Python

The first time this makes a folder ``.venv`` beside ``main.py`` and fetches what ``pyproject.toml`` names;
later only when that changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "beeldakkoord-stamp.json"
OLDEST_PYTHON = (3, 11)

# What Qt's wheels expect from a Linux desktop: library to look for -> Debian package that holds it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


class SetupError(Exception):
    """Something on this computer stops the set-up; the text says what, and what to do about it."""


def main(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    actions = {
        "run": start_program,
        "test": run_tests,
        "performance": measure_speed,
        "texts": work_on_texts,
        "guide": make_guide_pictures,
        "package": build_package,
    }
    if command not in actions:
        print(__doc__)
        return 0 if command in ("-h", "--help", "") else 2
    try:
        check_python()
        return actions[command](rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    """Raise `SetupError` on a Python that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"This is Python {platform.python_version()}; Beeldakkoord needs "
            f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer. Install a newer Python from python.org (Windows, "
            "macOS) or your system's packages (Linux), and start this again with it."
        )


def start_program(arguments: list[str]) -> int:
    """Set up if needed and start main.py."""
    python = prepare_environment(())
    check_qt_libraries(python)
    return subprocess.call([python, str(ROOT / "main.py"), *arguments])


def run_tests(arguments: list[str]) -> int:
    """Every check; with arguments only pytest. pytest runs last, so its closing line ends a good run."""
    python = prepare_environment(("test",))
    check_qt_libraries(python)
    if arguments:
        return run_in_project([python, "-m", "pytest", *arguments])
    scripts = Path(python).parent
    steps = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "layers": [str(scripts / "lint-imports"), "--no-cache"],
    }
    steps["pytest"] = [python, "-m", "pytest", "-q", *parallel_options()]
    failed = [name for name, command in steps.items() if announce_step(name) or run_in_project(command)]
    if failed:
        print(f"\nNot good yet: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def measure_speed(arguments: list[str]) -> int:
    """Only the measurements, one after another, so that they do not disturb each other."""
    python = prepare_environment(("test",))
    check_qt_libraries(python)
    return run_in_project([*performance_command(python), *arguments])


def performance_command(python: str) -> list[str]:
    """The command that measures: in order, in one process. Files named bench_* are for this command alone."""
    options = ["-q", "-p", "no:randomly", "-p", "no:xdist", "-o", "python_files=bench_*.py", "-o", "timeout=1800"]
    return [python, "-m", "pytest", *options, "tests/performance"]


def parallel_options() -> list[str]:
    """Spread the tests over the cores when there is more than one."""
    return ["-n", "auto"] if (os.cpu_count() or 1) > 1 else []


def work_on_texts(arguments: list[str]) -> int:
    """Extract, update or compile the translations."""
    python = prepare_environment(("test",))
    return run_in_project([python, str(ROOT / "packaging" / "translations.py"), *arguments])


def make_guide_pictures(arguments: list[str]) -> int:
    """Make the pictures of the user guide, or only those with these names."""
    python = prepare_environment(())
    check_qt_libraries(python)
    return run_in_project([python, str(ROOT / "packaging" / "guide_pictures.py"), *arguments])


def build_package(arguments: list[str]) -> int:
    """Make the program folder and try it."""
    python = prepare_environment(("package",))
    check_qt_libraries(python)
    return run_in_project([python, str(ROOT / "packaging" / "build.py"), *arguments])


def announce_step(name: str) -> bool:
    """Say which check begins; False, so that it can stand before the check itself."""
    print(f"\n== {name}", flush=True)
    return False


def run_in_project(command: list[str]) -> int:
    """Run a command in the project's folder, without a window; returns its exit code."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONUTF8": "1"}
    return subprocess.call(command, cwd=ROOT, env=environment)


def prepare_environment(groups: tuple[str, ...]) -> str:
    """Make or refresh ``.venv`` with the dependencies and these dependency groups; returns its Python."""
    python = environment_python()
    if not is_usable(python):
        make_environment()
    present = read_stamp()
    wanted = sorted({*groups, *present.get("groups", [])})
    fingerprint = fingerprint_of(wanted)
    if present.get("fingerprint") != fingerprint:
        requirements = read_requirements(wanted)
        print("Fetching the parts of Beeldakkoord; the first time this takes some minutes.", flush=True)
        STAMP.unlink(missing_ok=True)
        install_requirements(python, requirements)
        STAMP.write_text(json.dumps({"groups": wanted, "fingerprint": fingerprint}), encoding="utf-8")
    return str(python)


def environment_python() -> Path:
    """The interpreter inside ``.venv``."""
    return ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def is_usable(python: Path) -> bool:
    """Whether the interpreter is there, starts, is new enough and has pip."""
    if not python.exists():
        return False
    check = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make ``.venv`` anew."""
    print(f"Making {ENVIRONMENT.name} ...", flush=True)
    result = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], capture_output=True, text=True, check=False
    )
    if result.returncode == 0:
        return
    output = result.stdout + result.stderr
    if "ensurepip" in output or "No module named venv" in output:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "This Python cannot make a virtual environment. On Debian or Ubuntu run:\n"
            f"    sudo apt install python{version}-venv\nand start this again."
        )
    raise SetupError(
        f"The folder {ENVIRONMENT.name} could not be made: is there room on the disk, and may you write here?\n"
        f"{last_lines(output)}"
    )


def read_stamp() -> dict[str, object]:
    """What an earlier set-up installed; empty when there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def read_requirements(groups: list[str]) -> list[str]:
    """Requirement lines of the program and of the named groups, from pyproject.toml."""
    import tomllib

    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    requirements = list(project["project"]["dependencies"])
    for group in groups:
        requirements += project["dependency-groups"][group]
    return requirements


def fingerprint_of(groups: list[str]) -> str:
    """Changes when the requirements or the Python change."""
    content = json.dumps([read_requirements(groups), sys.version_info[:2], platform.machine()])
    return hashlib.sha256(content.encode()).hexdigest()


def install_requirements(python: Path, requirements: list[str]) -> None:
    """Install into ``.venv``; raises `SetupError` with the likely cause."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--upgrade"]
    for wanted in (["pip>=24"], requirements):
        result = subprocess.run(
            [*command, *wanted],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if result.returncode != 0:
            raise SetupError(explain_failure(result.stdout))


def explain_failure(output: str) -> str:
    """A sentence about what stopped pip, with the end of what it said."""
    # pip says this when not even one version of something well known can be listed
    nothing = "(from versions: none)"
    signs = {
        (
            "NewConnectionError",
            "NameResolution",
            "Temporary failure",
            "getaddrinfo",
            "ReadTimeout",
            "ProxyError",
            nothing,
        ): (
            "The parts could not be fetched: this computer cannot reach the package server. Check the internet "
            "connection; behind a school's proxy set HTTPS_PROXY first. Then start this again."
        ),
        ("CERTIFICATE_VERIFY_FAILED",): (
            "The package server's certificate was not trusted. A school network that inspects traffic has its own "
            "certificate: ask IT for the file and set PIP_CERT to it."
        ),
        ("No space left", "Errno 28", "WinError 112"): "The disk is full: about 1 GB is needed.",
        ("Permission denied", "Errno 13", "WinError 5"): (
            f"A file in {ENVIRONMENT.name} could not be written. Close Beeldakkoord if it is running, and check "
            "that this folder is yours."
        ),
        ("No matching distribution",): (
            f"One part does not exist for Python {platform.python_version()} on {platform.platform()}."
        ),
    }
    for words, sentence in signs.items():
        if any(word in output for word in words):
            return f"{sentence}\n\n{last_lines(output)}"
    return f"The parts could not be installed. pip said:\n\n{last_lines(output)}"


def last_lines(output: str, count: int = 12) -> str:
    """The end of a program's output, indented."""
    return "\n".join(f"    {line}" for line in output.strip().splitlines()[-count:])


def check_qt_libraries(python: str) -> None:
    """On Linux: raise `SetupError` with the packages to install when Qt misses a library of the system."""
    if not sys.platform.startswith("linux"):
        return
    result = subprocess.run([python, "-c", "import PySide6.QtWidgets"], capture_output=True, text=True, check=False)
    missing = missing_libraries(python)
    if result.returncode != 0:
        missing |= {name for name in QT_LIBRARIES if name in result.stderr}
    if missing:
        packages = " ".join(sorted({QT_LIBRARIES.get(name, name) for name in missing}))
        raise SetupError(
            f"The window needs system libraries that this computer lacks: {', '.join(sorted(missing))}.\n"
            f"On Debian or Ubuntu run:\n    sudo apt install {packages}\nand start this again."
        )
    if result.returncode != 0:
        raise SetupError(f"The window's library does not start here:\n{last_lines(result.stderr)}")


def missing_libraries(python: str) -> set[str]:
    """Libraries that Qt's plugin for X11 asks for and the system lacks; empty where ``ldd`` cannot tell."""
    find = "import PySide6, pathlib; print(pathlib.Path(PySide6.__path__[0]) / 'Qt/plugins/platforms/libqxcb.so')"
    place = subprocess.run([python, "-c", find], capture_output=True, text=True, check=False).stdout.strip()
    try:
        listing = subprocess.run(["ldd", place], capture_output=True, text=True, check=False).stdout
    except OSError:
        return set()
    return {line.split()[0] for line in listing.splitlines() if line.rstrip().endswith("not found")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
