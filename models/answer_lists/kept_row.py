# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of a row of an online form's export: what it said, word for word, and what was made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.answer_lists.answer_table import ReadAnswer
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.terms import Activity, MediaKind


class Counting(StrEnum):
    """What a person said of a row that says otherwise than the paper: which of both counts."""

    PAPER = "paper"
    ONLINE = "online"
    NO = "no"
    """Neither yes; each no stays."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it is kept.

    ``cells`` is the row heading by heading. ``said`` are its answers that were recorded, in the order of ``events``;
    ``held`` those that wait for a person, for ``reason``. ``sender``: the number of who answered, "" where the row
    says nothing of that, None where what it says fits nobody. ``kept_back``: answers of this row and of its paper form
    that do not count because both differ, each with the annulment; ``counting`` is what a person said of that.
    ``evidence_id``: the whole export as it came. ``before``: the state from before it was taken back or flagged.
    """

    batch: str
    at: datetime
    cells: tuple[tuple[str, str], ...]
    reason: str | None = None
    events: tuple[int, ...] = ()
    said: tuple[ReadAnswer, ...] = ()
    held: tuple[ReadAnswer, ...] = ()
    is_first: bool = False
    before: str | None = None
    sender: int | str | None = None
    language: str = ""
    evidence_id: int | None = None
    kept_back: tuple[tuple[int, int], ...] = ()
    differs: bool = False
    counting: Counting | None = None

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(
            {
                "batch": self.batch,
                "at": self.at.isoformat(),
                "cells": self.cells,
                "reason": self.reason,
                "events": self.events,
                "answers": len(self.events),
                "said": _answers_json(self.said),
                "held": _answers_json(self.held),
                "first": self.is_first,
                "was": self.before,
                "sender": self.sender,
                "language": self.language,
                "evidence": self.evidence_id,
                "kept_back": self.kept_back,
                "differs": self.differs,
                "counting": None if self.counting is None else self.counting.value,
            },
            ensure_ascii=False,  # as it reads: an erasure looks for names in it
        )

    @classmethod
    def from_json(cls, text: str) -> KeptRow:
        """What was kept; of rows from before that was kept, what was recorded of them is not known cell by cell."""
        data = json.loads(text)
        counting = data.get("counting")
        return cls(
            batch=data["batch"],
            at=datetime.fromisoformat(data["at"]),
            cells=tuple((name, value) for name, value in data["cells"]),
            reason=data["reason"],
            events=tuple(data["events"]),
            said=_answers_from(data.get("said", ())),
            held=_answers_from(data.get("held", ())),
            is_first=bool(data.get("first")),
            before=data.get("was"),
            sender=data.get("sender"),
            language=data.get("language", ""),
            evidence_id=data.get("evidence"),
            kept_back=tuple((event, annulment) for event, annulment in data.get("kept_back", ())),
            differs=bool(data.get("differs")),
            counting=None if counting is None else Counting(counting),
        )


def _answers_json(answers: Sequence[ReadAnswer]) -> list[list[object]]:
    return [
        [one.key.activity.value, one.key.kind.value, one.key.purpose_id, one.value.value, one.source] for one in answers
    ]


def _answers_from(data: Sequence[Sequence[Any]]) -> tuple[ReadAnswer, ...]:
    return tuple(
        ReadAnswer(CellKey(Activity(activity), MediaKind(kind), purpose), ImportedValue(value), source)
        for activity, kind, purpose, value, source in data
    )
