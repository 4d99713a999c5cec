"""Which parts of a name are the surname: many are registered by lists on which the surname stands first, or by an office
that adds what it is called itself. All words as `fold_letters` writes them."""

import re
from dataclasses import dataclass

from empiria.apps.accounts.services.erasure.letters import fold_letters

# The commonest given names (register PESEL): one beside a word that is none tells which of them is the surname.
KNOWN = """
adrianna agata agnieszka aleksandra alicja amelia anastazja aneta angelika anna antonina barbara beata blanka boguslawa
bozena celina dagmara danuta daria dominika dorota edyta eliza elzbieta emilia ewa ewelina felicja gabriela genowefa
grazyna halina hanna helena henryka ilona irena iwona iza izabela jadwiga jagoda janina joanna jolanta jowita julia
julita justyna kaja kalina kamila karina karolina katarzyna kinga klara klaudia kornelia krystyna laura lena lidia
liliana lucja lucyna ludmila luiza magda magdalena maja malgorzata malwina maria mariola marianna marlena marta martyna
maryla marzanna marzena matylda milena monika nadia natalia nikola nina nikol oktawia ola oliwia olga otylia patrycja
paula paulina pola regina renata roksana roza rozalia sabina sandra sara stanislawa stefania stella sylwia tamara
teodora teresa urszula wanda weronika wieslawa wiktoria wioletta wladyslawa zaneta zdzislawa zofia zuzanna zyta
adam adrian albert aleksander aleksy alfred alojzy andrzej antoni arkadiusz artur bartlomiej bartosz blazej bogdan
boguslaw boleslaw borys bronislaw cezary cyprian czeslaw damian daniel dariusz dawid dominik edmund edward emil eryk
eugeniusz fabian feliks filip franciszek fryderyk gabriel gracjan grzegorz gustaw henryk hieronim hubert ignacy igor
ireneusz jacek jakub jan janusz jaroslaw jedrzej jerzy joachim jozef julian juliusz kacper kajetan kamil karol
kazimierz klaudiusz klemens konrad konstanty kornel krystian krzysztof kuba lech leon leonard leopold leszek lucjan
ludwik lukasz maciej maksymilian marcel marcin marek marian mariusz mateusz maurycy michal mieczyslaw mieszko mikolaj
milosz miroslaw nikodem norbert olaf olgierd oliwier oskar patryk pawel piotr przemyslaw radoslaw rafal remigiusz
robert roman romuald ryszard sebastian seweryn slawomir stanislaw stefan sylwester szczepan szymon tadeusz teodor
tomasz tymon tymoteusz waclaw waldemar walenty walerian wieslaw wiktor wincenty witold wladyslaw wlodzimierz
wojciech zbigniew zdzislaw zenon ziemowit zygmunt
"""
GIVEN = frozenset(KNOWN.split())
RANKS = """
adw arch doc dr hab ii iii inz iv jr junior ks lek lic llm mba med mgr msc nadzw pan pani phd prof rad red senior sr st zw
"""
TITLES = frozenset(RANKS.split())
MOST_SURNAMES = 2
# Kowalska, Wysocki, Zawadzka.
ADJECTIVE = re.compile(r"([sc]|dz)k[ia]$")
# What follows says who somebody is, or where: (UM Gdynia), ", radca prawny", " - Kraków".
REMARK = re.compile(r"\s*[(\[{<,;|]|\s[-–—/]\s")
BRACKETS = re.compile(r"[()\[\]{}<>,;|]|\s[-–—/]\s")
# A remark that tells another surname: (z d. Kowalska), vel Kowalska.
BORN = re.compile(
    r"\b(?:z\s+d|d|z\s+domu|dawniej|ur|n[eé]e|vel|primo voto)\b\.?\s+([^\W\d_][\w-]+)", re.IGNORECASE
)
SURNAME = re.compile(r"(([sc]|dz)k[ia]|wicz|czyk|owna)$")

# A name's words; one with a hyphen is several ("Nowak-Zięba").
Parts = list[list[str]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """The parts of a name: `perhaps` are those that may be a surname."""

    given: Parts
    surname: Parts
    perhaps: Parts


def told_apart(name: str) -> Told:
    """What is which; a name of a single word is a surname."""
    said, added = _without_remark(name)
    told = _apart(_without_titles(_parts(_written_large(said.split()))))
    return Told(given=told.given, surname=told.surname, perhaps=[*told.perhaps, *_parts(added)])


def _apart(parts: Parts) -> Told:
    """Every word that is no given name counts as a surname: many have two."""
    if len(parts) < 2:
        return Told(given=[], surname=parts, perhaps=[])
    first, last = parts[0], parts[-1]
    if _is_given(first):
        given = [first, *filter(_is_given, parts[1:-1])]
        return _with_surnames(given, [*_unknown(parts[1:-1]), last])
    if _is_given(last):
        return _with_surnames([*filter(_is_given, parts)], _unknown(parts))
    others, surname = parts[:-1], last
    if _is_adjective(first) and not _is_adjective(last):
        others, surname = parts[1:], first
    others_unknown = _unknown(others)
    is_told = _is_adjective(surname) and len(others_unknown) == 1
    return Told(given=others, surname=[surname], perhaps=[] if is_told else others_unknown)


def _with_surnames(given: Parts, surnames: Parts) -> Told:
    """Few have more than two: further words are rather an office ("Jan Kowalski Urząd Miasta Gdyni")."""
    certain = len(surnames) if len(surnames) <= MOST_SURNAMES else 1
    return Told(given=given, surname=surnames[:certain], perhaps=surnames[certain:])


def _without_remark(name: str) -> tuple[str, list[str]]:
    """The name, and surnames out of what was remarked after it."""
    found = REMARK.search(name)
    if not found:
        return name, []
    said, remark = name[: found.start()], name[found.start() :]
    before, after = _without_titles(_parts(said.split())), _parts(BRACKETS.sub(" ", remark).split())
    is_surname_first = not any(map(_is_given, before)) and any(map(_is_given, after))
    if len(before) < 2 or not _unknown(before) or is_surname_first:
        # "Kowal, Anna": no remark, but what follows may have one.
        return _without_remark(f"{said} {name[found.end() :]}")
    words = BRACKETS.sub(" ", remark).split()
    born = BORN.findall(remark)
    is_one = len(words) == 1 and words[0][:1].isupper() and not words[0].isupper()
    if is_one and (found.group().strip() in "-–—" or SURNAME.search(fold_letters(words[0]))):
        born.append(words[0])
    return said, born


def _written_large(words: list[str]) -> list[str]:
    """Without what stands in small letters after names that do not: "van", "radca prawny"."""
    large = [word for word in words[1:] if not word.islower() or fold_letters(word) in GIVEN]
    is_named = any(fold_letters(word) not in GIVEN for word in large)
    return [*words[:1], *large] if is_named else words


def _parts(words: list[str]) -> Parts:
    """Without initials and figures."""
    parts = [fold_letters(word).split() for word in words]
    long = [[word for word in part if len(word) > 1 and word.isalpha()] for part in parts]
    return [part for part in long if part] or [part for part in parts if part]


def _without_titles(parts: Parts) -> Parts:
    """As long as a name remains: of "Anna Pan" nothing is a title."""
    named = [part for part in parts if not TITLES & {*part}]
    return named if len(named) > 1 or (named and not _is_given(named[0])) else parts


def _unknown(parts: Parts) -> Parts:
    return [part for part in parts if not _is_given(part)]


def _is_given(part: list[str]) -> bool:
    return part[0] in GIVEN


def _is_adjective(part: list[str]) -> bool:
    return any(ADJECTIVE.search(word) for word in part)
