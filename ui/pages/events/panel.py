# SPDX-License-Identifier: GPL-3.0-or-later
"""One event: what, where and when; its photos; who may be in the picture. Holds the widgets, the page fills them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.terms import MediaKind, SessionPhase
from ui.pages.events.contents import EventContents, day_text
from ui.pages.events.people_tree import PeopleTree
from ui.style import labels
from ui.style.icons import icon, kind_icon, purpose_icon
from ui.style.session_labels import session_when_of
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, join_words, ngettext
from ui.widgets.flow_layout import FlowLayout


class EventPanel(QWidget):
    """Shows `EventContents`. ``look_changed`` asks for another purpose or kind of recording."""

    look_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contents: EventContents | None = None
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        set_kind(self.title, "title")
        self.when = _line()
        self.about = _line()
        self.note = _line()
        self.edit = QPushButton(icon("edit"), _("Change…"))
        self.delete = QPushButton(icon("delete"), _("Delete"))
        self.sheet = QPushButton(icon("print"), _("Class sheet…"))
        self.sheet.setToolTip(_("A sheet for the photographer or teacher: who may be in the picture"))
        self.cards = QPushButton(icon("camera"), _("Name cards…"))
        self.cards.setToolTip(_("Cards that a photographer takes a picture of first: they name the photos after it"))
        self.photos = _line()
        self.show_photos = QPushButton(icon("media"), _("Look at the photos"))
        self.offer = _line()
        self.put_in = QPushButton(icon("add"), _("Put them in"))
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(_("For which channel"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("What kind of recording"))
        self.count = QLabel()
        self.count.setWordWrap(True)
        set_kind(self.count, "heading")
        self.day = QLabel()
        set_kind(self.day, "small")
        self.people = PeopleTree()
        self.nobody = _line()
        self.nobody.setText(
            _("Nobody is expected yet. Choose classes with “Change…”, or add people such as a guest one by one.")
        )
        self.add_people = QPushButton(icon("person-add"), _("Add people…"))
        self.ask = QPushButton(icon("forms"), "")
        self.answers = QPushButton(icon("check"), _("Answers for this event only…"))
        self.absent = QPushButton(icon("remove"), _("Will not be in the pictures"))
        self.expected = QPushButton(icon("undo"), _("Expect again"))
        self.open_person = QPushButton(icon("person"), _("Open person"))
        self._lay_out()
        self._show_chosen()
        self.people.choice_changed.connect(self._show_chosen)
        self.purpose.currentIndexChanged.connect(self.look_changed)
        self.kind.currentIndexChanged.connect(self.look_changed)

    def show_contents(self, contents: EventContents) -> None:
        """Show an event."""
        is_same = self.contents is not None and self.contents.session_id == contents.session_id
        self.contents = contents
        self._show_what(contents)
        self._show_photos(contents)
        self._show_choices(contents)
        self._show_chances(contents)
        self.people.show_contents(contents, is_same=is_same)
        has_people = bool(contents.expected_ids or contents.detail.absent_ids)
        self.people.setVisible(has_people)
        self.nobody.setVisible(not has_people)
        self._spring.setVisible(not has_people)
        self.sheet.setEnabled(bool(contents.expected_ids))
        self.cards.setEnabled(bool(contents.expected_ids))
        self.answers.setEnabled(has_people)

    def look(self) -> tuple[int | None, MediaKind]:
        """The purpose and the kind of recording that are looked at."""
        kind = self.kind.currentData()
        return self.purpose.currentData(), MediaKind.PHOTO if kind is None else MediaKind(kind)

    def wanted_people(self) -> tuple[int, ...]:
        """Whom an answer is for: the chosen people, else everybody who is expected."""
        chosen = self.people.chosen_ids()
        return chosen or (() if self.contents is None else self.contents.expected_ids)

    # --- what is shown

    def _show_what(self, contents: EventContents) -> None:
        row = contents.detail.row
        self.title.setText(row.name)
        when = [session_when_of(row), row.place]
        if row.phase is SessionPhase.TODAY:
            when.insert(0, labels.session_phase_label(row.phase))
        self.when.setText(" · ".join(part for part in when if part))
        about = [join_words(row.group_names)]
        if contents.photographer:
            about.append(_("Photographer: {name}").format(name=contents.photographer))
        own = next((one for one in contents.purposes if one.id == contents.detail.purpose_id), None)
        if own is not None:
            about.append(_("For: {purpose}").format(purpose=own.name))
        _show_line(self.about, " · ".join(part for part in about if part))
        _show_line(self.note, contents.detail.note)

    def _show_photos(self, contents: EventContents) -> None:
        count = contents.detail.row.item_count
        text = ngettext("{count} photo in this event.", "{count} photos in this event.", count)
        none = _("No photos yet. Photos taken during the event fall into it by themselves.")
        self.photos.setText(text.format(count=format_number(count)) if count else none)
        self.show_photos.setVisible(count > 0)
        found = len(contents.offer.item_ids)
        text = ngettext(
            "{count} photo from that time is in no event yet: does it belong here?",
            "{count} photos from that time are in no event yet: do they belong here?",
            found,
        ).format(count=format_number(found))
        if contents.offer.doubtful_count:
            text += " " + _("Another event was going on at the same time.")
        self.offer.setText(text)
        self.put_in.setText(ngettext("Put it in", "Put them in", found))
        for widget in (self.offer, self.put_in):
            widget.setVisible(found > 0)

    def _show_choices(self, contents: EventContents) -> None:
        with QSignalBlocker(self.purpose), QSignalBlocker(self.kind):
            self.purpose.clear()
            for purpose in contents.purposes:
                self.purpose.addItem(icon(purpose_icon(purpose.key, purpose.audience)), purpose.name, purpose.id)
            wanted = None if contents.purpose is None else contents.purpose.id
            self.purpose.setCurrentIndex(self.purpose.findData(wanted))
            self.kind.clear()
            for kind in MediaKind:
                self.kind.addItem(icon(kind_icon(kind)), labels.kind_label(kind), kind)
            self.kind.setCurrentIndex(self.kind.findData(contents.kind))

    def _show_chances(self, contents: EventContents) -> None:
        chance, purpose = contents.chance, contents.purpose
        self.day.setText(day_text(contents.day))
        self.day.setVisible(chance is not None and chance.total > 0)
        if purpose is None or not contents.expected_ids:
            self.count.setText(_("Who may be in the picture?"))
        elif chance is None:
            self.count.setText(
                _("{purpose} is not used for: {kind}.").format(
                    purpose=purpose.name, kind=labels.kind_label(contents.kind).lower()
                )
            )
        else:
            text = (
                _("{purpose}: {count} of {total} may be heard")
                if contents.kind is MediaKind.SOUND
                else _("{purpose}: {count} of {total} may be in the picture")
            )
            count, total = format_number(len(chance.yes)), format_number(chance.total)
            self.count.setText(text.format(purpose=purpose.name, count=count, total=total))
        asked = 0 if chance is None else len(chance.ask)
        text = ngettext("Ask {count} person with a form…", "Ask {count} people with a form…", asked)
        self.ask.setText(text.format(count=format_number(asked)))
        self.ask.setVisible(asked > 0)

    def _show_chosen(self) -> None:
        contents = self.contents
        chosen = set(self.people.chosen_ids())
        absent = set() if contents is None else set(contents.detail.absent_ids)
        self.open_person.setEnabled(len(chosen) == 1)
        self.absent.setEnabled(bool(chosen - absent))
        self.expected.setVisible(bool(absent))
        self.expected.setEnabled(bool(chosen & absent))

    # --- layout

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.title, 1)
        for button in (self.sheet, self.edit, self.delete):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        card = QFrame()
        set_kind(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(L, M, L, M)
        inside.setSpacing(S)
        for text, button in ((self.photos, self.show_photos), (self.offer, self.put_in)):
            line = QHBoxLayout()
            line.addWidget(text, 1)
            line.addWidget(button)
            inside.addLayout(line)
        look = QHBoxLayout()
        look.setSpacing(S)
        look.addWidget(self.count, 1)
        look.addWidget(self.purpose)
        look.addWidget(self.kind)
        actions = FlowLayout(spacing=S)
        people = (self.add_people, self.absent, self.expected, self.open_person)
        buttons = (self.ask, self.answers, self.cards, *people)
        for button in buttons:
            actions.addWidget(button)
        self._spring = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(S)
        layout.addLayout(top)
        for widget in (self.when, self.about, self.note, card):
            layout.addWidget(widget)
        layout.addLayout(look)
        layout.addWidget(self.day)
        layout.addWidget(self.nobody)
        layout.addWidget(self.people, 1)
        layout.addLayout(actions)
        layout.addWidget(self._spring, 1)


def _line() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    set_kind(label, "muted")
    return label


def _show_line(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
