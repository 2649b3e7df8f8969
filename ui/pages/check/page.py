# SPDX-License-Identifier: GPL-3.0-or-later
"""The Check page: drop photos, see what may go where, and why, and export what is ready."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from models.changes import ChangeSet
from models.consent.purposes import PurposeRow
from models.media.folder import SkippedFile
from models.media.library import ItemRow
from models.progress import Progress
from models.publishing.clearance import ItemClearance
from models.terms import ChangeKind, NobodyReason, Verdict, WayOut
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.export import ExportDialog
from ui.dialogs.skipped_files import SkippedFilesDialog
from ui.item_models.kept_selection import KeptSelection, selected_ids
from ui.item_models.pixmap_cache import ThumbnailCache, ThumbnailState
from ui.pages.check.intake import Intake, ResolvedFile
from ui.pages.check.lineup import Entry, Lineup
from ui.pages.check.tiles import CheckItemModel, ThumbnailLoader, section_heading
from ui.pages.check.view import CheckView
from ui.style import labels
from ui.style.icons import purpose_icon
from ui.texts import _, ngettext
from ui.widgets.purpose_chips import Chip
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_roles import Heading

_PAGE = 400
_PICTURES = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.heic *.heif *.hif *.avif"
_JUDGING = (ChangeKind.ANSWER, ChangeKind.PERSON, ChangeKind.PURPOSE, ChangeKind.SETTING)


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
        self._purposes: tuple[PurposeRow, ...] = ()
        self._counts: dict[Verdict | None, int] = {}
        self._loader = ThumbnailLoader(context.workspace)
        self._thumbnails = ThumbnailCache(self._loader, self)
        self._model = CheckItemModel(self._lineup, self)
        delegate = TileDelegate(self._thumbnails.pixmap, self._is_broken, self)
        self.view = CheckView(context, delegate, self._heading, self)
        self.view.grid.setModel(self._model)
        KeptSelection(self.view.grid, self._model)
        self._intake = Intake(context, self)
        self._rearranging = QTimer(self)
        self._rearranging.setSingleShot(True)
        self._rearranging.setInterval(30)
        self._rearranging.timeout.connect(self._rearrange)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setAcceptDrops(True)
        self._connect()
        self._load_purposes()
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
                    self._lineup.add_item(item_id, row.path, row.sha256)
            self._rearrange()
            self._judge(wanted)

        self._context.jobs.run_query(load, success=loaded, owner=self)

    def clear_photos(self) -> None:
        """Take every photo off the page; the register stays as it is."""
        self._intake.cancel()
        self._lineup.clear()
        self._rearrange()

    def purpose_ids(self) -> tuple[int, ...]:
        """The chosen purposes."""
        return self.view.chips.checked()

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
        view.chips.changed.connect(self._on_purposes_changed)
        view.export.clicked.connect(self._on_export_all)
        view.skipped.clicked.connect(self._on_skipped_clicked)
        view.size.valueChanged.connect(view.grid.set_tile_size)
        view.grid.opened.connect(self._on_opened)
        view.grid.visible_range_changed.connect(self._on_visible_range_changed)
        view.grid.selectionModel().selectionChanged.connect(self._show_side)
        view.why.way_out_chosen.connect(self._on_way_out)
        view.why.person_chosen.connect(self.person_requested)
        view.why.people_to_ask_chosen.connect(self.forms_requested)
        view.several.name_somebody.clicked.connect(self._on_name_somebody)
        view.several.nobody.clicked.connect(self._on_nobody_clicked)
        view.several.export.clicked.connect(self._on_export_selected)
        view.several.open.clicked.connect(self._on_open_selected)
        self._thumbnails.ready.connect(view.grid.refresh_thumbnail)
        self._intake.files_found.connect(self._on_files_found)
        self._intake.files_skipped.connect(self._on_files_skipped)
        self._intake.files_resolved.connect(self._on_files_resolved)
        self._intake.progressed.connect(view.task_bar.set_progress)
        self._intake.finished.connect(self._on_intake_finished)
        self._context.bus.changed.connect(self._on_changed)

    # --- purposes

    def _load_purposes(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[PurposeRow, ...]:
            return workspace.purposes.purposes()

        self._context.jobs.run_query(load, success=self._on_purposes_loaded, owner=self, key="purposes")

    def _on_purposes_loaded(self, purposes: tuple[PurposeRow, ...]) -> None:
        remembered = self._context.settings.text("check/purposes").split(",")
        checked = self.view.chips.checked() or tuple(one.id for one in purposes if one.key in remembered)
        if not checked and purposes:
            public = [one.id for one in purposes if one.key == "website"]
            checked = tuple(public or [purposes[0].id])
        self._purposes = purposes
        self.view.chips.set_chips(
            [
                Chip(one.id, one.name, purpose_icon(one.key, one.audience), labels.audience_label(one.audience))
                for one in purposes
            ],
            checked,
        )
        self._show_purposes()

    def _on_purposes_changed(self, checked: tuple[int, ...]) -> None:
        keys = [one.key for one in self._purposes if one.id in checked]
        self._context.settings.put_text("check/purposes", ",".join(keys))
        self._show_purposes()

    def _show_purposes(self) -> None:
        chosen = self.purpose_ids()
        self._model.set_purposes(tuple(one for one in self._purposes if one.id in chosen))
        self._judge(self._lineup.item_ids())
        self._show_side()

    # --- photos coming in

    def _on_choose_photos(self) -> None:
        start = self._context.settings.text("check/folder")
        kinds = _("Photos ({patterns})").format(patterns=_PICTURES)
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
        self._rearranging.start()

    def _on_files_resolved(self, resolved: list[ResolvedFile]) -> None:
        for one in resolved:
            self._loader.learn_hash(one.path, one.sha256)
            self._lineup.resolve_file(one.path, one.item_id, one.sha256)
        self._judge([one.item_id for one in resolved])
        self._rearranging.start()

    def _on_intake_finished(self) -> None:
        self.view.task_bar.finish()
        self._rearrange()

    # --- verdicts

    def _judge(self, item_ids: Sequence[int]) -> None:
        purpose_ids = self.purpose_ids()
        for start in range(0, len(item_ids), _PAGE):
            chunk = tuple(item_ids[start : start + _PAGE])

            def load(
                workspace: Workspace, _progress: Progress, wanted: tuple[int, ...] = chunk
            ) -> dict[int, ItemClearance]:
                return workspace.clearance.verdicts(wanted, purpose_ids)

            self._context.jobs.run_query(load, success=self._on_judged, owner=self)

    def _on_judged(self, clearances: dict[int, ItemClearance]) -> None:
        chosen = set(self.purpose_ids())
        current = {one: clearance for one, clearance in clearances.items() if set(clearance.by_purpose) == chosen}
        changed = self._lineup.set_clearances(current)
        if changed:
            self._model.refresh_rows(changed)
            self._rearranging.start()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.PURPOSE):
            self._load_purposes()
        if changes.concerns(*_JUDGING):
            self._judge(self._lineup.item_ids())
        elif changes.concerns(ChangeKind.APPEARANCE):
            touched = changes.ids(ChangeKind.APPEARANCE)
            self._judge([one for one in self._lineup.item_ids() if not touched or one in touched])

    def _rearrange(self) -> None:
        numbers, sections = self._lineup.ordered()
        self._counts = dict(sections)
        if tuple(numbers) != self._model.ids() or tuple(sections) != self._model.sections():
            self._model.rearrange()
        self._show_summary(len(numbers))
        self.view.pages.setCurrentIndex(1 if numbers or self._lineup.skipped else 0)
        self.view.clear.setEnabled(bool(numbers or self._lineup.skipped))

    def _show_summary(self, total: int) -> None:
        ready = self._lineup.ready_counts(self.purpose_ids())
        names = {one.id: one.name for one in self._purposes}
        sentences = [labels.ready_sentence(count, total, names[one]) for one, count in ready.items() if one in names]
        self.view.summary.setText("  ·  ".join(sentences) if sentences else _("Choose where the photos will go."))
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
        numbers = self._model.ids()[max(0, first) : last + 1]
        self._thumbnails.retain(entry.path for entry in self._lineup.entries(numbers))

    # --- the selection

    def _selected(self) -> list[Entry]:
        return self._lineup.entries(selected_ids(self.view.grid, self._model))

    def _selected_items(self) -> list[int]:
        return [entry.item_id for entry in self._selected() if entry.item_id is not None]

    def _show_side(self) -> None:
        items = self._selected_items()
        purposes = self.purpose_ids()
        if len(items) == 1 and purposes:
            self.view.why.show_item(items[0], purposes)
            self.view.side.setCurrentWidget(self.view.why)
            return
        self.view.why.show_item(None, ())
        if len(items) > 1:
            count = len(items)
            self.view.several.title.setText(
                ngettext("{count} photo selected", "{count} photos selected", count).format(count=count)
            )
            self.view.side.setCurrentWidget(self.view.several)
        else:
            self.view.side.setCurrentWidget(self.view.nothing_selected)

    def _on_opened(self, row: int) -> None:
        entry = self._lineup.entry(self._model.ids()[row])
        if entry is not None and entry.item_id is not None:
            self.tagging_requested.emit(self._items_in_order(), entry.item_id)

    def _items_in_order(self) -> list[int]:
        return [one.item_id for one in self._lineup.entries(self._model.ids()) if one.item_id is not None]

    def _on_open_selected(self) -> None:
        items = self._selected_items()
        if items:
            self.tagging_requested.emit(items, items[0])

    def _on_name_somebody(self) -> None:
        self.bulk_naming_requested.emit(self._selected_items())

    def _on_nobody_clicked(self) -> None:
        self._ask_nobody(self._selected_items())

    def _ask_nobody(self, item_ids: list[int]) -> None:
        menu = QMenu(self)
        for reason in NobodyReason:
            action = menu.addAction(labels.nobody_reason_label(reason))
            action.setData(reason)
        chosen = menu.exec(self.view.side.mapToGlobal(self.view.side.rect().center()))
        if chosen is not None:
            judge_nobody(self, self._context, item_ids, chosen.data())

    # --- ways out

    def _on_way_out(self, way: WayOut, purpose_id: int) -> None:
        items = self._selected_items()
        if not items:
            return
        if way in (WayOut.EXPORT, WayOut.COVER_AND_EXPORT):
            self._export(items, purpose_id, cover=way is WayOut.COVER_AND_EXPORT)
        elif way in (WayOut.NAME_PEOPLE, WayOut.MARK_PLACE):
            self.tagging_requested.emit(self._items_in_order(), items[0])
        elif way is WayOut.JUDGE_NOBODY_RECOGNISABLE:
            self._ask_nobody(items)
        elif way is WayOut.OTHER_ITEM:
            self._select_first_ready()
        else:
            self._explain_way(way, items[0])

    def _select_first_ready(self) -> None:
        numbers, _sections = self._lineup.ordered()
        for entry in self._lineup.entries(numbers):
            if entry.section is Verdict.READY:
                self.view.grid.setCurrentIndex(self._model.index(self._model.row_of(entry.number)))
                return
        self.view.banner.show_message(_("No other photo on this page is ready yet."))

    def _explain_way(self, way: WayOut, item_id: int) -> None:
        if way is WayOut.DELETE_ITEM:
            self.view.banner.show_message(
                _("Somebody did not want this recording to be made. Delete the file yourself where it is kept."),
                icon_name="warning",
                seconds=0,
            )
            return
        wanted = tuple(one.id for one in self._purposes)

        def load(workspace: Workspace, _progress: Progress) -> dict[int, ItemClearance]:
            return workspace.clearance.verdicts((item_id,), wanted)

        def loaded(clearances: dict[int, ItemClearance]) -> None:
            found = clearances[item_id].by_purpose
            ready = [one.name for one in self._purposes if found[one.id].verdict is Verdict.READY]
            sentence = _("This photo is ready for: {purposes}.").format(purposes=", ".join(ready))
            self.view.banner.show_message(sentence if ready else _("This photo is not ready for any purpose."))

        self._context.jobs.run_query(load, success=loaded, owner=self, key="elsewhere")

    def _on_export_all(self) -> None:
        self._export(self._lineup.item_ids(), None, cover=False)

    def _on_export_selected(self) -> None:
        self._export(self._selected_items(), None, cover=False)

    def _export(self, item_ids: list[int], purpose_id: int | None, *, cover: bool) -> None:
        chosen = [one for one in self._purposes if one.id in self.purpose_ids()]
        if not chosen or not item_ids:
            return
        preferred = purpose_id if purpose_id is not None else chosen[0].id
        ExportDialog(self._context, item_ids, chosen, preferred, cover=cover, parent=self).open()

    def _on_skipped_clicked(self) -> None:
        files = [(one.path, one.code) for one in self._lineup.skipped]
        SkippedFilesDialog(files, self).open()


def judge_nobody(owner: QWidget, context: AppContext, item_ids: Sequence[int], reason: NobodyReason) -> None:
    """Record the judgement that nobody can be recognised in these items; undo takes it back."""
    wanted = tuple(item_ids)
    label = ngettext(
        "Nobody recognisable in {count} photo", "Nobody recognisable in {count} photos", len(wanted)
    ).format(count=len(wanted))
    context.jobs.run_change(
        lambda workspace, _progress: workspace.tagging.judge_nobody(wanted, reason), owner=owner, label=label
    )
