# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done about who is in a photo: each action is one change, can be undone, and is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from models.changes import Change, ChangeSet
from models.media.box import Box
from models.media.ranges import Senses, Span
from models.media.same_people import tags_like
from models.progress import Progress
from models.terms import FaceJudgement, NobodyReason
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.tagging.nobody import judged_sentence
from ui.style import labels
from ui.style.film_labels import senses_text, span_text
from ui.texts import _, ngettext

T = TypeVar("T")


@dataclass(slots=True)
class NewMark:
    """A mark on its way to the register; ``face_id`` is known as soon as the writer has made it.

    Who names it before that is served after it: changes are carried out in the order in which they were asked for.
    """

    face_id: int | None = None


class TaggingActions(QObject):
    """Writes through the jobs; nothing here waits."""

    done = Signal(str)
    """What was done, as a sentence; it can be undone now."""
    told = Signal(str)
    """Why there was nothing to do."""
    marked = Signal(object)
    """`NewMark` that is in the register now."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def name_person(self, item_ids: Sequence[int], person_id: int, name: str, mark: NewMark | None = None) -> None:
        """Name somebody in items; with a mark that mark becomes this person."""
        items = tuple(item_ids)

        def write(workspace: Workspace) -> Change[tuple[int, ...]]:
            face_id = None if mark is None else mark.face_id
            return workspace.tagging.name_person(items, person_id, face_id=face_id)

        def written(change: Change[tuple[int, ...]]) -> None:
            count = len(change.value)
            if count > 1 or len(items) > 1:
                text = ngettext(
                    "{name} is now named in {count} more photo.", "{name} is now named in {count} more photos.", count
                )
                self.done.emit(text.format(name=name, count=count))
            else:
                self.done.emit(_("{name} is named.").format(name=name))

        self._run(write, _("Name {name}").format(name=name), written)

    def rename_appearance(self, appearance_id: int, person_id: int, name: str) -> None:
        """Say that somebody named is somebody else."""
        self._run(
            lambda workspace: workspace.tagging.rename_appearance(appearance_id, person_id),
            _("Another name"),
            lambda _change: self.done.emit(_("This is {name} now.").format(name=name)),
        )

    def name_range(self, item_id: int, person_id: int, name: str, senses: Senses, span: Span | None) -> None:
        """Name somebody who is seen or heard in a part of a film or sound, or in all of it."""
        how = senses_text(bool(senses & Senses.SEEN), bool(senses & Senses.HEARD))
        text = (
            _("{name} is named: {how} in all of it.").format(name=name, how=how)
            if span is None
            else _("{name} is named: {how} {range}.").format(
                name=name, how=how, range=span_text(span.start_ms, span.end_ms)
            )
        )
        self._run(
            lambda workspace: workspace.ranges.name_range(item_id, person_id, senses, span),
            _("Name {name}").format(name=name),
            lambda _change: self.done.emit(text),
        )

    def move_range(self, appearance_id: int, name: str, span: Span) -> None:
        """Give somebody named another part of the film or sound."""
        text = _("{name}: {range}.").format(name=name, range=span_text(span.start_ms, span.end_ms))
        self._run(
            lambda workspace: workspace.ranges.move_range(appearance_id, span),
            _("Another part for {name}").format(name=name),
            lambda _change: self.done.emit(text),
        )

    def say_senses(self, appearance_id: int, name: str, senses: Senses) -> None:
        """Say whether somebody named is seen, heard or both in that part of a film."""
        how = senses_text(bool(senses & Senses.SEEN), bool(senses & Senses.HEARD))
        self._run(
            lambda workspace: workspace.ranges.say_senses(appearance_id, senses),
            _("Seen or heard: {name}").format(name=name),
            lambda _change: self.done.emit(_("{name}: {how}.").format(name=name, how=how)),
        )

    def name_same_people(self, item_id: int, earlier_ids: Sequence[int]) -> None:
        """Name the people of the latest earlier item that has people; where a face was found in their place, there."""
        earlier = tuple(earlier_ids)

        def write(workspace: Workspace) -> Change[int]:
            # Read here, in the writer: names given a moment ago count too.
            known = workspace.tagging.people_in((item_id, *earlier))
            for one in earlier:
                if one in known and known[one].appearances:
                    return workspace.tagging.tag_items(tags_like(known[item_id], known[one]))
            return Change(0, ChangeSet())

        def written(change: Change[int]) -> None:
            if change.undo is None:
                self.told.emit(_("Nobody was named in the photos before this one."))
                return
            text = ngettext(
                "{count} person named, as in the photo before.",
                "{count} people named, as in the photo before.",
                change.value,
            )
            self.done.emit(text.format(count=change.value))

        self._run(write, _("Same people as before"), written)

    def mark_somebody(self, item_id: int, box: Box, span: Span | None = None) -> NewMark:
        """Mark that somebody without a name is there; in a film, when."""
        mark = NewMark()

        def write(workspace: Workspace) -> Change[int]:
            change = workspace.tagging.mark_face(item_id, box, span)
            mark.face_id = change.value
            return change

        self._run(write, _("Mark somebody"), lambda _change: self.marked.emit(mark))
        return mark

    def place_appearance(self, appearance_id: int, box: Box) -> None:
        """Say where somebody named is."""
        self._run(lambda workspace: workspace.tagging.place_appearance(appearance_id, box), _("Show where somebody is"))

    def place_face(self, face_id: int, box: Box) -> None:
        """Move a mark."""
        self._run(lambda workspace: workspace.tagging.place_face(face_id, box), _("Move a mark"))

    def remove_appearance(self, appearance_id: int, name: str) -> None:
        """Take somebody out."""
        self._run(
            lambda workspace: workspace.tagging.remove_appearance(appearance_id),
            _("Take {name} out").format(name=name),
            lambda _change: self.done.emit(_("{name} is not named in this photo any more.").format(name=name)),
        )

    def remove_person(self, item_ids: Sequence[int], person_id: int, name: str) -> None:
        """Take somebody out of several items."""
        items = tuple(item_ids)

        def written(change: Change[int]) -> None:
            text = ngettext("{name} taken out of {count} photo.", "{name} taken out of {count} photos.", change.value)
            self.done.emit(text.format(name=name, count=change.value))

        self._run(
            lambda workspace: workspace.tagging.remove_person(items, person_id),
            _("Take {name} out").format(name=name),
            written,
        )

    def remove_face(self, face_id: int) -> None:
        """Take a mark without a name away."""
        self._run(
            lambda workspace: workspace.tagging.remove_face(face_id),
            _("Take a mark away"),
            lambda _change: self.done.emit(_("The mark is gone.")),
        )

    def judge_face(self, face_id: int, judgement: FaceJudgement, reason: str = "") -> None:
        """Judge a mark without a name."""
        text = _("Marked as: {judgement}").format(judgement=judged_sentence(judgement, reason))
        self._run(
            lambda workspace: workspace.tagging.judge_face(face_id, judgement, reason),
            _("Judge a mark"),
            lambda _change: self.done.emit(text),
        )

    def confirm_face(self, face_id: int) -> None:
        """Say of a dot that it is somebody."""
        self._run(
            lambda workspace: workspace.tagging.confirm_face(face_id),
            _("It is someone"),
            lambda _change: self.done.emit(_("It is someone. Who is it?")),
        )

    def judge_nobody(self, item_ids: Sequence[int], reason: NobodyReason, note: str = "") -> None:
        """Judge that nobody can be recognised in the items."""
        items = tuple(item_ids)
        text = ngettext(
            "Nobody can be recognised in this photo: {reason}",
            "Nobody can be recognised in these {count} photos: {reason}",
            len(items),
        ).format(count=len(items), reason=labels.nobody_reason_label(reason))
        self._run(
            lambda workspace: workspace.tagging.judge_nobody(items, reason, note),
            _("Nobody can be recognised"),
            lambda _change: self.done.emit(text),
        )

    def take_back_nobody(self, item_ids: Sequence[int]) -> None:
        """Take back that nobody can be recognised."""
        items = tuple(item_ids)
        self._run(
            lambda workspace: workspace.tagging.take_back_nobody(items),
            _("Somebody can be recognised after all"),
            lambda _change: self.done.emit(_("Now say who is in it.")),
        )

    def _run(
        self,
        write: Callable[[Workspace], Change[T]],
        label: str,
        success: Callable[[Change[T]], None] | None = None,
    ) -> None:
        def work(workspace: Workspace, _progress: Progress) -> Change[T]:
            return write(workspace)

        self._context.jobs.run_change(work, success=success, owner=self, label=label)
