# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says when scans were read by themselves, and the way to the pages that wait."""

from __future__ import annotations

from PySide6.QtCore import QObject

from models.forms.scan_runs import RunSummary
from ui.page_stack import PageStack
from ui.scan_watch import ScanWatch
from ui.style.scan_labels import file_sentences, new_pages_sentence, scan_stop_sentence
from ui.texts import _
from ui.widgets.banner import Banner


class ScanNews(QObject):
    """Tells on a banner what a watch has read."""

    def __init__(self, watch: ScanWatch, banner: Banner, pages: PageStack) -> None:
        super().__init__(watch)
        self._watch = watch
        self._banner = banner
        self._pages = pages
        watch.pages_read.connect(self._on_pages_read)

    def show_pile(self) -> None:
        """Show the pages of returned forms that wait for a look."""
        from ui.pages.forms.page import FormsPage

        page = self._pages.page("forms")
        assert isinstance(page, FormsPage)
        self._pages.show_page("forms")
        page.show_pile()

    def _on_pages_read(self, summary: RunSummary) -> None:
        is_stopped, is_waiting = summary.stopped is not None, summary.waiting > 0
        lines = file_sentences(summary) + ([scan_stop_sentence(summary)] if is_stopped else [])
        if summary.outcomes or not lines:
            lines.insert(0, new_pages_sentence(summary))
        action, act = (_("Go on"), self._watch.start) if is_stopped else (_("Look at them"), self.show_pile)
        self._banner.show_message(
            "\n".join(lines),
            action=action if is_stopped or is_waiting else "",
            act=act,
            icon_name="forms",
            seconds=0 if is_stopped or is_waiting else 12,
        )
