# SPDX-License-Identifier: GPL-3.0-or-later
"""A calm line on the first page: what there is to do, each with a click to the place; nothing when there is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from models.publishing.todo import ORDER
from models.terms import TodoKind
from ui.style.icons import icon, todo_icon
from ui.style.spacing import ICON_SMALL, L, M, S
from ui.style.theme import set_kind
from ui.style.todo_labels import todo_count_label
from ui.texts import _
from ui.widgets.flow_layout import FlowLayout


class TodoStrip(QFrame):
    """Links with counts, most urgent first."""

    kind_chosen = Signal(object)
    """`TodoKind`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[TodoKind, int] = {}
        self.links: dict[TodoKind, QPushButton] = {}
        self.setAccessibleName(_("To do"))
        across = QVBoxLayout(self)
        across.setContentsMargins(L, S, L, 0)
        flow = FlowLayout(spacing=M)
        across.addLayout(flow)
        for kind in ORDER:
            link = QPushButton(icon(*todo_icon(kind)), "")
            link.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
            set_kind(link, "link")
            link.clicked.connect(partial(self._on_clicked, kind))
            self.links[kind] = link
            flow.addWidget(link)
            link.hide()
        self.hide()

    def show_counts(self, counts: Mapping[TodoKind, int]) -> None:
        """Show how much there is of each kind."""
        self._counts = dict(counts)
        for kind, link in self.links.items():
            count = self._counts.get(kind, 0)
            if count:
                link.setText(todo_count_label(kind, count))
            link.setVisible(count > 0)
        self.setVisible(any(self._counts.values()))
        self.updateGeometry()

    def counts(self) -> dict[TodoKind, int]:
        """What is shown."""
        return dict(self._counts)

    def _on_clicked(self, kind: TodoKind) -> None:
        self.kind_chosen.emit(kind)
