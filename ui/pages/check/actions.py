# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with the selected photos: the ways out of the why panel, and the buttons for several at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from models.errors import ErrorCode, KnownError
from models.terms import Verdict, WayOut
from ui.actions.look_harder import look_harder
from ui.context import AppContext
from ui.dialogs.export import ExportDialog
from ui.dialogs.selected_photos import SelectedPhotos
from ui.dialogs.skipped_files import SkippedFilesDialog
from ui.item_models.kept_selection import selected_ids
from ui.pages.check.lineup import Entry, Lineup
from ui.pages.check.purposes import PurposeChoice
from ui.pages.check.tiles import CheckItemModel
from ui.pages.check.view import CheckView
from ui.style.error_sentences import error_sentence
from ui.texts import _

_EXPORTABLE = frozenset({Verdict.READY, Verdict.COVER, Verdict.ASK})


class CheckActions(QObject):
    """Acts on what is selected in the grid; what concerns other pages is told by signals."""

    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    bulk_naming_requested = Signal(list)

    def __init__(
        self, context: AppContext, view: CheckView, model: CheckItemModel, lineup: Lineup, choice: PurposeChoice
    ) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._model = model
        self._lineup = lineup
        self._choice = choice
        self._photos = SelectedPhotos(context, self.selected_items, view.banner, view)
        view.several.nobody.setMenu(self._photos.nobody_menu)
        view.export.clicked.connect(self._on_export_all)
        view.skipped.clicked.connect(self._on_skipped)
        view.grid.opened.connect(self._on_opened)
        view.why.way_out_chosen.connect(self._on_way_out)
        view.why.purpose_chosen.connect(self._on_purpose_chosen)
        view.several.name_somebody.clicked.connect(self._on_name_somebody)
        view.several.file_names.clicked.connect(self._photos.look_at_file_names)
        view.several.event_of.clicked.connect(self._photos.choose_event)
        view.several.export.clicked.connect(self._on_export_selected)
        view.several.open.clicked.connect(self._on_open_selected)
        view.several.look_harder.clicked.connect(self._on_look_harder)

    def selected(self) -> list[Entry]:
        """The selected photos, in the order of the page."""
        return self._lineup.entries(selected_ids(self._view.grid, self._model))

    def selected_items(self) -> list[int]:
        """Their items; photos that are still being read have none."""
        return [entry.item_id for entry in self.selected() if entry.item_id is not None]

    def _items_in_order(self) -> list[int]:
        return [one.item_id for one in self._lineup.entries(self._model.ids()) if one.item_id is not None]

    def _on_opened(self, row: int) -> None:
        entry = self._lineup.entry(self._model.ids()[row])
        if entry is not None and entry.item_id is not None:
            self.tagging_requested.emit(self._items_in_order(), entry.item_id)

    def _on_open_selected(self) -> None:
        items = self.selected_items()
        if items:
            self.tagging_requested.emit(items, items[0])

    def _on_name_somebody(self) -> None:
        self.bulk_naming_requested.emit(self.selected_items())

    def _on_look_harder(self) -> None:
        look_harder(self._context, self, self.selected_items(), self._on_looked_harder)

    def _on_looked_harder(self, text: str) -> None:
        self._view.banner.show_message(text, icon_name="search")

    def _on_way_out(self, way: WayOut, purpose_id: int) -> None:
        items = self.selected_items()
        if not items:
            return
        if way in (WayOut.EXPORT, WayOut.COVER_AND_EXPORT):
            self._export(items, purpose_id, cover=way is WayOut.COVER_AND_EXPORT)
        elif way in (WayOut.NAME_PEOPLE, WayOut.MARK_PLACE):
            self.tagging_requested.emit(self._items_in_order(), items[0])
        elif way is WayOut.JUDGE_NOBODY_RECOGNISABLE:
            near = self._view.window().focusWidget() or self._view.side
            self._photos.nobody_menu.popup(near.mapToGlobal(near.rect().bottomLeft()))
        elif way is WayOut.MUTE:
            self._tell_photos_only()
        elif way is WayOut.OTHER_ITEM:
            self._select_first_ready()
        elif way is WayOut.DELETE_ITEM:
            self._view.banner.show_message(
                _("Somebody did not want this photo to be taken. Delete its file in the folder where you keep it."),
                icon_name="warning",
                seconds=0,
            )

    def _on_purpose_chosen(self, purpose_id: int) -> None:
        self._choice.choose((purpose_id,))

    def _select_first_ready(self) -> None:
        numbers, _sections = self._lineup.ordered()
        for entry in self._lineup.entries(numbers):
            if entry.section is Verdict.READY:
                self._view.grid.setCurrentIndex(self._model.index(self._model.row_of(entry.number)))
                return
        self._view.banner.show_message(_("No other photo on this page is ready yet."))

    def _on_export_all(self) -> None:
        self._export(self._lineup.item_ids(), None, cover=False)

    def _on_export_selected(self) -> None:
        self._export(self.selected_items(), None, cover=False)

    def _export(self, item_ids: Sequence[int], purpose_id: int | None, *, cover: bool) -> None:
        chosen = self._choice.chosen
        possible = self._lineup.items_with(_EXPORTABLE, [one.id for one in chosen])
        recordings = self._lineup.recordings()
        if any(one in possible and one in recordings for one in item_ids):
            self._tell_photos_only()
            item_ids = [one for one in item_ids if one not in recordings]
            if not any(one in possible for one in item_ids):
                return
        wanted = [one for one in item_ids if one in possible]
        if not chosen or not wanted:
            self._view.banner.show_message(_("None of these photos is ready yet."))
            return
        preferred = purpose_id if purpose_id is not None else chosen[0].id
        ExportDialog(
            self._context, wanted, chosen, preferred, cover=cover, total=len(item_ids), parent=self._view
        ).open()

    def _tell_photos_only(self) -> None:
        sentence = error_sentence(KnownError(ErrorCode.EXPORTS_PHOTOS_ONLY))
        self._view.banner.show_message(sentence, icon_name="film", seconds=0)

    def _on_skipped(self) -> None:
        files = [(one.path, one.code) for one in self._lineup.skipped]
        SkippedFilesDialog(files, self._view).open()
