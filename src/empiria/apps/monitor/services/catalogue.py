"""The catalogue: the shipped one taken over, and what the staff add and change."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import IntegrityError, transaction

from empiria.analysis.errors import InputError
from empiria.analysis.recipe import read_recipe
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Area, Dimension, Indicator, IndicatorKey, RecipeVersion, ScoreSet
from empiria.apps.system.services import record

SHIPPED = Path(__file__).resolve().parents[1]
OBJECT = "monitor.indicator"
# What a shipped key may say of its source.
RULES = ("zero", "absent", "times", "confirmed", "level", "expected_name", "expected_unit")

# The one written in C is ten times faster, where PyYAML was built with it; both are safe.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
logger = logging.getLogger("empiria.monitor")


@dataclass(frozen=True, kw_only=True)
class CatalogueChanges:
    """Codes of what a sync added and changed; both empty when everything stood already."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def _read(path: Path) -> dict[str, Any]:
    return _parsed(path.read_text(encoding="utf-8"))


def _parsed(text: str) -> dict[str, Any]:
    return yaml.load(text, Loader=LOADER) or {}  # noqa: S506 (both loaders are the safe ones)


def _digest(entry: object) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _words(entry: Mapping[str, Any], name: str) -> dict[str, str]:
    """`{pl: …, en: …}` (or one text for both) as the two columns that hold it."""
    text = entry.get(name) or ""
    if isinstance(text, str):
        text = {"pl": text, "en": text}
    return {f"{name}_pl": text.get("pl", ""), f"{name}_en": text.get("en", "")}


def sync_catalogue(*, by: Person | None) -> CatalogueChanges:
    """Take over the shipped framework, indicators, keys and recipes; doing so again changes nothing.

    An entry that the staff edited stands until the shipped entry itself changes. Nothing is removed: a code is for
    life. One audit entry when something changed.
    """
    try:
        return _sync(by=by)
    except IntegrityError:
        # Another process took it over a moment ago, whole; nothing is left to do.
        return _sync(by=by)


@transaction.atomic
def _sync(*, by: Person | None) -> CatalogueChanges:
    changes = CatalogueChanges()
    _sync_framework()
    entries = list(_shipped_indicators())
    known = {indicator.code: indicator for indicator in Indicator.objects.all()}
    new = [
        entry
        for entry in entries
        if _digest(entry) != getattr(known.get(entry["code"]), "shipped_digest", "")
    ]
    if new:
        areas = {area.code: area for area in Area.objects.all()}
        for entry in new:
            (changes.changed if entry["code"] in known else changes.added).append(entry["code"])
            known[entry["code"]] = _take_over(entry, areas=areas)
        for entry in new:
            _link(entry, known=known)
    _sync_recipes(changes)
    if changes.added or changes.changed:
        record(
            by=by,
            action="monitor.sync-catalogue",
            object_type="monitor.catalogue",
            object_id="shipped",
            details={"added": changes.added, "changed": changes.changed},
        )
    return changes


def _sync_framework() -> None:
    dimensions = {dimension.code: dimension for dimension in Dimension.objects.all()}
    areas = {area.code: area for area in Area.objects.all()}
    framework = _read(SHIPPED / "catalogue" / "framework.yaml")
    for place, entry in enumerate(framework.get("dimensions", [])):
        values = {**_words(entry, "title"), **_words(entry, "description"), "position": place}
        dimension = dimensions.get(entry["code"]) or Dimension(code=entry["code"])
        _save_if_different(dimension, values)
        for position, part in enumerate(entry.get("areas", [])):
            values = {**_words(part, "title"), **_words(part, "description"), "position": position}
            area = areas.get(part["code"]) or Area(code=part["code"])
            _save_if_different(area, values | {"dimension_id": dimension.pk})


def _save_if_different(row: Dimension | Area, values: Mapping[str, Any]) -> None:
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _shipped_indicators() -> Iterator[dict[str, Any]]:
    """Every shipped entry, its keys completed with what their source says by default."""
    for path in sorted((SHIPPED / "catalogue").glob("indicators*.yaml")):
        file = _read(path)
        defaults = file.get("sources", {})
        for entry in file.get("indicators", []):
            keys = [{**defaults.get(key["source"], {}), **key} for key in entry.get("keys", [])]
            yield {**entry, "keys": keys}


def _take_over(entry: Mapping[str, Any], *, areas: Mapping[str, Area]) -> Indicator:
    per = entry.get("per") or {}
    indicator, _ = Indicator.objects.update_or_create(
        code=entry["code"],
        defaults={
            **_words(entry, "name"),
            **_words(entry, "short"),
            **_words(entry, "unit"),
            **_words(entry, "definition"),
            **_words(entry, "source"),
            "polarity": entry.get("polarity", "neutral"),
            "area": areas[entry["area"]] if entry.get("area") else None,
            "decimals": entry.get("decimals", 1),
            "times": per.get("times", 1),
            "per_unit": per.get("column", ""),
            "ratio_unit_pl": _words(per, "unit")["unit_pl"],
            "ratio_unit_en": _words(per, "unit")["unit_en"],
            "additive": entry.get("additive", False),
            "jump_bound": entry.get("jump_bound"),
            "shipped_digest": _digest(entry),
        },
    )
    for key in entry["keys"]:
        rule = {name: key[name] for name in RULES if name in key}
        # A key that the staff gave to another indicator stays there.
        IndicatorKey.objects.get_or_create(
            source=key["source"], key=str(key["key"]), defaults={"indicator": indicator}
        )
        IndicatorKey.objects.filter(indicator=indicator, source=key["source"], key=str(key["key"])).update(
            **rule
        )
    return indicator


def _link(entry: Mapping[str, Any], *, known: Mapping[str, Indicator]) -> None:
    """What names another indicator, once all are there."""
    denominator = (entry.get("per") or {}).get("indicator")
    indicator = known[entry["code"]]
    indicator.denominator = known[denominator] if denominator else None
    indicator.replaced_by = known[entry["replaced_by"]] if entry.get("replaced_by") else None
    indicator.save(update_fields=["denominator", "replaced_by"])


def _sync_recipes(changes: CatalogueChanges) -> None:
    for position, entry in enumerate(_read(SHIPPED / "catalogue" / "recipes.yaml").get("recipes", [])):
        path = SHIPPED / "recipes" / entry["file"]
        if path.exists():
            _sync_recipe(path, position=position, groupings=entry["groupings"], changes=changes)


def _sync_recipe(path: Path, *, position: int, groupings: list[str], changes: CatalogueChanges) -> None:
    text = path.read_text(encoding="utf-8")
    declared = _parsed(text)
    values = {
        **_words(declared, "title"),
        "text": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "groupings": groupings,
        "position": position,
    }
    same = RecipeVersion.objects.filter(code=declared["code"], version=str(declared["version"])).first()
    if same is None:
        RecipeVersion.objects.filter(code=declared["code"]).update(is_current=False)
        made = RecipeVersion.objects.create(code=declared["code"], version=str(declared["version"]), **values)
        changes.added.append(f"{made.code}:{made.version}")
        return
    if same.digest == values["digest"] and (same.groupings, same.position) == (groupings, position):
        return
    if _makes_other_scores(same, text=text):
        logger.warning(
            "%s changes how scores are made, but its version “%s” has made scores already: the recipe stays as it was. "
            "Give the file a new version, and the change is taken over with the next start.",
            path.name,
            same.version,
        )
        return
    RecipeVersion.objects.filter(pk=same.pk).update(**values)
    changes.changed.append(f"{same.code}:{same.version}")


def _makes_other_scores(version: RecipeVersion, *, text: str) -> bool:
    """Whether a text under the same version would give other scores than those made: titles and comments give none."""
    if version.text == text or not ScoreSet.objects.filter(recipe=version).exclude(path="").exists():
        return False
    try:
        return read_recipe(version.text).digest() != read_recipe(text).digest()
    except InputError:
        # A text that this version of the program cannot read any more says nothing of what it meant.
        return True


@transaction.atomic
def save_indicator(*, indicator: Indicator, by: Person | None, reason: str = "") -> Indicator:
    """Add an indicator, or change everything of one but its code."""
    new = indicator.pk is None
    if not new:
        indicator.code = Indicator.objects.values_list("code", flat=True).get(pk=indicator.pk)
    indicator.save()
    record(
        by=by,
        action="monitor.add-indicator" if new else "monitor.change-indicator",
        object_type=OBJECT,
        object_id=indicator.pk,
        reason=reason,
        texts={"code": indicator.code},
    )
    return indicator


@transaction.atomic
def save_key(*, key: IndicatorKey, by: Person | None) -> IndicatorKey:
    """Say how a source calls an indicator. Takes effect when a file is read, or read again."""
    key.save()
    record(
        by=by,
        action="monitor.map-key",
        object_type=OBJECT,
        object_id=key.indicator_id,
        details={"zero": key.zero, "absent": key.absent, "times": key.times},
        texts={"code": key.indicator.code, "source": key.source, "key": key.key},
    )
    return key


@transaction.atomic
def remove_key(*, key: IndicatorKey, by: Person | None) -> None:
    """Forget a key; figures already imported by it stay."""
    record(
        by=by,
        action="monitor.unmap-key",
        object_type=OBJECT,
        object_id=key.indicator_id,
        texts={"code": key.indicator.code, "source": key.source, "key": key.key},
    )
    key.delete()
