# SPDX-License-Identifier: GPL-3.0-or-later
"""The Check page: drop photos, see what may go where, and why, and export what is ready."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from models.consent.purposes import PurposeRow
from models.media.folder import SkippedFile
from models.media.library import ItemRow
from models.progress import Progress
from models.terms import Verdict
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.file_names_notice import FileNamesNotice
from ui.dialogs.name_cards_notice import NameCardsNotice
from ui.dialogs.photo_answer import PhotoAnswers
from ui.item_models.intake import Intake, ResolvedFile
from ui.item_models.kept_selection import KeptSelection
from ui.item_models.pixmap_cache import ThumbnailCache, ThumbnailState
from ui.item_models.recording_look import RecordingLook
from ui.pages.check.actions import CheckActions
from ui.pages.check.judging import Judging
from ui.pages.check.lineup import Lineup
from ui.pages.check.purposes import PurposeChoice
from ui.pages.check.seen_before import SeenBeforeNotice
from ui.pages.check.tiles import CheckItemModel, ThumbnailLoader, section_heading
from ui.pages.check.unsought import UnsoughtNote
from ui.pages.check.view import CheckView
from ui.style import labels
from ui.texts import _, ngettext
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_roles import Heading

_REARRANGE_MS = 30
_PHOTOS_PER_MS = 40
_SCREENS_AHEAD = 2
_FILES = (
    "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.heic *.heif *.hif *.avif "
    "*.mp4 *.mov *.m4v *.webm *.mkv *.avi *.3gp *.m4a *.mp3 *.wav *.ogg *.opus *.flac"
)


class CheckPage(QWidget):
    """Where a day's work starts."""

    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    bulk_naming_requested = Signal(list)
    person_requested = Signal(int)
    forms_requested = Signal(int, list)
    """Purpose id and the people to ask."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._lineup = Lineup()
        self._counts: dict[Verdict | None, int] = {}
        self._loader = ThumbnailLoader(context.workspace)
        self._thumbnails = ThumbnailCache(self._loader, context.jobs.loaders, self)
        self._model = CheckItemModel(self._lineup, self)
        delegate = TileDelegate(self._thumbnails.pixmap, self._is_broken, self)
        self.view = CheckView(context, delegate, self._heading, self)
        self.view.grid.setModel(self._model)
        KeptSelection(self.view.grid, self._model)
        self._choice = PurposeChoice(context, self.view.chips, self)
        self._judging = Judging(context, self._lineup, self._choice, self)
        self._actions = CheckActions(context, self.view, self._model, self._lineup, self._choice)
        PhotoAnswers(context, self.view.why)
        self._file_names = FileNamesNotice(context, self.view.file_names, self._lineup.item_ids, self)
        self._name_cards = NameCardsNotice(context, self.view.name_cards, self._lineup.item_ids, self)
        self._seen_before = SeenBeforeNotice(context, self.view.seen_before, self._lineup.item_ids, self)
        self._intake = Intake(context, self)
        self._unsought = UnsoughtNote(context, self._lineup, self.view.unsought, self)
        self._rearranging = QTimer(self)
        self._rearranging.setSingleShot(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setAcceptDrops(True)
        self._connect()
        self._rearrange()

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Check these files and folders, beside what is on the page already."""
        if paths:
            self.view.task_bar.start(_("Reading photos"), self._intake.cancel)
            self._intake.start(paths)

    def show_items(self, item_ids: Sequence[int]) -> None:
        """Check items of the register, in place of what is on the page."""
        wanted = tuple(item_ids)

        def load(workspace: Workspace, _progress: Progress) -> dict[int, ItemRow]:
            return workspace.media.item_rows(wanted)

        def loaded(rows: dict[int, ItemRow]) -> None:
            self.clear_photos()
            for item_id in wanted:
                if item_id in rows:
                    row = rows[item_id]
                    self._loader.learn_hash(row.path, row.sha256)
                    self._lineup.add_item(item_id, row.path, row.sha256, RecordingLook.of(row))
            self._rearrange()
            self._judging.judge(wanted)
            self._name_cards.look()

        self._context.jobs.run_query(load, success=loaded, owner=self)

    def clear_photos(self) -> None:
        """Take every photo off the page; the register stays as it is."""
        self._intake.cancel()
        self._name_cards.forget()
        self._lineup.clear()
        self._rearrange()

    def purpose_ids(self) -> tuple[int, ...]:
        """The chosen purposes."""
        return self._choice.ids

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.show_paths(paths)

    def _connect(self) -> None:
        view = self.view
        for button in (view.choose_photos, view.empty_photos):
            button.clicked.connect(self._on_choose_photos)
        for button in (view.choose_folder, view.empty_folder):
            button.clicked.connect(self._on_choose_folder)
        view.clear.clicked.connect(self.clear_photos)
        view.grid.visible_range_changed.connect(self._on_visible_range_changed)
        view.grid.selectionModel().selectionChanged.connect(self._show_side)
        view.why.person_chosen.connect(self.person_requested)
        view.why.people_to_ask_chosen.connect(self.forms_requested)
        self._actions.tagging_requested.connect(self.tagging_requested)
        self._actions.bulk_naming_requested.connect(self.bulk_naming_requested)
        self._choice.changed.connect(self._on_choice_changed)
        self._judging.judged.connect(self._on_judged)
        self._thumbnails.ready.connect(view.grid.refresh_thumbnail)
        self._rearranging.timeout.connect(self._rearrange)
        self._intake.files_found.connect(self._on_files_found)
        self._intake.files_skipped.connect(self._on_files_skipped)
        self._intake.files_resolved.connect(self._on_files_resolved)
        self._intake.progressed.connect(view.task_bar.set_progress)
        self._intake.finished.connect(self._on_intake_finished)
        self._name_cards.set_aside.connect(self._on_set_aside)

    # --- photos coming in

    def _on_choose_photos(self) -> None:
        start = self._context.settings.text("check/folder")
        kinds = _("Photos, films and sound ({patterns})").format(patterns=_FILES)
        names, _chosen = QFileDialog.getOpenFileNames(self, _("Choose photos"), start, f"{kinds};;{_('All files')} (*)")
        if names:
            self._context.settings.put_text("check/folder", str(Path(names[0]).parent))
            self.show_paths([Path(name) for name in names])

    def _on_choose_folder(self) -> None:
        start = self._context.settings.text("check/folder")
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder"), start)
        if name:
            self._context.settings.put_text("check/folder", name)
            self.show_paths([Path(name)])

    def _on_files_found(self, paths: list[Path]) -> None:
        self._lineup.add_files(paths)
        self._rearrange()

    def _on_files_skipped(self, skipped: list[SkippedFile]) -> None:
        for one in skipped:
            self._lineup.skip_file(one.path, one.code)
        self._rearrange_soon()

    def _on_files_resolved(self, resolved: list[ResolvedFile]) -> None:
        for one in resolved:
            self._loader.learn_hash(one.path, one.sha256)
            self._lineup.resolve_file(
                one.path, one.item_id, one.sha256, one.look, is_companion=one.is_companion, film_id=one.film_id
            )
        self._keep_thumbnails()
        self._judging.judge([one.item_id for one in resolved])
        self._rearrange_soon()

    def _keep_thumbnails(self) -> None:
        def keep(_workspace: Workspace, _progress: Progress) -> int:
            return self._loader.keep_made()

        self._context.jobs.run_query(keep, success=lambda _count: None, owner=self)

    def _on_intake_finished(self) -> None:
        self.view.task_bar.finish()
        self._rearrange()
        self._name_cards.look()

    def _on_set_aside(self, item_ids: list[int]) -> None:
        self._lineup.set_aside(item_ids)
        self._rearrange()

    # --- what is on show

    def _on_choice_changed(self) -> None:
        self._model.set_purposes(self._choice.chosen)
        self._judging.judge_all()
        self._rearrange_soon()
        self._show_side()

    def _on_judged(self, numbers: set[int]) -> None:
        self._model.refresh_rows(numbers)
        self._rearrange_soon()

    def _rearrange_soon(self) -> None:
        if not self._rearranging.isActive():  # the more photos, the more comes together before they are laid out anew
            self._rearranging.start(max(_REARRANGE_MS, len(self._lineup) // _PHOTOS_PER_MS))

    def _rearrange(self) -> None:
        numbers, sections = self._lineup.ordered()
        self._counts = dict(sections)
        if tuple(numbers) != self._model.ids() or tuple(sections) != self._model.sections():
            self._model.rearrange()
            self._on_visible_range_changed(*self.view.grid.visible_range())
        self._show_summary(len(numbers))
        self._unsought.refresh()
        self._seen_before.look_soon()
        self._file_names.look_soon()
        has_any = bool(numbers or self._lineup.skipped)
        self.view.pages.setCurrentIndex(1 if has_any else 0)
        self.view.clear.setEnabled(has_any)
        self._show_side()

    def _show_summary(self, total: int) -> None:
        ready = self._lineup.ready_counts(self._choice.ids)
        self.view.summary.setText(_summarise(self._choice.chosen, ready, total))
        count = len(self._lineup.skipped)
        self.view.skipped.setVisible(bool(count))
        self.view.skipped.setText(
            ngettext("{count} file left out…", "{count} files left out…", count).format(count=count)
        )
        self.view.export.setEnabled(any(ready.values()))

    def _heading(self, section: Hashable) -> Heading:
        return section_heading(self._counts, section)

    def _is_broken(self, key: Hashable) -> bool:
        return self._thumbnails.state(key) is ThumbnailState.BROKEN

    def _on_visible_range_changed(self, first: int, last: int) -> None:
        # What is on screen, and after it what a turn of the wheel brings: the next screens, then the one before.
        ids, screen = self._model.ids(), last + 1 - first
        on_screen = ids[max(0, first) : last + 1]
        near = (*ids[last + 1 : last + 1 + _SCREENS_AHEAD * screen], *ids[max(0, first - screen) : first])
        next_paths = [entry.path for entry in self._lineup.entries(near)]
        self._thumbnails.retain([*(entry.path for entry in self._lineup.entries(on_screen)), *next_paths])
        self._thumbnails.prefetch(next_paths)
        items = (entry.item_id for entry in self._lineup.entries((*on_screen, *near)))
        self._unsought.look_first([one for one in items if one is not None])

    def _show_side(self) -> None:
        view, items, purposes = self.view, self._actions.selected_items(), self._choice.ids
        if len(items) == 1 and purposes:
            view.why.show_item(items[0], purposes)
            view.side.setCurrentWidget(view.why)
            return
        view.why.show_item(None, ())
        if len(items) > 1:
            ready = self._lineup.ready_counts(purposes, items)
            sentences = [labels.ready_sentence(ready[one.id], len(items), one.name) for one in self._choice.chosen]
            view.several.show_count(len(items), sentences)
            view.side.setCurrentWidget(view.several)
        else:
            view.side.setCurrentWidget(view.nothing_selected)


def _summarise(purposes: Sequence[PurposeRow], ready: Mapping[int, int], total: int) -> str:
    """How far the page is: one sentence, with the counts side by side where there are several purposes."""
    if not purposes:
        return _("Choose where the photos will go.")
    if len(purposes) == 1:
        return labels.ready_sentence(ready[purposes[0].id], total, purposes[0].name)
    counts = [_("{count} for {purpose}").format(count=ready[one.id], purpose=one.name) for one in purposes]
    return _("Ready of {total}: {counts}").format(total=total, counts="  ·  ".join(counts))
