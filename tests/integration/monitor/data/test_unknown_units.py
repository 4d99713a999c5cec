"""The units of a draft that nobody knows: counted, searched, settled all at once or one by one."""

import pytest
from django.test import Client
from django.urls import reverse

from empiria.apps.monitor.selectors import unsettled_units
from tests.integration.monitor.data.conftest import Bring, draft, english


def test_thousands_of_unknown_units_are_counted_and_the_page_stays_small(
    staff_client: Client, bring: Bring
) -> None:
    lines = [
        f"{12 + n // 900 * 2}{1 + n // 30 % 30:02d}{1 + n % 30:02d}2,jobless,2020,5" for n in range(2700)
    ]
    bring(*lines, "0201,jobless,2020,5", name="many.csv")
    page = staff_client.get(english("monitor:release-draft"))
    settling = page.context["settling"]
    assert (settling["count"], settling["levels"]) == (2701, ["county", "municipality"])
    assert [(file.name, file.counts, file.total) for file in settling["files"]] == [
        ("many.csv", (1, 2700), 2701)
    ]
    assert len(page.content) < 50_000
    units = staff_client.get(reverse("monitor:draft-units"))
    assert units.context["page"].paginator.num_pages == 28
    assert len(units.content) < 100_000


def test_unknown_units_are_searched_by_name_code_and_level(staff_client: Client, bring: Bring) -> None:
    bring("0201011,jobless,2020,1", "0201022,jobless,2020,2", "0201,jobless,2020,3")
    address = reverse("monitor:draft-units")

    def found(**asked: str) -> list[str]:
        return [unit.teryt for unit in staff_client.get(address, asked).context["page"]]

    assert found(text="020101") == ["0201011"]
    assert found(level="county") == ["0201"]
    assert found(text="none is called so") == []
    assert found(page="99") == ["0201", "0201011", "0201022"]


@pytest.mark.parametrize("action", ["register", "leave-out"])
def test_all_unknown_units_are_settled_at_once_when_they_are_those_shown(
    staff_client: Client, bring: Bring, action: str
) -> None:
    bring("0201011,jobless,2020,1", "0201022,jobless,2020,2", "1465011,jobless,2020,3")
    address = reverse("monitor:draft-settle")
    staff_client.post(address, {"all": "1", "action": action})
    assert len(unsettled_units(draft())) == 2
    staff_client.post(address, {"all": "2", "action": action})
    assert unsettled_units(draft()) == []
    assert len(draft().left_out) == (2 if action == "leave-out" else 0)


def test_single_units_are_chosen_page_after_page(staff_client: Client, bring: Bring) -> None:
    bring("0201011,jobless,2020,1", "0201022,jobless,2020,2")
    answer = staff_client.post(reverse("monitor:draft-settle"), {"units": ["020101"], "action": "leave-out"})
    assert answer["Location"] == reverse("monitor:draft-units")
    assert [unit.code for unit in unsettled_units(draft())] == ["020102"]
