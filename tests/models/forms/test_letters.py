# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters: who gets one, what is in it, in whose language; their words are complete and press nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from string import Formatter

import pytest

from models.errors import ErrorCode, KnownError
from models.forms.letter_wording import LETTER_LANGUAGES, letter_language, load_letter_wording
from models.forms.letters import Letter, LetterLine
from models.settings import School as SchoolSettings
from models.terms import Answer, Audience, LegalBasis, LetterKind, MediaKind, OnReachingAge, PersonRole
from models.workspace import Workspace
from tests.models.builders import School

TODAY = date(2026, 9, 15)
SIXTEEN = date(2010, 9, 15)
PHOTO, FILM, SOUND = MediaKind


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(
        SchoolSettings("De Klaproos", contact="mail@klaproos.example", privacy_officer="W. de Wit")
    )
    return School(workspace)


def letters(school: School, kind: LetterKind, *people: int, usual: str = "nl") -> tuple[Letter, ...]:
    return school.workspace.letters.letters(kind, people or None, usual_language=usual)


def speak(school: School, person_id: int, language: str) -> None:
    with school.workspace.store.write("test.language") as unit:
        from models.tables import Person

        unit.session.get_one(Person, person_id).language = language


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_every_text_is_there_with_the_same_places_to_fill_in(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _text, name, _format, _conversion in Formatter().parse(text) if name}

    words, reference = load_letter_wording(language), load_letter_wording("nl")
    assert words.texts.keys() == reference.texts.keys()
    for key, text in words.texts.items():
        assert text.strip(), key
        assert places(text) == places(reference.texts[key]), key
    assert len(set(words.months)) == 12


def test_dutch_and_english_are_there_and_differ() -> None:
    dutch, english = load_letter_wording("nl"), load_letter_wording("en")
    assert not {key for key in dutch.texts if dutch.texts[key] == english.texts[key]}
    assert (dutch.day(date(2027, 3, 1)), english.day(date(2027, 3, 1))) == ("1 maart 2027", "1 March 2027")


@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_a_yes_and_a_no_weigh_the_same_in_every_letter(language: str) -> None:
    """GDPR art. 7(3): as easy to take back as to give; art. 7(4): no drawback, and nobody is to be hurried."""
    words = load_letter_wording(language)
    for section in ("now_decides", "reminder_self", "reminder_guardian", "ending_self", "ending_guardian"):
        text = " ".join(text for (place, _name), text in words.texts.items() if place == section).lower()
        for hurry in ("deadline", "uiterlijk", "dringend", "urgent", "must", "moet u", "helaas", "unfortunately"):
            assert hurry not in text, (section, hurry)
        assert ("waarom" if language == "nl" else "why") in text


@pytest.mark.parametrize(
    ("wanted", "usual", "expected"),
    [("nl", "en", "nl"), ("nl-BE", "en", "nl"), ("", "nl", "nl"), ("tlh", "nl", "en"), ("EN_gb", "nl", "en")],
)
def test_the_language_of_a_letter(wanted: str, usual: str, expected: str) -> None:
    assert letter_language(wanted, usual) == expected


def test_who_decides_now_is_told_what_was_agreed_so_far(school: School) -> None:
    purpose, guide, pupil = school.purpose(), school.purpose("guide"), school.pupil(birth_date=SIXTEEN)
    school.answer(pupil, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, kind=FILM)
    school.answer(pupil, guide, Answer.REFUSED)
    (letter,) = letters(school, LetterKind.NOW_DECIDES)
    assert (letter.person_id, letter.to_guardians, letter.decides_from, letter.own_age) == (pupil, False, TODAY, 16)
    assert letter.on_reaching is OnReachingAge.KEEP
    assert letter.lines == (
        LetterLine("Website", Audience.PUBLIC, (PHOTO,), (FILM,), (SOUND,)),
        LetterLine("Guide", Audience.PUBLIC, (), (PHOTO,), (FILM, SOUND)),
    )


def test_where_answers_lapse_the_letter_tells_what_stood_the_day_before(school: School) -> None:
    settings = school.workspace.settings
    settings.change_policy(replace(settings.policy(), on_reaching_age=OnReachingAge.LAPSE))
    purpose, pupil = school.purpose(), school.pupil(birth_date=SIXTEEN - timedelta(days=40))
    school.answer(pupil, purpose, decided_on=date(2026, 1, 10))
    (letter,) = letters(school, LetterKind.NOW_DECIDES)
    assert letter.lines == (LetterLine("Website", Audience.PUBLIC, (PHOTO,), (), (FILM, SOUND)),)
    assert letter.on_reaching is OnReachingAge.LAPSE


def test_a_reminder_goes_to_the_guardians_until_the_pupil_decides(school: School) -> None:
    purpose = school.purpose()
    child, decides, adult = school.pupil(), school.pupil(birth_date=SIXTEEN), school.adult(PersonRole.VOLUNTEER)
    for person in (child, decides, adult):
        school.answer(person, purpose, decided_on=date(2024, 9, 1))
    found = letters(school, LetterKind.REMINDER)
    assert {one.person_id: one.to_guardians for one in found} == {child: True, decides: False, adult: False}


def test_a_reminder_can_be_made_before_it_is_due_but_not_about_nothing(school: School) -> None:
    purpose, told, silent = school.purpose(), school.adult(), school.adult()
    lessons = school.purpose("lessons", basis=LegalBasis.PUBLIC_TASK)
    school.answer(told, purpose, decided_on=TODAY)
    school.answer(silent, lessons, Answer.REFUSED)
    assert letters(school, LetterKind.REMINDER) == ()
    assert [one.person_id for one in letters(school, LetterKind.REMINDER, told, silent)] == [told]


def test_a_letter_about_an_end_names_only_what_ends(school: School) -> None:
    purpose, guide, pupil = school.purpose(), school.purpose("guide"), school.pupil()
    school.answer(pupil, purpose, valid_until=date(2026, 10, 1))
    school.answer(pupil, purpose, kind=FILM)
    school.answer(pupil, guide)
    (letter,) = letters(school, LetterKind.ENDING)
    assert letter.ends_on == date(2026, 10, 1)
    assert letter.lines == (LetterLine("Website", Audience.PUBLIC, (PHOTO,), (), ()),)
    assert letters(school, LetterKind.ENDING, school.adult()) == ()


def test_a_letter_is_in_the_language_of_whoever_reads_it(school: School) -> None:
    purpose = school.purpose()
    child, decides, turkish, silent = (school.pupil(birth_date=born) for born in (None, SIXTEEN, None, None))
    speak(school, school.guardians_of(child)[0], "en")
    speak(school, decides, "en")
    speak(school, school.guardians_of(decides)[0], "nl")
    speak(school, turkish, "tlh")
    for person in (child, decides, turkish, silent):
        school.answer(person, purpose, decided_on=date(2024, 9, 1))
    found = {one.person_id: one.language for one in letters(school, LetterKind.REMINDER, usual="nl")}
    assert found == {child: "en", decides: "en", turkish: "en", silent: "nl"}


def test_without_a_school_or_to_nobody_known_there_are_no_letters(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.letters.letters(LetterKind.REMINDER)
    assert caught.value.code is ErrorCode.FORM_NEEDS_SCHOOL
    workspace.settings.change_school(SchoolSettings("De Klaproos"))
    with pytest.raises(KnownError) as caught:
        workspace.letters.letters(LetterKind.REMINDER, (99,))
    assert caught.value.code is ErrorCode.PERSON_UNKNOWN
