# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody, to search and choose from: a windowed list with filters and counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models.roster.groups import GroupRow
from models.roster.people import PeopleQuery
from models.terms import PersonRole
from ui.item_models.kept_selection import KeptSelection, selected_ids
from ui.item_models.people import SUBTITLE_ROLE, PeopleModel
from ui.style import labels
from ui.style.icons import icon, role_icon
from ui.style.spacing import ICON, M, S
from ui.style.theme import colour, set_kind
from ui.texts import _, format_number, ngettext
from ui.widgets.flow_layout import FlowLayout

_ROW = 50


class PersonDelegate(QStyledItemDelegate):
    """A name with a quieter line under it."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One person."""
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        mark = index.data(Qt.ItemDataRole.DecorationRole)
        plain.text, plain.icon = "", QIcon()
        style = plain.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
        box = option.rect.adjusted(M, 4, -S, -4)
        if isinstance(mark, QIcon):
            mark.paint(painter, QRect(QPoint(box.left(), box.center().y() - ICON // 2), QSize(ICON, ICON)))
        area = box.adjusted(ICON + M, 0, 0, 0)
        half = area.height() // 2
        painter.save()
        painter.setPen(colour("text"))
        _draw_line(painter, area.adjusted(0, 0, 0, -half), str(index.data() or ""), option.font)
        small = QFont(option.font)
        small.setPointSizeF(max(7.5, small.pointSizeF() - 1.5))
        painter.setPen(colour("muted"))
        _draw_line(painter, area.adjusted(0, half, 0, 0), str(index.data(SUBTITLE_ROLE) or ""), small)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Room for two lines."""
        return QSize(180, _ROW)


def _draw_line(painter: QPainter, area: QRect, text: str, font: QFont) -> None:
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class PeopleList(QWidget):
    """Search, filters, list and buttons. ``query_changed`` asks for a new list of ids."""

    query_changed = Signal()
    selection_changed = Signal()

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search by name"))
        self.search.setAccessibleName(_("Search by name"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.role = QComboBox()
        self.role.setAccessibleName(_("Role"))
        self.role.addItem(_("All roles"), None)
        for role in PersonRole:
            self.role.addItem(icon(role_icon(role)), labels.roles_label(role), role)
        self.group = QComboBox()
        self.group.setAccessibleName(_("Class"))
        self.group.addItem(_("All classes"), None)
        self.left = QCheckBox(_("Also who has left"))
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(PersonDelegate(self.list))
        self.list.setAccessibleName(_("People"))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        KeptSelection(self.list, model)
        self.count = QLabel()
        set_kind(self.count, "small")
        self.bulk = QPushButton(icon("check"), "")
        self.bulk.hide()
        self.add = QPushButton(icon("person-add"), _("Add person…"))
        self.bring_in = QPushButton(icon("import"), _("Bring in"))
        self.bring_in.setToolTip(_("A class list or answers from your school system or from Excel"))
        self._ways = QMenu(self.bring_in)
        self.bring_in.setMenu(self._ways)
        self.import_list = self.add_way("import", _("Import class list…"))
        self.paste = self.add_way("paste", _("Paste a list…"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(60)
        self._typing.timeout.connect(self.query_changed)
        self._awaits_answer = False
        self._enter_waits = False
        self._lay_out()
        self.search.textChanged.connect(self._on_typed)
        self.search.returnPressed.connect(self._on_return)
        self.role.currentIndexChanged.connect(self.query_changed)
        self.group.currentIndexChanged.connect(self.query_changed)
        self.left.toggled.connect(self.query_changed)
        self.list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        model.modelReset.connect(self._show_count)

    def query(self) -> PeopleQuery:
        """What the filters are set to."""
        role = self.role.currentData()
        return PeopleQuery(
            text=self.search.text(),
            role=None if role is None else PersonRole(role),
            group_id=self.group.currentData(),
            include_left=self.left.isChecked(),
        )

    def set_groups(self, groups: tuple[GroupRow, ...]) -> None:
        """Offer these classes; the chosen one stays."""
        chosen = self.group.currentData()
        with QSignalBlocker(self.group):
            self.group.clear()
            self.group.addItem(_("All classes"), None)
            for group in groups:
                text = _("{name} ({count})").format(name=group.name, count=format_number(group.member_count))
                self.group.addItem(text, group.id)
            self.group.setCurrentIndex(max(0, self.group.findData(chosen)))

    def add_way(self, icon_name: str, text: str) -> QAction:
        """One more thing that can be brought in."""
        action = QAction(icon(icon_name), text, self)
        self._ways.addAction(action)
        return action

    def selected(self) -> tuple[int, ...]:
        """Ids of the selected people, in the order of the list."""
        return selected_ids(self.list, self._model)

    def select(self, person_id: int) -> bool:
        """Select one person; False when the filters leave them out."""
        row = self._model.row_of(person_id)
        if row < 0:
            return False
        index = self._model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        return True

    def show_found(self, ids: Sequence[int]) -> None:
        """Show these people. An Enter that came before them counts now."""
        self._model.set_ids(ids)
        if self._typing.isActive():
            return  # they are not yet the people for what is typed now
        chooses, self._awaits_answer, self._enter_waits = self._enter_waits, False, False
        if chooses:
            self._choose_first()

    def clear_filters(self) -> None:
        """Show everybody again."""
        with QSignalBlocker(self.search), QSignalBlocker(self.role), QSignalBlocker(self.group):
            self.search.clear()
            self.role.setCurrentIndex(0)
            self.group.setCurrentIndex(0)
        self.query_changed.emit()

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.add, self.bring_in):
            flow.addWidget(button)
        filters = QHBoxLayout()
        filters.setSpacing(S)
        filters.addWidget(self.role, 1)
        filters.addWidget(self.group, 1)
        for box in (self.role, self.group):
            box.setMinimumWidth(100)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, M, M, M)
        layout.setSpacing(S)
        layout.addWidget(buttons)
        layout.addWidget(self.search)
        layout.addLayout(filters)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.bulk)
        layout.addLayout(foot)

    def _on_typed(self) -> None:
        self._awaits_answer, self._enter_waits = True, False
        self._typing.start()

    def _on_return(self) -> None:
        # Typed and confirmed in one go: wait for the people that fit, so that Enter never takes an old list.
        if self._awaits_answer:
            self._enter_waits = True
            if self._typing.isActive():
                self._typing.stop()
                self.query_changed.emit()
        else:
            self._choose_first()

    def _choose_first(self) -> None:
        if self._model.ids():
            self.list.setFocus()
            self.select(self._model.ids()[0])

    def _on_selection_changed(self) -> None:
        count = len(self.selected())
        text = ngettext("Answer for {count} person…", "Answer for {count} people…", count)
        self.bulk.setText(text.format(count=format_number(count)))
        self.bulk.setVisible(count > 1)
        self.selection_changed.emit()

    def _show_count(self) -> None:
        count = len(self._model.ids())
        text = ngettext("{count} person", "{count} people", count)
        self.count.setText(text.format(count=format_number(count)))
