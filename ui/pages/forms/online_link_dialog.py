# SPDX-License-Identifier: GPL-3.0-or-later
"""The link of the school's own online form, step by step: what to do there, paste it, see that it works."""

from __future__ import annotations

import secrets
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.online import OnlineForm
from models.forms.online_link import LinkHost, OnlineLink, check_link
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.printing.round_print import address_modules
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon, pixmap
from ui.style.online_labels import link_host_label, link_how_to
from ui.style.spacing import ICON, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.link_symbol import LinkSymbol

_HOSTS = (LinkHost.MICROSOFT, LinkHost.GOOGLE)
_SAMPLE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EXAMPLE = "https://…ZZCODEZZ"


class OnlineLinkDialog(EntryDialog):
    """Says what to do in the form, checks what is pasted as it is pasted, and lets it be tried."""

    saved = Signal(str)
    """The name of the form."""

    def __init__(self, context: AppContext, form: OnlineForm | None = None, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Your own online form"), _("Keep this link"), parent)
        self._link: OnlineLink | None = None
        self._sample = "".join(secrets.choice(_SAMPLE_SIGNS) for _place in range(16))
        self.resize(860, 740)
        self.host = QComboBox()
        for host in _HOSTS:
            self.host.addItem(link_host_label(host), host.value)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Such as: Consent"))
        self.link = QLineEdit()
        self.link.setClearButtonEnabled(True)
        self.link.setPlaceholderText(_EXAMPLE)
        self.steps: list[QLabel] = []
        self._mark, self.check = QLabel(), QLabel()
        self._mark.setFixedWidth(ICON)
        self.check.setWordWrap(True)
        self.check.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.symbol = LinkSymbol(_("Code to try the link with a telephone"))
        self.address = QLineEdit()
        self.address.setReadOnly(True)
        self.address.setAccessibleName(_("The link with a code to try it"))
        self.open_form = QPushButton(icon("globe"), _("Open the form"))
        self.open_form.setAutoDefault(False)
        self._trial = QWidget()
        self._lay_out()
        self.host.currentIndexChanged.connect(self._show_steps)
        self.link.textChanged.connect(self._on_link)
        self.name.textChanged.connect(self._show_save)
        self.open_form.clicked.connect(self._on_open)
        if form is not None:
            self.name.setText(form.name)
            self.name.setReadOnly(True)
            self.link.setText(form.link)
        self._show_steps()
        self._on_link()
        (self.link if form is not None else self.host).setFocus()

    def make_write(self) -> tuple[str, Write]:
        """Keep the link under the name."""
        name, link = self.name.text(), self.link.text()

        def write(workspace: Workspace, _progress: Progress) -> Change[OnlineForm]:
            return workspace.online.set_link(name, link)

        return _("Setting the link of an online form"), write

    def written(self, change: Change[Any]) -> None:
        """Tell which form it is."""
        self.saved.emit(change.value.name)

    # --- what it looks like

    def _lay_out(self) -> None:
        about = QLabel(
            _(
                "Families answer in a form that your school made. The only thing that goes into its link is a code: no "
                "name, no class. Later you bring the answers in from the export of the form."
            )
        )
        about.setWordWrap(True)
        set_kind(about, "muted")
        kind = QFormLayout()
        kind.addRow(_("Made with"), self.host)
        kind.addRow(_("What you call the form"), self.name)
        steps = QGridLayout()
        steps.setHorizontalSpacing(S)
        steps.setVerticalSpacing(S)
        for number in range(len(link_how_to(LinkHost.GOOGLE))):
            sign, text = QLabel(f"{number + 1}."), QLabel()
            set_kind(sign, "heading")
            text.setWordWrap(True)
            self.steps.append(text)
            steps.addWidget(sign, number, 0, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(text, number, 1)
        steps.setColumnStretch(1, 1)
        paste = QLabel(_("The pre-filled link"))
        paste.setBuddy(self.link)
        told = QHBoxLayout()
        told.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.check, 1)
        self.body.addWidget(about)
        self.body.addLayout(kind)
        self.body.addLayout(steps)
        self.body.addWidget(paste)
        self.body.addWidget(self.link)
        self.body.addLayout(told)
        self._lay_out_trial()
        self.body.addWidget(self._trial)
        self.body.addStretch(1)

    def _lay_out_trial(self) -> None:
        heading = QLabel(_("Try it"))
        set_kind(heading, "heading")
        how = QLabel(
            _(
                "Scan the code with your telephone, or open the form here. The code in the link must stand in the "
                "answer to your question. It is made up, so there is no need to send the form in."
            )
        )
        how.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(S)
        for widget in (heading, how, self.address):
            words.addWidget(widget)
        words.addWidget(self.open_form, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        self._trial.setMinimumHeight(self.symbol.height())
        across = QHBoxLayout(self._trial)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(M)
        across.addWidget(self.symbol, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)

    def _show_steps(self) -> None:
        for label, text in zip(self.steps, link_how_to(LinkHost(self.host.currentData())), strict=True):
            label.setText(text)

    # --- checking

    def _on_link(self) -> None:
        self._link = None
        text = self.link.text().strip()
        if not text:
            self._tell("info", "muted", _("As soon as you paste the link, you see here whether it is good."))
        else:
            try:
                self._link = check_link(text)
            except KnownError as error:
                self._tell("warning", "no", error_sentence(error))
            else:
                host = self._link.host
                with QSignalBlocker(self.host):
                    place = self.host.findData(host.value)
                    self.host.setCurrentIndex(place if place >= 0 else self.host.currentIndex())
                self._show_steps()
                good = _("This link is good: it opens {what}.").format(what=link_host_label(host))
                self._tell("check", "ready", good)
        address = "" if self._link is None else self._link.for_code(self._sample)
        self.symbol.set_modules(address_modules(address) if address else ())
        self.address.setText(address)
        self.address.setCursorPosition(0)
        self._trial.setVisible(bool(address))
        self._show_save()

    def _tell(self, icon_name: str, role: str, text: str) -> None:
        self._mark.setPixmap(pixmap(icon_name, ICON, role, self.devicePixelRatioF()))
        self.check.setText(text)
        self.link.setAccessibleDescription(text)

    def _show_save(self) -> None:
        self.save.setEnabled(self._link is not None and bool(self.name.text().strip()))

    def _on_open(self) -> None:
        if self._link is not None and not QDesktopServices.openUrl(QUrl(self._link.for_code(self._sample))):
            self.show_problem(KnownError(ErrorCode.ONLINE_NOT_OPENED))
