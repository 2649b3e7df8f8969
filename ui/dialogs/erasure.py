# SPDX-License-Identifier: GPL-3.0-or-later
"""Erasing people for good, in two steps: what goes and what stays, then a ground and a tick. There is no undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import KnownError
from models.progress import Progress
from models.publishing.erasure import Erased
from models.publishing.erasure_plan import ErasurePreview
from models.publishing.mentions import Mention
from models.terms import ErasureGround
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import rights_labels as words
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, join_words, ngettext
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.icon_line import IconLine

_MOST_LINES = 6
_MOST_LETTERS = 90


class ErasureDialog(QDialog):
    """Looks first, asks then, erases last."""

    erased = Signal(str)
    """A sentence about what was done."""

    def __init__(self, context: AppContext, person_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._asked = context, tuple(person_ids)
        self._parent_ids: tuple[int, ...] = ()
        self._is_busy = False
        self.preview: ErasurePreview | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Erase for good"))
        self.resize(640, 640)
        self.heading = QLabel(_("Looking what there is…"))
        self.heading.setWordWrap(True)
        set_kind(self.heading, "title")
        self.step = QLabel()
        set_kind(self.step, "muted")
        self.lines = QVBoxLayout()
        self.lines.setSpacing(S)
        self.parents = QCheckBox()
        self.parents.hide()
        self.who_parents = QLabel()
        self.who_parents.setWordWrap(True)
        set_kind(self.who_parents, "muted")
        self.who_parents.hide()
        self.copies = QCheckBox()
        self.copies.hide()
        self.ground = QComboBox()
        for ground in ErasureGround:
            self.ground.addItem(words.ground_label(ground), ground)
            self.ground.setItemData(self.ground.count() - 1, words.ground_article(ground), Qt.ItemDataRole.ToolTipRole)
        self.note = QLineEdit()
        self.note.setMaxLength(400)
        self.note.setPlaceholderText(_("For example who asked for it; the name itself is left out"))
        self.agree = QCheckBox(_("I have seen what goes. It cannot be undone."))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(_("Erasing"))
        self.progress.hide()
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._build()
        self._load()

    def _build(self) -> None:
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.back = self.buttons.addButton(_("Back"), QDialogButtonBox.ButtonRole.ActionRole)
        self.next = self.buttons.addButton(_("Continue"), QDialogButtonBox.ButtonRole.ActionRole)
        self.erase = self.buttons.addButton(_("Erase for good"), QDialogButtonBox.ButtonRole.ActionRole)
        self.erase.setIcon(icon("delete"))
        for button in (self.back, self.erase):  # Enter in a field must never erase
            button.setAutoDefault(False)
        set_kind(self.next, "primary")
        self.steps = QStackedWidget()
        self.steps.addWidget(self._make_preview_step())
        self.steps.addWidget(self._make_agree_step())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        for widget in (self.heading, self.step):
            layout.addWidget(widget)
        layout.addWidget(self.steps, 1)
        for widget in (self.progress, self.problem, self.buttons):
            layout.addWidget(widget)
        self.next.clicked.connect(self._on_next)
        self.back.clicked.connect(self._on_back)
        self.erase.clicked.connect(self._on_erase)
        self.agree.toggled.connect(self._show_step)
        self.parents.toggled.connect(self._load)
        self.buttons.rejected.connect(self.reject)
        self._show_step()

    def _make_preview_step(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, M, 0)
        column.setSpacing(M)
        column.addLayout(self.lines)
        column.addWidget(self.parents)
        column.addWidget(self.who_parents)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        scroll.setAccessibleName(_("What goes and what stays"))
        return scroll

    def _make_agree_step(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(M)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        why = QLabel(_("&Why they are erased"))
        why.setBuddy(self.ground)
        remark = QLabel(_("&Remark (may stay empty)"))
        remark.setBuddy(self.note)
        form.addRow(why, self.ground)
        form.addRow(remark, self.note)
        form.addRow(self.copies)
        form.addRow(self.agree)
        return page

    def people(self) -> tuple[int, ...]:
        """Whom to erase: who was asked for, with their parents where that is ticked."""
        return (*self._asked, *self._parent_ids) if self.parents.isChecked() else self._asked

    def reject(self) -> None:
        """Close, unless the erasure is on its way: it cannot be stopped half-way."""
        if not self._is_busy:
            super().reject()

    # --- looking

    def _load(self) -> None:
        people = self.people()

        def look(workspace: Workspace, _progress: Progress) -> ErasurePreview:
            return workspace.erasure.preview(people)

        self._context.jobs.run_query(look, success=self._on_loaded, failure=self._on_failed, owner=self, key="look")

    def _on_loaded(self, preview: ErasurePreview) -> None:
        self.preview = preview
        if not self._parent_ids and preview.left_alone:
            self._parent_ids = tuple(one for one, _name in preview.left_alone)
            names = join_words([name for _one, name in preview.left_alone], limit=3)
            self.parents.setText(
                ngettext(
                    "Erase the parent or guardian too", "Erase the parents or guardians too", len(preview.left_alone)
                )
            )
            self.who_parents.setText(
                ngettext(
                    "{names} is here only as parent or guardian.",
                    "{names} are here only as parents or guardians.",
                    len(preview.left_alone),
                ).format(names=names)
            )
            self.parents.setAccessibleDescription(self.who_parents.text())
            self.parents.show()
            self.who_parents.show()
        count = len(preview.people)
        name = preview.people[0].name or _("Parent or guardian (name not known)")
        self.heading.setText(
            _("Erase {name}").format(name=name)
            if count == 1
            else ngettext("Erase {count} person", "Erase {count} people", count).format(count=count)
        )
        self._show_lines(preview)
        copies = len(preview.copies)
        self.copies.setText(
            ngettext(
                "Delete {count} safety copy that holds them too",
                "Delete {count} safety copies that hold them too",
                copies,
            ).format(count=copies)
        )
        self.copies.setVisible(bool(copies))
        self._show_step()

    def _show_lines(self, preview: ErasurePreview) -> None:
        while self.lines.count():
            old = self.lines.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if preview.published:
            self._show_published(preview)
        if len(preview.people) > 1:
            self._add_section(_("Who"), [one.name for one in preview.people], "person", "accent")
        self._add_section(_("What goes"), list(words.going_lines(preview.counts)), "delete", "muted")
        if preview.mentions:
            self._add_section(
                _("Their name in what others wrote becomes “…”"),
                [_mention_text(mention) for mention in preview.mentions],
                "edit",
                "muted",
            )
        self._add_section(_("What stays"), list(words.staying_lines(preview)), "check", "ready")
        if preview.to_change:
            texts = [words.mention_label(one.place) for one in preview.to_change]
            self._add_section(_("Change this yourself: the name is in it"), list(dict.fromkeys(texts)), "info", "ask")

    def _show_published(self, preview: ErasurePreview) -> None:
        shown = [one for one in preview.published if not one.is_covered]
        if not shown:
            return
        title = ngettext(
            "{count} publication is still out and shows them",
            "{count} publications are still out and show them",
            len(shown),
        ).format(count=len(shown))
        self._add_section(title, [words.published_line(one) for one in shown], "takedown", "ask")
        advice = QLabel(
            ngettext(
                "Better take it down first: while the person is on record you can see why. After erasing, it becomes "
                "a task on To do without a name.",
                "Better take them down first: while the person is on record you can see why. After erasing, each "
                "becomes a task on To do without a name.",
                len(shown),
            )
        )
        advice.setWordWrap(True)
        self.lines.addWidget(advice)

    def _add_section(self, title: str, texts: Sequence[str], icon_name: str, role: str) -> None:
        heading = QLabel(title)
        heading.setWordWrap(True)
        set_kind(heading, "heading")
        self.lines.addWidget(heading)
        for text in texts[:_MOST_LINES]:
            self.lines.addWidget(IconLine(icon_name, role, text))
        more = len(texts) - _MOST_LINES
        if more > 0:
            rest = QLabel(ngettext("and {count} more", "and {count} more", more).format(count=more))
            set_kind(rest, "muted")
            self.lines.addWidget(rest)

    # --- agreeing

    def _on_next(self) -> None:
        self.steps.setCurrentIndex(1)
        self._show_step()
        self.ground.setFocus()

    def _on_back(self) -> None:
        self.steps.setCurrentIndex(0)
        self._show_step()

    def _show_step(self) -> None:
        is_last = self.steps.currentIndex() == 1
        self.step.setText(
            _("Step 2 of 2: say why, and agree") if is_last else _("Step 1 of 2: look at what goes and what stays")
        )
        self.back.setVisible(is_last)
        self.next.setVisible(not is_last)
        self.erase.setVisible(is_last)
        self.next.setEnabled(self.preview is not None and not self._is_busy)
        self.next.setDefault(not is_last)
        self.erase.setEnabled(self.agree.isChecked() and not self._is_busy)
        self.back.setEnabled(not self._is_busy)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setEnabled(not self._is_busy)

    def _on_erase(self) -> None:
        if self._is_busy or not self.agree.isChecked():
            return
        people, ground, note = self.people(), ErasureGround(self.ground.currentData()), self.note.text()
        with_copies = self.copies.isVisible() and self.copies.isChecked()

        def write(workspace: Workspace, _progress: Progress) -> Change[Erased]:
            return workspace.erasure.erase(people, ground, note, with_copies=with_copies)

        self._is_busy = True
        self.problem.hide()
        self.progress.show()
        self._show_step()
        self._context.jobs.run_change(write, success=self._on_erased, failure=self._on_failed, owner=self)

    def _on_erased(self, change: Change[Erased]) -> None:
        self._is_busy = False
        self._context.undo.clear()  # what could be taken back may hold what is erased
        self.erased.emit(words.erased_sentence(change.value))
        self.accept()

    def _on_failed(self, error: KnownError) -> None:
        self._is_busy = False
        self.progress.hide()
        text = error_sentence(error)
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.show()
        self._show_step()


def _mention_text(mention: Mention) -> str:
    """Where a name stands, and how the text reads without it."""
    left = " ".join(mention.left.split())
    if len(left) > _MOST_LETTERS:
        left = left[: _MOST_LETTERS - 1].rstrip() + "…"
    return _("{place}: {text}").format(place=words.mention_label(mention.place), text=left)
