# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that run over as many pages as they need: letters, proofs, dossiers, class sheets.

What is in a document is told block by block, as plain text; nothing is ever read as markup. It is set in units of 1/600
inch whatever the device, so that a page breaks in the same place on paper, in a PDF and on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtPrintSupport import QPrinter

from models.errors import BugError
from models.progress import Progress
from ui.printing.paper import GREY, INK, RULE, Style, draw_rule, load_print_fonts, make_font, points, units
from ui.printing.pdf import PROGRAM, DrawPage, draw_picture, print_pages, write_pdf_pages
from ui.texts import _

LEFT, TOP, WIDTH, HEIGHT = 20.0, 18.0, 170.0, 255.0
"""Where the text stands on A4, in millimetres."""
_FOOT = 280.0
_TEXT, _SMALL = Style(10.0), Style(8.5, color=GREY)
_HEADINGS = {0: Style(17.0, is_bold=True), 1: Style(12.5, is_bold=True), 2: Style(10.5, is_bold=True)}
_IS_HEADING = int(QTextFormat.Property.UserProperty) + 1
_CELL_PADDING = 1.1
_MARK = 2.7
_NOTHING = "\u200b"
"""A space without width: a cell of nothing else is as high as a line, so that a row breaks over pages as one."""
_MOST_MOVES = 200
_ARABIC_LINE = 82.0
"""Per cent of the font's own line height."""


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    style: Style
    level: int = -1
    before: float = 0.0
    after: float = 2.0
    indent: float = 0.0


Cell = str | QImage
"""What stands in a cell of a table: words, or a small square mark."""


@dataclass(frozen=True, slots=True)
class _Table:
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    align: tuple[Qt.AlignmentFlag, ...]
    is_facts: bool = False


@dataclass(frozen=True, slots=True)
class _Picture:
    image: QImage
    width: float
    height: float


class _PageBreak:
    """The next block begins on a new page."""


class FlowDocument:
    """What a document says, in order. ``title`` stands at its top, ``footer`` at the bottom of each page.

    ``page_text`` is a page's number in the language of the document ("Page {page} of {count}"); without it in that of
    the program. ``is_right_to_left``: lines begin at the right, and so do the columns of a table.
    """

    def __init__(self, title: str, footer: str = "", page_text: str = "", *, is_right_to_left: bool = False) -> None:
        self.title = title
        self.footer = footer
        self.page_text = page_text
        self.is_right_to_left = is_right_to_left
        self._blocks: list[_Words | _Table | _Picture | _PageBreak] = []
        if title:
            self._blocks.append(_Words(title, _HEADINGS[0], 0, after=3.0))

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; it never stands alone at the foot of a page. ``level`` is 1 or 2."""
        self._blocks.append(_Words(text, _HEADINGS[level], level, before=5.0 if level == 1 else 3.0, after=1.5))

    def paragraph(self, text: str, *, is_bold: bool = False, is_muted: bool = False) -> None:
        """A paragraph; a line feed in it begins a new line."""
        style = _SMALL if is_muted else Style(_TEXT.size, is_bold=is_bold)
        self._blocks.append(_Words(text, style))

    def bullets(self, texts: Iterable[str]) -> None:
        """A list with a mark before each text."""
        self._blocks += [_Words(f"•\u2002{text}", _TEXT, after=1.0, indent=4.0) for text in texts]

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels with what there is to tell, side by side."""
        rows = tuple(pairs)
        if rows:
            left = Qt.AlignmentFlag.AlignLeft
            self._blocks.append(_Table((), rows, (30.0, 70.0), (left, left), is_facts=True))

    def legend(self, pairs: Iterable[tuple[QImage, str]]) -> None:
        """Marks with what each means, below each other."""
        left = Qt.AlignmentFlag.AlignLeft
        self._blocks.append(_Table((), tuple(pairs), (4.0, 96.0), (left, left), is_facts=True))

    def table(
        self,
        headers: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[float] | None = None,
        align: Sequence[Qt.AlignmentFlag] | None = None,
    ) -> None:
        """A table whose headers are repeated on each page. ``widths`` are shares of the width, of any sum.

        Raises `BugError` for a row with another number of cells than there are headers.
        """
        made = tuple(tuple(row) for row in rows)
        if any(len(row) != len(headers) for row in made):
            raise BugError("a table whose rows do not fit its headers")
        shares = tuple(widths) if widths is not None else (1.0,) * len(headers)
        total = sum(shares)
        aligned = tuple(align) if align is not None else (Qt.AlignmentFlag.AlignLeft,) * len(headers)
        self._blocks.append(_Table(tuple(headers), made, tuple(100 * one / total for one in shares), aligned))

    def picture(self, image: QImage, width_mm: float, caption: str = "") -> None:
        """A picture of that width (less where it would be higher than half a page), with words under it."""
        if image.isNull():
            raise BugError("a picture without pixels")
        width = min(width_mm, WIDTH, HEIGHT / 2 * image.width() / image.height())
        self._blocks.append(_Picture(image, width, width * image.height() / image.width()))
        if caption:
            self.paragraph(caption, is_muted=True)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._blocks.append(_PageBreak())

    def pages(self) -> tuple[DrawPage, ...]:
        """The pages, each ready to be drawn with a painter that takes units (see `paper.open_page`)."""
        set_document = _set_document(self._blocks, is_right_to_left=self.is_right_to_left)
        count = set_document.pageCount()
        return tuple(_FlowPage(set_document, number, count, self) for number in range(count))


class _FlowPage:
    """One page of a document that is set."""

    def __init__(self, document: QTextDocument, number: int, count: int, told: FlowDocument) -> None:
        self._document = document
        self._number = number
        self._count = count
        self._footer, self._page_text = told.footer, told.page_text
        self._is_right_to_left = told.is_right_to_left

    def __call__(self, painter: QPainter) -> None:
        height = units(HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(units(LEFT), units(TOP) - self._number * height)
        shown = QRectF(0, self._number * height, units(WIDTH), height)
        painter.setClipRect(shown)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = shown
        context.palette.setColor(QPalette.ColorRole.Text, QColor(INK))
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        self._draw_foot(painter)

    def _draw_foot(self, painter: QPainter) -> None:
        draw_rule(painter, LEFT, _FOOT - 1.5, WIDTH, 0.15)
        painter.setFont(make_font(8.0))
        painter.setPen(QColor(GREY))
        place = QRectF(units(LEFT), units(_FOOT), units(WIDTH), units(6))
        begin, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self._is_right_to_left:
            begin, end = end, begin
        pages = (self._page_text or _("Page {page} of {count}")).format(page=self._number + 1, count=self._count)
        painter.drawText(place, int(end | Qt.AlignmentFlag.AlignTop), pages)
        place.setWidth(units(WIDTH - 35))
        if self._is_right_to_left:
            place.moveRight(units(LEFT + WIDTH))
        footer = painter.fontMetrics().elidedText(self._footer, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, int(begin | Qt.AlignmentFlag.AlignTop), footer)


def write_flow_pdf(path: Path, documents: Sequence[FlowDocument], progress: Progress | None = None) -> int:
    """Write documents one after the other as one PDF; gives the number of pages. Raises as `pdf.write_pdf_pages`."""
    progress = progress if progress is not None else Progress()

    def pages() -> Iterator[DrawPage]:
        for done, document in enumerate(documents):
            progress.report(done, len(documents))
            yield from document.pages()

    title = (documents[0].title if len(documents) == 1 else "") or PROGRAM
    count = write_pdf_pages(path, pages(), progress=Progress(None, progress.cancel), title=title)
    progress.report(len(documents), len(documents))
    return count


def print_flow(printer: QPrinter, documents: Sequence[FlowDocument]) -> int:
    """Print documents (GUI thread); gives the number of pages. Raises ``PRINTER_UNAVAILABLE``."""
    return print_pages(printer, [page for document in documents for page in document.pages()])


def draw_flow_preview(document: FlowDocument, width: int, page: int = 0) -> QImage:
    """A picture of one page, ``width`` pixels wide (the last where there are fewer); any thread."""
    pages = document.pages()
    return draw_picture(pages[min(page, len(pages) - 1)], width)


def _set_document(
    blocks: Sequence[_Words | _Table | _Picture | _PageBreak], *, is_right_to_left: bool = False
) -> QTextDocument:
    load_print_fonts()
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(make_font(_TEXT.size))
    document.setIndentWidth(units(1))
    cursor = QTextCursor(document)
    begins_page = False
    is_first = True
    for number, block in enumerate(blocks):
        if isinstance(block, _PageBreak):
            begins_page = True
            continue
        if isinstance(block, _Table):
            shown = _mirrored(block) if is_right_to_left else block
            _insert_table(cursor, shown, begins_page=begins_page, is_right_to_left=is_right_to_left)
        else:
            layout = _block_format(block, is_right_to_left=is_right_to_left)
            if begins_page:
                layout.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            if is_first:
                cursor.setBlockFormat(layout)
            else:
                cursor.insertBlock(layout)
            if isinstance(block, _Picture):
                _insert_picture(cursor, block, number)
            else:
                cursor.insertText(block.text.replace("\n", "\u2028"), _char_format(block.style))
        begins_page = is_first = False
    document.setPageSize(QSizeF(units(WIDTH), units(HEIGHT)))
    _keep_headings(document)
    return document


def _mirrored(table: _Table) -> _Table:
    """The table for lines that begin at the right: its first column stands there, and left is right."""
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    swapped = {left: right, right: left}
    align = tuple(swapped.get(one, one) for one in reversed(table.align))
    rows = tuple(row[::-1] for row in table.rows)
    return _Table(table.headers[::-1], rows, table.widths[::-1], align, table.is_facts)


def _block_format(block: _Words | _Picture, *, is_right_to_left: bool) -> QTextBlockFormat:
    layout = QTextBlockFormat()
    if is_right_to_left:
        layout.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        _close_lines(layout)
        layout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    if isinstance(block, _Picture):
        layout.setTopMargin(units(2.0))
        layout.setBottomMargin(units(1.0))
        return layout
    layout.setTopMargin(units(block.before))
    layout.setBottomMargin(units(block.after))
    if block.indent:
        layout.setLeftMargin(units(block.indent))
        layout.setTextIndent(-units(block.indent))
    layout.setProperty(_IS_HEADING, block.level >= 0)
    return layout


def _char_format(style: Style) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(make_font(style.size, is_bold=style.is_bold))
    letters.setForeground(QBrush(QColor(style.color)))
    return letters


def _insert_picture(cursor: QTextCursor, block: _Picture, number: int) -> None:
    name = f"picture:{number}"
    cursor.document().addResource(int(QTextDocument.ResourceType.ImageResource), QUrl(name), block.image)
    shown = QTextImageFormat()
    shown.setName(name)
    shown.setWidth(units(block.width))
    shown.setHeight(units(block.height))
    cursor.insertImage(shown)


def _insert_table(cursor: QTextCursor, block: _Table, *, begins_page: bool, is_right_to_left: bool) -> None:
    layout = QTextTableFormat()
    layout.setBorder(0)
    layout.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    layout.setCellPadding(0)
    layout.setCellSpacing(0)
    layout.setTopMargin(units(1.0))
    layout.setBottomMargin(units(3.0))
    layout.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    layout.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in block.widths])
    layout.setHeaderRowCount(1 if block.headers else 0)
    if begins_page:
        layout.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    lines = ((block.headers,) if block.headers else ()) + block.rows
    if not lines:
        return
    table = cursor.insertTable(len(lines), len(block.widths), layout)
    strong = Style(9.0 if block.headers else _TEXT.size, is_bold=True)
    for row, line in enumerate(lines):
        is_header = bool(block.headers) and row == 0
        for column, text in enumerate(line):
            is_label = block.is_facts and column == (len(line) - 1 if is_right_to_left else 0)
            style = (
                strong if is_header else Style(9.0 if block.headers else _TEXT.size, color=GREY if is_label else INK)
            )
            inside = _format_cell(table, row, column, block.align[column], is_ruled=not block.is_facts)
            if is_right_to_left:
                _turn(inside, block.align[column], is_first=column == len(line) - 1)
            if isinstance(text, QImage):
                _insert_mark(inside, text, style)
            else:
                inside.insertText(text.replace("\n", "\u2028") or _NOTHING, _char_format(style))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _format_cell(table: QTextTable, row: int, column: int, align: Qt.AlignmentFlag, *, is_ruled: bool) -> QTextCursor:
    cell = table.cellAt(row, column)
    look = QTextTableCellFormat()
    look.setPadding(units(_CELL_PADDING))
    look.setLeftPadding(0 if column == 0 else units(_CELL_PADDING))
    if is_ruled:
        look.setBottomBorder(units(0.15))
        look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBottomBorderBrush(QBrush(QColor(RULE)))
    cell.setFormat(look)
    cursor = cell.firstCursorPosition()
    across = QTextBlockFormat()
    across.setAlignment(align)
    cursor.setBlockFormat(across)
    return cursor


def _close_lines(layout: QTextBlockFormat) -> None:
    """The Arabic font's own lines stand so far apart that a page becomes two."""
    layout.setLineHeight(_ARABIC_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)


def _turn(cursor: QTextCursor, align: Qt.AlignmentFlag, *, is_first: bool) -> None:
    """Let the lines of a cell begin at the right; the first column touches the edge of the text."""
    across = QTextBlockFormat()
    across.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _close_lines(across)
    across.setAlignment(align | Qt.AlignmentFlag.AlignAbsolute)
    cursor.setBlockFormat(across)
    cell = cursor.currentTable().cellAt(cursor)
    look = cell.format().toTableCellFormat()
    look.setLeftPadding(units(_CELL_PADDING))
    look.setRightPadding(0 if is_first else units(_CELL_PADDING))
    cell.setFormat(look)


def _insert_mark(cursor: QTextCursor, mark: QImage, style: Style) -> None:
    """Put a mark on the line of the words beside it; what stands with it makes its line as high as theirs."""
    name = f"mark:{mark.cacheKey()}"
    cursor.document().addResource(int(QTextDocument.ResourceType.ImageResource), QUrl(name), mark)
    shown = QTextImageFormat()
    shown.setName(name)
    shown.setWidth(units(_MARK))
    shown.setHeight(units(_MARK))
    cursor.insertText(_NOTHING, _char_format(style))
    cursor.insertImage(shown)


def _keep_headings(document: QTextDocument) -> None:
    """Move each heading that would stand alone at the foot of a page to the next one."""
    height = document.pageSize().height()
    for _move in range(_MOST_MOVES):
        block = document.begin()
        while block.isValid() and not _stands_alone(document, block, height):
            block = block.next()
        if not block.isValid():
            return
        layout = block.blockFormat()
        layout.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(block).setBlockFormat(layout)
        # Qt lays out only what it believes to have moved, and at times forgets the last block: it would not be drawn.
        document.markContentsDirty(0, document.characterCount())


def _stands_alone(document: QTextDocument, block: QTextBlock, height: float) -> bool:
    following = block.next()
    if not following.isValid() or not block.blockFormat().property(_IS_HEADING):
        return False
    if block.blockFormat().pageBreakPolicy() != QTextFormat.PageBreakFlag.PageBreak_Auto:
        return False
    own = document.documentLayout().blockBoundingRect(block)
    first_line = document.documentLayout().blockBoundingRect(following).top() + points(_TEXT.size)
    is_first = own.top() % height < units(1)
    return int(own.top() / height) != int(first_line / height) and not is_first
