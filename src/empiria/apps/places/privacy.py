"""No personal data: territorial units, as public registers give them."""

from empiria.apps.system.privacy import Activity, Mentions, Personal

ACTIVITIES: list[Activity] = []
PERSONAL: list[Personal] = []

NOT_PERSONAL = {
    "places.Unit": {
        "id",
        "code",
        "level",
        "teryt",
        "name",
        "search_key",
        "kind",
        "qualifier",
        "parent",
        "valid_from",
        "valid_to",
        "latitude",
        "longitude",
        "area_ha",
        "population",
        "population_year",
    },
    "places.UnitSpell": {"id", "unit", "teryt", "name", "kind", "parent", "valid_from", "valid_to", "source"},
    "places.Succession": {
        "id",
        "predecessor",
        "successor",
        "on",
        "kind",
        "position",
        "note_pl",
        "note_en",
        "source",
    },
    "places.UnitList": {"id", "state", "file", "sha256", "rows", "counts", "imported_at"},
    "places.Boundary": {"id", "unit", "valid_from", "valid_to", "geometry", "drawn", "source"},
    "places.Typology": {
        "id",
        "code",
        "title_pl",
        "title_en",
        "description_pl",
        "description_en",
        "source",
        "source_url",
    },
    "places.TypologyClass": {"id", "typology", "code", "title_pl", "title_en", "position"},
    "places.Classification": {"id", "unit", "typology_class", "valid_from", "valid_to", "source", "edition"},
    "places.Grouping": {
        "id",
        "code",
        "title_pl",
        "title_en",
        "description_pl",
        "description_en",
        "rule",
        "position",
        "created_at",
    },
    "places.Group": {
        "id",
        "grouping",
        "code",
        "title_pl",
        "title_en",
        "explanation_pl",
        "explanation_en",
        "position",
    },
    "places.GroupMember": {"id", "group", "unit", "valid_from", "valid_to"},
}

# What the staff call the groups they make, and how the files were called that units and outlines came from.
MENTIONS = [
    Mentions(model="places.Grouping", fields=("title_pl", "title_en", "description_pl", "description_en")),
    Mentions(model="places.Group", fields=("title_pl", "title_en", "explanation_pl", "explanation_en")),
    # Who assigned the classes, as the staff say it.
    Mentions(model="places.Classification", fields=("source", "edition")),
    Mentions(model="places.UnitSpell", fields=("source",)),
    Mentions(model="places.UnitList", fields=("file",)),
    Mentions(model="places.Boundary", fields=("source",)),
]
# Registers of the state, shipped or read in: places called after people are no data of anybody's.
WORDLESS = {
    "places.Unit": {"code", "teryt", "name", "search_key"},
    "places.UnitSpell": {"teryt", "name"},
    "places.Succession": {"note_pl", "note_en", "source"},
    "places.UnitList": {"sha256", "counts"},
    "places.Boundary": {"geometry", "drawn"},
    "places.Typology": {
        "code",
        "title_pl",
        "title_en",
        "description_pl",
        "description_en",
        "source",
        "source_url",
    },
    "places.TypologyClass": {"code", "title_pl", "title_en"},
    "places.Grouping": {"rule"},
    # Of a list the same as its grouping's, which it follows (`places.services.follow_code`).
    "places.Group": {"code"},
}
