"""Forms of the commonest Polish surnames and first names (register PESEL), as grammars decline them."""

import pytest

from empiria.apps.accounts.services.erasure.declension import (
    forms_of_family,
    forms_of_given,
    forms_of_surname,
)
from empiria.apps.system.language import fold

# Genitive, dative, accusative, instrumental, locative, where they differ.
SURNAMES = """
Nowak: Nowaka Nowakowi Nowakiem Nowaku Nowakowie Nowaków Nowakom Nowakami Nowakach
Kowalski: Kowalskiego Kowalskiemu Kowalskim Kowalscy Kowalskich Kowalskimi
Kowalska: Kowalskiej Kowalską Kowalskie Kowalskich
Wiśniewska: Wiśniewskiej Wiśniewską
Gołębiewska: Gołębiewskiej Gołębiewską
Zawadzki: Zawadzkiego Zawadzkiemu Zawadzkim Zawadzcy
Nowicka: Nowickiej Nowicką
Wójcik: Wójcika Wójcikowi Wójcikiem Wójciku
Kowalczyk: Kowalczyka Kowalczykowi Kowalczykiem Kowalczyku
Woźniak: Woźniaka Woźniakowi Woźniakiem
Mazur: Mazura Mazurowi Mazurem Mazurze
Kaczmarek: Kaczmarka Kaczmarkowi Kaczmarkiem Kaczmarku Kaczmarkowie
Dudek: Dudka Dudkowi Dudkiem Dudku
Zając: Zająca Zającowi Zającem Zającu
Król: Króla Królowi Królem Królu
Wróbel: Wróbla Wróblowi Wróblem Wróblu
Stępień: Stępnia Stępniowi Stępniem Stępniu
Kwiecień: Kwietnia Kwietniowi Kwietniem Kwietniu
Sikora: Sikory Sikorze Sikorę Sikorą
Duda: Dudy Dudzie Dudę Dudą
Mucha: Muchy Musze Muchę Muchą
Zięba: Zięby Ziębie Ziębę Ziębą
Kania: Kani Kanię Kanią
Wrona: Wrony Wronie Wronę Wroną
Krupa: Krupy Krupie Krupę Krupą
Sowa: Sowy Sowie Sowę Sową
Czajka: Czajki Czajce Czajkę Czajką
Górka: Górki Górce Górkę
Domagała: Domagały Domagale Domagałę
Cieśla: Cieśli Cieślę Cieślą
Lis: Lisa Lisowi Lisem Lisie
Kot: Kota Kotowi Kotem Kocie
Mróz: Mroza Mrozowi Mrozem Mrozie
Bąk: Bąka Bąkowi Bąkiem Bąku
Gołąb: Gołębia Gołębiowi Gołębiem Gołębiu
Kozioł: Kozła Kozłowi Kozłem Koźle
Kozieł: Kozła Kozieła Koziełowi
Orzeł: Orła Orłowi Orłem Orle
Marzec: Marca Marcowi Marcem Marcu
Krawiec: Krawca Krawcowi Krawcem Krawcu
Niemiec: Niemca Niemcowi Niemcem
Kopeć: Kopcia Kopciowi Kopciem Kopciu
Piątek: Piątka Piątkowi Piątkiem
Konieczny: Koniecznego Koniecznemu Koniecznym Konieczni
Konieczna: Koniecznej Konieczną
Batory: Batorego Batoremu Batorym
Musiał: Musiała Musiałowi Musiałem Musiale
Drozd: Drozda Drozdowi Drozdem Droździe
Banaś: Banasia Banasiowi Banasiem Banasiu
Cichoń: Cichonia Cichoniowi Cichoniem
Kołodziej: Kołodzieja Kołodziejowi Kołodziejem
Wójtowicz: Wójtowicza Wójtowiczowi Wójtowiczem Wójtowiczu
Szewczyk: Szewczyka Szewczykowi Szewczykiem
Pająk: Pająka Pająkowi Pająkiem
Matejko: Matejki Matejce Matejkę Matejką
Kościuszko: Kościuszki Kościuszce Kościuszkę
Pluta: Pluty Plucie Plutę Plutą
Zaręba: Zaręby Zarębie Zarębę
Śladowska: Śladowskiej Śladowską
Gruszka: Gruszki Gruszce Gruszkę Gruszką
Woźniczka: Woźniczki Woźniczce Woźniczkę
Kluska: Kluski Klusce Kluskę Kluską
Krasuska: Krasuskiej Krasuską
Bystra: Bystrej Bystrą
Biała: Białej Białą
Cicha: Cichej Cichą
Mała: Małej Małą
Sroga: Srogiej Srogą
Długa: Długiej Długą
Wielka: Wielkiej Wielką Wielcy
Wesoła: Wesołej Wesołą
Ostra: Ostrej Ostrą
Średnia: Średniej Średnią
Wilkowa: Wilkowej Wilkową
Grudzień: Grudnia Grudniowi Grudniem Grudniu
Kocioł: Kotła Kotłowi Kotłem Kotle
Żołądź: Żołędzia Żołędziowi Żołędziem Żołędziu
Mech: Mcha Mchowi Mchem Mchu
Łeb: Łba Łbowi Łbem Łbie
Las: Lasa Lasowi Lasem Lesie
Wiatr: Wiatra Wiatrowi Wiatrem Wietrze
Kwiat: Kwiata Kwiatowi Kwiatem Kwiecie
Anioł: Anioła Aniołowi Aniołem Aniele
Wąż: Węża Wężowi Wężem Wężu
"""
GIVEN = """
Anna: Anny Annie Annę Anną Anno
Maria: Marii Marię Marią Mario
Katarzyna: Katarzyny Katarzynie Katarzynę Katarzyną
Małgorzata: Małgorzaty Małgorzacie Małgorzatę Małgorzatą
Agnieszka: Agnieszki Agnieszce Agnieszkę Agnieszką
Barbara: Barbary Barbarze Barbarę Barbarą
Ewa: Ewy Ewie Ewę Ewą
Krystyna: Krystyny Krystynie Krystynę
Elżbieta: Elżbiety Elżbiecie Elżbietę
Zofia: Zofii Zofię Zofią
Jadwiga: Jadwigi Jadwidze Jadwigę
Magda: Magdy Magdzie Magdę
Monika: Moniki Monice Monikę
Beata: Beaty Beacie Beatę
Łucja: Łucji Łucję Łucją
Jan: Jana Janowi Janem Janie
Piotr: Piotra Piotrowi Piotrem Piotrze
Marek: Marka Markowi Markiem Marku
Paweł: Pawła Pawłowi Pawłem Pawle
Andrzej: Andrzeja Andrzejowi Andrzejem Andrzeju
Krzysztof: Krzysztofa Krzysztofowi Krzysztofem Krzysztofie
Stanisław: Stanisława Stanisławowi Stanisławem Stanisławie
Tomasz: Tomasza Tomaszowi Tomaszem Tomaszu
Michał: Michała Michałowi Michałem Michale
Robert: Roberta Robertowi Robertem Robercie
Aleksander: Aleksandra Aleksandrowi Aleksandrem Aleksandrze
Wojciech: Wojciecha Wojciechowi Wojciechem Wojciechu
Jerzy: Jerzego Jerzemu Jerzym
Antoni: Antoniego Antoniemu Antonim
Ignacy: Ignacego Ignacemu Ignacym
Cezary: Cezarego Cezaremu Cezarym
Kuba: Kuby Kubie Kubę
Bruno: Brunona Brunonowi Brunonem
Maciej: Macieja Maciejowi Maciejem
Jacek: Jacka Jackowi Jackiem
Zbigniew: Zbigniewa Zbigniewowi Zbigniewem
"""


def table(text: str) -> list[tuple[str, list[str]]]:
    rows = (line.split(": ") for line in text.strip().splitlines())
    return [(name, forms.split()) for name, forms in rows]


@pytest.mark.parametrize(("name", "forms"), table(SURNAMES))
def test_forms_of_surnames(name: str, forms: list[str]) -> None:
    known = forms_of_surname(fold(name))
    assert [form for form in [name, *forms] if fold(form) not in known] == []


@pytest.mark.parametrize(("name", "forms"), table(GIVEN))
def test_forms_of_given_names(name: str, forms: list[str]) -> None:
    known = forms_of_given(fold(name))
    assert [form for form in [name, *forms] if fold(form) not in known] == []


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Kowalska", "Kowalski Kowalskiego Kowalewska Kowalczyk Kowal"),
        ("Kowalski", "Kowalska Kowalskiej"),
        ("Lis", "Lisowski Lisiak Listy Lista"),
        ("Kot", "Kotowski Kotek"),
        ("Nowak", "Nowakowski Nowacki Nowa"),
        ("Król", "Królikowski Królik"),
    ],
)
def test_other_words_are_no_forms(name: str, others: str) -> None:
    assert [one for one in others.split() if fold(one) in forms_of_surname(fold(name))] == []


def test_of_a_family_both_are_known() -> None:
    for name in ("Kowalski", "Kowalska"):
        assert {"kowalski", "kowalskiej", "kowalskiego", "kowalscy"} <= forms_of_family(fold(name))
    assert "koniecznej" in forms_of_family("konieczny")
    assert "koniecznego" in forms_of_family("konieczna")


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Biała", "Biały Białego Białemu Biali"),
        ("Długi", "Długa Długiej"),
        ("Średni", "Średnia Średniej"),
        ("Wąs", "Wąsowa Wąsowej Wąsówna Wąsówny"),
        ("Kowalczyk", "Kowalczykowa Kowalczykowej Kowalczykówna"),
        ("Kozioł", "Kozłowa Kozłowej"),
        ("Zaręba", "Zarębina Zarębiny Zarębianka"),
        ("Kowalczykowa", "Kowalczyk Kowalczyka Kowalczykówna"),
    ],
)
def test_of_a_family_others_are_called_otherwise(name: str, others: str) -> None:
    known = forms_of_family(fold(name))
    assert [one for one in others.split() if fold(one) not in known] == []
