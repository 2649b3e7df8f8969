# SPDX-License-Identifier: GPL-3.0-or-later
"""The names found in files, one a line, under what is known of them; a tick for those that will be named."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from models.publishing.file_names import FoundName, NamesPreview
from models.publishing.name_matching import NameStanding
from ui.style.file_name_labels import standing_label
from ui.style.icons import icon
from ui.texts import _, format_number

_FOLDED_ROLE = int(Qt.ItemDataRole.UserRole)
_LOOK = {
    NameStanding.SURE: "check",
    NameStanding.SEVERAL: "people",
    NameStanding.UNKNOWN: "help",
    NameStanding.NOBODY: "nobody",
}


class FileNameList(QTreeWidget):
    """Shows decisions and lets them be ticked; Space ticks, Enter asks for somebody else."""

    name_chosen = Signal(str)
    """The folded name of the current line; empty on a heading."""
    decisions_changed = Signal()
    change_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, QTreeWidgetItem] = {}
        self._people: dict[str, tuple[int | None, str]] = {}
        self.setColumnCount(3)
        self.setHeaderLabels([_("Name in the files"), _("Who is it?"), _("Photos")])
        self.setAccessibleName(_("Names found in these files"))
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setItemsExpandable(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemChanged.connect(self._on_item_changed)
        self.itemActivated.connect(self._on_activated)

    def show_names(self, preview: NamesPreview) -> None:
        """Show the names of a preview: those that are sure are ticked."""
        self.blockSignals(True)
        self.clear()
        self._lines.clear()
        self._people.clear()
        for standing in NameStanding:
            group = preview.of_standing(standing)
            if group:
                self._add_group(standing, group)
        self.blockSignals(False)
        first = next(iter(self._lines.values()), None)
        if first is not None:
            self.setCurrentItem(first)

    def decide(self, folded: str, person_id: int | None, name: str) -> None:
        """Say who a name is (None: nobody of the school), and tick it."""
        self._people[folded] = (person_id, name)
        line = self._lines[folded]
        line.setText(1, name)
        line.setCheckState(0, Qt.CheckState.Checked)
        self.decisions_changed.emit()

    def decisions(self) -> dict[str, int | None]:
        """Who is who, of the names that are ticked."""
        return {
            folded: person_id
            for folded, (person_id, _name) in self._people.items()
            if self._lines[folded].checkState(0) is Qt.CheckState.Checked
        }

    def decided(self, folded: str) -> tuple[int | None, str] | None:
        """Who a name is so far, ticked or not; None while nobody said."""
        return self._people.get(folded)

    def current_name(self) -> str:
        """The folded name of the current line."""
        item = self.currentItem()
        return "" if item is None else item.data(0, _FOLDED_ROLE) or ""

    def go_to_next_open(self) -> bool:
        """Move to the next name that nobody has said anything about; False where there is none."""
        order = list(self._lines)
        current = self.current_name()
        start = order.index(current) + 1 if current in order else 0
        for folded in (*order[start:], *order[:start]):
            if folded not in self._people:
                self.setCurrentItem(self._lines[folded])
                return True
        return False

    def _add_group(self, standing: NameStanding, group: Sequence[FoundName]) -> None:
        heading = QTreeWidgetItem([standing_label(standing)])
        heading.setIcon(0, icon(_LOOK[standing], "accent"))
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = heading.font(0)
        font.setBold(True)
        heading.setFont(0, font)
        self.addTopLevelItem(heading)
        heading.setFirstColumnSpanned(True)
        for one in group:
            heading.addChild(self._line(one, standing))
        heading.setExpanded(True)

    def _line(self, one: FoundName, standing: NameStanding) -> QTreeWidgetItem:
        line = QTreeWidgetItem([one.name, "", format_number(len(one.item_ids))])
        line.setData(0, _FOLDED_ROLE, one.folded)
        line.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        line.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.setToolTip(0, one.name)
        if one.doubtful_count:
            line.setIcon(2, icon("warning", "ask"))
            line.setToolTip(2, _("Some of these files contradict themselves"))
        line.setCheckState(0, Qt.CheckState.Unchecked)
        if one.proposed is not None:
            line.setText(1, one.proposed.name)
            line.setCheckState(0, Qt.CheckState.Checked)
            self._people[one.folded] = (one.proposed.person_id, one.proposed.name)
        elif standing is NameStanding.NOBODY:
            self._people[one.folded] = (None, standing_label(NameStanding.NOBODY))
            line.setText(1, standing_label(NameStanding.NOBODY))
            line.setCheckState(0, Qt.CheckState.Checked)
        self._lines[one.folded] = line
        return line

    def _on_current_changed(self) -> None:
        self.name_chosen.emit(self.current_name())

    def _on_item_changed(self, line: QTreeWidgetItem, column: int) -> None:
        if column != 0 or line.data(0, _FOLDED_ROLE) is None:
            return
        if line.data(0, _FOLDED_ROLE) not in self._people and line.checkState(0) is Qt.CheckState.Checked:
            line.setCheckState(0, Qt.CheckState.Unchecked)  # who it is comes first
            self.setCurrentItem(line)
            self.change_requested.emit()
            return
        self.decisions_changed.emit()

    def _on_activated(self) -> None:
        if self.current_name():
            self.change_requested.emit()
