"""A person in others' words: what is certain, and what somebody has to look at."""

import pytest

from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.system.uploads import APART
from tests.unit.accounts.test_declension import GIVEN, SURNAMES, table


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("ŁUCJA NOWOPANIEŃSKA obiecała", "[…] obiecała"),
        ("Nowopanieńska Łucja, Łucji Nowopanieńskiej", "[…], […]"),
        ("Łucją Marią Nowopanieńską", "[…] Marią […]"),
        ("CV_Lucja_Nowopanienska.txt", "CV_[…].txt"),
        ("do Świętopełk-Żółć Jana, Lis Jan", "do […], […]"),
        ("pisać: L.N@Example.org", "pisać: […]"),
        # Others: their surname, their given name, their address, a longer surname.
        ("pani Nowopanieńska", "pani Nowopanieńska"),
        ("Łucja Kowalska", "Łucja Kowalska"),
        ("al.n@example.org", "al.n@example.org"),
        ("a.l.n@example.org, l.n@example.organic", "a.l.n@example.org, l.n@example.organic"),
        ("Jan Lisowski", "Jan Lisowski"),
        ("Łucji i Nowopanieńskiej", "Łucji i Nowopanieńskiej"),
        ("Łucja i Jan Nowopanieński", "Łucja i Jan Nowopanieński"),
        # Values of a column, in any order.
        (f"Łucja{APART}Nowopanieńska", f"Łucja{APART}Nowopanieńska"),
        # Two people, one after the other.
        ("byli: Piotr Lis, Jan Zięba", "byli: Piotr Lis, Jan Zięba"),
        ("byli: Lis Jan, Zięba Piotr", "byli: […], Zięba Piotr"),
        ("Jana Lisa, z Janem Lisem", "[…], z […]"),
        # In one word, with signs that nobody sees, as links and pages write it.
        ("ŁucjaNowopanieńska.pdf", "[…].pdf"),
        ("NOWOPANIEŃSKAŁUCJA, lucjanowopanienska2024", "[…], […]2024"),
        ("CVŁucjaNowopanieńska2.pdf, LisJan", "CV[…]2.pdf, […]"),
        ("Łucja Nowo\u00adpanieńska, Łucja\u200bNowopanieńska", "[…], […]"),
        ("?q=%C5%81ucja+Nowopanie%C5%84ska&x=1", "?q=[…]&x=1"),
        ("Łucja&nbsp;Nowopanieńska", "[…]"),
        ("l.n%40example.org, l.n+kontakt@example.org", "[…], […]"),
        ("l.n (at) example.org, l.n[małpa]example.org", "[…], […]"),
        ("Jankosław Lisiecki, janlisowicz", "Jankosław Lisiecki, janlisowicz"),
    ],
)
def test_a_person_is_spotted_however_they_are_written(text: str, struck: str) -> None:
    spotter = Spotter(
        addresses=["l.n@example.org"],
        names=["Łucja Nowopanieńska", "Jan Świętopełk-Żółć", "Jan Lis", "Łucja"],
    )
    assert (spotter.strike(text), spotter.spots(text)) == (struck, text != struck)


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("pani Nowopanieńska i L. Nowopanieńską", ["Nowopanieńska", "Nowopanieńską"]),
        ("państwo NOWOPANIEŃSCY, syn Nowopanieńskiego", ["NOWOPANIEŃSCY", "Nowopanieńskiego"]),
        ("spytać Lisa; lis w lesie", ["Lisa"]),
        ("Łucja Nowopanieńska z Nowopanieńskim", ["Nowopanieńskim"]),
        ("Jan Lisowski, Łucja Kowalska, Łucją", ["Łucja", "Łucją"]),
        ("lnowopanienska@example.org, xlucjanowopanienskax", ["lnowopanienska", "xlucjanowopanienskax"]),
        ("Nowopanieńska2024, CVNowo\u00adpanieńska", ["Nowopanieńska", "Nowo\u00adpanieńska"]),
        ("nic takiego", []),
    ],
)
def test_a_surname_alone_is_for_somebody_to_decide(text: str, doubted: list[str]) -> None:
    # The last is a name of a single word, which may be anybody's.
    spotter = Spotter(addresses=[], names=["Łucja Nowopanieńska", "Jan Lis", "Łucja"])
    assert [text[start:end] for start, end in spotter.doubts(text)] == doubted


def couples() -> list[tuple[tuple[str, list[str]], tuple[str, list[str]]]]:
    """Each surname with a given name of whoever may bear it, of women and of men."""
    names, found = table(GIVEN), []
    women = [one for one in names if one[0].endswith("a") and one[0] != "Kuba"]
    men = [one for one in names if one not in women]
    for number, surname in enumerate(table(SURNAMES)):
        if not surname[0].endswith(("ski", "cki", "dzki", "czny", "ory")):
            found.append((women[number % len(women)], surname))
        if not surname[0].endswith(("ska", "cka", "dzka", "czna")):
            found.append((men[number % len(men)], surname))
    return found


def test_every_case_of_a_name_is_spotted_in_either_order_whichever_was_registered() -> None:
    missed = []
    for (given, of_given), (surname, of_surname) in couples():
        for registered in (f"{given} {surname}", f"{surname} {given}"):
            spotter = Spotter(addresses=[], names=[registered])
            missed += [
                f"{registered}: {text}"
                for one in (given, *of_given)
                for other in (surname, *of_surname)
                for text in (f"{one} {other}", f"{other} {one}")
                if not spotter.spots(text)
            ]
    assert missed == []


@pytest.mark.parametrize(
    ("registered", "doubted"),
    [
        ("Kowalska Anna", ["Kowalskiej"]),
        ("KOWALSKA ANNA MARIA", ["Kowalskiej"]),
        ("Kowalska Dżesika", ["Kowalskiej"]),
        ("mgr Kowal Anna", ["Kowalem"]),
        ("Kowal, Anna", ["Kowalem"]),
        # Nobody can tell which of them is the surname.
        ("Kowal Dżesika", ["Dżesika", "Kowalem"]),
        ("Dżesika Kowal", ["Dżesika", "Kowalem"]),
    ],
)
def test_a_surname_that_stands_first_is_the_one_to_be_decided_of(registered: str, doubted: list[str]) -> None:
    text = "Anna i Maria, a także Dżesika, i ktoś od Kowalskiej oraz z Kowalem"
    spotter = Spotter(addresses=[], names=[registered])
    assert [text[start:end] for start, end in spotter.doubts(text)] == doubted


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("Søren Ødegård", "soren odegard, Søren Ødegård"),
        ("Dorđe Đurić", "DORDE DURIC, Đurić Dorđe"),
        ("Ægir Þórsson", "Aegir Thorsson, ÆGIR ÞÓRSSON"),
        ("Lukasz Slizka", "Łukasz Ślizka, Łukasza Ślizki"),
        ("Strauß Anna", "Annie Strauss, ANNA STRAUSS"),
    ],
)
def test_letters_with_strokes_are_those_without(registered: str, written: str) -> None:
    assert Spotter(addresses=[], names=[registered]).strike(written) == "[…], […]"


def test_two_others_named_one_after_the_other_are_nobody_also_where_the_surname_stands_first() -> None:
    spotter = Spotter(addresses=[], names=["Nowak Anna"])
    assert spotter.strike("byli: Jan Nowak, Anna Zięba") == "byli: Jan Nowak, Anna Zięba"


@pytest.mark.parametrize(
    ("registered", "text", "struck", "doubted"),
    [
        # A word of the language beside a given name: nobody's surname for certain.
        ("Ewa Młoda", "Ewy Młodej, Ewa Młoda", "[…], […]", []),
        ("Ewa Młoda", "dla młodych osób bez pracy: Ewy Zięby, młodej", None, ["młodej"]),
        ("Anna Lis", "Anna zobaczyła lisa", None, ["lisa"]),
        ("Marek Sobota", "w sobotę Marek", None, ["sobotę"]),
        ("Jan Maj", "w akcji majowej, pani Majowa", None, ["Majowa"]),
        ("Jan Kowalczyk", "Kowalczykowa i Kowalczykówna", None, ["Kowalczykowa", "Kowalczykówna"]),
        # In addresses and log-in names, however short; initials of nobody else.
        (
            "Jan Nowak",
            "jnowak@a.pl, j.nowak@a.pl, nowakj@a.pl, nowak@a.pl",
            None,
            ["jnowak", "nowak", "nowakj", "nowak"],
        ),
        ("Jan Nowak", "knowak@a.pl, jnowakowski@a.pl, nowak.pl", None, []),
        ("Barbara Rak", "brak, brak@a.pl, rak, rakb (at) a.pl", None, ["brak", "rakb"]),
        ("Jan Lis", r"C:\\Users\\jlis\\Pulpit, login: lisj, /home/lis/x", None, ["jlis", "lisj", "lis"]),
        ("Jan Nowak", "zapisał jnowak", None, ["jnowak"]),
        ("Zofia Kapuścińska", "kapuscinskaz, Z_Kapuscinska@a.pl", None, ["kapuscinskaz", "Kapuscinska"]),
        # Divided and spaced out.
        ("Zofia Kapuścińska", "Zofia Kapu-\nścińska, Zofii Kapu- ściń- skiej", "[…], […]", []),
        ("Zofia Kapuścińska", "Z O F I A  K A P U Ś C I Ń S K A", "[…]", []),
        ("Zofia Kapuścińska", "Z O F I A K A P U Ś C I Ń S K A", "[…]", []),
        (
            "Zofia Kapuścińska",
            "K A P U Ś C I Ń S K A, Kapu-ścińska",
            None,
            ["K A P U Ś C I Ń S K A", "Kapu-ścińska"],
        ),
        ("Adam Mueller", "Müller, Adam Müller", None, ["Müller", "Müller"]),
        ("Anna Nowak", "Nowak-Zięba i Zię-\nba", None, ["Nowak"]),
    ],
)
def test_what_may_be_a_name_is_decided_by_somebody(
    registered: str, text: str, struck: str | None, doubted: list[str]
) -> None:
    spotter = Spotter(addresses=[], names=[registered])
    assert spotter.strike(text) == (struck or text)
    assert [text[start:end] for start, end in spotter.doubts(text)] == doubted
