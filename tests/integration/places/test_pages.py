"""Pages of groups, classifications and units: who sees what, and what the forms do."""

import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from empiria.apps.accounts.models import Person
from empiria.apps.places.models import Classification, Grouping, Typology, Unit, UnitList
from empiria.apps.places.services import create_list, import_units, set_populations
from tests.integration.places.conftest import unit_list

LAND = ["1401013 Białobrzegi", "1401022 Promna", "1401032 Radzanów"]
SECRET_FILE = "TERC 2025-01-01.csv"


@pytest.fixture
def units(db: None) -> None:
    import_units(reading=unit_list("2025-01-01", *LAND), by=None)
    set_populations(values={"146501": (1_863_056, 2024), "140102": (4_999, 2024)}, by=None)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def pick(title: str = "Ręcznie wybrane") -> Grouping:
    units = Unit.objects.municipalities().filter(code__startswith="1401")
    # As earlier versions called it, after its title.
    return create_list(title=title, units=units, by=None, code="list-recznie-wybrane")


STAFF_PAGES = [
    ("places:unit-history", []),
    ("places:unit-import", []),
    ("places:list-create", []),
    ("places:list-update", ["list-recznie-wybrane"]),
    ("places:list-delete", ["list-recznie-wybrane"]),
    ("places:typology-import", ["functional"]),
]
PUBLIC_PAGES = [
    ("places:group-list", []),
    ("places:group-detail", ["all"]),
    ("places:group-detail", ["kind-size.rural.under-5"]),
    ("places:group-detail", ["list-recznie-wybrane"]),
    ("places:group-members", ["all"]),
    ("places:typology-list", []),
    ("places:typology-detail", ["functional"]),
]


@pytest.mark.parametrize(("name", "args"), STAFF_PAGES)
@pytest.mark.usefixtures("units")
def test_staff_pages_are_for_the_staff(name: str, args: list[str], staff: Person, visitor: Person) -> None:
    pick()
    url = reverse(name, args=args)
    anonymous = Client().get(url)
    assert (anonymous.status_code, SECRET_FILE in anonymous.content.decode()) == (302, False)
    refused = signed_in(visitor).get(url)
    assert (refused.status_code, SECRET_FILE in refused.content.decode()) == (403, False)
    assert signed_in(staff).get(url).status_code == 200
    before = Grouping.objects.count(), UnitList.objects.count()
    for client in (Client(), signed_in(visitor)):
        client.post(url, {"title": "X", "units": "1401022\n1401032"})
    assert (Grouping.objects.count(), UnitList.objects.count()) == before


@pytest.mark.parametrize(("name", "args"), PUBLIC_PAGES)
@pytest.mark.usefixtures("units")
def test_public_pages_are_for_everybody_and_offer_no_editing(name: str, args: list[str]) -> None:
    pick()
    response = Client().get(reverse(name, args=args))
    assert response.status_code == 200
    page = response.content.decode()
    for staff_name, staff_args in STAFF_PAGES:
        assert reverse(staff_name, args=staff_args) not in page
    assert SECRET_FILE not in page


@pytest.mark.parametrize(
    "path", ["groups/none/", "groups/none/members.csv", "typologies/none/", "groups/all/edit/"]
)
@pytest.mark.usefixtures("units")
def test_unknown_page_is_not_found(path: str, staff: Person) -> None:
    assert signed_in(staff).get(f"/places/{path}").status_code == 404


@pytest.mark.usefixtures("units")
def test_group_page_lists_members_and_why() -> None:
    response = Client().get("/places/groups/kind-size.rural.under-5/")
    assert [unit.name for unit in response.context["page"]] == ["Promna"]
    page = response.content.decode()
    assert "Grupa obejmuje: gminy wiejskie, poniżej 5 tys. mieszkańców (ludność: 2024)." in page
    assert "4\xa0999" in page
    assert reverse("monitor:city", args=["1401022"]) in page
    assert "The group holds" in Client().get("/en/places/groups/kind-size.rural.under-5/").content.decode()


@pytest.mark.usefixtures("units")
def test_members_as_a_table() -> None:
    response = Client().get("/places/groups/kind-size.rural.under-5/members.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode() == (
        "teryt,name,kind,county,voivodeship,population,population_year,area_ha\r\n"
        "1401022,Promna,2,białobrzeski,mazowieckie,4999,2024,\r\n"
    )


@pytest.mark.usefixtures("units")
def test_pages_take_a_fixed_number_of_queries(staff: Person) -> None:
    def queries(path: str, client: Client) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    paths = ["/places/groups/", "/places/groups/all/", "/places/units/", "/places/typologies/functional/"]
    client = signed_in(staff)
    import_units(reading=unit_list("2026-01-01", LAND[0], "1401042 Gmina 4"), by=staff)
    before = [queries(path, client) for path in paths]
    more = [f"14010{number}2 Gmina {number}" for number in range(4, 10)]
    import_units(reading=unit_list("2026-02-01", LAND[0], *more[1:]), by=staff)
    assert [queries(path, client) for path in paths] == before
    assert max(before) <= 12


@pytest.mark.usefixtures("units")
def test_list_through_the_pages(staff: Person) -> None:
    client = signed_in(staff)
    wrong = client.post("/en/places/groups/new/", {"title": "Moje", "units": "promna\nNibylandia\n1465011"})
    assert "Line 2: “Nibylandia” is no municipality of today." in wrong.content.decode()
    single = client.post("/en/places/groups/new/", {"title": "Moje", "units": "promna"})
    assert "A list needs at least two units" in single.content.decode()
    assert Grouping.objects.hand_picked().count() == 0

    made = client.post("/places/groups/new/", {"title": "Moje", "units": "promna\n1465011 Warszawa"})
    code = Grouping.objects.hand_picked().get().code
    address = f"/places/groups/{code}/"
    assert (made["Location"], re.fullmatch(r"list-\d+", code) is not None) == (address, True)
    assert "Warszawa" in client.get(made["Location"]).content.decode()
    edit = client.get(f"{address}edit/").content.decode()
    assert "1401022 Promna\n1465011 Warszawa" in edit
    client.post(f"{address}edit/", {"title": "Moje dwa", "units": "promna\nradzanów"})
    assert Grouping.objects.get(code=code).rule == {"units": ["140102", "140103"]}

    assert client.get(f"{address}delete/").status_code == 200
    assert Grouping.objects.filter(code=code).exists()
    assert client.post(f"{address}delete/")["Location"] == "/places/groups/"
    assert Client().get(address).status_code == 404
    assert "“Moje dwa”" in client.get("/en/places/groups/").content.decode()
    assert client.post("/places/groups/restore/")["Location"] == address
    assert Grouping.objects.get(code=code).rule == {"units": ["140102", "140103"]}
    assert client.post("/places/groups/restore/")["Location"] == "/places/groups/"
    assert Grouping.objects.hand_picked().count() == 1


@pytest.mark.usefixtures("units")
def test_list_starts_from_a_group(staff: Person) -> None:
    page = signed_in(staff).get("/places/groups/new/?from=kind-size.rural.under-5").content.decode()
    assert "1401022 Promna" in page


def classes_file(ending: str) -> SimpleUploadedFile:
    rows = [("teryt", "class"), ("1465011", "a"), ("1401022", "H"), ("1499992", "H")]
    if ending == "csv":
        return SimpleUploadedFile("klasy.csv", "\n".join(",".join(row) for row in rows).encode())
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("klasy.xlsx", buffer.getvalue())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.usefixtures("units")
def test_classes_through_the_page_with_findings(staff: Person, ending: str) -> None:
    page = signed_in(staff).post(
        "/en/places/typologies/functional/import/",
        {"file": classes_file(ending), "source": "IGiPZ PAN", "edition": "2016", "valid_from": "2016-01-01"},
    )
    text = page.content.decode()
    assert "New: 2, changed: 0, unchanged: 0." in text
    assert "The code 1499992 is not a known unit." in text
    assert Classification.objects.count() == 2
    shown = Client().get("/en/places/typologies/functional/").content.decode()
    assert "IGiPZ PAN, 2016" in shown
    assert "Municipalities with a class: 2 of 4." in shown


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"teryt,class\n1465011,Z\n", "line 2, column “class”: “Z” is not a class of this typology"),
        (b"teryt,class\n1465011,\n", "line 2: 1465011 has no class."),
        (b"teryt,class\n1465011,A\n1465011,B\n", "line 3: 1465011 stands twice."),
        (b"teryt,klasa\n1465011,A\n", "klasy.csv"),
        (b"", "klasy.csv"),
        (b"PK\x03\x04broken", "klasy.csv"),
    ],
)
@pytest.mark.usefixtures("units")
def test_broken_classes_are_refused_with_the_place(staff: Person, content: bytes, message: str) -> None:
    form = {
        "file": SimpleUploadedFile("klasy.csv", content),
        "source": "S",
        "edition": "",
        "valid_from": "2016-01-01",
    }
    page = signed_in(staff).post("/en/places/typologies/functional/import/", form)
    assert page.status_code == 200
    if content:
        assert message in page.content.decode()
    assert page.context["form"].errors != {}
    assert Classification.objects.count() == 0


TERC = (
    "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
    "14;;;;MAZOWIECKIE;województwo;{date}\n"
    "14;01;;;białobrzeski;powiat;{date}\n"
    "14;01;01;3;Białobrzegi;gmina miejsko-wiejska;{date}\n"
    "14;65;;;Warszawa;miasto na prawach powiatu;{date}\n"
    "14;65;01;1;Warszawa;gmina miejska, miasto stołeczne;{date}\n"
)


@pytest.mark.usefixtures("units")
def test_register_through_the_page(staff: Person) -> None:
    client = signed_in(staff)
    older = client.post(
        "/en/places/units/import/",
        {"what": "terc", "file": SimpleUploadedFile("t.csv", TERC.format(date="2020-01-01").encode())},
    )
    assert "but a later one, of 2025-01-01, was already imported" in older.content.decode()
    taken = client.post(
        "/en/places/units/import/",
        {"what": "terc", "file": SimpleUploadedFile("t.csv", TERC.format(date="2026-01-01").encode())},
    )
    assert "ended: 2" in taken.content.decode()
    history = client.get("/en/places/units/").content.decode()
    assert "What changed on 2026-01-01" in history
    assert "Radzanów" in history
    assert "Staff" in history
    broken = client.post(
        "/en/places/units/import/", {"what": "boundaries", "file": SimpleUploadedFile("b.json", b"{")}
    )
    assert "The JSON is damaged or was cut off here." in broken.content.decode()


def test_empty_installation_has_its_empty_states(staff: Person) -> None:
    client = signed_in(staff)
    for path in ("groups/", "typologies/", "units/", "units/import/"):
        assert client.get(f"/places/{path}").status_code == 200
    assert not Typology.objects.exists()
