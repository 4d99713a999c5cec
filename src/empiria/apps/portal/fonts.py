"""Static files made from installed packages: the face's fonts, cut to the characters it uses.

The Source fonts are licensed under the OFL with "Source" as a reserved name: a subset is a modified version and must
carry another one, so the files call themselves "Empiria Serif" and "Empiria Sans" and keep copyright and licence.
"""

import hashlib
import inspect
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage

FOLDER = "portal/fonts"


@dataclass(frozen=True)
class _Cut:
    """One font to make: where it comes from and what it is called."""

    package: str
    source: str
    family: str
    style: str
    target: str


CUTS = (
    _Cut(
        "font_source_serif_pro",
        "SourceSerifPro-Semibold.ttf",
        "Empiria Serif",
        "Semibold",
        "empiria-serif-600.woff2",
    ),
    _Cut(
        "font_source_sans_pro",
        "SourceSansPro-Regular.ttf",
        "Empiria Sans",
        "Regular",
        "empiria-sans-400.woff2",
    ),
    _Cut(
        "font_source_sans_pro",
        "SourceSansPro-Semibold.ttf",
        "Empiria Sans",
        "Semibold",
        "empiria-sans-600.woff2",
    ),
    _Cut("font_source_sans_pro", "SourceSansPro-Bold.ttf", "Empiria Sans", "Bold", "empiria-sans-700.woff2"),
)
LICENCES = {"font_source_serif_pro": "OFL-serif.txt", "font_source_sans_pro": "OFL-sans.txt"}

# Latin with Extended-A (Polish and its neighbours), the Greek of formulas, punctuation, super- and subscripts,
# currency, letterlike signs, arrows, mathematical signs, the geometric marks of legends.
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(ord(letter) for letter in "ΔΣΩαβγδεθλμπρσφω"),
    *range(0x2010, 0x2040),
    *range(0x2070, 0x209D),
    *(ord(sign) for sign in "€№™ℓ"),
    *range(0x2190, 0x219A),
    *range(0x2200, 0x2266),
    *range(0x25A0, 0x25D0),
)
FEATURES = ("tnum", "pnum", "lnum", "case", "sups", "subs", "ordn")


def _files_of(package: str) -> Path:
    return Path(str(import_module(package).__file__)).parent / "files"


def _cut(cut: _Cut, folder: Path) -> None:
    # fontTools is needed only when the files are made: a web process does not load it.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = [*options.layout_features, *FEATURES]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = TTFont(_files_of(cut.package) / cut.source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    full_name = f"{cut.family} {cut.style}"
    for identifier, text in {1: full_name, 3: full_name, 4: full_name, 6: full_name.replace(" ", "")}.items():
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(folder / cut.target)


def _fingerprint() -> str:
    """Changes when the packages or this recipe do."""
    versions = [metadata.version(package.replace("_", "-")) for package in (*LICENCES, "fonttools")]
    recipe = inspect.getsource(_cut) + repr((CUTS, CHARACTERS, FEATURES))
    return hashlib.sha256("\n".join([*versions, recipe]).encode()).hexdigest()[:12]


def make_fonts(cache: Path) -> Path:
    """The folder with the fonts, made on the first call (two seconds) and found ready on the next."""
    ready = cache / f"fonts-{_fingerprint()}"
    if ready.is_dir():
        return ready
    cache.mkdir(parents=True, exist_ok=True)
    # Made beside and moved at once: a second process never sees half a set.
    making = Path(tempfile.mkdtemp(dir=cache, prefix="fonts-"))
    folder = making / FOLDER
    folder.mkdir(parents=True)
    for cut in CUTS:
        _cut(cut, folder)
    for package, name in LICENCES.items():
        shutil.copyfile(_files_of(package) / "LICENSE.txt", folder / name)
    making.chmod(0o755)
    try:
        making.replace(ready)
    except OSError:
        # Another process was first; its set is the same.
        shutil.rmtree(making)
    return ready


class FontFinder(BaseFinder):
    """Gives collectstatic and the development server the fonts; makes them when first asked."""

    @cached_property
    def storage(self) -> FileSystemStorage:
        return FileSystemStorage(location=make_fonts(settings.EMPIRIA_DATA / "cache"))

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if not path.startswith(f"{FOLDER}/") or not self.storage.exists(path):
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in sorted(self.storage.listdir(FOLDER)[1]):
            if not matches_patterns(name, list(ignore_patterns or [])):
                yield f"{FOLDER}/{name}", self.storage
