"""“z 25”, but “ze 116”: a preposition follows the word that its number is read as."""


def out_of(language: str, number: int) -> str:
    """The preposition before a whole number in digits. “Ze” stands before sto and its compounds, also sto tysięcy."""
    if language != "pl":
        return "of"
    leading = abs(number)
    while leading >= 1000:
        leading //= 1000
    return "ze" if 100 <= leading <= 199 else "z"
