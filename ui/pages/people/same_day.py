# SPDX-License-Identifier: GPL-3.0-or-later
"""Says so when a yes was recorded on a day on which the same person also said no."""

from __future__ import annotations

from PySide6.QtCore import QObject

from models.consent.same_day import outweighed_yeses
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.calendar_labels import same_day_sentence
from ui.widgets.banner import Banner


class SameDayNotice(QObject):
    """Looks after an answer was recorded; tells only where the answer does not count as it was meant."""

    def __init__(self, context: AppContext, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._banner = context, banner

    def look(self, person_id: int, event_ids: tuple[int, ...]) -> None:
        """Tell when one of these answers is outweighed by a no of the same day."""

        def read(workspace: Workspace, _progress: Progress) -> int:
            return len(outweighed_yeses(workspace.consent.timeline(person_id), event_ids))

        self._context.jobs.run_query(read, success=self._tell, owner=self, key="same day")

    def _tell(self, count: int) -> None:
        if count:
            self._banner.show_message(same_day_sentence(), icon_name="calendar", seconds=0)
