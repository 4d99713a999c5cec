"""Finding the person in what kept files say: somebody decides of each file before the erasure is done.

Nothing is added to a file, so each is looked through once for each erasure, in the background; what was found is kept beside. The
erasure itself reads no file: it is refused while one has not been looked through, so none that is added meanwhile is missed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import FileDecision, Finding, Person, SearchedFile
from empiria.apps.accounts.selectors.own_rows import addresses_of, names_of
from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.system.models import Job
from empiria.apps.system.privacy import FileFacts, Leftover, declarations
from empiria.apps.system.services import enqueue_job
from empiria.apps.system.uploads import Part, Passage, RedactionError, UnreadableError

SEARCH = "accounts.search-files"
# So many places of a file are shown, with so much on each side.
SHOWN, AROUND = 3, 60
# So many parts that cannot be searched are named.
NAMED = 5
FOUND = (Finding.NAME, Finding.SURNAME)


class UndecidedFilesError(Exception):
    """A file in which the person is found, or that was added a moment ago, has not been decided of."""

    def __init__(self, text: str = "") -> None:
        super().__init__(
            text or _("A file was added or found meanwhile: look at the files once more and decide of each.")
        )


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy of a file without the person, made before the erasure; `put` puts it in the place of the file."""

    decision: str
    put: Callable[[], None]


# By the codes of the files.
Copies = Mapping[str, Copy]


@dataclass(frozen=True, kw_only=True)
class FoundFile:
    """A file that was looked through, with what is known about it."""

    kind: Leftover
    row: models.Model
    searched: SearchedFile
    # Whether the person added it.
    is_own: bool

    @property
    def code(self) -> str:
        return f"{self.kind.code}:{self.row.pk}"

    @property
    def is_found(self) -> bool:
        return self.searched.finding in FOUND

    @property
    def facts(self) -> FileFacts:
        return self.kind.describe(self.row)

    @property
    def decisions(self) -> list[tuple[str, str]]:
        """What may become of a file of this kind."""
        never = FileDecision.redacting() if self.kind.redact is None else {FileDecision.REMOVE}
        if not self.searched.unread:
            never |= {FileDecision.REDACT_UNREAD}
        return [(value, str(label)) for value, label in FileDecision.choices if value not in never]

    @property
    def excerpts(self) -> list[dict[str, Any]]:
        return [one | {"where": Part(one["part"]).label} for one in self.searched.excerpts]


def search_files(person: Person, *, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Look through every file that was not looked through yet; how many. Stops when the person is erased meanwhile."""
    sought, spotter = _sought(person), spotter_of(person)
    waiting = unsearched_files(person)
    for done, (kind, number) in enumerate(waiting):
        progress(done, len(waiting))
        row = kind.staying(person).filter(pk=number).first()
        if row is None:
            continue
        finding, excerpts, unread = _look_through(spotter, kind.read(row))
        with transaction.atomic():
            # Held until it is written: nothing about somebody erased is written afterwards.
            if not Person.objects.select_for_update().filter(pk=person.pk, erased_at=None).exists():
                return done
            SearchedFile.objects.update_or_create(
                person=person,
                kind=kind.code,
                number=str(number),
                defaults={
                    "sought": sought,
                    "finding": finding,
                    "excerpts": excerpts,
                    "unread": unread,
                    "searched_at": timezone.now(),
                },
            )
    return len(waiting)


def request_search(person: Person) -> Job:
    """Have the files looked through in the background; asked for twice meanwhile, it is done once."""
    return enqueue_job(kind=SEARCH, by=None, object_type="person", object_id=person.pk)


def unsearched_files(person: Person) -> list[tuple[Leftover, Any]]:
    """The files, by their numbers, that were not looked through for this person as they are called today."""
    done = set(_searched(person).values_list("kind", "number"))
    return [
        (kind, number)
        for kind in declarations().leftovers
        for number in kind.staying(person).order_by("pk").values_list("pk", flat=True)
        if (kind.code, str(number)) not in done
    ]


def files_at_stake(person: Person) -> list[FoundFile]:
    """Every file in which the person was found, and those that they added themselves."""
    files = []
    for kind in declarations().leftovers:
        own = {str(number) for number in kind.of(person).values_list("pk", flat=True)}
        files += _files(person, kind, Q(finding__in=FOUND) | Q(number__in=own), own)
    return files


def files_partly_unread(person: Person) -> list[FoundFile]:
    """Others in which nothing was found, and in which no program can read everything, but could leave it out."""
    return [
        file
        for kind in declarations().leftovers
        if kind.redact
        for file in _files(person, kind, Q(finding=Finding.UNREADABLE))
        if file.searched.unread
    ]


def files_to_look_at(person: Person) -> list[FoundFile]:
    """Whatever may be decided of."""
    return [*files_at_stake(person), *files_partly_unread(person)]


def _files(
    person: Person, kind: Leftover, condition: Q, own: Collection[str] = frozenset()
) -> list[FoundFile]:
    known = {one.number: one for one in _searched(person).filter(condition, kind=kind.code)}
    return [
        FoundFile(kind=kind, row=row, searched=known[str(row.pk)], is_own=str(row.pk) in own)
        for row in kind.staying(person).filter(pk__in=list(known))
    ]


def unreadable_files(person: Person) -> int:
    """How many files no program can search."""
    return _searched(person).filter(finding=Finding.UNREADABLE).count()


def forget_search(person: Person) -> None:
    """What was found is of use to nobody when no erasure is to be done."""
    SearchedFile.objects.filter(person=person).delete()


def forget_excerpts(spotter: Spotter) -> None:
    """What was found for others where this person stands too, as relatives do: those files are looked through once more."""
    told = SearchedFile.objects.values_list("pk", "excerpts", "unread").iterator()
    said = (
        (pk, text)
        for pk, excerpts, unread in told
        for text in [*unread, *(one["before"] + one["word"] + one["after"] for one in excerpts)]
    )
    SearchedFile.objects.filter(pk__in={pk for pk, text in said if spotter.finds(text)}).delete()


def check_files(
    person: Person, *, removing: Mapping[str, Iterable[str]], keeping: Mapping[str, str], copies: Copies
) -> None:
    """Raises `UndecidedFilesError` unless every file was looked through and every one that names the person decided of."""
    kinds = declarations().leftovers
    if any(kind.on_their_way() for kind in kinds):
        raise UndecidedFilesError(_("Files are being read in at this moment: try again once that is done."))
    removed = {
        f"{kind.code}:{number}" for kind in kinds if kind.remove for number in removing.get(kind.code, ())
    }
    undecided = {one.code for one in files_at_stake(person) if one.is_found} - removed - {*keeping, *copies}
    if undecided or unsearched_files(person):
        raise UndecidedFilesError


def settle_files(
    person: Person, *, removing: Mapping[str, Iterable[str]], keeping: Mapping[str, str], copies: Copies
) -> dict[str, Any]:
    """Remove the files that were chosen out of those at stake, and put the copies in the place of those without the
    person; what became of all, as the trail may keep it."""
    removed, told = defaultdict(list), defaultdict(list)
    for one in files_to_look_at(person):
        number = str(one.row.pk)
        if one.kind.remove and number in removing.get(one.kind.code, ()):
            removed[one.kind.code].append(number)
        elif copy := copies.get(one.code):
            try:
                copy.put()
            except RedactionError as error:
                raise UndecidedFilesError(f"{one.facts.title}: {error}") from error
            told["redacted"].append(f"{one.code}:{copy.decision}")
        elif one.is_found and (why := keeping.get(one.code)) is None:
            told["undecided"].append(one.code)
        elif one.is_found:
            is_theirs = why != FileDecision.NOT_THEIRS
            told["kept" if is_theirs else "not-theirs"].append(f"{one.code}:{why}" if is_theirs else one.code)
    for kind in declarations().leftovers:
        if kind.remove and (numbers := removed[kind.code]):
            kind.remove(kind.staying(person).filter(pk__in=numbers))
    chosen = {code: sorted(numbers) for code, numbers in removed.items() if numbers}
    return {
        **{answer: sorted(codes) for answer, codes in told.items()},
        **({"removed": chosen} if chosen else {}),
    }


def spotter_of(person: Person) -> Spotter:
    return Spotter(addresses=addresses_of(person), names=names_of(person))


def _sought(person: Person) -> str:
    """Another name or address, and everything has to be looked through anew."""
    said = repr((sorted(addresses_of(person)), sorted(names_of(person))))
    return salted_hmac(SEARCH, said, algorithm="sha256").hexdigest()


def _searched(person: Person) -> models.QuerySet[SearchedFile]:
    return SearchedFile.objects.filter(person=person, sought=_sought(person))


class _Reading:
    """The passages of a file, and then what of it could not be read."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = passages
        self.is_whole = True
        self.unread: list[str] = []

    def __iter__(self) -> Iterator[Passage]:
        try:
            yield from self.passages
        except UnreadableError as error:
            self.is_whole = False
            self.unread = [_printable(name) for name in error.args[:NAMED]]


def _look_through(
    spotter: Spotter, passages: Iterable[Passage]
) -> tuple[Finding, list[dict[str, Any]], list[str]]:
    """What a file says about somebody, where, and what of it no program can read. It is read to its end: what cannot be
    read is told even where enough was found before."""
    reading = _Reading(passages)
    told = iter(reading)
    finding, excerpts = _found(spotter, told)
    for _rest in told:
        pass
    if finding == Finding.NOTHING and not reading.is_whole:
        finding = Finding.UNREADABLE
    return finding, excerpts, reading.unread


def _found(spotter: Spotter, passages: Iterator[Passage]) -> tuple[Finding, list[dict[str, Any]]]:
    """It is certain as soon as one place is."""
    finding, excerpts = Finding.NOTHING, list[dict[str, Any]]()
    for passage in passages:
        if len(excerpts) == SHOWN:
            # Enough surnames were found: of the rest only a whole name would say more.
            if spotter.spots(passage.text):
                longest = max(spotter.finds(passage.text), key=lambda span: span[1] - span[0])
                return Finding.NAME, [*excerpts[:-1], _excerpt(passage, *longest)]
            continue
        # What ends in the part that was read before was found there.
        spans = [span for span in spotter.finds(passage.text) if span[1] > passage.again]
        if not spans:
            continue
        if finding != Finding.NAME:
            finding = Finding.NAME if spotter.spots(passage.text) else Finding.SURNAME
        excerpts += [_excerpt(passage, *span) for span in spans[: SHOWN - len(excerpts)]]
        if finding == Finding.NAME and len(excerpts) == SHOWN:
            break
    return finding, excerpts


def _excerpt(passage: Passage, start: int, end: int) -> dict[str, Any]:
    said = {
        "before": passage.text[max(0, start - AROUND) : start],
        "word": passage.text[start:end],
        "after": passage.text[end : end + AROUND],
    }
    return {
        "part": passage.part.value,
        "page": passage.page,
        # Spaces only between words; nothing that a database cannot keep (half signs, the sign without a number).
        **{key: _printable(text) for key, text in said.items()},
    }


def _printable(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    lead, trail = plain[:1].isspace(), plain[-1:].isspace()
    return " " * lead + " ".join(plain.split()) + " " * trail if plain.strip() else " " * lead
