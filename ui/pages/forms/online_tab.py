# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that come in online: the school's own form and its link, its export brought in, and what waits for a look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.forms.online import OnlineForm, OnlineImport
from models.forms.online_link import check_link
from models.forms.online_rows import WaitingRow
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.forms.online_import_dialog import OnlineImportDialog
from ui.pages.forms.online_link_dialog import OnlineLinkDialog
from ui.pages.forms.online_reading import names_of, purpose_names
from ui.pages.forms.online_waiting import WaitingPanel
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.online_labels import link_host_label
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, ngettext
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class _Overview:
    forms: tuple[OnlineForm, ...]
    last: OnlineImport | None
    waiting: tuple[WaitingRow, ...]
    names: dict[int, str]
    purposes: dict[int, str]


class OnlineTab(QWidget):
    """At the top the form and its export; below it the rows that wait for a person, one at a time."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._forms: tuple[OnlineForm, ...] = ()
        self._last: OnlineImport | None = None
        self.setAcceptDrops(True)
        self.banner = Banner(self)
        self.empty = EmptyState(
            "globe",
            _("No online answers yet"),
            _(
                "Families can answer in a Google or Microsoft form of your own school, with a code in its link. Set "
                "the link once; afterwards you bring in the answers from the export of that form."
            ),
        )
        self.first = self.empty.add_button(_("Set up the form…"), "link", is_primary=True)
        self.first_import = self.empty.add_button(_("Bring in answers…"), "import")
        self.form = QComboBox()
        self.form.setAccessibleName(_("Your own online form"))
        self.form.setMinimumWidth(220)
        self.about = QLabel()
        self.change = QPushButton(icon("edit"), _("Change the link…"))
        self.remove = QPushButton(icon("delete"), _("Remove the link"))
        self.add = QPushButton(icon("add"), _("Another form…"))
        self.bring_in = QPushButton(icon("import", "on_accent"), _("Bring in answers…"))
        set_kind(self.bring_in, "primary")
        self.last = QLabel()
        self.undo = QPushButton(icon("undo"), _("Take the last import back"))
        self.waiting = WaitingPanel(context)
        self._stack = QStackedLayout(self)
        self._lay_out()
        for button in (self.first, self.add):
            button.clicked.connect(partial(self.open_link, None))
        for button in (self.first_import, self.bring_in):
            button.clicked.connect(partial(self.open_import, None))
        self.form.currentIndexChanged.connect(self._show_form)
        self.change.clicked.connect(self._on_change)
        self.remove.clicked.connect(self._on_remove)
        self.undo.clicked.connect(self._on_undo)
        self.waiting.said.connect(lambda text: self.banner.show_message(text, icon_name="check"))
        self.waiting.failed.connect(self._on_problem)
        context.bus.changed.connect(self._on_changed)
        self.refresh()

    def open_link(self, form: OnlineForm | None = None) -> OnlineLinkDialog:
        """Open the dialog for the link of a form, or of a new one."""
        dialog = OnlineLinkDialog(self._context, form, self)
        dialog.saved.connect(lambda _name: self.banner.show_message(_("The link is kept."), icon_name="check"))
        dialog.open()
        return dialog

    def open_import(self, path: Path | None = None) -> OnlineImportDialog:
        """Open the dialog for an export; with a path it is read at once."""
        dialog = OnlineImportDialog(self._context, self._forms, self)
        if self.form.currentText():
            dialog.form.setCurrentText(self.form.currentText())
        dialog.imported.connect(lambda text: self.banner.show_message(text, icon_name="check"))
        dialog.open()
        if path is not None:
            dialog.read_file(path)
        return dialog

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """An export is welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_import(paths[0])

    # --- what it looks like

    def _lay_out(self) -> None:
        heading = QLabel(_("Your own online form"))
        set_kind(heading, "heading")
        set_kind(self.about, "muted")
        set_kind(self.last, "muted")
        first = QHBoxLayout()
        first.setSpacing(S)
        for widget in (self.form, self.about):
            first.addWidget(widget)
        first.addStretch(1)
        for widget in (self.change, self.remove, self.add):
            first.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(S)
        for widget in (self.bring_in, self.last):
            second.addWidget(widget)
        second.addStretch(1)
        second.addWidget(self.undo)
        card = QFrame()
        set_kind(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(L, M, L, M)
        inside.setSpacing(M)
        inside.addWidget(heading)
        inside.addLayout(first)
        inside.addLayout(second)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.banner)
        column.addWidget(card)
        column.addWidget(self.waiting, 1)
        self._stack.addWidget(filled)
        self._stack.addWidget(self.empty)

    # --- what there is

    def refresh(self) -> None:
        """Ask the register how things stand."""
        self._context.jobs.run_query(_read_overview, success=self._on_overview, owner=self, key="overview")

    def _on_overview(self, found: _Overview) -> None:
        is_empty = not found.forms
        self._stack.setCurrentIndex(1 if is_empty else 0)
        self.setFocusProxy(self.first if is_empty else self.bring_in)
        self._forms, self._last = found.forms, found.last
        before = self.form.currentText()
        self.form.blockSignals(True)
        self.form.clear()
        self.form.addItems([one.name for one in found.forms])
        self.form.setCurrentIndex(max(0, self.form.findText(before)))
        self.form.blockSignals(False)
        self._show_form()
        self._show_last()
        self.waiting.show_rows(found.waiting, found.names, found.purposes)

    def _show_form(self) -> None:
        form = self._current()
        has_link = form is not None and bool(form.link)
        self.remove.setVisible(has_link)
        self.change.setText(_("Change the link…") if has_link else _("Set the link…"))
        if form is None or not has_link:
            self.about.setText(_("no link yet"))
            return
        self.about.setText(_("opens {what}").format(what=link_host_label(check_link(form.link).host)))

    def _show_last(self) -> None:
        self.undo.setVisible(self._last is not None)
        if self._last is None:
            self.last.setText(_("Choose the export of your form, or drop it here."))
            return
        rows = ngettext("{count} row", "{count} rows", self._last.rows).format(count=self._last.rows)
        day = format_date(self._last.imported_at.astimezone().date())
        self.last.setText(_("Last time: {rows} on {date}").format(rows=rows, date=day))

    def _current(self) -> OnlineForm | None:
        place = self.form.currentIndex()
        return self._forms[place] if 0 <= place < len(self._forms) else None

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.FORM, ChangeKind.PERSON, ChangeKind.PURPOSE):
            self.refresh()

    # --- acting

    def _on_change(self) -> None:
        self.open_link(self._current())

    def _on_remove(self) -> None:
        form = self._current()
        if form is not None:
            name = form.name
            self._run(lambda workspace: workspace.online.set_link(name, ""), _("Removing the link of an online form"))

    def _on_undo(self) -> None:
        if self._last is not None:
            batch = self._last.batch
            self._run(lambda workspace: workspace.online.undo_import(batch), _("Taking an import back"))

    def _run(self, act: Callable[[Workspace], Change[object]], label: str) -> None:
        self._context.jobs.run_change(
            lambda workspace, _progress: act(workspace), failure=self._on_problem, owner=self, label=label
        )

    def _on_problem(self, error: KnownError) -> None:
        self.banner.show_message(error_sentence(error), icon_name="warning")


class DifferingNotice(QFrame):
    """Above the pile: forms that were answered differently on paper and online. Hidden while there is none."""

    asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        set_kind(self, "banner")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.look = QPushButton(icon("eye"), _("Look at them"))
        across = QHBoxLayout(self)
        across.setContentsMargins(M, S, M, S)
        across.addWidget(self.text, 1)
        across.addWidget(self.look)
        self.look.clicked.connect(self.asked)
        context.bus.changed.connect(self._on_changed)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Count them."""
        self._context.jobs.run_query(
            lambda workspace, _progress: workspace.online.rows.count_differing(),
            success=self._show,
            owner=self,
            key="differing",
        )

    def _show(self, count: int) -> None:
        text = ngettext(
            "{count} form was answered differently on paper and online. The no counts until you have looked.",
            "{count} forms were answered differently on paper and online. The no counts until you have looked.",
            count,
        )
        self.text.setText(text.format(count=count))
        self.setVisible(count > 0)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.FORM):
            self.refresh()


def _read_overview(workspace: Workspace, _progress: Progress) -> _Overview:
    online = workspace.online
    waiting = online.rows.waiting()
    people = {row.person_id for row in waiting if row.person_id is not None}
    standing = [one for one in online.imports() if not one.is_undone]
    return _Overview(
        online.forms(),
        standing[0] if standing else None,
        waiting,
        names_of(workspace, people),
        purpose_names(workspace),
    )
