# SPDX-License-Identifier: GPL-3.0-or-later
"""One class and one channel with the names: who may be in it, whom to ask first, whom to leave out or cover."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.publishing.chances import ChanceCount
from models.terms import ConsentStatus, LegalBasis
from ui.pages.classes.contents import ChanceDetail
from ui.pages.classes.overview_table import draw_chance_bar
from ui.style.chance_labels import chance_sentence, missing_label, rest_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_number, ngettext
from ui.widgets.flow_layout import FlowLayout

_PERSON = int(Qt.ItemDataRole.UserRole) + 1
_MISSING = (
    ConsentStatus.EXPIRED,
    ConsentStatus.PARTLY_GIVEN,
    ConsentStatus.REQUESTED,
    ConsentStatus.NOT_REQUESTED,
)


class ChanceBar(QWidget):
    """The bar of one count, in full width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = ChanceCount()
        self.setFixedHeight(10)

    def show_count(self, count: ChanceCount) -> None:
        """Show another count."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chance_bar(painter, QRectF(self.rect()).adjusted(0, 1, 0, -1), self._count)
        painter.end()


class ChancePanel(QFrame):
    """Shows names and asks for forms; records nothing itself."""

    forms_requested = Signal(int, list)
    """A channel, and the people to ask."""
    person_requested = Signal(int)
    names_copied = Signal(int)
    """How many names are on the clipboard now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: ChanceDetail | None = None
        self.title = QLabel()
        self.title.setWordWrap(True)
        set_kind(self.title, "heading")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.rest = QLabel()
        self.rest.setWordWrap(True)
        set_kind(self.rest, "muted")
        self.bar = ChanceBar()
        self.names = QTreeWidget()
        self.names.setHeaderHidden(True)
        self.names.setAccessibleName(_("Names"))
        self.names.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.names.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.names.setUniformRowHeights(True)
        self.names.setIndentation(M)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ask = QPushButton(icon("forms", "on_accent"), _("Ask with forms…"))
        set_kind(self.ask, "primary")
        self.copy = QPushButton(icon("copy"), _("Copy names"))
        self.copy.setToolTip(_("The chosen names; with a heading chosen, all names under it"))
        self.open_person = QPushButton(icon("person"), _("Open person"))
        self._lay_out()
        self._connect()

    @property
    def detail(self) -> ChanceDetail | None:
        """What is on show."""
        return self._detail

    def show_detail(self, detail: ChanceDetail) -> None:
        """Show another cell."""
        is_same = self._detail is not None and _place(self._detail) == _place(detail)
        chosen = self._chosen_people() if is_same else ()
        self._detail = detail
        chance = detail.chance
        count = ChanceCount(len(chance.yes), len(chance.ask), len(chance.out))
        self.title.setText(_("{group} · {purpose}").format(group=detail.row.title, purpose=detail.purpose.name))
        self.sentence.setText(
            _("{count} of {total} may be in it on {day}").format(
                count=format_number(count.yes), total=format_number(count.total), day=format_date(detail.day)
            )
        )
        rest = rest_sentence(count)
        self.rest.setText(rest)
        self.rest.setVisible(bool(rest))
        self.bar.show_count(count)
        self.bar.setAccessibleName(chance_sentence(detail.row.title, detail.purpose.name, count))
        self._fill(detail)
        self._choose(chosen)
        is_asked = detail.purpose.legal_basis is LegalBasis.CONSENT
        self.ask.setVisible(bool(chance.ask) and is_asked)
        self.copy.setEnabled(count.total > 0)

    def focus_names(self) -> None:
        """Give the keyboard to the names."""
        self.names.setFocus(Qt.FocusReason.TabFocusReason)
        if self.names.currentItem() is None and self.names.topLevelItemCount():
            self.names.setCurrentItem(self.names.topLevelItem(0))

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.ask, self.copy, self.open_person):
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, M, M, M)
        layout.setSpacing(S)
        layout.addWidget(self.title)
        layout.addWidget(self.sentence)
        layout.addWidget(self.bar)
        layout.addWidget(self.rest)
        layout.addWidget(self.names, 1)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.ask.clicked.connect(self._on_ask)
        self.copy.clicked.connect(self._on_copy)
        self.open_person.clicked.connect(self._on_open_person)
        self.names.itemSelectionChanged.connect(self._on_selection_changed)
        self.names.itemActivated.connect(self._on_activated)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.names)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._on_copy)

    # --- the names

    def _fill(self, detail: ChanceDetail) -> None:
        chance = detail.chance
        opened = dict(self._open_sections())
        self.names.clear()
        self._add_section(
            ngettext("{count} may be in it", "{count} may be in it", len(chance.yes)),
            ("verdict-ready", "ready"),
            [(one, "") for one in chance.yes],
        )
        missing = [(one, missing_label(status)) for status in _MISSING for one in chance.missing(status)]
        self._add_section(
            ngettext("{count} to ask first", "{count} to ask first", len(missing)), ("verdict-ask", "ask"), missing
        )
        self._add_section(
            ngettext("{count} to leave out or cover", "{count} to leave out or cover", len(chance.out)),
            ("verdict-cover", "cover"),
            [(one, "") for one in chance.out],
        )
        for row in range(self.names.topLevelItemCount()):
            section = self.names.topLevelItem(row)
            section.setExpanded(opened.get(str(section.data(0, _PERSON)), True))
        self._on_selection_changed()

    def _add_section(self, text: str, look: tuple[str, str], people: list[tuple[int, str]]) -> None:
        if not people or self._detail is None:
            return
        section = QTreeWidgetItem([text.format(count=format_number(len(people)))])
        section.setIcon(0, icon(*look))
        section.setData(0, _PERSON, look[0])
        font = self.names.font()
        font.setBold(True)
        section.setFont(0, font)
        section.addChildren([self._line(person_id, about) for person_id, about in people])
        self.names.addTopLevelItem(section)

    def _line(self, person_id: int, about: str) -> QTreeWidgetItem:
        assert self._detail is not None
        name = self._detail.names.get(person_id, "")
        text = " · ".join(part for part in (name, about, self._detail.groups.get(person_id, "")) if part)
        line = QTreeWidgetItem([text])
        line.setData(0, _PERSON, person_id)
        line.setToolTip(0, text)
        return line

    def _open_sections(self) -> Iterable[tuple[str, bool]]:
        for row in range(self.names.topLevelItemCount()):
            section = self.names.topLevelItem(row)
            yield str(section.data(0, _PERSON)), section.isExpanded()

    def _chosen_lines(self) -> list[QTreeWidgetItem]:
        """The chosen people in the order of the list; a chosen heading stands for all under it."""
        lines = []
        for row in range(self.names.topLevelItemCount()):
            section = self.names.topLevelItem(row)
            children = [section.child(number) for number in range(section.childCount())]
            lines += children if section.isSelected() else [one for one in children if one.isSelected()]
        return lines

    def _chosen_people(self) -> tuple[int, ...]:
        return tuple(int(item.data(0, _PERSON)) for item in self.names.selectedItems() if item.parent() is not None)

    def _choose(self, people: tuple[int, ...]) -> None:
        wanted = set(people)
        for row in range(self.names.topLevelItemCount()):
            section = self.names.topLevelItem(row)
            for number in range(section.childCount() if wanted else 0):
                if section.child(number).data(0, _PERSON) in wanted:
                    section.child(number).setSelected(True)

    # --- what is asked

    def _on_ask(self) -> None:
        if self._detail is not None:
            self.forms_requested.emit(self._detail.purpose.id, list(self._detail.chance.ask_ids))

    def _on_copy(self) -> None:
        lines = self._chosen_lines()
        if not lines:  # nothing chosen: everybody
            sections = [self.names.topLevelItem(row) for row in range(self.names.topLevelItemCount())]
            lines = [section.child(number) for section in sections for number in range(section.childCount())]
        names = {} if self._detail is None else self._detail.names
        QGuiApplication.clipboard().setText("\n".join(names.get(int(line.data(0, _PERSON)), "") for line in lines))
        self.names_copied.emit(len(lines))

    def _on_open_person(self) -> None:
        people = self._chosen_people()
        if people:
            self.person_requested.emit(people[0])

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        if item.parent() is not None:
            self.person_requested.emit(int(item.data(0, _PERSON)))

    def _on_selection_changed(self) -> None:
        self.open_person.setEnabled(len(self._chosen_people()) == 1)


def _place(detail: ChanceDetail) -> tuple[int | None, int]:
    return detail.row.chance.group_id, detail.purpose.id
