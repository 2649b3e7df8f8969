# SPDX-License-Identifier: GPL-3.0-or-later
"""Names found in these files: who they are, before anybody is named by them. Nothing happens by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.photo import load_upright
from models.progress import Progress
from models.publishing.file_names import FoundName, NamesPreview
from models.publishing.sidecar_names import WrittenSidecar
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.file_name_list import FileNameList
from ui.dialogs.new_person import NewPersonDialog
from ui.style.error_sentences import error_sentence
from ui.style.file_name_labels import doubt_sentence, intro_sentence, sidecar_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner
from ui.widgets.fitted_picture import fitted_pixmap
from ui.widgets.person_picker import PersonPicker, PickRow
from ui.widgets.task_bar import TaskBar

_PICTURE = QSize(260, 190)
_READ_EDGE = 1_600
_AROUND = 0.8
_MOST_FOUND = 30


class FileNamesDialog(QDialog):
    """Names at the left, who the current one is at the right; one button names everybody who is ticked."""

    def __init__(self, context: AppContext, item_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items = tuple(item_ids)
        self._preview: NamesPreview | None = None
        self._found: dict[str, FoundName] = {}
        self._names: dict[int, str] = {}
        self.setWindowTitle(_("Names found in these files"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(940, 640)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._load()

    def _make_widgets(self) -> None:
        self.intro = QLabel(_("Looking for names in the files…"))
        self.intro.setWordWrap(True)
        self.banner = Banner(self)
        self.task_bar = TaskBar(self)
        self.names = FileNameList()
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self.question, "heading")
        self.picture = QLabel()
        self.picture.setFixedHeight(_PICTURE.height())
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doubt = QLabel()
        self.doubt.setWordWrap(True)
        self.doubt.hide()
        self.picker = PersonPicker(self._search)
        self.nobody = QPushButton(icon("nobody"), _("Not somebody of the school"))
        self.nobody.setToolTip(_("Stays in the photo as somebody without a name. This name is not asked again."))
        set_kind(self.nobody, "quiet")
        self.with_doubtful = QCheckBox()
        self.with_sidecars = QCheckBox(_("Also write the names beside the photos, for other programs"))
        self.with_sidecars.setToolTip(
            _("Makes a file such as photo.jpg.xmp beside each photo. The photos and the copies stay without names.")
        )
        self.warning = QLabel(_("Whoever gets these files can read the names. Keep them at school."))
        self.warning.setWordWrap(True)
        self.warning.hide()
        set_kind(self.warning, "small")
        self.leave = QPushButton(_("Leave these names"))
        self.leave.setToolTip(_("Name nobody by these files, and do not ask again"))
        set_kind(self.leave, "quiet")
        self.apply = QPushButton(icon("check", "on_accent"), _("Name these people"))
        set_kind(self.apply, "primary")
        self.shut = QPushButton(_("Close"))
        for button in (self.nobody, self.leave, self.apply, self.shut):
            button.setAutoDefault(False)
            button.setEnabled(button is self.shut)

    def _lay_out(self) -> None:
        self.detail = QWidget()
        right = QVBoxLayout(self.detail)
        right.setContentsMargins(M, 0, 0, 0)
        right.setSpacing(S)
        for widget in (self.question, self.picture, self.doubt):
            right.addWidget(widget)
        right.addWidget(self.picker, 1)
        right.addWidget(self.nobody, 0, Qt.AlignmentFlag.AlignLeft)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.names)
        self.splitter.addWidget(self.detail)
        self.splitter.setSizes([560, 340])
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        buttons.addWidget(self.shut)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.intro)
        layout.addWidget(self.banner)
        layout.addWidget(self.splitter, 1)
        for widget in (self.with_doubtful, self.with_sidecars, self.warning, self.task_bar):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.splitter.hide()
        self.with_doubtful.hide()
        self.with_sidecars.hide()

    def _connect(self) -> None:
        self.names.name_chosen.connect(self._on_name_chosen)
        self.names.change_requested.connect(self._ask_who)
        self.names.decisions_changed.connect(self._show_buttons)
        self.picker.picked.connect(self._on_picked)
        self.picker.create_requested.connect(self._on_create)
        self.picker.cancelled.connect(self._focus_names)
        self.nobody.clicked.connect(self._on_nobody)
        self.with_sidecars.toggled.connect(self.warning.setVisible)
        self.leave.clicked.connect(self._on_leave)
        self.apply.clicked.connect(self._on_apply)
        self.shut.clicked.connect(self.reject)

    # --- what is found

    def _load(self) -> None:
        items = self._items

        def load(workspace: Workspace, progress: Progress) -> NamesPreview:
            return workspace.file_names.preview(items, progress)

        self._context.jobs.run_query(
            load, success=self._show, failure=self._on_failed, owner=self, key="preview", is_urgent=True
        )

    def _show(self, preview: NamesPreview) -> None:
        self._preview = preview
        self._found = {one.folded: one for one in preview.names}
        has_any = bool(preview.names)
        self.intro.setText(intro_sentence(preview))
        self.splitter.setVisible(has_any)
        self.with_sidecars.setVisible(has_any)
        self.leave.setEnabled(has_any)
        self.leave.setVisible(has_any)
        self.apply.setVisible(has_any)
        doubtful = sum(one.doubtful_count for one in preview.names)
        text = ngettext(
            "Also at the {count} place where a file contradicts itself",
            "Also at the {count} places where a file contradicts itself",
            doubtful,
        )
        self.with_doubtful.setText(text.format(count=format_number(doubtful)))
        self.with_doubtful.setVisible(bool(doubtful))
        self.names.show_names(preview)
        self._show_buttons()
        (self.names if has_any else self.shut).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self) -> None:
        people = [one for one in self.names.decisions().values() if one is not None]
        self.apply.setEnabled(bool(self.names.decisions()))
        count = len(set(people))
        text = ngettext("Name {count} person", "Name {count} people", count)
        self.apply.setText(text.format(count=format_number(count)) if count else _("Name these people"))

    def _on_name_chosen(self, folded: str) -> None:
        found = self._found.get(folded)
        self.detail.setEnabled(found is not None)
        self.nobody.setEnabled(found is not None)
        if found is None:
            return
        self.question.setText(_("Who is “{name}”?").format(name=found.name))
        self.doubt.setText(doubt_sentence(found))
        self.doubt.setVisible(bool(found.doubtful_count))
        self.picker.clear()
        self._load_picture(found)

    def _load_picture(self, found: FoundName) -> None:
        self.picture.clear()
        place = next((one for one in found.places if one.box is not None), found.places[0])

        def load(workspace: Workspace, _progress: Progress) -> QImage:
            return _look_at(workspace, place.item_id, place.box)

        self._context.jobs.run_query(load, success=self._show_picture, owner=self, key="picture", is_urgent=True)

    def _show_picture(self, image: QImage) -> None:
        if image.isNull():
            self.picture.setText(_("The file is not there any more."))
            return
        self.picture.setPixmap(fitted_pixmap(image, _PICTURE, self.devicePixelRatioF()))

    # --- who it is

    def _search(self, text: str) -> None:
        found = self._found.get(self.names.current_name())
        if found is None:
            return
        if not text:
            self._show_people([PickRow(one.person_id, one.name, one.detail) for one in found.match.candidates])
            return

        def find(workspace: Workspace, _progress: Progress) -> list[PickRow]:
            people = workspace.people.search(text, _MOST_FOUND)
            return [PickRow(one.person_id, one.display_name, ", ".join(one.groups)) for one in people]

        self._context.jobs.run_query(find, success=self._show_people, owner=self, key="search", is_urgent=True)

    def _show_people(self, rows: list[PickRow]) -> None:
        self._names.update((row.person_id, row.name) for row in rows)
        self.picker.show_results(rows)

    def _ask_who(self) -> None:
        self.picker.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_names(self) -> None:
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_picked(self, person_id: int) -> None:
        self._decide(person_id, self._names.get(person_id, ""))

    def _on_nobody(self) -> None:
        self._decide(None, _("Not somebody of the school"))

    def _decide(self, person_id: int | None, name: str) -> None:
        folded = self.names.current_name()
        if not folded:
            return
        self.names.decide(folded, person_id, name)
        if self.names.go_to_next_open():
            self._ask_who()
        else:
            self.apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_create(self, name: str) -> None:
        dialog = NewPersonDialog(self._context, name, self)
        dialog.created.connect(self._decide)
        dialog.open()

    # --- doing it

    def _on_apply(self) -> None:
        preview, decisions = self._preview, self.names.decisions()
        if preview is None or not decisions:
            return
        with_doubtful = self.with_doubtful.isChecked()
        self.apply.setEnabled(False)

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.file_names.apply(preview, decisions, with_doubtful=with_doubtful)

        self._context.jobs.run_change(
            write,
            success=self._on_applied,
            failure=self._on_failed,
            owner=self,
            label=_("People named by what their files say"),
        )

    def _on_applied(self, _change: Change[int]) -> None:
        if not self.with_sidecars.isChecked() or self._preview is None:
            self.accept()
            return
        items = self._preview.item_ids

        def write(workspace: Workspace, progress: Progress) -> tuple[WrittenSidecar, ...]:
            return workspace.sidecars.write(items, progress)

        job = self._context.jobs.run_task(
            write,
            label=_("Writing names beside the photos"),
            success=self._on_written,
            failure=self._on_failed,
            progress=self.task_bar.set_progress,
            ended=self.task_bar.finish,
            owner=self,
        )
        self.task_bar.start(_("Writing names beside the photos"), job.cancel)

    def _on_written(self, written: tuple[WrittenSidecar, ...]) -> None:
        if all(one.code is None for one in written):
            self.accept()
            return
        self.banner.show_message(sidecar_sentence(written), icon_name="warning", seconds=0)
        self._load()

    def _on_leave(self) -> None:
        preview = self._preview
        if preview is None:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.file_names.leave(preview)

        self._context.jobs.run_change(write, success=self._on_left, failure=self._on_failed, owner=self)

    def _on_left(self, _change: Change[int]) -> None:
        self.reject()

    def _on_failed(self, error: KnownError) -> None:
        if error.code is not ErrorCode.CANCELLED:
            self.banner.show_message(error_sentence(error), icon_name="warning", seconds=0)
        self._show_buttons()


def _look_at(workspace: Workspace, item_id: int, box: Box | None) -> QImage:
    """The photo, or what is around a place in it; empty where the file is gone."""
    try:
        picture = load_upright(workspace.media.file_of(item_id), longest_edge=_READ_EDGE)
    except KnownError:
        return QImage()
    if box is not None:
        around = box.grown(left=_AROUND, top=_AROUND, right=_AROUND, bottom=_AROUND)
        _draw_frame(picture, box)
        left, top = int(around.x * picture.width), int(around.y * picture.height)
        right, bottom = int((around.x + around.w) * picture.width), int((around.y + around.h) * picture.height)
        picture = picture.crop((left, top, max(left + 1, right), max(top + 1, bottom)))
    return QImage(
        picture.tobytes(), picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888
    ).copy()


def _draw_frame(picture: Image.Image, box: Box) -> None:
    """A light line with a dark one within, around who is meant: seen on any background."""
    left, top = box.x * picture.width, box.y * picture.height
    right, bottom = (box.x + box.w) * picture.width, (box.y + box.h) * picture.height
    width = max(2, round((right - left) / 40))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, top, right, bottom), outline="white", width=2 * width)
    draw.rectangle((left + width, top + width, right - width, bottom - width), outline="black", width=width)
