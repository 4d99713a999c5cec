"""Change over time: what a leaf's value has gained since exactly so many years earlier.

The difference of the transformed values (after `per`; untreated), in the units of the transform: with a logarithm it is
a relative change. There is none unless both ends are observed — an imputed end would show the imputation — and none
where the transform is undefined at either end. It is normalised with the leaf's direction among the compared units, on
the same pool as the values, and aggregated with the same weights and shares, by the methods that `change` names.

Source: OECD/JRC Handbook (2008), step 6 (indicators of change); the situation × change charts of municipal monitors.
"""

import narwhals as nw

from empiria.analysis.frames import Frame
from empiria.analysis.grid import Grid
from empiria.analysis.transform import transformed_by_leaf


def with_change(frame: Frame, grid: Grid) -> Frame:
    """Adds `change` from `value` and `earlier_value`, where the recipe has it."""
    if grid.recipe.change is None:
        return frame
    now, earlier = (
        transformed_by_leaf(nw.col(name), grid.leaf_numbers) for name in ("value", "earlier_value")
    )
    # In two steps: some engines write an expression out wherever it is used.
    frame = frame.with_columns(change=now - earlier).drop("earlier_value")
    change = nw.col("change")
    return frame.with_columns(change=nw.when(change.is_finite()).then(change))
