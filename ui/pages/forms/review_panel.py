# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at doubtful pages one by one: one question at a time, one key per answer, back with Backspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPalette, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.changes import Change
from models.errors import KnownError
from models.forms.layout import TEMPLATES, Rect, lay_out_sheet
from models.forms.questions import cell_of
from models.forms.receipts import Receipt
from models.forms.scan_rows import ReviewMark, ReviewScan
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.progress import Progress
from models.terms import MarkState
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.pages.forms.people_finder import OwnerDialog
from ui.pages.forms.review_pictures import cut_piece, name_and_code, whole_sheet
from ui.pages.forms.unread_code import UnreadCode
from ui.style.icons import icon
from ui.style.labels import activity_label, kind_label
from ui.style.scan_labels import mark_reason_label, page_problem_label
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext

_PAGE_DOTS = 2.6
_CROP_WIDTH, _SIGNATURE_WIDTH, _UNREAD_WIDTH = 560, 460, 440
_MARGIN = 1.5
_NAME_LINE = lay_out_sheet(next(iter(TEMPLATES)), (), 1).person
"""Where a name is written by hand: the same place on every form."""
_KEYS = {
    Qt.Key.Key_Y: MarkState.YES,
    Qt.Key.Key_J: MarkState.YES,
    Qt.Key.Key_N: MarkState.NO,
    Qt.Key.Key_B: MarkState.BLANK,
}


@dataclass(frozen=True, slots=True)
class PageToReview:
    """A page with everything to show of it. ``rivals``: the pages that contradict it, with their pictures."""

    scan: ReviewScan
    left: int
    name: str
    purposes: dict[int, str]
    picture: QImage | None
    rivals: tuple[tuple[ReviewScan, QImage | None], ...] = ()


class ReviewPanel(QWidget):
    """The next page that waits. `done` when there is none, or the user has had enough."""

    done = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.page: PageToReview | None = None
        self._back: list[tuple[int, Callable[[], Change[object]]]] = []
        self._is_busy = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Doubtful pages"))
        self.about = QLabel()
        set_kind(self.about, "muted")
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.question = QLabel()
        self.question.setWordWrap(True)
        set_kind(self.question, "heading")
        self.crop, self.signature, self.sheet = QLabel(), QLabel(), QLabel()
        self.sheet.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.signature_label = QLabel(_("Signature"))
        set_kind(self.signature_label, "small")
        self.yes = QPushButton(icon("check"), _("Yes (Y)"))
        self.no = QPushButton(icon("close"), _("No (N)"))
        self.blank = QPushButton(_("Not filled in (B)"))
        self.back = QPushButton(icon("undo"), _("Back (Backspace)"))
        self.aside = QPushButton(_("Put this page aside"))
        self.stop = QPushButton(_("Stop looking"))
        self.owner = QPushButton(icon("person", "on_accent"), _("Say whose it is… (W)"))
        set_kind(self.owner, "primary")
        self.receipt = QPushButton(icon("paper"), _("Receipt of the page before…"))
        self.receipt.hide()
        self._accepted: int | None = None
        self.unread = UnreadCode(context, self)
        self.choices: list[QPushButton] = []
        self._choice_row = QHBoxLayout()
        self._lay_out()
        self.yes.clicked.connect(partial(self.answer, MarkState.YES))
        self.no.clicked.connect(partial(self.answer, MarkState.NO))
        self.blank.clicked.connect(partial(self.answer, MarkState.BLANK))
        self.owner.clicked.connect(self.ask_owner)
        self.unread.turned.connect(lambda: self._show_pictures(self.mark))
        self.unread.code_given.connect(lambda code: self._name(lambda w, s: w.unread_codes.identify(s, code)))
        self.unread.form_chosen.connect(lambda form: self._name(lambda w, s: w.unread_codes.identify_as(s, form)))
        self.unread.not_ours.connect(lambda: self._name(lambda w, s: w.scans.set_aside(s, SetAside.NOT_OURS)))
        self.back.clicked.connect(self.go_back)
        self.aside.clicked.connect(self.put_aside)
        self.stop.clicked.connect(self.done)
        self.receipt.clicked.connect(self.open_receipt)

    def _lay_out(self) -> None:
        answers = QHBoxLayout()
        answers.setSpacing(S)
        for button in (self.owner, self.yes, self.no, self.blank):
            answers.addWidget(button)
        answers.addStretch(1)
        ways = QHBoxLayout()
        for button in (self.back, self.aside, self.stop, self.receipt):
            ways.addWidget(button)
        ways.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(M)
        for widget in (self.about, self.question, self.why, self.crop, self.unread):
            left.addWidget(widget)
        left.addLayout(self._choice_row)
        left.addLayout(answers)
        left.addWidget(self.signature_label)
        left.addWidget(self.signature)
        left.addStretch(1)
        left.addLayout(ways)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(L)
        across.addLayout(left, 3)
        across.addWidget(self.sheet, 2)

    # --- which page

    def show_next(self, scan_id: int | None = None) -> None:
        """Show the first page that waits, or this one while it does."""
        self._is_busy = True
        self._context.jobs.run_query(
            partial(_load, wanted=scan_id), success=self._on_loaded, owner=self, key="page", is_urgent=True
        )

    def _on_loaded(self, page: PageToReview | None) -> None:
        self._is_busy = False
        self.page = page
        self.unread.clear()
        if page is None:
            self.done.emit()
            return
        self._show()
        (self.unread.line if self.is_unread else self).setFocus()

    @property
    def mark(self) -> ReviewMark | None:
        """The question that is open; None where only a sheet or the signature is to be judged."""
        if self.page is None or self.is_choice or self.is_nobody_s or not self.page.scan.open_marks:
            return None
        return self.page.scan.open_marks[0]

    @property
    def is_choice(self) -> bool:
        """Whether sheets contradict each other and somebody has to say which one counts."""
        return self.page is not None and self.page.scan.outcome is ScanOutcome.CONFLICTING and bool(self.page.rivals)

    @property
    def is_nobody_s(self) -> bool:
        """Whether the form was handed out without a name, and somebody has to say whose it is."""
        return self.page is not None and PageProblem.FORM_BLANK in self.page.scan.problems

    @property
    def is_unread(self) -> bool:
        """Whether the code cannot be read, and somebody has to say which form it is."""
        return self.page is not None and self.page.scan.problems == (PageProblem.CODE_UNREADABLE,)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole page stays whole."""
        super().resizeEvent(event)
        if self.page is not None:
            self._show_pictures(self.mark)

    # --- what the user says

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key per answer; J as well, for who says ja."""
        key = event.key()
        number = key - Qt.Key.Key_1
        if key == Qt.Key.Key_Backspace:
            self.go_back()
        elif key == Qt.Key.Key_Escape:
            self.done.emit()
        elif self.is_choice and 0 <= number < len(self.choices):
            self.choose(number)
        elif self.is_nobody_s and key == Qt.Key.Key_W:
            self.ask_owner()
        elif Qt.Key(key) in _KEYS:
            self.answer(_KEYS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def answer(self, state: MarkState) -> None:
        """Answer the open question; after the last one yes or no is about the signature."""
        if self._is_busy or self.page is None or self.is_choice or self.is_nobody_s or self.is_unread:
            return
        scan_id, mark = self.page.scan.id, self.mark
        if mark is not None:
            self._change(lambda workspace: workspace.scans.decide(mark.id, state), scan_id)
        elif state is MarkState.YES and self.page.scan.person_id is not None:
            self._change(lambda workspace: workspace.scans.accept(scan_id, is_signed=True), scan_id, accepts=True)
        elif state is MarkState.NO:
            self._change(lambda workspace: workspace.scans.set_aside(scan_id, SetAside.NOT_SIGNED), scan_id)

    def choose(self, number: int) -> None:
        """Say which of the sheets counts."""
        if self._is_busy or self.page is None:
            return
        shown = self.page.scan
        chosen = (shown, *(scan for scan, _picture in self.page.rivals))[number]
        if chosen.outcome is ScanOutcome.RECORDED:  # a person chose it before, and does so again
            self._change(lambda workspace: workspace.scans.set_aside(shown.id, SetAside.OTHER_SHEET), shown.id)
        else:
            self._change(lambda workspace: workspace.scans.choose(chosen.id), chosen.id)

    def ask_owner(self) -> None:
        """Ask whose a form without a name is; then go on with it, as far as something on it is in doubt."""
        if self._is_busy or self.page is None or not self.is_nobody_s:
            return
        scan, picture = self.page.scan, self.page.picture
        assert scan.form_id is not None
        line = None
        if picture is not None and scan.placement is not None:
            line = cut_piece(picture, scan.placement, _NAME_LINE, _CROP_WIDTH / _NAME_LINE.w)
        dialog = OwnerDialog(self._context, scan.form_id, line, self)
        dialog.bound.connect(partial(self._on_written, scan.id))
        dialog.open()

    def put_aside(self) -> None:
        """Put the page aside; it is in the list of those."""
        if self.page is not None and not self._is_busy:
            scan_id = self.page.scan.id
            reason = SetAside.NOT_LEGIBLE if self.is_unread else SetAside.ASK_AGAIN
            self._change(lambda workspace: workspace.scans.set_aside(scan_id, reason), scan_id)

    def go_back(self) -> None:
        """Take the last answer back, also that of the page before."""
        if self._back and not self._is_busy:
            scan_id, undo = self._back.pop()
            self._accepted = None if scan_id == self._accepted else self._accepted
            self.receipt.setVisible(self._accepted is not None)
            self._is_busy = True
            self._context.jobs.run_change(
                lambda _workspace, _progress: undo(),
                success=lambda _change: self.show_next(scan_id),
                failure=self._on_failed,
                owner=self,
            )

    def open_receipt(self) -> None:
        """Show what was recorded from the page that was accepted last, for who signed it."""
        scan_id = self._accepted
        if scan_id is None:
            return

        def load(workspace: Workspace, usual: str) -> tuple[Receipt, ...]:
            return workspace.receipts.of_scans((scan_id,), usual_language=usual)

        ReceiptsDialog(self._context, load, self).open()

    def _change(self, act: Callable[[Workspace], Change[int]], scan_id: int, *, accepts: bool = False) -> None:
        self._is_busy = True
        self._context.jobs.run_change(
            lambda workspace, _progress: act(workspace),
            success=partial(self._on_written, scan_id, accepts=accepts),
            failure=self._on_failed,
            owner=self,
        )

    def _name(self, act: Callable[[Workspace, int], Change[int]]) -> None:
        """Say which form a page is whose code cannot be read; what is wrong with it is said beside the line."""
        if self._is_busy or self.page is None or not self.is_unread:
            return
        self._is_busy = True
        scan_id = self.page.scan.id

        def refused(error: KnownError) -> None:
            self._is_busy = False
            self.unread.show_error(error)

        self._context.jobs.run_change(
            lambda workspace, _progress: act(workspace, scan_id),
            success=partial(self._on_written, scan_id),
            failure=refused,
            owner=self,
        )

    def _on_written(self, scan_id: int, change: Change[int], *, accepts: bool = False) -> None:
        if change.undo is not None:
            self._back.append((scan_id, change.undo))
        self._accepted = scan_id if accepts else self._accepted
        self.receipt.setVisible(self._accepted is not None)
        self.show_next(scan_id)

    def _on_failed(self, error: object) -> None:
        self._context.jobs.failed.emit(error)
        self.show_next()

    # --- what is shown

    def _show(self) -> None:
        assert self.page is not None
        scan, mark = self.page.scan, self.mark
        left = ngettext("{count} page to look at", "{count} pages to look at", self.page.left).format(
            count=self.page.left
        )
        place = _("{file}, page {page}").format(file=scan.file, page=scan.page)
        self.about.setText(" · ".join(part for part in (self.page.name, place, left) if part))
        self.question.setText(self._question())
        reasons = [page_problem_label(problem) for problem in scan.problems]
        if mark is not None and mark.reasons:
            reasons = [", ".join(mark_reason_label(reason) for reason in mark.reasons)]
        self.why.setText("\n".join(reasons))
        self._show_pictures(mark)
        self._show_choices()
        self.owner.setVisible(self.is_nobody_s)
        self.unread.setVisible(self.is_unread)
        is_asking = not self.is_choice and not self.is_nobody_s and bool(scan.marks)
        for button in (self.yes, self.no):
            button.setVisible(is_asking)
        self.yes.setEnabled(mark is not None or scan.person_id is not None)
        self.blank.setVisible(mark is not None)
        self.back.setEnabled(bool(self._back))
        self.setAccessibleDescription(f"{self.question.text()}\n{self.why.text()}")

    def _question(self) -> str:
        assert self.page is not None
        if self.is_choice:
            return _("These sheets differ. Which one counts?")
        if self.is_nobody_s or self.is_unread:
            return _("Whose form is this?")
        mark = self.mark
        if mark is None:
            return _("Is it signed? Yes records this page.")
        cell = cell_of(mark.question)
        about = (
            activity_label(cell.activity) if cell.purpose_id is None else self.page.purposes.get(cell.purpose_id, "")
        )
        return _("{purpose}, {kind}: what is crossed?").format(purpose=about, kind=kind_label(cell.kind).lower())

    def _show_pictures(self, mark: ReviewMark | None) -> None:
        assert self.page is not None
        page, scan = self.page.picture, self.page.scan
        for label in (self.crop, self.signature, self.sheet):
            label.clear()
        is_alone = page is not None and not self.is_choice
        self.sheet.setVisible(is_alone)
        self.signature_label.setVisible(is_alone and bool(scan.signatures))
        if page is None or not is_alone:
            return
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        marked = None if mark is None else mark.place
        whole = whole_sheet(page, scan.placement, marked, accent, _PAGE_DOTS)
        if self.unread.is_turned:
            whole = whole.transformed(QTransform().rotate(180))
        room = self.sheet.size().expandedTo(QSize(200, 280))
        way = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self._put(self.sheet, whole.scaled(room, *way), _("The whole page"))
        if self.is_unread:
            name = name_and_code(page, _UNREAD_WIDTH, is_turned=self.unread.is_turned)
            self._put(self.crop, name, _("The name and the code as they were printed"))
        if scan.placement is None:
            return
        if mark is not None or self.is_nobody_s:
            place = _NAME_LINE if mark is None else mark.place.grown(_MARGIN)
            self._put(self.crop, cut_piece(page, scan.placement, place, _CROP_WIDTH / place.w), self._question())
        blocks = [place for place, _has_ink in scan.signatures]
        if blocks:
            left, top = min(one.x for one in blocks), min(one.y for one in blocks)
            right, bottom = max(one.right for one in blocks), max(one.bottom for one in blocks)
            both = Rect(left, top, right - left, bottom - top).grown(1.0)
            piece = cut_piece(page, scan.placement, both, _SIGNATURE_WIDTH / both.w)
            self._put(self.signature, piece, _("Signature"))

    def _show_choices(self) -> None:
        assert self.page is not None
        for button in self.choices:
            button.deleteLater()
        self.choices = []
        if not self.is_choice:
            return
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        sheets = ((self.page.scan, self.page.picture), *self.page.rivals)
        for number, (scan, picture) in enumerate(sheets):
            button = QPushButton(_("Sheet {number} counts ({number})").format(number=number + 1))
            if picture is not None:
                whole = whole_sheet(picture, scan.placement, None, accent, 1.6)
                button.setIcon(QPixmap.fromImage(whole))
                button.setIconSize(whole.size())
            button.clicked.connect(partial(self.choose, number))
            self._choice_row.addWidget(button)
            self.choices.append(button)

    @staticmethod
    def _put(label: QLabel, picture: QImage, name: str) -> None:
        label.setPixmap(QPixmap.fromImage(picture))
        label.setAccessibleName(name)


def _load(workspace: Workspace, _progress: Progress, wanted: int | None) -> PageToReview | None:
    waiting = workspace.scans.waiting()
    if not waiting:
        return None
    scan = workspace.scans.scan(wanted if wanted in waiting else waiting[0])
    rows = workspace.people.rows(() if scan.person_id is None else (scan.person_id,))
    purposes = {purpose.id: purpose.name for purpose in workspace.purposes.purposes(include_inactive=True)}
    rivals = tuple((workspace.scans.scan(rival), _read_picture(workspace, rival)) for rival in scan.rivals)
    name = rows[0].display_name if rows else ""
    return PageToReview(scan, len(waiting), name, purposes, _read_picture(workspace, scan.id), rivals)


def _read_picture(workspace: Workspace, scan_id: int) -> QImage | None:
    content = workspace.scans.picture(scan_id)
    if content is None:
        return None
    picture = QImage.fromData(content)
    return None if picture.isNull() else picture
