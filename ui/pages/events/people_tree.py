# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be in the picture at an event: three groups of names, and what can be done about the chosen ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ui.item_models.windowed import runs_of
from ui.pages.events.contents import EventContents
from ui.style.icons import icon
from ui.texts import _, format_number

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_LOOKS = {
    "yes": ("verdict-ready", "ready"),
    "ask": ("verdict-ask", "ask"),
    "out": ("verdict-cover", "cover"),
    "expected": ("people", "muted"),
    "absent": ("remove", "muted"),
}


class PeopleTree(QTreeWidget):
    """Names under a heading for each group. Enter opens a person; several can be chosen."""

    person_opened = Signal(int)
    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._closed: set[str] = set()
        self.setAccessibleName(_("Who may be in the picture"))
        self.setHeaderLabels([_("Name"), _("Class or organisation"), _("Remarks")])
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.setColumnWidth(0, 220)
        self.setColumnWidth(1, 240)
        self.itemActivated.connect(self._on_activated)
        self.itemSelectionChanged.connect(self.choice_changed)
        self.itemCollapsed.connect(lambda item: self._closed.add(_key_of(item)))
        self.itemExpanded.connect(lambda item: self._closed.discard(_key_of(item)))

    def show_contents(self, contents: EventContents, *, is_same: bool) -> None:
        """Show the people of an event; who was chosen stays chosen where it is the same event."""
        kept = set(self.chosen_ids()) if is_same else set()
        place = self.verticalScrollBar().value() if is_same else 0
        with QSignalBlocker(self):
            self.clear()
            self.addTopLevelItems([self._make_group(*group, contents) for group in _groups_of(contents)])
            for row in range(self.topLevelItemCount()):
                group = self.topLevelItem(row)
                group.setFirstColumnSpanned(True)
                group.setExpanded(group.data(0, _ID_ROLE) not in self._closed)
            self._select(kept)
        self.verticalScrollBar().setValue(place)
        self.choice_changed.emit()

    def chosen_ids(self) -> tuple[int, ...]:
        """The chosen people; a chosen heading stands for everybody under it."""
        found: dict[int, None] = {}
        for item in self.selectedItems():
            ids = [item.data(0, _ID_ROLE)]
            if not isinstance(ids[0], int):
                ids = [item.child(at).data(0, _ID_ROLE) for at in range(item.childCount())]
            found.update(dict.fromkeys(ids))
        return tuple(found)

    def choose(self, person_ids: Iterable[int]) -> None:
        """Choose these people, the first one visible."""
        self._select(set(person_ids))
        chosen = self.selectedItems()
        if chosen:
            self.setCurrentItem(chosen[0], 0, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _select(self, person_ids: set[int]) -> None:
        """Select these people in one step: one by one takes a second for a whole school."""
        selection = QItemSelection()
        for row in range(self.topLevelItemCount()):
            group = self.topLevelItem(row)
            parent = self.model().index(row, 0)
            places = [at for at in range(group.childCount()) if group.child(at).data(0, _ID_ROLE) in person_ids]
            for first, last in runs_of(places):
                selection.select(self.model().index(first, 0, parent), self.model().index(last, 2, parent))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _make_group(self, key: str, title: str, people: Sequence[int], contents: EventContents) -> QTreeWidgetItem:
        group = QTreeWidgetItem([_("{title} ({count})").format(title=title, count=format_number(len(people)))])
        group.setData(0, _ID_ROLE, key)
        group.setIcon(0, icon(*_LOOKS[key]))
        font = self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.addChildren([_make_person(person_id, key, title, contents) for person_id in people])
        return group

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        person_id = item.data(0, _ID_ROLE)
        if isinstance(person_id, int):
            self.person_opened.emit(person_id)
        else:
            item.setExpanded(not item.isExpanded())


def _make_person(person_id: int, key: str, title: str, contents: EventContents) -> QTreeWidgetItem:
    name, about = contents.name(person_id), contents.words_about(person_id)
    answers = contents.answers_text(person_id) if key != "absent" else ""
    remark = _("{answers} (this event only)").format(answers=answers) if answers else ""
    if not remark and key == "ask":
        remark = contents.missing_text(person_id)
    child = QTreeWidgetItem([name, about, remark])
    child.setData(0, _ID_ROLE, person_id)
    child.setData(
        0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (name, about, title, remark) if part)
    )
    for column, text in ((1, about), (2, remark)):
        if text:
            child.setToolTip(column, text)
    return child


def _groups_of(contents: EventContents) -> list[tuple[str, str, Sequence[int]]]:
    """Key, heading and people of each group that has somebody in it; what is possible comes first."""
    chance = contents.chance
    if chance is None:
        groups = [("expected", _("Expected"), contents.expected_ids)]
    else:
        groups = [
            ("yes", _("May be in the picture"), chance.yes),
            ("ask", _("Ask first"), chance.ask_ids),
            ("out", _("Cover, or leave out"), chance.out),
        ]
    groups.append(("absent", _("Will not be in the pictures"), contents.detail.absent_ids))
    return [(key, title, people) for key, title, people in groups if people]


def _key_of(item: QTreeWidgetItem) -> str:
    key = item.data(0, _ID_ROLE)
    return key if isinstance(key, str) else ""
