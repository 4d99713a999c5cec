"""Names in the order of the Polish alphabet."""

from empiria.apps.places.selectors import alphabetical


def test_alphabetical_puts_polish_letters_after_their_plain_ones() -> None:
    names = [
        "Żory",
        "Zabrze",
        "Łomża",
        "Ruda Śląska",
        "Rudawa",
        "Lublin",
        "Świnoujście",
        "Sopot",
        "Źrebce",
        "lipno",
    ]
    assert sorted(names, key=alphabetical) == [
        "lipno",
        "Lublin",
        "Łomża",
        "Ruda Śląska",
        "Rudawa",
        "Sopot",
        "Świnoujście",
        "Zabrze",
        "Źrebce",
        "Żory",
    ]
