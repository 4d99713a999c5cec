"""What the monitor's pages are given: frozen, complete, in the reader's language; templates ask for nothing more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from empiria.apps.monitor.selectors.certainty import NOT_COMPUTED, CertaintyNote, Interval

# The grouping in which every unit is compared with every other.
EVERYBODY = "all"
NodeKind = Literal["root", "dimension", "area", "indicator"]
ProfileState = Literal["ready", "computing", "lacking", "failed", "no group", "no scores"]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How the figures of a group lie: over those of its units that have one."""

    count: int
    minimum: float
    q1: float
    median: float
    q3: float
    maximum: float


@dataclass(frozen=True, kw_only=True)
class SourceNote:
    """Where a figure came from: the file of one import."""

    import_id: int
    file: str
    sha256: str
    reader: str
    origin: str
    licence: str
    retrieved: datetime | None
    # Somebody who was erased is not in the kept file any more.
    is_redacted: bool = False


@dataclass(frozen=True, kw_only=True)
class InputNote:
    """One figure that a number is made of: of which indicator, and the file it came from in the year shown.

    `variable` is the catalogue's source of that indicator, where the file is of that source and a variable is named. A
    figure of the register of units (its area) has no file; nor has one that no file gives.
    """

    title: str
    source: SourceNote | None = None
    variable: str = ""
    is_registered: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorNote:
    """What the catalogue says of an indicator."""

    code: str
    definition: str


@dataclass(frozen=True, kw_only=True)
class ReleaseNote:
    code: str
    published_at: datetime | None
    units: int = 0
    indicators: int = 0
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecipeNote:
    code: str
    version: str
    title: str


@dataclass(frozen=True, kw_only=True)
class MissingLeaf:
    """A leaf of the recipe for which the release has no figures."""

    node: str
    title: str
    indicator: str
    reason: Literal["none", "denominator"]


# Of units, points and years a page makes hundreds: tuples are made several times as fast as dataclasses.
class UnitNote(NamedTuple):
    """A unit as pages name it: `name` is told apart from its homonyms, `teryt` is its address of today."""

    code: str
    teryt: str
    name: str


@dataclass(frozen=True, kw_only=True)
class GroupNote:
    code: str
    grouping: str
    title: str
    grouping_title: str
    explanation: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class AskedGroup:
    """A comparison group that an address makes and no release knows: `kind` says of which sort, `url` who is in it and
    why. Its members are read as they score among everybody."""

    code: str
    kind: str
    kind_title: str
    title: str
    explanation: str
    url: str
    members: frozenset[str]


class HistoryPoint(NamedTuple):
    """A unit's figure in one year (None where it is missing) beside the median of its group."""

    period: int
    value: float | None
    median: float | None


@dataclass(frozen=True, kw_only=True)
class NodeRow:
    """One node of the recipe for one unit in one year, with its group behind it.

    `value` stands for leaves only, in `unit`, with `decimals`; a leaf with a denominator shows the ratio. `status` is
    empty when all is well, else why there is no score or figure (contracts, section 2). `values` and `scores` say how
    the group lies, `group_values` and `group_scores` list every unit of it that has one (unordered), the unit included.
    `polarity` is the direction the recipe scores the leaf in. A leaf's `rank` follows the values shown, any other node's
    its scores.
    """

    node: str
    parent: str | None
    title: str
    kind: NodeKind
    level: int
    depth: int
    weight: float | None
    value: float | None
    unit: str
    decimals: int
    polarity: str
    score: float | None
    rank: int | None
    ranked: int | None
    status: str
    change_score: float | None
    change_rank: int | None
    values: Spread | None = None
    scores: Spread | None = None
    change_scores: Spread | None = None
    # Units compared in that year, and how many of them have no figure.
    group_size: int = 0
    group_missing: int = 0
    group_values: tuple[float, ...] = ()
    group_scores: tuple[float, ...] = ()
    history: tuple[HistoryPoint, ...] = ()
    # What the value of the year shown was made of, the figure itself first; and, by year, the files behind its history.
    inputs: tuple[InputNote, ...] = ()
    files: Mapping[int, tuple[SourceNote, ...]] = field(default_factory=dict)
    indicator: IndicatorNote | None = None
    # What the value was divided by, in words, where the recipe divides: "population, × 1,000".
    per: str = ""
    # Titles of the children without a score: why a node has none, or stands on fewer.
    children_missing: tuple[str, ...] = ()
    # Of an inner node: how far its score and rank move with the recipe's choices; None where that was not computed.
    interval: Interval | None = None
    # The same of its score and rank of change.
    change_interval: Interval | None = None


def files_of(rows: Iterable[NodeRow]) -> tuple[SourceNote, ...]:
    """Every file behind some rows, of the year shown and of all others, each once, by name."""
    found: dict[int, SourceNote] = {}
    for row in rows:
        for files in row.files.values():
            found.update((one.import_id, one) for one in files)
        found.update((one.source.import_id, one.source) for one in row.inputs if one.source)
    return tuple(sorted(found.values(), key=lambda one: (one.file, one.import_id)))


class MemberPoint(NamedTuple):
    """One unit of the group in the quadrant: where it stands and how it moved (scores of the root)."""

    code: str
    teryt: str
    name: str
    situation: float
    change: float


@dataclass(frozen=True, kw_only=True)
class CityProfile:
    """Everything a city's page shows. `rows` are in the order of the recipe's tree, each parent before its children."""

    unit: Any
    unit_note: UnitNote
    release: ReleaseNote
    recipe: RecipeNote | None
    recipes: tuple[RecipeNote, ...]
    group: GroupNote | None
    members: tuple[UnitNote, ...]
    groups: tuple[GroupNote, ...]
    years: tuple[int, ...]
    year: int | None
    state: ProfileState
    rows: tuple[NodeRow, ...]
    missing: tuple[MissingLeaf, ...] = ()
    # The members of which the recipe has no figure in the year.
    without_figures: tuple[UnitNote, ...] = ()
    points: tuple[MemberPoint, ...] = ()
    change_periods: int | None = None
    score_set: int | None = None
    # The year in which the unit has the root score that lies nearest: the last until the year shown, else the first after.
    scored_year: int | None = None
    # Figures of the release that no leaf of the recipe uses, so that nothing published is hidden.
    others: tuple[NodeRow, ...] = ()
    # Whether the rows have intervals, and what they were drawn from.
    certainty: CertaintyNote = NOT_COMPUTED
    # A group that no release knows.
    asked_group: AskedGroup | None = None
    # Whether such a group can be read here at all: there are scores among everybody.
    takes_any_group: bool = False
    # Members of a group within which no scores were made: these compare everybody, the places one another.
    reread: frozenset[str] | None = None

    @property
    def is_computing(self) -> bool:
        return self.state == "computing"

    @property
    def root(self) -> NodeRow | None:
        return self.rows[0] if self.rows else None

    @property
    def dimensions(self) -> tuple[NodeRow, ...]:
        return self.of_kind("dimension")

    @property
    def areas(self) -> tuple[NodeRow, ...]:
        return self.of_kind("area")

    @property
    def indicators(self) -> tuple[NodeRow, ...]:
        return self.of_kind("indicator")

    def of_kind(self, kind: NodeKind) -> tuple[NodeRow, ...]:
        return tuple(row for row in self.rows if row.kind == kind)

    def children(self, node: str) -> tuple[NodeRow, ...]:
        return tuple(row for row in self.rows if row.parent == node)

    def row(self, node: str) -> NodeRow | None:
        return next((row for row in (*self.rows, *self.others) if row.node == node), None)


@dataclass(frozen=True, kw_only=True)
class FrontPoint:
    """A place on the map. `score_class` 1 (lowest fifth of its group) to 5, None without a score."""

    unit: UnitNote
    latitude: float
    longitude: float
    population: int | None
    score_class: int | None


@dataclass(frozen=True, kw_only=True)
class FrontPage:
    release: ReleaseNote | None
    recipe: RecipeNote | None
    year: int | None
    points: tuple[FrontPoint, ...]
    # Why there are no scores, and the indicators that the first recipe does without; "ready" where there are some.
    state: ProfileState
    missing: tuple[str, ...]
    # (unit note, GeoJSON geometry as text)
    outlines: tuple[tuple[UnitNote, str], ...]


@dataclass(frozen=True, kw_only=True)
class StepExample:
    """One executed step of one leaf with real numbers: its name, the formula with words, and with figures filled in."""

    step: str
    formula: str
    worked: str
    result: float | None


@dataclass(frozen=True, kw_only=True)
class MethodNode:
    node: str
    parent: str | None
    title: str
    kind: NodeKind
    depth: int
    weight: float | None
    # Share of the node in the whole: the product of relative weights down the tree.
    share: float
    direction: str
    # The specification that is executed, as parameters of the recipe: {"normalise": {"method": "zscore", …}, …}
    steps: Mapping[str, Any]
    indicator: IndicatorNote | None
    parameters: Mapping[str, float] = field(default_factory=dict)
    value: float | None = None
    score: float | None = None
    status: str = ""
    example: tuple[StepExample, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """One choice of a recipe in words: what it is about, and what is done."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MethodView:
    """A recipe as a tree, and the same tree worked through for one real unit (`unit` is None without scores)."""

    recipe: RecipeNote
    versions: tuple[RecipeNote, ...]
    text: str
    digest: str
    summary: tuple[SummaryLine, ...]
    release: ReleaseNote | None
    nodes: tuple[MethodNode, ...]
    unit: UnitNote | None
    group: GroupNote | None
    year: int | None
    missing: tuple[MissingLeaf, ...] = ()
    published: date | None = None
