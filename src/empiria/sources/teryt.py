"""Codes of territorial units: TERYT as people write it, and the longer ids of the Local Data Bank (BDL)."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from empiria.analysis.errors import InputError, mark

Level = Literal[
    "country", "macroregion", "voivodeship", "region", "subregion", "county", "municipality", "part"
]

VOIVODESHIPS = frozenset(f"{number:02d}" for number in range(2, 33, 2))
WHOLE_KINDS = frozenset("123")  # urban, rural, urban-rural
PART_KINDS = frozenset("4589")  # town, rural part, district, delegatura: counted within a whole
BDL_LENGTHS = frozenset({7, 12})
LENGTHS = frozenset({2, 4, 6, 7, 12})


class Code(NamedTuple):
    """`unit` is the code for life (a municipality's six digits), `teryt` the dated code, `kind` its seventh digit."""

    unit: str
    teryt: str
    level: Level
    kind: str = ""


def parse_code(code: str) -> Code:
    """A TERYT code of 2, 4, 6 or 7 digits or a BDL id of 12; seven digits may be padded as BDL pads them.

    Units that are not in TERYT (macroregions, regions, subregions) keep their 12 digits.

    >>> parse_code("0201011")
    Code(unit='020101', teryt='0201011', level='municipality', kind='1')
    >>> parse_code("0201000") == parse_code("0201")
    True
    >>> parse_code("011212001011").teryt, parse_code("071422707000").teryt, parse_code("011212000000").level
    ('1201011', '1407', 'subregion')
    >>> parse_code("0000000").unit, parse_code("0201044").level
    ('00', 'part')

    Raises InputError for anything else.
    """
    parsed = None
    if code.isascii() and code.isdigit():
        parsed = _parse_bdl_id(code) if len(code) == 12 else _parse_teryt(code)
    if parsed is None:
        raise InputError(
            mark("“%(code)s” is not a code of a territorial unit; expected TERYT, such as 0201011 or 0201."),
            code=code,
        )
    return parsed


def _parse_teryt(code: str) -> Code | None:
    voivodeship, county, municipality, kind = code[:2], code[2:4], code[4:6], code[6:]
    if not code.strip("0") and len(code) in (2, 7):
        return Code("00", "00", "country")
    if len(code) not in LENGTHS or voivodeship not in VOIVODESHIPS:
        return None
    if len(code) == 7 and (municipality, kind) == ("00", "0"):
        county, municipality, kind = county.strip("0") and county, "", ""
    if "00" in (county, municipality):
        return None
    if not municipality:
        return Code(voivodeship + county, voivodeship + county, "county" if county else "voivodeship")
    if kind in PART_KINDS:
        return Code(code, code, "part", kind)
    return Code(code[:6], code, "municipality", kind) if not kind or kind in WHOLE_KINDS else None


def _parse_bdl_id(code: str) -> Code | None:
    """Macroregion 2, voivodeship 2, region 1, subregion 2, county 2, municipality 2, kind 1."""
    if not code.strip("0"):
        return Code("00", "00", "country")
    if not "01" <= code[:2] <= "07":
        return None
    if code[7:].strip("0"):
        return _parse_teryt(code[2:4] + code[7:])
    if code[5:7] != "00":
        level: Level = "subregion"
    elif code[4] != "0":
        level = "region"
    elif code[2:4] != "00":
        return _parse_teryt(code[2:4])
    else:
        level = "macroregion"
    return Code(code, code, level)


def restore_zeros(codes: Collection[str], *, lengths: Collection[int] = LENGTHS) -> dict[str, str]:
    """Codes whose leading zero a spreadsheet took, each with the code it stood for; empty when none did.

    A zero is restored only where that is certain: no code of the file begins with a zero, and the shorter
    codes fit no other way. `lengths` are the numbers of digits that such a file may hold.

    >>> restore_zeros({"201011", "1465011"})
    {'201011': '0201011'}
    >>> restore_zeros({"0201011", "201011"}), restore_zeros({"201011", "206021"})
    ({}, {})
    """
    if any(code.startswith("0") and code != "0" for code in codes):
        return {}
    present = {len(code) for code in codes}
    ambiguous = 6 in lengths and 7 not in present and (5 in present or _read_well_as_six(codes))
    restored = {}
    for code in sorted(codes):
        if code == "0":
            restored[code] = "0" * min(lengths)
        elif len(code) + 1 in lengths and not (len(code) in lengths and (ambiguous or len(code) != 6)):
            restored[code] = f"0{code}"
    return {code: full for code, full in restored.items() if _is_code(full)}


def _read_well_as_six(codes: Collection[str]) -> bool:
    return all(_is_code(code) for code in codes if len(code) == 6)


def _is_code(code: str) -> bool:
    try:
        parse_code(code)
    except InputError:
        return False
    return True
