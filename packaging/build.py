# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the program folder with PyInstaller and try it. Start it through ``develop.py package``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import notices

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build"
OUTPUT = ROOT / "dist" / "beeldakkoord"
TRIAL_SECONDS = 180


def main() -> int:
    """Build, try, report; returns the exit code."""
    inside = WORK / "beeldakkoord"
    count = notices.write_notices(inside / "NOTICE.txt")
    print(f"Licences of {count} parts gathered.", flush=True)
    run_pyinstaller()
    size = sum(path.stat().st_size for path in OUTPUT.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{OUTPUT.relative_to(ROOT)}: {size / 1_000_000:.0f} MB", flush=True)
    report = try_program(program_path())
    if report.get("ok") is not True:
        print(json.dumps(report, indent=2), file=sys.stderr)
        print("The program folder was made, but its self-test failed.", file=sys.stderr)
        return 1
    print("The program's self-test passed.", flush=True)
    return 0


def run_pyinstaller() -> None:
    """Run the recipe; raises `subprocess.CalledProcessError` when it fails."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--workpath", str(WORK), "--distpath", str(OUTPUT.parent)),
            str(ROOT / "packaging" / "beeldakkoord.spec"),
        ],
        check=True,
        cwd=ROOT,
    )


def program_path() -> Path:
    """The executable that a user starts."""
    return OUTPUT / ("beeldakkoord.exe" if sys.platform == "win32" else "beeldakkoord")


def try_program(program: Path) -> dict[str, object]:
    """Run the self-test away from the project, with nothing of this shell's environment; returns its report.

    The report goes to a file, because a windowed program has no streams.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        report = place / "report.json"
        result = subprocess.run(
            [str(program), "--selftest", str(report)],
            env=trial_environment(place),
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TRIAL_SECONDS,
            check=False,
        )
        found: dict[str, object] = {"ok": False, "exit_code": result.returncode, "stderr": result.stderr[-4000:]}
        if report.exists():
            found |= json.loads(report.read_text(encoding="utf-8"))
        if result.returncode != 0:
            found["ok"] = False
        return found


def trial_environment(home: Path) -> dict[str, str]:
    """What a fresh account would have: a home, a system, and no Python settings."""
    kept = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "PATHEXT", "LANG")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    path = os.environ.get("PATH", "") if sys.platform == "win32" else "/usr/bin:/bin"
    return {
        "LANG": "C.UTF-8",
        **environment,
        "PATH": path,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home),
        "LOCALAPPDATA": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }


if __name__ == "__main__":
    sys.exit(main())
