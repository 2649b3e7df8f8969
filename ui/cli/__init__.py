# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the same services as the window, without a window.

Exit codes: 0 everything is ready or done, 1 something is not, 2 the command failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ui.cli.words import COMMANDS, EXIT_FAILED, INFORMING, OPTIONS_WITH_VALUE


def wants_command_line(argv: Sequence[str]) -> bool:
    """Whether these arguments (without the program's name) are for the command line rather than the window.

    A command, ``--help``, ``--version`` or ``--selftest`` is; so is a first word that is no file: a mistyped command
    deserves an answer, not a window. Files alone open in the window.
    """
    words = iter(argv)
    for word in words:
        if word.split("=", 1)[0] in INFORMING:
            return True
        if word in OPTIONS_WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word in COMMANDS or not os.path.exists(word)  # noqa: PTH110 - start-up without pathlib
    return False


def main(argv: Sequence[str]) -> int:
    """Carry out a command and give its exit code; what went wrong is a sentence on standard error."""
    from ui.cli.output import prepare_streams
    from ui.cli.parser import parse_arguments

    prepare_streams()
    try:
        arguments = parse_arguments(argv)
        code = _run_command(arguments)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse: --help and --version end with 0, a wrong argument with 2
        return stop.code if isinstance(stop.code, int) else EXIT_FAILED
    except BrokenPipeError:  # whoever reads us has seen enough (| head)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - nothing is left to say
        return EXIT_FAILED
    return code


def _run_command(arguments: object) -> int:
    from models.errors import KnownError
    from ui.cli.output import WrongUse, say_error, write_error
    from ui.texts import _

    try:
        return _call_command(arguments)
    except BrokenPipeError:
        raise
    except KnownError as error:
        say_error(error)
    except WrongUse as wrong:
        write_error(str(wrong))
    except KeyboardInterrupt:
        write_error(_("Stopped. What was done before is kept."))
    except Exception as error:  # noqa: BLE001 - Python's own exit code 1 would read as "something is not ready"
        _report_bug(error)
    return EXIT_FAILED


def _call_command(arguments: object) -> int:
    """Call ``module:function`` of the command; modules are loaded when needed, so that ``--help`` is quick."""
    from importlib import import_module

    module, name = str(arguments.run).split(":")  # type: ignore[attr-defined]
    code: int = getattr(import_module(f"ui.cli.{module}"), name)(arguments)
    return code


def _report_bug(error: Exception) -> None:
    from ui.cli.output import write_error
    from ui.texts import _

    write_error(_("Something went wrong in Beeldakkoord itself. This is what its makers would like to know:"))
    sys.excepthook(type(error), error, error.__traceback__)
