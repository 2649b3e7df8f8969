# SPDX-License-Identifier: GPL-3.0-or-later
"""What every page is given: the register through jobs, change notices, undo, and the user's own settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.study_queue import StudyQueue
from ui.background.undo import UndoHistory
from ui.places import data_folder
from ui.style.theme import Theme, ThemeChoice


class UserSettings:
    """What one user of this computer likes: language, look, where the window was. Nothing about the school."""

    def __init__(self, path: Path | None = None) -> None:
        self._store = QSettings(str(path or data_folder() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """Language code; empty for that of the system."""
        return str(self._store.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def look(self) -> ThemeChoice:
        """Light, dark or as the system has it."""
        value = str(self._store.value("look", ThemeChoice.SYSTEM.value))
        return ThemeChoice(value) if value in set(ThemeChoice) else ThemeChoice.SYSTEM

    @look.setter
    def look(self, choice: ThemeChoice) -> None:
        self._store.setValue("look", choice.value)

    @property
    def seeks_faces(self) -> bool:
        """Whether new photos are looked at for faces in the background."""
        return str(self._store.value("faces", "yes")) == "yes"

    @seeks_faces.setter
    def seeks_faces(self, wanted: bool) -> None:
        self._store.setValue("faces", "yes" if wanted else "no")

    @property
    def last_register(self) -> Path | None:
        """The register that was open last."""
        value = str(self._store.value("register", ""))
        return Path(value) if value else None

    @last_register.setter
    def last_register(self, path: Path | None) -> None:
        self._store.setValue("register", "" if path is None else str(path))

    def text(self, key: str, default: str = "") -> str:
        """Any other remembered text."""
        return str(self._store.value(f"page/{key}", default))

    def put_text(self, key: str, value: str) -> None:
        """Remember a text under a key of the page's own."""
        self._store.setValue(f"page/{key}", value)

    def geometry(self, key: str) -> QByteArray:
        """Where a window or splitter was; empty where nothing is known."""
        value = self._store.value(f"geometry/{key}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def put_geometry(self, key: str, value: QByteArray) -> None:
        """Remember where a window or splitter is."""
        self._store.setValue(f"geometry/{key}", value)

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()


@dataclass(frozen=True, slots=True)
class AppContext:
    """One opened register and what belongs to the window around it. ``workspace`` is for jobs, never for the page.

    ``study`` looks at new photos in the background once the window has started it.
    """

    workspace: Workspace
    jobs: Jobs
    bus: ChangeBus
    undo: UndoHistory
    settings: UserSettings
    theme: Theme
    study: StudyQueue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "study", StudyQueue(self.jobs, self.bus))  # it belongs to the jobs it runs in
