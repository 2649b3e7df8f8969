# SPDX-License-Identifier: GPL-3.0-or-later
"""The opened register with all its services: the one place where they are put together."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from models.clock import Clock
from models.consent.calendar import CalendarService
from models.consent.cells import CellCompiler, compile_outdated_cells
from models.consent.checkup import CheckupService
from models.consent.effects import EffectService
from models.consent.evidence import EvidenceService
from models.consent.purposes import PurposeService
from models.consent.register import ConsentService
from models.consent.said import SaidService
from models.forms.forms import FormService
from models.forms.letters import LetterService
from models.forms.name_cards import NameCardService
from models.forms.online import OnlineService
from models.forms.photographed_cards import PhotographedCards
from models.forms.put_aside import PutAsideService
from models.forms.receipts import ReceiptService
from models.forms.rounds import RoundService
from models.forms.scan_folder import ScanFolderService
from models.forms.scan_runs import ScanService
from models.forms.typed import TypedService
from models.forms.unread_codes import UnreadCodeService
from models.media.library import MediaService
from models.media.nearby import NearbyService
from models.media.places import PlaceService
from models.media.ranges import RangeService
from models.media.seen import SeenService
from models.media.sessions import SessionService
from models.media.study import StudyService
from models.media.tagging import TaggingService
from models.media.thumbnails import ThumbnailStore
from models.media.watched import WatchedFolderService
from models.publishing.answer_import import AnswerImportService
from models.publishing.board import StatusBoard
from models.publishing.chances import ChancesService
from models.publishing.clearance import ClearanceService
from models.publishing.dossier import DossierService
from models.publishing.erasure import ErasureService
from models.publishing.exports import ExportService
from models.publishing.fairness import FairnessService
from models.publishing.file_names import FileNames
from models.publishing.library_view import LibraryService
from models.publishing.merges import MergeService
from models.publishing.overview import OverviewService
from models.publishing.proof import ProofService
from models.publishing.publications import PublicationService
from models.publishing.retention import RetentionService, RetentionSource
from models.publishing.sidecar_names import SidecarNames
from models.publishing.takedowns import TakedownService
from models.publishing.taking_out import TakingOutService
from models.publishing.todo import TodoService
from models.publishing.todo_sources import (
    DifferingSource,
    EndingSource,
    MissingSource,
    NowDecidesSource,
    ReminderSource,
    TakedownSource,
    UnnamedSource,
)
from models.roster.groups import GroupService
from models.roster.people import PeopleService
from models.settings import SettingsService
from models.store import Store
from models.store.audit_log import AuditLog
from models.store.unit_of_work import PROGRAM_NAME
from models.terms import TodoKind


class Workspace:
    """Everything that can be done with one register. Close it when done, or use it as a context manager."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = store.clock
        self.settings = SettingsService(store)
        self.people = PeopleService(store)
        self.groups = GroupService(store)
        self.purposes = PurposeService(store)
        self.evidence = EvidenceService(store)
        self.consent = ConsentService(store, self.settings, self.evidence)
        self.calendar = CalendarService(store, self.settings)
        self.effects = EffectService(store, self.settings)
        self.verify = CheckupService(store, self.settings, self.evidence)
        self.log = AuditLog(store)
        self.proof = ProofService(store, self.settings)
        self.said = SaidService(store)
        self._open_media(store)
        board = StatusBoard()
        self.clearance = ClearanceService(store, self.settings, board)
        self.overview = OverviewService(store, self.settings, board, self.clearance)
        self.library = LibraryService(store, self.places, self.overview, self.clearance)
        self.taking_out = TakingOutService(store, self.thumbnails)
        self.chances = ChancesService(store, self.settings, board)
        self.fairness = FairnessService(store, self.settings, board)
        self.exports = ExportService(store, self.media, self.clearance)
        self.publications = PublicationService(store)
        self.takedowns = TakedownService(store, self.settings)
        self._open_forms(store)
        self.retention = RetentionService(store, self.settings)
        self.todo = self._todo()
        self.merges = MergeService(store, self.settings)
        self.dossiers = DossierService(store, self.settings, self.consent, self.media)
        self.erasure = ErasureService(store, self.evidence)
        self._add_answer_services()
        self._follow_writes(board)

    def _add_answer_services(self) -> None:
        """Other ways for answers than a scan, and what is told back to who answered."""
        self.typed = TypedService(self.store, self.settings, self.consent, self.rounds)
        self.receipts = ReceiptService(self.store, self.settings)
        self.answer_imports = AnswerImportService(self.store, self.settings, self.consent)

    def _open_media(self, store: Store) -> None:
        """Everything about recordings themselves: taking them in, who is in them, what they look like."""
        self.media = MediaService(store)
        self.sessions = SessionService(store)
        self.tagging = TaggingService(store)
        self.ranges = RangeService(store)
        self.seen = SeenService(store, self.tagging)
        self.nearby = NearbyService(store)
        self.file_names = FileNames(store, self.tagging)
        self.sidecars = SidecarNames(store, self.people)
        self.thumbnails = ThumbnailStore(thumbnail_path(store.path))
        self.study = StudyService(store, self.media, self.thumbnails, self.seen)
        self.places = PlaceService(store)
        self.watched = WatchedFolderService(store)

    def _follow_writes(self, board: StatusBoard) -> None:
        """What each transaction brings along. Order matters: statuses first, then what follows from them."""
        self.store.run_before_commit(CellCompiler(self.settings.policy))
        self.store.run_before_commit(self.takedowns)
        self.store.run_after_commit(board.forget)
        self.store.run_after_commit(self.library.forget)
        self.store.run_after_commit(self.todo.forget)

    def _open_forms(self, store: Store) -> None:
        """Forms: asking with them, reading them back, and what comes in online."""
        self.forms = FormService(store, self.settings)
        self.scans = ScanService(store, self.settings, self.forms, self.consent, self.evidence)
        self.rounds = RoundService(store, self.settings, self.forms, self.calendar, self.scans.change_owner)
        self.name_cards = NameCardService(store, self.settings)
        self.photographed_cards = PhotographedCards(store, self.name_cards, self.tagging)
        self.put_aside = PutAsideService(store, self.evidence, self.scans)
        self.unread_codes = UnreadCodeService(store, self.forms, self.evidence, self.scans)
        self.scan_folder = ScanFolderService(store, self.settings, self.scans)
        self.online = OnlineService(store, self.settings, self.consent, self.evidence)
        self.letters = LetterService(store, self.settings, self.calendar)

    def _todo(self) -> TodoService:
        """The to-do list with its sources; each looks at a service that is there already."""
        return TodoService(
            self.store,
            {
                TodoKind.TAKEDOWN: TakedownSource(self.takedowns),
                TodoKind.MISSING_FOR_SESSION: MissingSource(self.store, self.sessions.expected_in, self.chances),
                TodoKind.GUARDIANS_DIFFER: DifferingSource(self.store, self.settings),
                TodoKind.NOW_DECIDES: NowDecidesSource(self.calendar),
                TodoKind.ENDS_SOON: EndingSource(self.calendar),
                TodoKind.REMINDER_DUE: ReminderSource(self.calendar),
                TodoKind.UNNAMED_FACES: UnnamedSource(self.tagging),
                TodoKind.RETENTION_DUE: RetentionSource(self.retention),
            },
        )

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = True,
        clock: Clock | None = None,
        actor: str = "",
        program: str = PROGRAM_NAME,
        is_check: bool = False,
    ) -> Workspace:
        """Open (or create) the register at ``path``; raises as `Store.open` does."""
        store = Store.open(path, create=create, clock=clock, actor=actor, program=program, is_check=is_check)
        opened = cls(store)
        try:
            if not is_check:
                compile_outdated_cells(opened.store, opened.settings)
        except BaseException:
            opened.close()
            raise
        return opened

    @property
    def path(self) -> Path:
        """The register's file."""
        return self.store.path

    def close(self) -> None:
        """Close the register and give its lock back; safe to call twice."""
        self.thumbnails.close()
        self.store.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def thumbnail_path(register: Path) -> Path:
    """Where a register's thumbnails lie: beside it, rebuilt when lost, not worth a safety copy."""
    return register.with_name(register.name + ".thumbs")
