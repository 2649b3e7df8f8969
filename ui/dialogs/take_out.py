# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking photos out of the library: says beforehand what that comes to; it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from models.changes import Change
from models.progress import Progress
from models.publishing.taking_out import TakingOut
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style.spacing import READABLE_WIDTH
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext


class TakeOutDialog(EntryDialog):
    """The sentences come from a plan; nothing is written before the button is pressed."""

    taken_out = Signal(int)
    """How many photos left the library."""

    def __init__(self, context: AppContext, item_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(context, _("Take out of the library"), _("Take out"), parent)
        self._items = tuple(item_ids)
        count = len(self._items)
        text = ngettext("Take {count} photo out of the library?", "Take {count} photos out of the library?", count)
        self.question = QLabel(text.format(count=format_number(count)))
        set_kind(self.question, "heading")
        self.told = QLabel(_("The files stay where they are."))
        self.told.setWordWrap(True)
        self.told.setFixedWidth(READABLE_WIDTH)
        self.body.addWidget(self.question)
        self.body.addWidget(self.told)
        self.save.setEnabled(False)
        context.jobs.run_query(
            lambda workspace, _progress: workspace.taking_out.plan(self._items),
            success=self._on_planned,
            failure=self.show_problem,
            owner=self,
        )

    def make_write(self) -> tuple[str, Write]:
        """Take them out."""
        items = self._items

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.taking_out.take_out(items)

        return _("Take out of the library"), write

    def written(self, change: Change[Any]) -> None:
        """Tell how many left."""
        self.taken_out.emit(change.value)

    def _on_planned(self, plan: TakingOut) -> None:
        self.told.setText("\n\n".join(taking_out_sentences(plan)))
        self.told.setMinimumHeight(self.told.heightForWidth(READABLE_WIDTH))
        self.save.setEnabled(bool(plan.item_ids))
        self.save.setFocus()
        self.adjustSize()


def taking_out_sentences(plan: TakingOut) -> list[str]:
    """What taking out comes to, in a few sentences."""
    films, names, published = plan.film_count, plan.name_count, plan.published_count
    standing, answered = plan.standing_count, plan.answered_count
    counted = (
        (films, ngettext(
            "{count} film that belongs to them goes with them.",
            "{count} films that belong to them go with them.", films)),
        (names, ngettext(
            "{count} name is forgotten: who is in a photo that was never published is not kept.",
            "{count} names are forgotten: who is in a photo that was never published is not kept.", names)),
        (published, ngettext(
            "{count} of them was published. Where, and who is in it, stays on record.",
            "{count} of them were published. Where, and who is in them, stays on record.", published)),
        (standing, ngettext(
            "{count} copy is still placed somewhere; taking it down is asked for as before.",
            "{count} copies are still placed somewhere; taking them down is asked for as before.", standing)),
        (answered, ngettext(
            "About {count} of them a family gave an answer. That answer stays on record.",
            "About {count} of them families gave an answer. Those answers stay on record.", answered)),
    )  # fmt: skip
    return [
        _("The files stay where they are. The photos are not shown or counted here any more."),
        *(text.format(count=format_number(count)) for count, text in counted if count),
    ]
