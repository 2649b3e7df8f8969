# SPDX-License-Identifier: GPL-3.0-or-later
"""The register on disk: transactions, the audit chain, append-only answers, and what happens when things go wrong."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col, select

from models.changes import ChangeSet
from models.clock import FixedClock
from models.errors import BugError, ErrorCode, KnownError
from models.store import Store, UnitOfWork, audit
from models.tables import AuditDetail, AuditEntry, ConsentEvent, Erasure, Person, Purpose
from models.terms import Activity, Answer, AnswerMethod, Audience, ChangeKind, LegalBasis, MediaKind

SECRET = "Allesandra Geheimzinnig"  # noqa: S105 - a name that must not turn up anywhere


def add_person(store: Store, name: str = "Anna") -> int:
    with store.write("person.add") as unit:
        person = Person(given_name=name, created_at=store.clock.now())
        unit.session.add(person)
        unit.session.flush()
        unit.touch(ChangeKind.PERSON, [person.id or 0])
    return person.id or 0


def make_event(store: Store, person_id: int) -> ConsentEvent:
    return ConsentEvent(
        person_id=person_id,
        decider_id=person_id,
        activity=Activity.RECORDING,
        kind=MediaKind.PHOTO,
        answer=Answer.GIVEN,
        decided_on=date(2026, 9, 1),
        valid_from=date(2026, 9, 1),
        method=AnswerMethod.FORM,
        recorded_at=store.clock.now(),
        salt=audit.new_salt(),
    )


def add_event(store: Store) -> tuple[int, int]:
    person_id = add_person(store)
    with store.write("consent.answer") as unit:
        made = make_event(store, person_id)
        unit.session.add(made)
        unit.session.flush()
        unit.commit_to_event(made)
        unit.touch(ChangeKind.ANSWER, [person_id])
    return person_id, made.id or 0


def pragma(session: Session, name: str) -> object:
    return session.execute(text(f"PRAGMA {name}")).scalar()


def broken_links(session: Session) -> list[int]:
    """Numbers of the audit entries that do not follow from the one before or from their detail."""
    broken = []
    previous = audit.GENESIS_HASH
    details = {row.seq: row for row in session.exec(select(AuditDetail))}
    for number, entry in enumerate(session.exec(select(AuditEntry).order_by(col(AuditEntry.seq))), start=1):
        detail = details[entry.seq]
        digest = audit.salted_digest(detail.salt, detail.payload)
        expected = audit.link_hash(previous, number, entry.at, entry.action, digest)
        if (entry.seq, entry.digest, entry.hash) != (number, digest, expected):
            broken.append(entry.seq)
        previous = entry.hash
    return broken


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_has_the_settings(store: Store, name: str, wanted: object) -> None:
    with store.read() as one, store.read() as two:
        assert [pragma(one, name), pragma(two, name)] == [wanted, wanted]


def test_three_threads_read_then_write_and_none_fails(store: Store) -> None:
    person_id = add_person(store)
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(15):
                with store.write("person.edit") as unit:
                    person = unit.session.get_one(Person, person_id)
                    person.telephone = str(int(person.telephone or "0") + 1)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.get_one(Person, person_id).telephone == "45"
        assert broken_links(session) == []
    assert failures == []


def test_a_write_takes_the_lock_before_it_reads(store: Store) -> None:
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    with store.write("person.add") as unit:
        assert statements == ["BEGIN IMMEDIATE"]
        unit.session.exec(select(Person.id)).all()
    statements.clear()
    with store.read() as session:
        session.exec(select(Person.id)).all()
    assert statements[0] == "BEGIN"


def test_a_reader_sees_nothing_of_a_transaction_that_is_not_done(store: Store) -> None:
    with store.write("person.add") as unit:
        unit.session.add(Person(given_name="Anna", created_at=store.clock.now()))
        unit.session.flush()
        with store.read() as session:
            assert session.exec(select(Person.id)).all() == []
    with store.read() as session:
        assert len(session.exec(select(Person.id)).all()) == 1


def test_what_a_reader_changes_is_thrown_away(store: Store) -> None:
    person_id = add_person(store)
    with store.read() as session:
        session.get_one(Person, person_id).given_name = "Other"
        session.flush()
    with store.read() as session:
        assert session.get_one(Person, person_id).given_name == "Anna"


def test_an_exception_leaves_nothing_behind(store: Store) -> None:
    told: list[ChangeSet] = []
    store.run_after_commit(told.append)

    def fail_halfway() -> None:
        with store.write("person.add") as unit:
            unit.session.add(Person(given_name="Anna", created_at=store.clock.now()))
            unit.session.flush()
            unit.touch(ChangeKind.PERSON, [1])
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail_halfway()
    with store.read() as session:
        assert session.exec(select(Person.id)).all() == []
        assert session.exec(select(AuditEntry.seq)).all() == []
    assert told == []
    add_person(store)  # and the writer is free again


def test_a_failing_hook_leaves_nothing_behind(store: Store) -> None:
    def refuse(_unit: UnitOfWork) -> None:
        raise BugError("no")

    store.run_before_commit(refuse)
    with pytest.raises(BugError):
        add_person(store)
    with store.read() as session:
        assert session.exec(select(Person.id)).all() == []


def test_hooks_run_inside_and_after_the_transaction(store: Store) -> None:
    order: list[str] = []

    def before(unit: UnitOfWork) -> None:
        order.append("before")
        unit.session.add(Person(given_name="Hooked", created_at=store.clock.now()))
        unit.touch(ChangeKind.GROUP, [7])

    def after(changes: ChangeSet) -> None:
        order.append("after")
        assert changes.ids(ChangeKind.GROUP) == {7}
        with store.read() as session:
            assert "Hooked" in session.exec(select(Person.given_name)).all()

    store.run_before_commit(before)
    store.run_after_commit(after)
    add_person(store)
    assert order == ["before", "after"]


def test_a_transaction_inside_a_transaction_is_a_bug(store: Store) -> None:
    with store.write("person.add"), pytest.raises(BugError), store.write("person.add"):
        pass


def test_a_closed_register_takes_no_more_writes(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(BugError):
        add_person(store)


def test_each_transaction_leaves_one_audit_row(store: Store, clock: FixedClock) -> None:
    add_person(store)
    clock.advance(seconds=0.123456)
    person_id, event_id = add_event(store)
    with store.write("person.edit", actor="Somebody") as unit:
        unit.note(fields=("telephone",), count=1)
    with store.read() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq))).all()
        details = session.exec(select(AuditDetail).order_by(col(AuditDetail.seq))).all()
        assert [entry.action for entry in entries] == ["person.add", "person.add", "consent.answer", "person.edit"]
        assert [detail.actor for detail in details] == ["Office"] * 3 + ["Somebody"]
        event_row = session.get_one(ConsentEvent, event_id)
        assert audit.event_digest(event_row) in details[2].payload
        assert f'"answer":[{person_id}]' in details[2].payload
        assert details[3].payload == '{"count":1,"fields":["telephone"],"touched":{}}'
        assert broken_links(session) == []


def test_the_chain_shows_a_changed_detail(store: Store) -> None:
    for _ in range(3):
        add_person(store)
    with store.write("person.edit") as unit:
        detail = unit.session.get_one(AuditDetail, 2)
        detail.payload = "{}"
    with store.read() as session:
        assert broken_links(session) == [2]


def test_no_name_gets_into_the_audit_chain(store: Store) -> None:
    add_person(store, SECRET)
    with store.read() as session:
        rows = session.execute(text("SELECT payload FROM audit_detail")).scalars().all()
    assert SECRET.split(maxsplit=1)[0] not in "".join(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_event SET answer = 'refused'",
        "DELETE FROM consent_event",
        "INSERT OR REPLACE INTO consent_event SELECT * FROM consent_event",
        "REPLACE INTO consent_event SELECT * FROM consent_event",
        "UPDATE audit_entry SET action = 'other'",
        "DELETE FROM audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    ],
)
def test_answers_and_the_chain_are_append_only(store: Store, statement: str) -> None:
    add_event(store)
    with pytest.raises(IntegrityError, match="append-only"), store.write("attack") as unit:
        unit.session.execute(text(statement))
    with store.read() as session:
        assert session.exec(select(ConsentEvent.answer)).all() == [Answer.GIVEN]
        assert len(session.exec(select(AuditEntry)).all()) == 2
        assert broken_links(session) == []


def test_an_ordered_erasure_may_delete_that_persons_answers_only(store: Store) -> None:
    erased, _ = add_event(store)
    kept, _ = add_event(store)
    with store.write("person.erase") as unit:
        unit.session.add(Erasure(person_id=erased, ground="art. 17", ordered_by="x", ordered_at=store.clock.now()))
        unit.session.flush()
        unit.session.execute(text("DELETE FROM consent_event WHERE person_id = :id"), {"id": erased})
    with pytest.raises(IntegrityError, match="append-only"), store.write("attack") as unit:
        unit.session.execute(text("DELETE FROM consent_event WHERE person_id = :id"), {"id": kept})
    with store.read() as session:
        assert session.exec(select(ConsentEvent.person_id)).all() == [kept]


def test_a_foreign_key_is_kept(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write("consent.answer") as unit:
        unit.session.add(make_event(store, 999))


def test_an_error_of_the_database_tells_no_values(store: Store) -> None:
    rows = [
        Purpose(key="website", name=SECRET, audience=Audience.PUBLIC, legal_basis=LegalBasis.CONSENT) for _ in range(2)
    ]
    with pytest.raises(IntegrityError) as caught, store.write("purpose.add") as unit:
        unit.session.add_all(rows)
    shown = f"{caught.value}{caught.value!r}{caught.value.orig}"
    assert SECRET not in shown
    assert "hidden" in shown


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 9, 1)  # noqa: DTZ001
    with pytest.raises((ValueError, StatementError)), store.write("person.add") as unit:
        unit.session.add(Person(given_name="Anna", created_at=naive))


def test_a_time_comes_back_in_utc(store: Store) -> None:
    amsterdam = timezone(timedelta(hours=2))
    with store.write("person.add") as unit:
        unit.session.add(Person(given_name="Anna", created_at=datetime(2026, 9, 1, 9, 30, tzinfo=amsterdam)))
    with store.read() as session:
        found = session.exec(select(Person.created_at)).one()
    assert (found, found.utcoffset()) == (datetime(2026, 9, 1, 7, 30, tzinfo=UTC), timedelta(0))


def test_a_word_that_is_not_in_the_list_is_refused(store: Store) -> None:
    with pytest.raises((ValueError, StatementError)), store.write("purpose.add") as unit:
        unit.session.add(Purpose(key="x", name="x", audience="everybody", legal_basis=LegalBasis.CONSENT))


def test_a_full_disk_is_told_and_nothing_is_half_written(store: Store) -> None:
    add_person(store)

    def cap_pages(connection: object, *_rest: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA max_page_count=1")  # becomes the size there is: the file cannot grow
        cursor.close()

    event.listen(store._engine, "checkout", cap_pages)
    many = [Person(given_name=f"Kind{number}" * 10, created_at=store.clock.now()) for number in range(2_000)]
    with pytest.raises(KnownError) as caught, store.write("person.add") as unit:
        unit.session.add_all(many)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert caught.value.params == {}
    event.remove(store._engine, "checkout", cap_pages)
    with store.read() as session:
        assert session.exec(select(Person.given_name)).all() == ["Anna"]
        assert pragma(session, "integrity_check") == "ok"
        assert broken_links(session) == []


def test_a_register_that_another_connection_keeps_locked_is_told(store: Store) -> None:
    import sqlcipher3.dbapi2 as sqlite

    def hurry(connection: object, *_rest: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]

    event.listen(store._engine, "checkout", hurry)
    other = sqlite.connect(str(store.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError) as caught:
        add_person(store)
    other.execute("ROLLBACK")
    other.close()
    assert caught.value.code is ErrorCode.BUSY
    add_person(store)
