"""A person in others' words: what is certain, and what somebody has to look at."""

import pytest

from empiria.apps.accounts.services.erasure.spotting import Spotter


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
        ("Jan Lisowski", "Jan Lisowski"),
        ("Łucji i Nowopanieńskiej", "Łucji i Nowopanieńskiej"),
        ("Łucja i Jan Nowopanieński", "Łucja i Jan Nowopanieński"),
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
