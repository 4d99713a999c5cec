"""What is agreed, who takes part, figures and their history, verification: by the services that write them."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from empiria.apps.accounts.services import create_person
from empiria.apps.accounts.services.erasure import erase_person
from empiria.apps.monitor.models import (
    FigureState,
    LocalFigure,
    LocalIndicator,
    LocalParticipation,
    LocalState,
)
from empiria.apps.monitor.services.local import (
    Entry,
    MeanwhileError,
    accept_figures,
    join_local_indicator,
    leave_local_indicator,
    move_local_indicator,
    restore_figure,
    return_figures,
    save_figure,
    save_figures,
    save_local_indicator,
    submit_figures,
)
from empiria.apps.system.models import AuditEntry, OutgoingMail
from tests.integration.cast import Cast
from tests.integration.monitor.local.conftest import publish


def give(
    sheet: LocalParticipation, cast: Cast, value: float | None = 5, *, seen: int = 0, **said: str
) -> LocalFigure:
    entry = Entry(year=2020, value=value, **said)
    return save_figure(participation=sheet, entry=entry, seen=seen, by=cast["city_coordinator"])


def accept(sheet: LocalParticipation, cast: Cast, seen: dict[int, int]) -> int:
    return accept_figures(
        participation=sheet, seen=seen, by=cast["analyst"], sheet_url="https://example.org/sheet/"
    )


def change(indicator: LocalIndicator, cast: Cast, **said: object) -> LocalIndicator:
    fresh = LocalIndicator.objects.get(pk=indicator.pk)
    seen = fresh.version
    for name, value in said.items():
        setattr(fresh, name, value)
    return save_local_indicator(indicator=fresh, by=cast["analyst"], seen=seen)


def test_a_definition_is_bound_by_the_first_figure(sheet: LocalParticipation, cast: Cast) -> None:
    change(sheet.indicator, cast, definition_pl="Drzewa i krzewy")
    give(sheet, cast)
    for field, value in (
        ("definition_pl", "Krzewy"),
        ("maximum", 5),
        ("unit_en", "trees"),
        ("last_year", 2021),
    ):
        with pytest.raises(ValidationError) as refused:
            change(sheet.indicator, cast, **{field: value})
        assert list(refused.value.message_dict) == [field]
    later = timezone.localdate() + dt.timedelta(days=40)
    assert change(sheet.indicator, cast, deadline=later, last_year=2024).last_year == 2024


def test_the_day_of_publication_is_a_promise(sheet: LocalParticipation, cast: Cast) -> None:
    day = sheet.indicator.public_from
    with pytest.raises(ValidationError) as refused:
        change(sheet.indicator, cast, public_from=day - dt.timedelta(days=1))
    assert list(refused.value.message_dict) == ["public_from"]
    change(sheet.indicator, cast, public_from=day + dt.timedelta(days=1))
    publish(sheet.indicator)
    with pytest.raises(ValidationError):
        change(sheet.indicator, cast, public_from=day + dt.timedelta(days=90))


def test_two_who_agree_at_once_do_not_write_over_one_another(indicator: LocalIndicator, cast: Cast) -> None:
    first, second = (LocalIndicator.objects.get(pk=indicator.pk) for _ in range(2))
    seen = first.version
    first.name_en, second.name_en = "First", "Second"
    save_local_indicator(indicator=first, by=cast["analyst"], seen=seen)
    with pytest.raises(ValidationError):
        save_local_indicator(indicator=second, by=cast["administrator"], seen=seen)
    indicator.refresh_from_db()
    assert indicator.name_en == "First"


def test_states_go_one_way_and_twice_is_once(indicator: LocalIndicator, cast: Cast) -> None:
    def move(to: LocalState) -> bool:
        return move_local_indicator(indicator=indicator, to=to, by=cast["analyst"])

    assert [move(LocalState.CLOSED), move(LocalState.CLOSED), move(LocalState.OPEN)] == [True, False, True]
    assert move(LocalState.WITHDRAWN)
    with pytest.raises(ValidationError):
        move(LocalState.OPEN)


def test_joining_twice_is_once_and_who_comes_back_finds_their_figures(
    sheet: LocalParticipation, cast: Cast
) -> None:
    give(sheet, cast)
    by = cast["city_coordinator"]
    assert leave_local_indicator(participation=sheet, by=by)
    assert not leave_local_indicator(participation=sheet, by=by)
    with pytest.raises(ValidationError):
        give(sheet, cast, 6, seen=1)
    for _ in range(2):
        again = join_local_indicator(
            indicator=sheet.indicator, organisation=cast.city, by=by, seen=sheet.indicator.version
        )
    assert (again.pk, again.left_at, again.figures.get().value) == (sheet.pk, None, 5)
    assert AuditEntry.objects.filter(action="monitor.join-local-indicator").count() == 2


def test_nobody_leaves_what_is_public_or_joins_what_is_closed(sheet: LocalParticipation, cast: Cast) -> None:
    publish(sheet.indicator)
    with pytest.raises(ValidationError):
        leave_local_indicator(participation=sheet, by=cast["city_coordinator"])
    move_local_indicator(indicator=sheet.indicator, to=LocalState.CLOSED, by=cast["analyst"])
    with pytest.raises(ValidationError):
        join_local_indicator(
            indicator=sheet.indicator, organisation=cast.other_city, by=cast["outsider"], seen=3
        )


def test_nobody_joins_on_other_conditions_than_they_were_shown(indicator: LocalIndicator, cast: Cast) -> None:
    shown = indicator.version
    later = change(indicator, cast, public_from=indicator.public_from + dt.timedelta(days=9))
    joining = {"indicator": indicator, "organisation": cast.city, "by": cast["city_coordinator"]}
    with pytest.raises(ValidationError) as refused:
        join_local_indicator(**joining, seen=shown)
    assert str(later.public_from.year) in refused.value.message
    assert join_local_indicator(**joining, seen=later.version).left_at is None


@pytest.mark.parametrize(
    "entry",
    [
        Entry(year=2019, value=1),
        Entry(year=2020, value=None),
        Entry(year=2020, value=1, absence="not counted"),
        Entry(year=2020, value=-1),
        Entry(year=2020, value=1001),
    ],
)
def test_missing_is_never_zero_and_bounds_hold(sheet: LocalParticipation, cast: Cast, entry: Entry) -> None:
    with pytest.raises(ValidationError):
        save_figure(participation=sheet, entry=entry, seen=0, by=cast["city_coordinator"])
    assert not LocalFigure.objects.exists()


def test_the_second_of_two_who_write_at_once_is_told_and_nothing_is_lost(
    sheet: LocalParticipation, cast: Cast
) -> None:
    figure = give(sheet, cast, 5)
    give(sheet, cast, 6, seen=figure.version)
    with pytest.raises(MeanwhileError):
        give(sheet, cast, 7, seen=figure.version)
    # The same sent twice is one.
    assert give(sheet, cast, 6, seen=figure.version).version == 2
    assert [one.value for one in figure.changes.all()] == [6, 5]


def test_many_years_are_taken_all_or_none(sheet: LocalParticipation, cast: Cast) -> None:
    by = cast["city_coordinator"]
    wrong = [Entry(year=2020, value=1), Entry(year=2021, value=-1)]
    with pytest.raises(ValidationError):
        save_figures(participation=sheet, entries=wrong, seen=0, by=by)
    assert not LocalFigure.objects.exists()
    good = [Entry(year=2020, value=1), Entry(year=2021, value=None, absence="not counted")]
    assert save_figures(participation=sheet, entries=good, seen=0, by=by) == 2
    assert save_figures(participation=sheet, entries=good, seen=0, by=by) == 0
    with pytest.raises(MeanwhileError):
        save_figures(participation=sheet, entries=[Entry(year=2020, value=2)], seen=0, by=by)


def test_a_table_downloaded_earlier_undoes_nothing(sheet: LocalParticipation, cast: Cast) -> None:
    by = cast["city_coordinator"]
    give(sheet, cast, 5)
    last = give(sheet, cast, 6, seen=1).changes.first().pk
    old = [Entry(year=2020, value=5, version=1), Entry(year=2021, value=2, version=0)]
    with pytest.raises(ValidationError) as refused:
        save_figures(participation=sheet, entries=old, seen=last, by=by)
    assert "2020" in refused.value.message
    assert "2021" not in refused.value.message
    fresh = [Entry(year=2020, value=7, version=2), old[1]]
    assert save_figures(participation=sheet, entries=fresh, seen=last, by=by) == 2


def test_an_answer_is_kept_where_the_figure_stays(sheet: LocalParticipation, cast: Cast) -> None:
    def answer(seen: int, why: str) -> LocalFigure:
        entry = Entry(year=2020, value=5)
        return save_figure(participation=sheet, entry=entry, seen=seen, by=cast["city_coordinator"], why=why)

    answer(0, "")
    # Sent twice it is kept once; nothing said, nothing is written.
    assert [answer(seen, why).version for seen, why in ((1, "Tak"), (1, "Tak"), (2, ""), (1, ""))] == [2] * 4
    with pytest.raises(MeanwhileError):
        answer(1, "Nie")
    changes = LocalFigure.objects.get().changes.all()
    assert [(one.deed, one.note, one.value) for one in changes] == [("noted", "Tak", 5), ("entered", "", 5)]


def test_nothing_is_verified_of_a_city_that_left_or_of_what_is_withdrawn(
    sheet: LocalParticipation, cast: Cast
) -> None:
    by = cast["city_coordinator"]
    give(sheet, cast)
    submit_figures(participation=sheet, by=by)
    leave_local_indicator(participation=sheet, by=by)
    with pytest.raises(ValidationError):
        accept(sheet, cast, {2020: 2})
    LocalParticipation.objects.update(left_at=None)
    move_local_indicator(indicator=sheet.indicator, to=LocalState.WITHDRAWN, by=cast["analyst"])
    with pytest.raises(ValidationError):
        return_figures(participation=sheet, seen={2020: 2}, question="?", by=cast["analyst"], sheet_url="/")
    assert LocalFigure.objects.get().state == FigureState.SUBMITTED


def test_whoever_writes_waits_for_the_indicator_first(sheet: LocalParticipation, cast: Cast) -> None:
    """No definition changes and no collection ends beneath a figure; in one order, so that nobody waits in a circle."""
    by = cast["city_coordinator"]
    for write in (
        lambda: give(sheet, cast),
        lambda: submit_figures(participation=sheet, by=by),
        lambda: accept(sheet, cast, {2020: 2}),
        lambda: leave_local_indicator(participation=sheet, by=by),
    ):
        with CaptureQueriesContext(connection) as queries:
            write()
        read = re.findall(r'FROM "monitor_local(indicator|participation)"', str(list(queries)))
        assert read[:2] == ["indicator", "participation"]


def test_what_was_is_put_back(sheet: LocalParticipation, cast: Cast) -> None:
    figure = give(sheet, cast, 5, comment="five")
    figure = give(sheet, cast, None, seen=1, absence="not counted")
    first = figure.changes.last()
    restored = restore_figure(participation=sheet, change=first, seen=2, by=cast["city_coordinator"])
    assert (restored.value, restored.absence, restored.comment, restored.version) == (5, "", "five", 3)
    assert [one.deed for one in figure.changes.all()] == ["restored", "changed", "entered"]


def test_figures_are_submitted_verified_and_returned(sheet: LocalParticipation, cast: Cast) -> None:
    by = cast["city_coordinator"]
    give(sheet, cast)
    assert [submit_figures(participation=sheet, by=by) for _ in range(2)] == [1, 0]
    # What waits may still be corrected; who verifies must have seen it.
    corrected = give(sheet, cast, 6, seen=2)
    assert corrected.state == FigureState.SUBMITTED
    with pytest.raises(MeanwhileError):
        accept(sheet, cast, {2020: 2})
    assert [accept(sheet, cast, {2020: 3}) for _ in range(2)] == [1, 0]
    with pytest.raises(ValidationError):
        give(sheet, cast, 7, seen=4)
    told = {"participation": sheet, "by": cast["analyst"], "sheet_url": "https://example.org/sheet/"}
    assert [return_figures(**told, seen={2020: 4}, question="Naprawdę?") for _ in range(2)] == [1, 0]
    # The same figure with an answer is submitted again.
    answered = give(sheet, cast, 6, seen=5)
    assert (answered.state, answered.question) == (FigureState.ENTERED, "Naprawdę?")
    assert submit_figures(participation=sheet, by=by) == 1


def test_what_was_given_can_be_corrected_when_no_more_is_collected(
    sheet: LocalParticipation, cast: Cast
) -> None:
    by = cast["city_coordinator"]
    give(sheet, cast)
    move_local_indicator(indicator=sheet.indicator, to=LocalState.CLOSED, by=cast["analyst"])
    assert give(sheet, cast, 6, seen=1).value == 6
    with pytest.raises(ValidationError):
        save_figure(participation=sheet, entry=Entry(year=2021, value=1), seen=0, by=by)
    assert submit_figures(participation=sheet, by=by) == 1
    move_local_indicator(indicator=sheet.indicator, to=LocalState.WITHDRAWN, by=cast["analyst"])
    with pytest.raises(ValidationError):
        give(sheet, cast, 7, seen=3)


def test_who_reports_for_the_city_no_more_is_told_nothing(
    sheet: LocalParticipation, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    give(sheet, cast)
    submit_figures(participation=sheet, by=cast["city_coordinator"])
    cast["city_coordinator"].grants.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert accept(sheet, cast, {2020: 2}) == 1
    assert not OutgoingMail.objects.exists()
    assert mail.outbox == []


def test_who_is_erased_is_struck_out_of_comments_and_the_figure_stays(
    sheet: LocalParticipation, cast: Cast
) -> None:
    person = create_person(email="jadwiga@example.org", name="Jadwiga Kowalczyk", by=None)
    figure = save_figure(
        participation=sheet,
        entry=Entry(year=2020, value=5, comment="Pyta Jadwiga Kowalczyk", source="Jadwiga Kowalczyk"),
        seen=0,
        by=person,
        why="Jadwiga Kowalczyk prosi",
    )
    LocalIndicator.objects.update(method_pl="Pyta się Jadwiga Kowalczyk")
    figure.changes.create(
        deed="noted", value=5, comment="Z rejestru", note="tak chciała Jadwiga Kowalczyk", by=cast["outsider"]
    )
    erase_person(person=person, by=None)
    assert "Kowalczyk" not in LocalIndicator.objects.get().method_pl
    figure.refresh_from_db()
    noted, change = figure.changes.all()
    # Others' reasons stay without the name; what the erased person gave as a reason is said by nobody any more.
    assert (noted.comment, noted.note, change.note) == ("Z rejestru", "tak chciała […]", "")
    assert (figure.comment, figure.source, change.comment) == ("Pyta […]", "[…]", "Pyta […]")
    kept = " ".join([figure.comment, figure.source, change.comment, change.source, change.note])
    assert "Kowalczyk" not in kept
    assert (figure.value, change.value, change.by, change.by.name) == (5, 5, person, "")


def test_who_submitted_is_told_once_in_their_language(
    sheet: LocalParticipation, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    give(sheet, cast)
    submit_figures(participation=sheet, by=cast["city_coordinator"])
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            return_figures(
                participation=sheet,
                seen={2020: 2},
                question="Skąd ta liczba?",
                by=cast["analyst"],
                sheet_url="https://example.org/sheet/",
            )
    sent = list(OutgoingMail.objects.values_list("to", "subject", "text")) or [
        (one.to[0], one.subject, one.body) for one in mail.outbox
    ]
    assert [to for to, _subject, _text in sent] == ["city-coordinator@example.org"]
    assert "Pytanie o dane: Drzewa posadzone" in sent[0][1]
    assert "Skąd ta liczba?" in sent[0][2]
    assert "https://example.org/sheet/" in sent[0][2]


def test_the_trail_knows_local_indicators_and_figures_by_number(
    sheet: LocalParticipation, cast: Cast
) -> None:
    """A code may name somebody, and the trail is never changed."""
    give(sheet, cast)
    submit_figures(participation=sheet, by=cast["city_coordinator"])
    told = AuditEntry.objects.filter(object_type__startswith="monitor.local-").values_list(
        "object_type", "object_id", "details"
    )
    assert {(kind, number) for kind, number, _details in told} == {
        ("monitor.local-indicator", str(sheet.indicator_id)),
        ("monitor.local-figure", str(sheet.figures.get().pk)),
    }
    assert "trees" not in repr(list(told))
