"""Which parts of a registered name are given names, which surnames, and which say no name at all."""

import pytest

from empiria.apps.accounts.services.erasure.naming import told_apart
from empiria.apps.accounts.services.erasure.spotting import Spotter


@pytest.mark.parametrize(
    ("registered", "given", "surnames"),
    [
        ("Maja Wiśniewska Ogórek", "maja", "wisniewska ogorek"),
        ("Wiśniewska Ogórek Maja", "maja", "wisniewska ogorek"),
        ("Anna Maria Nowak-Zięba", "anna maria", "nowak zieba"),
        ("Anna M. Nowak", "anna", "nowak"),
        ("Anna Marek", "anna", "marek"),
        # What comes after a name, or before it, and is none.
        ("Jan Kowalski jr", "jan", "kowalski"),
        ("dr inż. Anna Nowak PhD", "anna", "nowak"),
        ("Anna Nowak, radca prawny", "anna", "nowak"),
        ("Anna Nowak radca prawny", "anna", "nowak"),
        ("Kowal, Anna, radca prawny", "anna", "kowal"),
        ("Tomasz Wydmuszkiewicz (UM Gdynia)", "tomasz", "wydmuszkiewicz"),
        ("Wydmuszkiewicz Tomasz – Gdańsk Wrzeszcz", "tomasz", "wydmuszkiewicz"),
        ("Jan Kowalski III", "jan", "kowalski"),
        ("Anna Pan", "anna", "pan"),
        # A surname all the same.
        ("Anna Nowak (z d. Ogórek)", "anna", "nowak ogorek"),
        ("Anna Nowak (Kowalska)", "anna", "nowak kowalska"),
        ("Anna Nowak - Zięba", "anna", "nowak zieba"),
        ("Anna (Nowak)", "anna", "nowak"),
        # Nobody knows.
        ("Dżesika Kowal", "dzesika", "kowal dzesika"),
        ("Dżesika Nowak Kowalska", "dzesika nowak", "kowalska dzesika nowak"),
        ("Kowal", "", "kowal"),
    ],
)
def test_parts_of_a_name_are_told_apart(registered: str, given: str, surnames: str) -> None:
    told = told_apart(registered)
    said = [
        " ".join(word for part in parts for word in part)
        for parts in (told.given, told.surname + told.perhaps)
    ]
    assert said == [given, surnames]


@pytest.mark.parametrize(
    ("registered", "text", "struck", "doubted"),
    [
        ("Maria Skłodowska Curie", "Marii Skłodowskiej, Maria Curie", "[…], […]", []),
        ("Maria Skłodowska Curie", "p. Skłodowska", None, ["Skłodowska"]),
        # Two surnames are no whole name.
        ("Maria Skłodowska Curie", "Skłodowskiej-Curie", None, ["Skłodowskiej", "Curie"]),
        (
            "Tomasz Wydmuszkiewicz (UM Gdynia)",
            "z Gdyni: obecny Tomasz Wydmuszkiewicz",
            "z Gdyni: obecny […]",
            [],
        ),
        ("Tomasz Wydmuszkiewicz Gdynia", "Tomasz Zięba, Gdynia", None, ["Gdynia"]),
        (
            "Jan Zięba Urząd Miasta Gdyni",
            "Gdyni; Urząd Jana, o czym mówił też Jan Zięba",
            "Gdyni; Urząd Jana, o czym mówił też […]",
            ["Gdyni", "Urząd"],
        ),
        ("Jörg Müller", "Joerg Mueller, Jörg Müller, JORG MUELLER", "[…], […], […]", []),
        ("Anna Nowak (z d. Ogórek)", "Anna Ogórek", None, ["Ogórek"]),
    ],
)
def test_a_longer_name_is_looked_for_in_every_part(
    registered: str, text: str, struck: str | None, doubted: list[str]
) -> None:
    spotter = Spotter(addresses=[], names=[registered])
    assert spotter.strike(text) == (struck or text)
    assert [text[start:end] for start, end in spotter.doubts(text)] == doubted
