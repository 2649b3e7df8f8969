# SPDX-License-Identifier: GPL-3.0-or-later
"""The first sheet of an Excel workbook (.xlsx) as rows of text: what stands in the cells; no formula is worked out.

A workbook is a packed folder that can unfold to any size, so it is measured before it is opened.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

from models.errors import ErrorCode, KnownError
from models.roster.person_input import clean_text
from models.roster.sheet import MAX_BYTES, MAX_ROWS, Table, read_table

_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_COLUMNS = 400


def read_export(data: bytes) -> Table:
    """An export of answers whose first row holds the questions: CSV or text in any usual writing, or a workbook.

    Raises as `read_table`, and ``TABLE_UNREADABLE`` for a workbook that is broken, locked or of the old kind (.xls).
    """
    if not data.startswith(b"PK\x03\x04"):
        return read_table(data, has_headings=True)
    if len(data) > MAX_BYTES:
        raise KnownError(ErrorCode.FILE_TOO_LARGE, size=len(data), limit=MAX_BYTES)
    rows = _read_rows(data)
    if len(rows) < 2:
        raise KnownError(ErrorCode.TABLE_EMPTY)
    headings = rows[0][1]
    width = len(headings)
    body = tuple(row + ("",) * (width - len(row)) for _line, row in rows[1:])
    return Table(headings, body, tuple(line for line, _row in rows[1:]), "", "xlsx")


def _read_rows(data: bytes) -> list[tuple[int, tuple[str, ...]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > _MOST_UNPACKED:
                raise KnownError(ErrorCode.FILE_TOO_LARGE, size=size, limit=_MOST_UNPACKED)
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        found = []
        for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
            row = [_text(cell) for cell in cells]
            while row and not row[-1]:
                row.pop()
            if row:
                found.append((line, tuple(row)))
            if len(found) > MAX_ROWS + 1:
                raise KnownError(ErrorCode.FILE_TOO_LARGE, rows=len(found), limit=MAX_ROWS)
        workbook.close()
    except KnownError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise KnownError(ErrorCode.TABLE_UNREADABLE, kind="excel") from error
    return found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell))
