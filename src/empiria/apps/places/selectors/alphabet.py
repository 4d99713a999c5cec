"""The order of the Polish alphabet, where names are sorted in Python: a server may have no Polish locale."""

ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_PLACES = {letter: place for place, letter in enumerate(ALPHABET, start=1)}


def alphabetical(name: str) -> tuple[tuple[int, ...], str]:
    """A key to sort names by: ł follows l, ż is last; spaces and hyphens come before every letter."""
    return tuple(_PLACES.get(letter, 0) for letter in name.casefold()), name
