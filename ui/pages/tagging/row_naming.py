# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming a whole row of a group photo: names from left to right, each shown beside its face before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.face_rows import rows_of
from models.media.item_people import FaceRow
from models.media.tagging import TagInput
from models.progress import Progress
from models.roster.name_run import PASSED_OVER, split_name_run
from models.roster.picking import PickContext
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style.spacing import S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.close_up import piece_of

_WAIT_MS = 150
_FACE = 52


@dataclass(frozen=True, slots=True)
class RowMatch:
    """What one typed name was taken for; ``others`` are people who fit as well as the first."""

    typed: str
    person_id: int | None
    name: str
    others: tuple[str, ...] = ()


def match_names(workspace: Workspace, names: Sequence[str], near: PickContext) -> tuple[RowMatch, ...]:
    """Whom each name means, nobody twice; runs off the GUI thread."""
    found: list[RowMatch] = []
    taken = list(near.present_person_ids)
    for typed in names:
        if typed == PASSED_OVER:
            found.append(RowMatch(typed, None, ""))
            continue
        context = replace(near, present_person_ids=tuple(taken))
        fitting = [one for one in workspace.people.search(typed, 4, context) if one.person_id not in taken]
        fitting = [one for one in fitting if one.display_name]
        if not fitting:
            found.append(RowMatch(typed, None, ""))
            continue
        best = fitting[0]
        others = tuple(one.display_name for one in fitting[1:] if one.rank is best.rank)
        found.append(RowMatch(typed, best.person_id, best.display_name, others))
        taken.append(best.person_id)
    return tuple(found)


class RowNamingDialog(EntryDialog):
    """A row to choose, a field for the names, and under it face by face who that would be."""

    named = Signal(str)
    """What was done, as a sentence; it can be undone now."""

    def __init__(
        self,
        context: AppContext,
        item_id: int,
        faces: Sequence[FaceRow],
        near: PickContext,
        image: QImage | None,
        current: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, _("Names from left to right"), "", parent)
        self._item_id = item_id
        self._near = near
        self._faces = tuple(faces)
        self._rows = [tuple(faces[at] for at in row) for row in rows_of([face.box for face in faces])]
        self._icons = {face.id: _icon(image, face) for face in faces}
        self._matches: tuple[RowMatch, ...] = ()
        self.row = QComboBox()
        self.row.setAccessibleName(_("Which row"))
        self.names = QPlainTextEdit()
        self.names.setAccessibleName(_("Names from left to right"))
        self.names.setPlaceholderText(_("For example: an, bram v, -, zoë"))
        self.names.setTabChangesFocus(True)
        self.people = QListWidget()
        self.people.setAccessibleName(_("Who that would be"))
        self.people.setIconSize(QSize(_FACE, _FACE))
        self.people.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.count = QLabel()
        self.count.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._lay_out()
        self._fill_rows(current)
        self._timer.timeout.connect(self._match)
        self.names.textChanged.connect(self._timer.start)
        self.row.currentIndexChanged.connect(self._show)
        enter = QShortcut(QKeySequence("Ctrl+Return"), self)
        enter.activated.connect(self._on_enter)
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def make_write(self) -> tuple[str, Write]:
        """Name everybody in the row, in one step."""
        tags = tuple(
            TagInput(self._item_id, match.person_id, face.box)
            for face, match in zip(self._chosen(), self._matches, strict=False)
            if match.person_id is not None
        )
        if not tags:
            raise KnownError(ErrorCode.PERSON_UNKNOWN)

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.tagging.tag_items(tags)

        return _("Names of a row"), write

    def written(self, change: Change[int]) -> None:
        """Tell how many were named."""
        text = ngettext("{count} person named.", "{count} people named.", change.value)
        self.named.emit(text.format(count=change.value))

    def _lay_out(self) -> None:
        intro = QLabel(
            _(
                "Type or paste the names from left to right, with a comma or a new line in between. A few letters are "
                "enough where only one person fits; a dash passes a face over."
            )
        )
        intro.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(S)
        label = QLabel(_("Which row"))
        label.setBuddy(self.row)
        line.addWidget(label)
        line.addWidget(self.row, 1)
        self.body.addWidget(intro)
        self.body.addLayout(line)
        self.body.addWidget(self.names, 1)
        self.body.addWidget(self.people, 3)
        set_kind(self.count, "muted")
        self.body.addWidget(self.count)
        self.resize(560, 680)

    def _fill_rows(self, current: int | None) -> None:
        text = ngettext("{count} face", "All {count} faces, row by row", len(self._faces))
        self.row.addItem(text.format(count=len(self._faces)))
        if len(self._rows) > 1:
            for number, row in enumerate(self._rows, start=1):
                text = ngettext("Row {number} from the back: {count} face", "Row {number} from the back: {count} faces",
                                len(row))  # fmt: skip
                self.row.addItem(text.format(number=number, count=len(row)))
        mine = next((at for at, row in enumerate(self._rows, 1) if any(face.id == current for face in row)), 0)
        self.row.setCurrentIndex(mine if 0 < mine < self.row.count() else 0)

    def _chosen(self) -> tuple[FaceRow, ...]:
        at = self.row.currentIndex()
        return tuple(face for row in self._rows for face in row) if at <= 0 else self._rows[at - 1]

    def _match(self) -> None:
        names, near = split_name_run(self.names.toPlainText()), self._near

        def match(workspace: Workspace, _progress: Progress) -> tuple[RowMatch, ...]:
            return match_names(workspace, names, near)

        self.context.jobs.run_query(match, success=self._on_matched, owner=self, key="names", is_urgent=True)

    def _on_matched(self, matches: tuple[RowMatch, ...]) -> None:
        self._matches = matches
        self._show()

    def _show(self) -> None:
        faces = self._chosen()
        self.people.clear()
        for place, face in enumerate(faces):
            match = self._matches[place] if place < len(self._matches) else None
            line = QListWidgetItem(self._icons[face.id], f"{place + 1}   {_words(match)}")
            line.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.people.addItem(line)
        count = sum(match.person_id is not None for match in self._matches[: len(faces)])
        unknown = [match.typed for match in self._matches if match.person_id is None and match.typed != PASSED_OVER]
        self.count.setText(_summary(len(self._matches), len(faces), unknown))
        text = ngettext("Name {count} person", "Name {count} people", count)
        self.save.setText(text.format(count=count))
        self.save.setEnabled(count > 0 and not unknown and len(self._matches) <= len(faces))

    def _on_enter(self) -> None:
        if self._timer.isActive():  # typed and confirmed in one go: look first, so that nothing unseen is named
            self._timer.stop()
            self._match()
        elif self.save.isEnabled():
            self.write()


def _words(match: RowMatch | None) -> str:
    if match is None:
        return "…"
    if match.typed == PASSED_OVER:
        return _("passed over")
    if match.person_id is None:
        return _("Nobody fits “{typed}”").format(typed=match.typed)
    if match.others:
        return _("{name}  (or {other}: type more letters)").format(name=match.name, other=match.others[0])
    return match.name


def _summary(names: int, faces: int, unknown: Sequence[str]) -> str:
    if names > faces:
        count = names - faces
        text = ngettext("{count} name too many for this row.", "{count} names too many for this row.", count)
        return text.format(count=count)
    if unknown:
        return _("Nobody fits “{typed}”. Type it differently, or a dash to pass the face over.").format(
            typed=unknown[0]
        )
    left = faces - names
    if names and left:
        text = ngettext("{count} face stays without a name.", "{count} faces stay without a name.", left)
        return text.format(count=left)
    return _("Ctrl+Enter names them all.") if names else ""


def _icon(image: QImage | None, face: FaceRow) -> QIcon:
    if image is None:
        return QIcon()
    box = face.box
    return QIcon(QPixmap.fromImage(piece_of(image, QRectF(box.x, box.y, box.w, box.h), 2 * _FACE)))
