# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the library is on show: a line to search in, a button for each side, and chips of what is filtered."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.consent.purposes import PurposeRow
from models.progress import Progress
from models.publishing.library_filter import Facet, LibraryFilter, LibrarySort, PublishedState
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.media.choices import choices_for
from ui.pages.media.date_button import DateButton
from ui.pages.media.filter_names import FilterNames
from ui.pages.media.person_button import PersonButton
from ui.style.icons import icon
from ui.style.library_labels import facet_label, sort_label
from ui.style.spacing import XS, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.choice_popup import ChoiceButton, PopupButton
from ui.widgets.flow_layout import FlowLayout

_TYPING_MS = 150
_ORDERS = tuple((sort, is_reversed) for sort in LibrarySort for is_reversed in (False, True))
_FIELD = {
    Facet.SESSION: "session_ids",
    Facet.GROUP: "group_ids",
    Facet.LOOK: "looks",
    Facet.VERDICT: "verdicts",
    Facet.KIND: "kinds",
    Facet.FILE: "files",
}


class FilterBar(QWidget):
    """Holds the filter; ``changed`` tells when somebody chose another one."""

    changed = Signal(object)
    """`LibraryFilter`."""
    missing_wanted = Signal()
    """The list of files that are not found is about to be shown: look for them."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._filter = LibraryFilter()
        self._names = FilterNames()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in names, events and places"))
        self.search.setAccessibleName(_("Search in the names of files and folders, events and places"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(180)
        self.buttons: dict[Facet, PopupButton] = {}
        self.person = PersonButton(context)
        self.date = DateButton()
        for facet in (Facet.SESSION, Facet.PERSON, Facet.GROUP, Facet.LOOK, Facet.VERDICT, Facet.PUBLISHED, Facet.DATE,
                      Facet.KIND, Facet.FILE):  # fmt: skip
            self.buttons[facet] = self._make_button(facet)
        self.channel = QComboBox()
        self.channel.setAccessibleName(_("Channel for which the photos are judged"))
        self.channel.setToolTip(_("Show on each photo whether it may go there"))
        self.sort = QComboBox()
        self.sort.setAccessibleName(_("Order"))
        for sort, is_reversed in _ORDERS:
            self.sort.addItem(sort_label(sort, is_reversed=is_reversed))
        for box in (self.channel, self.sort):  # a long name must not widen the window
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self.chips = QWidget()
        self._chip_flow = FlowLayout(self.chips)
        self.clear = QPushButton(icon("close", "accent"), _("Show everything"), self.chips)
        set_kind(self.clear, "quiet")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._build()
        self._connect()
        self._show()

    def filter(self) -> LibraryFilter:
        """What is asked for now."""
        return self._filter

    def names(self) -> FilterNames:
        """The names behind its numbers."""
        return self._names

    def purpose(self) -> PurposeRow | None:
        """The channel that the photos are judged for."""
        return self._names.purposes.get(self._filter.purpose_id or 0)

    def show_filter(self, wanted: LibraryFilter, names: FilterNames) -> None:
        """Show a filter; tells nobody."""
        self._filter, self._names = wanted, names
        self._show()

    def set_filter(self, wanted: LibraryFilter) -> None:
        """Ask for something else, and tell."""
        if wanted != self._filter:
            self._filter = wanted
            self._show()
            self.changed.emit(wanted)

    def drop(self, facet: Facet) -> None:
        """Stop filtering on a side."""
        self.set_filter(self._filter.without(facet))

    def type_text(self, text: str) -> None:
        """Begin a search with this letter, as if it was typed in the line."""
        self.search.setFocus()
        self.search.setText(text)

    # --- building

    def _make_button(self, facet: Facet) -> PopupButton:
        if facet is Facet.PERSON:
            return self.person
        if facet is Facet.DATE:
            return self.date
        button = ChoiceButton(facet_label(facet), takes_many=facet is not Facet.PUBLISHED)
        button.opened.connect(partial(self._fill, facet))
        button.chosen.connect(partial(self._on_chosen, facet))
        return button

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(S)
        first.addWidget(self.search, 1)
        judged = QLabel(_("Judge for"))
        judged.setBuddy(self.channel)
        set_kind(judged, "muted")
        ordered = QLabel(_("Order"))
        ordered.setBuddy(self.sort)
        set_kind(ordered, "muted")
        for widget in (judged, self.channel):
            first.addWidget(widget)
        first.addSpacing(M)
        for widget in (ordered, self.sort):
            first.addWidget(widget)
        buttons = QWidget()
        flow = FlowLayout(buttons, XS)
        for button in self.buttons.values():
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(first)
        layout.addWidget(buttons)
        layout.addWidget(self.chips)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_text_changed)
        self.search.returnPressed.connect(self._on_typed)
        self._typing.timeout.connect(self._on_typed)
        self.channel.activated.connect(self._on_channel)
        self.sort.activated.connect(self._on_sort)
        self.clear.clicked.connect(self._on_clear)
        self.person.person_toggled.connect(self._on_person)
        self.date.days_chosen.connect(self._on_days)

    # --- what somebody chose

    def _on_text_changed(self) -> None:
        self._typing.start()

    def _on_typed(self) -> None:
        self._typing.stop()
        self.set_filter(replace(self._filter, text=self.search.text()))

    def _on_channel(self) -> None:
        purpose_id = self.channel.currentData()
        verdicts = self._filter.verdicts if purpose_id is not None else ()
        self.set_filter(replace(self._filter, purpose_id=purpose_id, verdicts=verdicts))

    def _on_sort(self) -> None:
        sort, is_reversed = _ORDERS[self.sort.currentIndex()]
        self.set_filter(replace(self._filter, sort=sort, is_reversed=is_reversed))

    def _on_clear(self) -> None:
        self.set_filter(self._filter.cleared())
        self.search.setFocus()

    def _on_person(self, person_id: int, name: str) -> None:
        self._names.people[person_id] = name
        now = self._filter.person_ids
        ids = tuple(one for one in now if one != person_id) if person_id in now else (*now, person_id)
        self.set_filter(replace(self._filter, person_ids=ids))

    def _on_days(self, since: object, until: object) -> None:
        self.set_filter(replace(self._filter, since=since, until=until))  # type: ignore[arg-type]

    def _on_chosen(self, facet: Facet, values: tuple[Hashable, ...]) -> None:
        if facet is Facet.PUBLISHED:
            self.set_filter(_with_published(self._filter, values))
            return
        changes: dict[str, Any] = {_FIELD[facet]: values}
        if facet is Facet.VERDICT and values and self._filter.purpose_id is None:
            changes["purpose_id"] = next(iter(self._names.purposes), None)
        if facet is Facet.FILE and values:
            self.missing_wanted.emit()
        self.set_filter(replace(self._filter, **changes))

    def _fill(self, facet: Facet) -> None:
        """Fill the list of a side: at once with what is known, with counts as soon as they are there."""
        button = self.buttons[facet]
        assert isinstance(button, ChoiceButton)
        wanted = self._filter
        if facet is Facet.VERDICT and wanted.purpose_id is None:
            wanted = replace(wanted, purpose_id=next(iter(self._names.purposes), None))
        checked = _checked(wanted, facet)
        button.set_choices(choices_for(facet, self._names, {}), checked)

        def load(workspace: Workspace, _progress: Progress) -> tuple[FilterNames, dict[object, int]]:
            return FilterNames.load(workspace, wanted), workspace.library.facet_counts(wanted, facet)

        def loaded(answer: tuple[FilterNames, dict[object, int]]) -> None:
            names, counts = answer
            self._names = replace(names, people=self._names.people)
            if wanted.without(facet) == self._filter.without(facet) or facet is Facet.VERDICT:
                button.set_choices(choices_for(facet, self._names, counts), _checked(self._filter, facet))

        self._context.jobs.run_query(load, success=loaded, owner=self, key=f"facet {facet}", is_urgent=True)

    # --- showing it

    def _show(self) -> None:
        wanted = self._filter
        active = wanted.active()
        for facet, button in self.buttons.items():
            button.set_active(facet in active)
        if self.search.text() != wanted.text:
            self.search.blockSignals(True)
            self.search.setText(wanted.text)
            self.search.blockSignals(False)
        self.person.set_chosen(wanted.person_ids)
        self.date.set_days(wanted.since, wanted.until)
        if self._names.today is not None and self._names.years is not None:
            self.date.set_calendar(self._names.today, self._names.years)
        self._show_channels()
        self.sort.setCurrentIndex(_ORDERS.index((wanted.sort, wanted.is_reversed)))
        self._show_chips(active)

    def _show_channels(self) -> None:
        self.channel.clear()
        self.channel.addItem(_("no channel"), None)
        for purpose in self._names.purposes.values():
            self.channel.addItem(purpose.name, purpose.id)
        self.channel.setCurrentIndex(max(0, self.channel.findData(self._filter.purpose_id)))

    def _show_chips(self, active: tuple[Facet, ...]) -> None:
        had_focus = any(chip.hasFocus() for chip in self.chips.findChildren(QPushButton) if chip is not self.clear)
        while (item := self._chip_flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.clear:
                widget.hide()
                widget.deleteLater()
        before: QWidget = self.buttons[Facet.FILE]
        for facet in active:
            text = self._names.chip_text(self._filter, facet)
            chip = QPushButton(icon("close", "muted"), text, self.chips)
            chip.setLayoutDirection(self.layoutDirection())
            set_kind(chip, "chip")
            chip.setAccessibleName(_("Stop filtering: {filter}").format(filter=text))
            chip.setToolTip(chip.accessibleName())
            chip.clicked.connect(partial(self.drop, facet))
            self._chip_flow.addWidget(chip)
            chip.show()
            self.setTabOrder(before, chip)
            before = chip
        self._chip_flow.addWidget(self.clear)
        self.clear.setVisible(bool(active))
        self.setTabOrder(before, self.clear)
        self.chips.setVisible(bool(active))
        self.chips.updateGeometry()
        if had_focus and active:
            self.clear.setFocus()


def _checked(wanted: LibraryFilter, facet: Facet) -> tuple[Hashable, ...]:
    if facet is Facet.PUBLISHED:
        if wanted.published is None:
            return ()
        return wanted.published_purpose_ids or (wanted.published,)
    values: tuple[Hashable, ...] = getattr(wanted, _FIELD[facet])
    return values


def _with_published(wanted: LibraryFilter, values: tuple[Hashable, ...]) -> LibraryFilter:
    """A state, or the number of a channel where it is published now."""
    value = values[0] if values else None
    if value is None or isinstance(value, PublishedState):
        return replace(wanted, published=value, published_purpose_ids=())
    assert isinstance(value, int)
    return replace(wanted, published=PublishedState.PUBLISHED, published_purpose_ids=(value,))
