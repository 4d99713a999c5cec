"""A figure: a drawing that cannot be shown without its title, its sentence, its table and its source."""

from collections.abc import Sequence
from dataclasses import dataclass

from empiria.reporting.image import png
from empiria.reporting.sheet import workbook
from empiria.reporting.svg import standalone
from empiria.reporting.table import Table


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`title` says what it shows, `sentence` what one sees; `about` names release, recipe, group and date."""

    code: str
    title: str
    sentence: str
    svg: str
    table: Table
    source: str
    source_title: str = "Source"
    about: Sequence[tuple[str, str]] = ()

    def file_svg(self) -> str:
        """The drawing as a file of its own."""
        return standalone(self.svg, title=self.title, notes=[self.source])

    def file_png(self) -> bytes:
        return png(self.file_svg())

    def file_csv(self) -> bytes:
        return self.table.csv().encode()

    def file_xlsx(self) -> bytes:
        about = [("", self.title), ("", self.sentence), (self.source_title, self.source), *self.about]
        return workbook([(self.title, self.table)], about=about, about_title=self.source_title)
