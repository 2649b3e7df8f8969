# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of forms for the guide: a form, rounds of them, and what comes back. Called by `guide_pictures.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.forms.online_link import LinkHost
from models.forms.wording import load_wording
from models.terms import LegalBasis
from tests.forms_simulator.pens import Hand, Pen, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from ui.dialogs.receipts import ReceiptsDialog
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.pages.forms.online_link_dialog import OnlineLinkDialog
from ui.pages.forms.page import FormsPage
from ui.pages.forms.review_tab import PileTab
from ui.pages.forms.round_dialog import RoundDialog
from ui.printing.print_job import draw_preview

if TYPE_CHECKING:
    from guide_pictures import Stage

_LINK = "https://docs.google.com/forms/d/e/1FAIpQLSeDeKlaproos0000/viewform?usp=pp_url&entry.1234567890=ZZCODEZZ"
"""A link as the maker of forms gives it; the form is invented."""


def show_form(stage: Stage) -> None:
    """A form as it is printed, before it has a code."""
    sheets = stage.workspace.forms.preview([stage.person("Finn Bakker")], asked_for(stage), stage.language)
    picture = QLabel()
    picture.setPixmap(QPixmap.fromImage(draw_preview(sheets[0], 760)))
    picture.setFixedSize(picture.pixmap().size())
    picture.show()
    stage.save("form", picture)


def show_round(stage: Stage) -> None:
    """A round that is under way: which classes answered, and who is silent."""
    tab = forms_page(stage).rounds
    tab.tree.topLevelItem(1).setExpanded(True)
    tab.tree.setCurrentItem(tab.tree.topLevelItem(1).child(0))
    stage.save("round")


def show_new_round(stage: Stage) -> None:
    """Whom to ask and about what, with the first form beside it."""
    tab = forms_page(stage).rounds
    tab.start_round()
    stage.settle()
    (dialog,) = (one for one in stage.window.findChildren(RoundDialog) if one.isVisible())
    dialog.groups.item(0).setCheckState(Qt.CheckState.Checked)
    stage.settle()
    names = [dialog.versions.itemText(row) for row in range(dialog.versions.count())]
    row = next((row for row, name in enumerate(names) if load_wording("nl").name in name), 0)
    dialog.versions.setCurrentIndex(row)
    dialog.versions.activated.emit(row)
    stage.settle()
    stage.save("new-round", dialog)
    dialog.reject()
    stage.settle()


def show_review(stage: Stage) -> None:
    """A form that came back with a doubt, and the question about it."""
    page = forms_page(stage)
    page.tabs.setCurrentIndex(1)
    pile = page.tab(1)
    assert isinstance(pile, PileTab)
    if not stage.workspace.scans.runs():
        form = stage.workspace.rounds.forms_of(stage.workspace.rounds.rounds()[0].id)[1]
        chance = np.random.default_rng(12)
        paper = draw_preview(form.sheet, 2480).convertToFormat(QImage.Format.Format_Grayscale8)
        sheet = np.frombuffer(paper.constBits(), np.uint8).reshape(paper.height(), paper.bytesPerLine())[:, :2480]
        writer = Writer(Pen.BLUE, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
        marked = fill_in(sheet.copy(), form.sheet.layout(), writer, chance, blank_share=0.0, trouble_share=0.4)
        scan = stage.workspace.path.with_name("formulieren.png")
        Image.fromarray(scan_page(marked.page, plain_scan(), chance)).save(scan)
        stage.workspace.scans.take([scan])
        scan.unlink()
        pile.refresh()
        stage.settle()
    pile.start_review()
    stage.save("review")
    pile.panel.done.emit()
    stage.settle()


def show_typed(stage: Stage) -> None:
    """Somebody phones: the lines of their form, half answered."""
    tab = forms_page(stage).rounds
    dialog = TypedAnswersDialog(stage.context, stage.person("Thijs van der Meer"), tab)
    dialog.open()
    stage.settle()
    dialog.lines.setFocus()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N):
        QTest.keyClick(dialog.lines, key)
    stage.save("typed", dialog)
    dialog.deleteLater()
    stage.settle()


def show_receipts(stage: Stage) -> None:
    """Receipts of a round, with the first one beside them."""
    tab = forms_page(stage).rounds
    round_id = stage.workspace.rounds.rounds()[0].id
    dialog = ReceiptsDialog(stage.context, lambda workspace, usual: workspace.receipts.of_round(round_id, usual), tab)
    dialog.open()
    stage.save("receipts", dialog)
    dialog.reject()
    stage.settle()


def show_online(stage: Stage) -> None:
    """The link of the school's own online form: pasted, found good, and ready to be tried."""
    page = forms_page(stage)
    page.tabs.setCurrentIndex(2)
    dialog = OnlineLinkDialog(stage.context, None, page)
    dialog.open()
    stage.settle()
    dialog.host.setCurrentIndex(dialog.host.findData(LinkHost.GOOGLE.value))
    dialog.name.setText("De Klaproos")
    dialog.link.setText(_LINK)
    stage.save("online", dialog)
    dialog.reject()
    stage.settle()


def forms_page(stage: Stage) -> FormsPage:
    """The Forms page with its rounds."""
    page = stage.page("forms")
    assert isinstance(page, FormsPage)
    page.tabs.setCurrentIndex(0)
    stage.settle()
    return page


def asked_for(stage: Stage) -> tuple[int, ...]:
    """The purposes that rest on consent."""
    return tuple(one.id for one in stage.workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT)
