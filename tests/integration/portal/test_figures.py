"""Numbers and missing values in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from empiria.apps.portal.templatetags.figures import number, signed


def shown(source: str, **context: object) -> str:
    return Template("{% load figures %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "decimals", "polish", "english"),
    [
        (7431.5, 1, "7\xa0431,5", "7,431.5"),
        (1234567, 0, "1\xa0234\xa0567", "1,234,567"),
        (-0.04, 1, "0,0", "0.0"),
        (-2.25, 2, "−2,25", "−2.25"),
        (0, 1, "0,0", "0.0"),
        (55290, 0, "55\xa0290", "55,290"),
    ],
)
def test_number_follows_the_language(value: float, decimals: int, polish: str, english: str) -> None:
    with override("pl"):
        assert number(value, decimals) == polish
    with override("en"):
        assert number(value, decimals) == english


@pytest.mark.parametrize(("value", "expected"), [(1.26, "+1,3"), (-1.26, "−1,3"), (0.04, "0,0"), (0, "0,0")])
def test_signed_shows_a_sign_unless_it_rounds_to_zero(value: float, expected: str) -> None:
    with override("pl"):
        assert signed(value, 1) == expected


def test_missing_is_a_dash_with_its_reason_in_words() -> None:
    with override("pl"):
        html = shown("{% figure_value None reason='nie zbierano' %}")
    assert html == (
        '<span class="missing" title="nie zbierano"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">nie zbierano</span></span>'
    )


def test_missing_reason_is_escaped() -> None:
    assert "<script>" not in shown("{% figure_value None reason=reason %}", reason="<script>")


def test_value_keeps_its_unit_on_the_line() -> None:
    with override("pl"):
        assert shown("{% figure_value 20.7 1 '%' %}") == "20,7%"
