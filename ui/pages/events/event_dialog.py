# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding an event, and changing one."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.media.session_rows import NAME_LENGTH, NOTE_LENGTH, PLACE_LENGTH, SessionDetail, SessionInput
from models.progress import Progress
from models.roster.groups import GroupRow
from models.roster.people import PeopleQuery
from models.roster.person_rows import PersonRow
from models.terms import PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style.icons import icon, purpose_icon
from ui.style.session_labels import format_hour
from ui.style.spacing import L, S
from ui.style.theme import set_kind
from ui.texts import _, pgettext
from ui.widgets.date_field import DateField

_HOUR = re.compile(r"(\d{1,2})(?:[:.hu ]?(\d{2}))?")
_GROUP_ROLE = int(Qt.ItemDataRole.UserRole)
_BEHIND_THE_CAMERA = (PersonRole.STAFF, PersonRole.VOLUNTEER)

_Choices = tuple[tuple[GroupRow, ...], tuple[PurposeRow, ...], tuple[PersonRow, ...]]


class EventDialog(EntryDialog):
    """All fields of an event; ``detail`` None adds one. Single people are added on the page."""

    added = Signal(int)
    changed = Signal(int)

    def __init__(
        self, context: AppContext, detail: SessionDetail | None, parent: QWidget | None = None, day: date | None = None
    ) -> None:
        title, action = (_("Add an event"), _("Add")) if detail is None else (_("Change the event"), _("Save"))
        super().__init__(context, title, action, parent)
        self._detail = detail
        self._wanted = {group.id for group in detail.groups} if detail is not None else set()
        self.name = _text_line(NAME_LENGTH, _("such as “School trip”"))
        self.place = _text_line(PLACE_LENGTH, "")
        self.day = DateField(_("Day"))
        self.last_day = DateField(_("Last day"))
        self.starts_at = _hour_line(_("From what time"))
        self.ends_at = _hour_line(_("Until what time"))
        self.photographer = QComboBox()
        self.photographer.setAccessibleName(_("Photographer"))
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(_("For which channel"))
        self.groups = QListWidget()
        self.groups.setAccessibleName(_("Classes and groups"))
        self.groups.setMinimumHeight(150)
        self.note = _text_line(NOTE_LENGTH, "")
        self._lay_out()
        self._fill(day)
        self._load_choices()
        self.resize(580, 640)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def make_write(self) -> tuple[str, Write]:
        """The event as entered."""
        detail = self._detail
        entered = SessionInput(
            name=self.name.text(),
            place=self.place.text(),
            day=self.day.day(),
            last_day=self.last_day.day(),
            starts_at=read_hour(self.starts_at.text()),
            ends_at=read_hour(self.ends_at.text()),
            photographer_id=self.photographer.currentData(),
            purpose_id=self.purpose.currentData(),
            note=self.note.text(),
            group_ids=tuple(sorted(self._wanted)),
        )

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            if detail is None:
                return workspace.sessions.add_session(entered)
            return workspace.sessions.edit_session(detail.row.id, entered)

        return (_("Adding an event") if detail is None else _("Changing an event")), write

    def written(self, change: Change[Any]) -> None:
        """Tell which event it is."""
        (self.added if self._detail is None else self.changed).emit(change.value)

    def _lay_out(self) -> None:
        days = QHBoxLayout()
        days.setSpacing(S)
        for label, field in (("", self.day), (pgettext("between two days", "to"), self.last_day)):
            if label:
                days.addWidget(QLabel(label))
            days.addWidget(field, 1)
        hours = QHBoxLayout()
        hours.setSpacing(S)
        hours.addWidget(self.starts_at, 1)
        hours.addWidget(QLabel(pgettext("between two times", "to")))
        hours.addWidget(self.ends_at, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(L)
        form.setVerticalSpacing(S)
        form.addRow(_("Name"), self.name)
        form.addRow(_("Place"), self.place)
        form.addRow(_("Day"), days)
        form.addRow(_("Time"), hours)
        form.addRow(_("Photographer"), self.photographer)
        form.addRow(_("For which channel"), self.purpose)
        form.addRow(_("Classes and groups"), self.groups)
        form.addRow(_("Note"), self.note)
        hint = QLabel(_("Photos taken on these days, between these times, fall into the event by themselves."))
        hint.setWordWrap(True)
        set_kind(hint, "muted")
        self.name.setMinimumWidth(380)
        self.body.addLayout(form, 1)
        self.body.addWidget(hint)

    def _fill(self, day: date | None) -> None:
        self.day.set_day(day)
        detail = self._detail
        if detail is None:
            return
        row = detail.row
        self.name.setText(row.name)
        self.place.setText(row.place)
        self.day.set_day(row.day)
        self.last_day.set_day(row.last_day)
        self.starts_at.setText("" if row.starts_at is None else format_hour(row.starts_at))
        self.ends_at.setText("" if row.ends_at is None else format_hour(row.ends_at))
        self.note.setText(detail.note)

    def _load_choices(self) -> None:
        known = None if self._detail is None else self._detail.photographer_id

        def load(workspace: Workspace, _progress: Progress) -> _Choices:
            ids = dict.fromkeys(() if known is None else (known,))
            for role in _BEHIND_THE_CAMERA:
                ids.update(dict.fromkeys(workspace.people.list_people(PeopleQuery(role=role))))
            people = workspace.people.rows(tuple(ids))
            return workspace.groups.list_groups(), workspace.purposes.purposes(), people

        self.save.setEnabled(False)  # until what can be chosen is there, for saving would empty it
        self.context.jobs.run_query(load, success=self._on_loaded, owner=self, key="choices", is_urgent=True)

    def _on_loaded(self, choices: _Choices) -> None:
        groups, purposes, people = choices
        detail = self._detail
        self.photographer.addItem(icon("camera", "muted"), _("Nobody yet"), None)
        for person in people:
            self.photographer.addItem(icon("person", "muted"), person.display_name, person.id)
        self.purpose.addItem(icon("remove", "muted"), _("None in particular"), None)
        for purpose in purposes:
            self.purpose.addItem(icon(purpose_icon(purpose.key, purpose.audience)), purpose.name, purpose.id)
        if detail is not None:
            self.photographer.setCurrentIndex(max(0, self.photographer.findData(detail.photographer_id)))
            self.purpose.setCurrentIndex(max(0, self.purpose.findData(detail.purpose_id)))
        known = {group.id for group in groups}
        put_away = [] if detail is None else [(one.id, one.name) for one in detail.groups if one.id not in known]
        for group_id, name in [*((group.id, group.name) for group in groups), *put_away]:
            item = QListWidgetItem(name)
            item.setData(_GROUP_ROLE, group_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if group_id in self._wanted else Qt.CheckState.Unchecked)
            self.groups.addItem(item)
        self.groups.itemChanged.connect(self._on_group_changed)
        self.save.setEnabled(True)

    def _on_group_changed(self, item: QListWidgetItem) -> None:
        change = self._wanted.add if item.checkState() == Qt.CheckState.Checked else self._wanted.discard
        change(item.data(_GROUP_ROLE))


def read_hour(text: str) -> time | None:
    """A time as people write it: 9, 9:30, 09.30 or 930; None for nothing. Raises ``VALUE_NOT_ALLOWED``."""
    text = text.strip().casefold()
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    if found is not None and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="time")


def _text_line(limit: int, example: str) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(limit)
    line.setPlaceholderText(example)
    return line


def _hour_line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(_("hours:minutes"))
    line.setMaxLength(8)
    return line
