# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages put aside: where each is, why, what to do, and two buttons: look again, and off the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from models.forms.put_aside import AsidePages
from ui.context import AppContext
from ui.style.icons import icon
from ui.style.scan_labels import aside_sentence, pages_place
from ui.style.spacing import S
from ui.style.theme import set_kind
from ui.texts import _, ngettext


class AsideList(QWidget):
    """Hidden while nothing is aside."""

    look_again_chosen = Signal(object)
    """The pages (ids) that wait again, once they do."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: tuple[AsidePages, ...] = ()
        self.heading = QLabel()
        set_kind(self.heading, "heading")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(_("Pages put aside"))
        self.heading.setBuddy(self.list)
        self.again = QPushButton(icon("eye"), _("Look again"))
        self.off = QPushButton(icon("check"), _("Take off the list"))
        self.off.setToolTip(_("You have dealt with it. The page counts as little as before."))
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.off)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.list.itemActivated.connect(lambda _item: self.look_again())
        self.again.clicked.connect(self.look_again)
        self.off.clicked.connect(self.take_off)

    def show_pages(self, pages: Sequence[AsidePages], names: Mapping[int, str]) -> None:
        """Show these; the one that was chosen stays chosen."""
        chosen = {page.scan_ids[0] for page in self._chosen()}
        self._pages = tuple(pages)
        self.list.clear()
        for page in pages:
            place = pages_place(page.file, page.first, page.last)
            name = "" if page.person_id is None else names.get(page.person_id, "")
            self.list.addItem(f"{' · '.join(part for part in (name, place) if part)}\n{aside_sentence(page)}")
            item = self.list.item(self.list.count() - 1)
            item.setIcon(icon("paper" if page.can_return else "info"))
        self.list.setIconSize(QSize(20, 20))
        self._choose([row for row, page in enumerate(pages) if page.scan_ids[0] in chosen] or [0])
        count = sum(len(page.scan_ids) for page in pages)
        self.heading.setText(ngettext("{count} page put aside", "{count} pages put aside", count).format(count=count))
        self.setVisible(bool(pages))
        self._show_buttons()

    def look_again(self) -> None:
        """Let the chosen pages wait for a look; the tab then shows them."""
        ids = tuple(scan_id for page in self._chosen() if page.can_return for scan_id in page.scan_ids)
        if ids:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.put_aside.look_again(ids),
                success=lambda _change: self.look_again_chosen.emit(ids),
                owner=self,
                label=_("Look again"),
            )

    def take_off(self) -> None:
        """The chosen pages are dealt with."""
        ids = tuple(scan_id for page in self._chosen() for scan_id in page.scan_ids)
        if ids:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.put_aside.take_off_list(ids),
                owner=self,
                label=_("Take off the list"),
            )

    def _choose(self, rows: Sequence[int]) -> None:
        """Choose these rows and no others; the keyboard is at the first of them."""
        self.list.setCurrentRow(rows[0])
        for row in range(self.list.count()):
            self.list.item(row).setSelected(row in rows)

    def _chosen(self) -> list[AsidePages]:
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._pages[row] for row in rows if row < len(self._pages)]

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        self.off.setEnabled(bool(chosen))
        can_return = any(page.can_return for page in chosen)
        self.again.setEnabled(can_return)
        is_without = bool(chosen) and not can_return
        self.again.setToolTip(_("Of this page no picture was kept. Look at it in the file.") if is_without else "")
