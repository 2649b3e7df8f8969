# SPDX-License-Identifier: GPL-3.0-or-later
"""Why: the verdict of one item for one purpose, each person's status, and the ways out as buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.consent.purposes import PurposeRow
from models.consent.said import Said
from models.consent.verdicts import ItemVerdict, Reason, ReasonKind
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.publishing.publications import PublicationRow
from models.terms import ChangeKind, ConsentStatus, MediaKind, Notice, Verdict, WayOut
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import labels
from ui.style.film_labels import spans_text
from ui.style.icons import icon, pixmap, purpose_icon, status_icon, verdict_icon
from ui.style.spacing import XS, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, join_words

_ICON_SIDE = 18
_MOST_ELSEWHERE = 3
_PRIMARY = frozenset({WayOut.EXPORT, WayOut.COVER_AND_EXPORT, WayOut.NAME_PEOPLE})
_CONCERNS = (
    ChangeKind.ANSWER,
    ChangeKind.PERSON,
    ChangeKind.PURPOSE,
    ChangeKind.APPEARANCE,
    ChangeKind.PUBLICATION,
    ChangeKind.SETTING,
    ChangeKind.SESSION,
)


@dataclass(frozen=True, slots=True)
class ItemWhy:
    """Everything the panel shows about one item.

    ``said`` are the answers that reasons rely on, by number; ``elsewhere`` are purposes that it is ready for.
    """

    item_id: int
    purposes: tuple[PurposeRow, ...]
    verdicts: dict[int, ItemVerdict]
    names: dict[int, str]
    publications: tuple[PublicationRow, ...]
    said: dict[int, Said]
    elsewhere: tuple[PurposeRow, ...]
    event_name: str = ""


def load_why(workspace: Workspace, item_id: int, purpose_ids: Sequence[int]) -> ItemWhy:
    """Read what the panel shows; runs off the GUI thread. Raises ``ITEM_UNKNOWN``."""
    known = workspace.purposes.purposes()
    purposes = tuple(one for one in known if one.id in purpose_ids)
    quick = workspace.clearance.verdicts((item_id,), [one.id for one in known])
    found = quick[item_id].by_purpose if item_id in quick else {}
    verdicts = {purpose.id: workspace.clearance.explain(item_id, purpose.id) for purpose in purposes}
    reasons = [reason for verdict in verdicts.values() for reason in verdict.reasons]
    ids = {reason.person_id for reason in reasons if reason.person_id is not None}
    said = workspace.said.by_event(event_id for reason in reasons for event_id in reason.event_ids)
    deciders = {decider for reason in reasons for decider in reason.decided_by}
    deciders |= {one.decider_id for one in said.values()}
    names = {one: name or _("a parent or guardian") for one, name in workspace.people.names(ids | deciders).items()}
    event = workspace.sessions.sessions_of((item_id,)).get(item_id)
    return ItemWhy(
        item_id=item_id,
        purposes=purposes,
        verdicts=verdicts,
        names=names,
        publications=workspace.publications.publications_of((item_id,)),
        said=said,
        elsewhere=tuple(one for one in known if one.id in found and found[one.id].verdict is Verdict.READY),
        event_name="" if event is None else event.name,
    )


class WhyPanel(QWidget):
    """Shows the reasons for one item; follows changes of the register by itself."""

    way_out_chosen = Signal(object, int)
    """`WayOut` and the purpose id it was offered for."""
    person_chosen = Signal(int)
    people_to_ask_chosen = Signal(int, list)
    """Purpose id and the people whose answer is missing."""
    photo_answer_chosen = Signal(int, int, list)
    """Item and person whose answer for this item alone is to be recorded, and the purposes, that on show first."""
    purpose_chosen = Signal(int)
    """Another purpose, which the item is ready for; the panel shows it already."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._item_id: int | None = None
        self._purpose_ids: tuple[int, ...] = ()
        self._why: ItemWhy | None = None
        self._offered: frozenset[WayOut] | None = None
        self._build()
        context.bus.changed.connect(self._on_changed)

    def show_item(self, item_id: int | None, purpose_ids: Sequence[int]) -> None:
        """Show why for one item and these purposes; None empties the panel."""
        if (item_id, tuple(purpose_ids)) == (self._item_id, self._purpose_ids):
            return  # it follows changes by itself
        self._item_id, self._purpose_ids = item_id, tuple(purpose_ids)
        if item_id is None or not purpose_ids:
            self._why = None
            self._show_reasons()
            return
        self._reload()

    def offer_only(self, ways: Collection[WayOut]) -> None:
        """Show buttons for these ways out alone: those that the page around it can take."""
        self._offered = frozenset(ways)

    @property
    def purpose_id(self) -> int | None:
        """The purpose whose reasons are on show."""
        index = self._tabs.currentIndex()
        value = self._tabs.tabData(index) if index >= 0 else None
        return value if isinstance(value, int) else None

    def _build(self) -> None:
        self._tabs = QTabBar(self)
        self._tabs.setAccessibleName(_("Purpose"))
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.currentChanged.connect(self._show_reasons)
        self._body = QWidget(self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(_("Why"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self._tabs)
        layout.addWidget(self._scroll, 1)

    def _reload(self) -> None:
        item_id, purpose_ids = self._item_id, self._purpose_ids
        if item_id is None:
            return

        def load(workspace: Workspace, _progress: Progress) -> ItemWhy:
            return load_why(workspace, item_id, purpose_ids)

        self._context.jobs.run_query(load, success=self._on_loaded, failure=self._on_failed, owner=self, key="why")

    def _on_loaded(self, why: ItemWhy) -> None:
        if why.item_id != self._item_id:
            return
        self._why = why
        kept = self.purpose_id
        self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        for purpose in why.purposes:
            name, role = verdict_icon(why.verdicts[purpose.id].verdict)
            index = self._tabs.addTab(icon(name, role), purpose.name)
            self._tabs.setTabData(index, purpose.id)
            if purpose.id == kept:
                self._tabs.setCurrentIndex(index)
        self._tabs.blockSignals(False)
        self._tabs.setVisible(len(why.purposes) > 1)
        self._show_reasons()

    def _on_failed(self, error: KnownError) -> None:
        if error.code is ErrorCode.ITEM_UNKNOWN:
            self.show_item(None, ())
        else:
            self._context.jobs.failed.emit(error)

    def _on_changed(self, changes: ChangeSet) -> None:
        if self._item_id is not None and changes.concerns(*_CONCERNS):
            self._reload()

    def _show_reasons(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, S, 0)
        layout.setSpacing(S)
        purpose_id = self.purpose_id
        if self._why is not None and purpose_id in self._why.verdicts:
            self._fill(layout, self._why, purpose_id)
        self._tabs.setVisible(self._why is not None and len(self._why.purposes) > 1)
        layout.addStretch(1)
        self._scroll.setWidget(body)

    def _fill(self, layout: QVBoxLayout, why: ItemWhy, purpose_id: int) -> None:
        verdict = why.verdicts[purpose_id]
        layout.addWidget(self._heading(verdict))
        for way in verdict.ways_out:
            if way is not WayOut.OTHER_PURPOSE and (self._offered is None or way in self._offered):
                layout.addWidget(self._way_button(way, purpose_id, verdict))
        if verdict.verdict is not Verdict.READY:
            others = [one for one in why.elsewhere if one.id not in self._purpose_ids]
            for purpose in others[:_MOST_ELSEWHERE]:
                layout.addWidget(self._purpose_button(purpose))
        grouped: dict[int | None, list[Reason]] = {}
        for reason in verdict.reasons:
            grouped.setdefault(reason.person_id, []).append(reason)
        for person_id, reasons in grouped.items():
            layout.addWidget(self._person_row(why, person_id, reasons))
        if why.event_name:
            layout.addWidget(_muted(_("Event: {event}").format(event=why.event_name)))
        if why.publications:
            layout.addWidget(_muted(_("Published before")))
            for publication in why.publications:
                layout.addWidget(_publication_label(publication))

    def _heading(self, verdict: ItemVerdict) -> QWidget:
        name, role = verdict_icon(verdict.verdict)
        unnamed = sum(reason.count for reason in verdict.reasons if reason.what is ReasonKind.UNNAMED_FACES)
        sentence = labels.verdict_sentence(
            verdict.verdict, cover=len(verdict.to_cover), ask=len(verdict.to_ask), unnamed=unnamed
        )
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, XS, 0, XS)
        mark = QLabel()
        mark.setPixmap(pixmap(name, 24, role, self.devicePixelRatioF()))
        text = QLabel(sentence)
        text.setWordWrap(True)
        set_kind(text, "heading")
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        row.setAccessibleName(sentence)
        return row

    def _way_button(self, way: WayOut, purpose_id: int, verdict: ItemVerdict) -> QPushButton:
        is_primary = way in _PRIMARY and way is verdict.ways_out[0]
        button = QPushButton(icon(_WAY_ICONS[way], "on_accent" if is_primary else "text"), _way_text(way))
        button.setIconSize(QSize(_ICON_SIDE, _ICON_SIDE))
        if is_primary:
            set_kind(button, "primary")
        button.clicked.connect(partial(self._on_way_clicked, way, purpose_id, verdict))
        return button

    def _purpose_button(self, purpose: PurposeRow) -> QPushButton:
        text = _("Ready for {purpose}").format(purpose=purpose.name)
        button = QPushButton(icon(purpose_icon(purpose.key, purpose.audience)), text)
        button.setToolTip(_("Look at it for this purpose"))
        button.setIconSize(QSize(_ICON_SIDE, _ICON_SIDE))
        button.clicked.connect(partial(self._on_purpose_clicked, purpose.id))
        return button

    def _on_purpose_clicked(self, purpose_id: int) -> None:
        self.show_item(self._item_id, (purpose_id,))
        self.purpose_chosen.emit(purpose_id)

    def _on_way_clicked(self, way: WayOut, purpose_id: int, verdict: ItemVerdict) -> None:
        if way is WayOut.ASK_PEOPLE:
            self.people_to_ask_chosen.emit(purpose_id, list(verdict.to_ask))
        else:
            self.way_out_chosen.emit(way, purpose_id)

    def _person_row(self, why: ItemWhy, person_id: int | None, reasons: list[Reason]) -> QWidget:
        frame = QFrame()
        set_kind(frame, "card")
        grid = QGridLayout(frame)
        grid.setContentsMargins(S, S, S, S)
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(1, 1)
        line = 0
        if person_id is not None:
            name = QPushButton(why.names.get(person_id, ""))
            name.setCursor(Qt.CursorShape.PointingHandCursor)
            name.setToolTip(_("Open this person"))
            set_kind(name, "link")
            name.clicked.connect(partial(self.person_chosen.emit, person_id))
            grid.addWidget(name, 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
            line = 1
        for reason in reasons:
            for icon_name, role, text in _reason_lines(why, reason):
                mark = QLabel()
                mark.setPixmap(pixmap(icon_name, _ICON_SIDE, role, self.devicePixelRatioF()))
                label = QLabel(text)
                label.setWordWrap(True)
                if role == "muted":
                    set_kind(label, "muted")
                grid.addWidget(mark, line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, line, 1)
                line += 1
        if person_id is not None and all(reason.status is not ConsentStatus.PROTECTED for reason in reasons):
            is_yes = all(reason.what is ReasonKind.YES for reason in reasons)
            button = self._answer_button(person_id, why.names.get(person_id, ""), is_short=is_yes)
            if is_yes:
                grid.addWidget(button, 0, 2, Qt.AlignmentFlag.AlignRight)
            else:
                grid.addWidget(button, line, 1, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _answer_button(self, person_id: int, name: str, *, is_short: bool) -> QAbstractButton:
        text = _("Answer for this photo only…")
        button: QAbstractButton
        if is_short:
            button = QToolButton()
            button.setAutoRaise(True)
            button.setIcon(icon("edit", "muted"))
        else:
            button = QPushButton(text)
            set_kind(button, "link")
        button.setToolTip(text)
        button.setAccessibleName(_("{name}: answer for this photo only").format(name=name))
        button.clicked.connect(partial(self._on_answer_clicked, person_id))
        return button

    def _on_answer_clicked(self, person_id: int) -> None:
        current = self.purpose_id
        if self._item_id is not None and current is not None:
            others = [one for one in self._purpose_ids if one != current]
            self.photo_answer_chosen.emit(self._item_id, person_id, [current, *others])


def _way_text(way: WayOut) -> str:
    if way is WayOut.OTHER_ITEM:
        return _("Choose another photo that is ready")
    return labels.way_out_label(way)


_WAY_ICONS = {
    WayOut.EXPORT: "export",
    WayOut.COVER_AND_EXPORT: "export",
    WayOut.MARK_PLACE: "box",
    WayOut.ASK_PEOPLE: "paper",
    WayOut.NAME_PEOPLE: "person",
    WayOut.JUDGE_NOBODY_RECOGNISABLE: "nobody",
    WayOut.MUTE: "mute",
    WayOut.OTHER_ITEM: "media",
    WayOut.DELETE_ITEM: "delete",
}


def _reason_lines(why: ItemWhy, reason: Reason) -> list[tuple[str, str, str]]:
    """Icon, colour role and text for each line about one reason."""
    if reason.status is None:
        name = "nobody" if reason.what is ReasonKind.NOBODY_RECOGNISABLE else "help"
        icon_name = "check" if reason.what is ReasonKind.COVERED else name
        return [(icon_name, "text", labels.reason_label(reason.what, reason.count))]
    icon_name, role = status_icon(reason.status)
    sentence = labels.status_sentence(
        reason.status, reason.since, yes_count=reason.yes_count, yes_needed=reason.yes_needed
    )
    if reason.what is ReasonKind.RECORDING_REFUSED:
        sentence = f"{labels.reason_label(reason.what)} ({sentence})"
    elif reason.kind is not MediaKind.PHOTO and reason.kind is not None:
        sentence = f"{labels.kind_label(reason.kind)}: {sentence}"
    lines = [(icon_name, role, sentence)]
    if reason.spans:
        lines.append(("clock", "muted", spans_text(reason.spans)))
    if reason.status is ConsentStatus.PROTECTED:
        return lines
    said = [why.said[one] for one in reason.event_ids if one in why.said]
    if Notice.GUARDIANS_DIFFER in reason.notices:
        sides = sorted(said, key=lambda one: (one.decided_on, one.event_id))
        lines += [("guardian", "muted", _said_line(why, one)) for one in sides]
    else:
        deciders = [why.names[one] for one in reason.decided_by if one in why.names and one != reason.person_id]
        if deciders:
            lines.append(("guardian", "muted", _("Decided by {names}").format(names=join_words(deciders))))
        elif reason.person_id in reason.decided_by:
            lines.append(("person", "muted", _("Decided for themself")))
        if said and said[0].item_id is not None:
            lines.append(("media", "muted", _("Answered for this photo only")))
        elif said and said[0].session_id is not None:
            lines.append(("calendar", "muted", _("Answered for this event only")))
    lines += [("info", "muted", labels.notice_sentence(notice)) for notice in reason.notices]
    return lines


def _said_line(why: ItemWhy, said: Said) -> str:
    """Who said what when, and whether for this photo alone: the same words for a yes and a no."""
    text = _("{name}: {answer}, {date}").format(
        name=why.names.get(said.decider_id, ""),
        answer=labels.answer_label(said.answer),
        date=format_date(said.decided_on),
    )
    if said.item_id is not None:
        return _("{answer} (this photo only)").format(answer=text)
    return _("{answer} (this event only)").format(answer=text) if said.session_id is not None else text


def _publication_label(publication: PublicationRow) -> QLabel:
    where = publication.place or publication.purpose_name
    text = _("{purpose}, {date}: {place}").format(
        purpose=publication.purpose_name, date=format_date(publication.published_on), place=where
    )
    if publication.ended_on is not None:
        text = _("{publication} (taken down)").format(publication=text)
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    set_kind(label, "muted")
    return label
