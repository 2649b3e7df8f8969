# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos that look like others that were named before: whom to take over, photo by photo or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.media.library import ItemRow
from models.media.photo import make_thumbnail
from models.media.seen import SeenOffer, TakeOver
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.media_labels import likeness_sentence
from ui.style.spacing import ICON, L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_number, ngettext
from ui.widgets.banner import Banner
from ui.widgets.fitted_picture import fitted_pixmap

_PICTURE = QSize(280, 210)
_PERSON_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer with what the dialog says of it."""

    offer: SeenOffer
    mine: ItemRow
    other: ItemRow
    names: dict[int, str]


def load_offers(workspace: Workspace, item_ids: Sequence[int]) -> tuple[ShownOffer, ...]:
    """The offers for these items; runs off the GUI thread."""
    offers = workspace.seen.offers(item_ids)
    rows = workspace.media.item_rows([one for offer in offers for one in (offer.alike.item_id, offer.alike.other_id)])
    names = workspace.people.names({person.person_id for offer in offers for person in offer.people})
    return tuple(
        ShownOffer(offer, rows[offer.alike.item_id], rows[offer.alike.other_id], names)
        for offer in offers
        if offer.alike.item_id in rows and offer.alike.other_id in rows
    )


class SeenBeforeDialog(QDialog):
    """One photo a line at the left; at the right both pictures and the people, to be ticked."""

    def __init__(self, context: AppContext, item_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items = tuple(item_ids)
        self._offers: dict[int, ShownOffer] = {}
        self._unticked: dict[int, set[int]] = {}
        self.setWindowTitle(_("Seen before"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 600)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._load()

    def _make_widgets(self) -> None:
        self.intro = QLabel()
        self.intro.setWordWrap(True)
        self.banner = Banner(self)
        self.photos = QListWidget()
        self.photos.setAccessibleName(_("Photos that were seen before"))
        self.photos.setMinimumWidth(200)
        self.photos.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.mine, self.mine_caption = _picture_label(), QLabel()
        self.other, self.other_caption = _picture_label(), QLabel()
        for caption in (self.mine_caption, self.other_caption):
            caption.setWordWrap(True)
            caption.setTextFormat(Qt.TextFormat.PlainText)
            set_kind(caption, "small")
        self.relation = QLabel()
        self.relation.setWordWrap(True)
        self.question = QLabel(_("Who of them is in this photo too?"))
        set_kind(self.question, "heading")
        self.people = QListWidget()
        self.people.setAccessibleName(_("Who of them is in this photo too?"))
        self.people.setFlow(QListWidget.Flow.LeftToRight)
        self.people.setWrapping(True)
        self.people.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.apart = QPushButton(icon("close"), _("Not the same photo"))
        self.apart.setToolTip(_("These two are not offered to each other again"))
        set_kind(self.apart, "quiet")
        self.take_one = QPushButton(icon("check"), _("Take over for this photo"))
        self.take_all = QPushButton(icon("check", "on_accent"), "")
        set_kind(self.take_all, "primary")
        self.shut = QPushButton(_("Close"))
        for button in (self.apart, self.take_one, self.take_all, self.shut):
            button.setAutoDefault(False)
        self.take_one.setEnabled(False)
        self.take_all.setEnabled(False)

    def _lay_out(self) -> None:
        pictures = QHBoxLayout()
        pictures.setSpacing(M)
        for title, picture, caption in (
            (_("This photo"), self.mine, self.mine_caption),
            (_("Seen before"), self.other, self.other_caption),
        ):
            heading = QLabel(title)
            set_kind(heading, "heading")
            column = QVBoxLayout()
            column.setSpacing(S)
            for widget in (heading, picture, caption):
                column.addWidget(widget)
            column.addStretch(1)
            pictures.addLayout(column, 1)
        right = QWidget()
        detail = QVBoxLayout(right)
        detail.setContentsMargins(M, 0, 0, 0)
        detail.setSpacing(S)
        detail.addLayout(pictures)
        detail.addWidget(self.relation)
        detail.addSpacing(S)
        detail.addWidget(self.question)
        detail.addWidget(self.people, 1)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.photos)
        self.splitter.addWidget(right)
        self.splitter.setSizes([230, 640])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.apart)
        buttons.addStretch(1)
        for button in (self.shut, self.take_one, self.take_all):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.intro)
        layout.addWidget(self.banner)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.photos.currentItemChanged.connect(self._on_photo_changed)
        self.people.itemChanged.connect(self._on_ticked)
        self.people.itemActivated.connect(self._on_take_one)
        self.photos.itemActivated.connect(self._on_take_one)
        self.apart.clicked.connect(self._on_apart)
        self.take_one.clicked.connect(self._on_take_one)
        self.take_all.clicked.connect(self._on_take_all)
        self.shut.clicked.connect(self.reject)
        self._context.bus.changed.connect(self._on_changed)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.ITEM, ChangeKind.APPEARANCE, ChangeKind.PERSON):
            self._load()

    def _load(self) -> None:
        items = self._items

        def load(workspace: Workspace, _progress: Progress) -> tuple[ShownOffer, ...]:
            return load_offers(workspace, items)

        self._context.jobs.run_query(load, success=self._show, owner=self, key="offers", is_urgent=True)

    def _show(self, offers: tuple[ShownOffer, ...]) -> None:
        current = self._current_id()
        row = max(0, self.photos.currentRow())
        self._offers = {one.mine.id: one for one in offers}
        self.photos.blockSignals(True)
        self.photos.clear()
        for one in offers:
            line = QListWidgetItem(one.mine.path.name)
            line.setData(_PERSON_ROLE, one.mine.id)
            self.photos.addItem(line)
        self.photos.blockSignals(False)
        self.intro.setText(_intro(len(offers)))
        self.splitter.setVisible(bool(offers))
        for button in (self.apart, self.take_one, self.take_all):
            button.setVisible(bool(offers))
        text = ngettext("Take over for {count} photo", "Take over for all {count} photos", len(offers))
        self.take_all.setText(text.format(count=format_number(len(offers))))
        self.take_all.setVisible(len(offers) > 1)
        set_kind(self.take_one, "primary" if len(offers) == 1 else "")
        if not offers:
            self.shut.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        ids = [one.mine.id for one in offers]
        self.photos.setCurrentRow(ids.index(current) if current in self._offers else min(row, len(ids) - 1))
        self._show_detail()
        if self.focusWidget() is None or self.focusWidget() is self.shut:
            self.photos.setFocus(Qt.FocusReason.OtherFocusReason)

    def _current_id(self) -> int | None:
        item = self.photos.currentItem()
        return None if item is None else int(item.data(_PERSON_ROLE))

    def _current(self) -> ShownOffer | None:
        return self._offers.get(self._current_id() or 0)

    def _on_photo_changed(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        shown = self._current()
        if shown is None:
            return
        self.relation.setText(likeness_sentence(shown.offer.alike, shows_more=shown.offer.others_may_be_in_it))
        self.mine_caption.setText(_caption(shown.mine))
        self.other_caption.setText(_caption(shown.other))
        unticked = self._unticked.setdefault(
            shown.mine.id, {one.person_id for one in shown.offer.people if not one.is_likely}
        )
        self.people.blockSignals(True)
        self.people.clear()
        for one in shown.offer.people:
            name = shown.names.get(one.person_id) or _("a parent or guardian")
            text = name if one.is_likely else _("{name} (probably not in this part)").format(name=name)
            line = QListWidgetItem(text)
            line.setData(_PERSON_ROLE, one.person_id)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Unchecked if one.person_id in unticked else Qt.CheckState.Checked)
            self.people.addItem(line)
        cell = _cell_size(self.people)
        for row in range(self.people.count()):
            self.people.item(row).setSizeHint(cell)
        self.people.setCurrentRow(0)
        self.people.blockSignals(False)
        self._show_buttons()
        self._load_pictures(shown)

    def _show_buttons(self) -> None:
        shown = self._current()
        self.take_one.setEnabled(shown is not None and bool(self._ticked(shown)))
        self.take_all.setEnabled(any(self._ticked(one) for one in self._offers.values()))

    def _load_pictures(self, shown: ShownOffer) -> None:
        rows = (shown.mine, shown.other)
        for label in (self.mine, self.other):
            label.clear()

        def load(workspace: Workspace, _progress: Progress) -> tuple[QImage, QImage]:
            return _picture_of(workspace, rows[0]), _picture_of(workspace, rows[1])

        self._context.jobs.run_query(load, success=self._show_pictures, owner=self, key="pictures", is_urgent=True)

    def _show_pictures(self, images: tuple[QImage, QImage]) -> None:
        for label, image in zip((self.mine, self.other), images, strict=True):
            if image.isNull():
                label.setText(_("The file is not there any more."))
            else:
                label.setPixmap(fitted_pixmap(image, _PICTURE, self.devicePixelRatioF()))

    def _on_ticked(self, line: QListWidgetItem) -> None:
        unticked = self._unticked.get(self._current_id() or 0)
        if unticked is None:
            return
        person_id = int(line.data(_PERSON_ROLE))
        if line.checkState() is Qt.CheckState.Checked:
            unticked.discard(person_id)
        else:
            unticked.add(person_id)
        self._show_buttons()

    def _ticked(self, shown: ShownOffer) -> tuple[int, ...]:
        unticked = self._unticked.get(shown.mine.id)
        if unticked is None:
            return tuple(one.person_id for one in shown.offer.people if one.is_likely)
        return tuple(one.person_id for one in shown.offer.people if one.person_id not in unticked)

    def _on_take_one(self) -> None:
        shown = self._current()
        if shown is not None:
            self._take_over([shown])

    def _on_take_all(self) -> None:
        self._take_over(list(self._offers.values()))

    def _take_over(self, offers: Sequence[ShownOffer]) -> None:
        choices = [TakeOver(one.mine.id, one.other.id, ticked) for one in offers if (ticked := self._ticked(one))]
        if not choices:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.seen.take_over(choices)

        self._context.jobs.run_change(
            write, failure=self._on_failed, owner=self, label=_("People taken over from photos seen before")
        )

    def _on_apart(self) -> None:
        shown = self._current()
        if shown is None:
            return
        mine, other = shown.mine.id, shown.other.id

        def write(workspace: Workspace, _progress: Progress) -> Change[bool | None]:
            return workspace.seen.judge(mine, other, is_same=False)

        self._context.jobs.run_change(write, failure=self._on_failed, owner=self, label=_("Not the same photo"))

    def _on_failed(self, error: KnownError) -> None:
        self.banner.show_message(error_sentence(error), icon_name="warning", seconds=0)
        self._load()


def _picture_label() -> QLabel:
    label = QLabel()
    label.setFixedSize(_PICTURE)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    set_kind(label, "muted")
    return label


def _cell_size(people: QListWidget) -> QSize:
    """Room for the longest name and its box to tick, so that names stand in columns."""
    lines = [people.item(row) for row in range(people.count())]
    width = max((people.fontMetrics().horizontalAdvance(line.text()) for line in lines), default=0)
    height = max((people.sizeHintForRow(row) for row in range(people.count())), default=0)
    return QSize(width + 3 * L + ICON, height)


def _intro(count: int) -> str:
    if not count:
        return _("That was all. No photo here looks like one with more names.")
    text = ngettext(
        "{count} photo looks like one that was named before. You decide who is in it; nothing is taken over by itself.",
        "{count} photos look like photos that were named before. You decide who is in them; nothing is taken over by "
        "itself.",
        count,
    )
    return text.format(count=format_number(count))


def _caption(row: ItemRow) -> str:
    parts = [row.path.name]
    if row.captured_at is not None:
        parts.append(format_date(row.captured_at.date()))
    parts.append(_("{width} × {height} pixels").format(width=row.width, height=row.height))
    return " · ".join(parts)


def _picture_of(workspace: Workspace, row: ItemRow) -> QImage:
    """The thumbnail; an empty image where the file is gone and no thumbnail is left."""
    kept = workspace.thumbnails.get(row.sha256)
    if kept is None:
        try:
            kept = make_thumbnail(Path(workspace.media.file_of(row.id)))
        except KnownError:
            return QImage()
        workspace.thumbnails.put(row.sha256, kept)
    return QImage.fromData(kept, "JPEG")
