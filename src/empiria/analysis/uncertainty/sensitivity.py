"""Which choice moves the ranks: each choice's share of their variance, alone and together with the others.

A rank is a function of the drawn choices. The first-order index of a choice is the share of the rank's variance that
remains when only this choice is known; the total index, the share that it has a part in. Both are estimated per unit by
`scipy.stats.sobol_indices` (Saltelli et al. 2010; the total as by Jansen 1999) and averaged over units with their
variances as weights, which is the share of the mean variance (Lamboni et al. 2011; Gamboa et al. 2014): a unit whose rank
hardly moves has no say in why ranks move. Where a single choice moves a unit's rank, the whole variance is of that choice
and nothing is estimated. Estimates that chance puts outside 0…1, or a first-order index above its total, are set to the
bound that they cannot pass.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from empiria.analysis.cube import Floats


@dataclass
class Shares:
    """Sums over the units seen so far: of the variances, and of first-order and total index times variance."""

    variance: float
    first_order: Floats
    total: Floats

    @classmethod
    def of(cls, choices: int) -> "Shares":
        return cls(0.0, np.zeros(choices), np.zeros(choices))

    def add(self, ranks: npt.NDArray[np.floating]) -> None:
        """`ranks`: (2 + choices)·n replicates in the order of `draw_design` × unit. A unit that has no rank in one of them
        is left out."""
        from scipy.stats import sobol_indices  # takes a second to import

        choices = len(self.total)
        blocks = ranks.reshape(2 + choices, -1, ranks.shape[1])
        variance = blocks[:2].var(axis=(0, 1), dtype=np.float64)
        # With little to spread, the blocks that mix may move where the first two do not.
        moved = np.flatnonzero(variance > 0)
        if not len(moved):
            return
        first, second, *mixed = blocks[:, :, moved].astype(np.float64).transpose(0, 2, 1)
        design = {"f_A": first, "f_B": second, "f_AB": np.stack(mixed)}
        self.variance += float(variance[moved].sum())
        moves = np.stack([(block != first).any(axis=1) | (choices == 1) for block in mixed], axis=1)
        is_alone = moves.sum(axis=1) == 1
        exact = variance[moved][is_alone] @ moves[is_alone]
        self.first_order += exact
        self.total += exact
        if is_alone.all():
            return
        found = sobol_indices(func=design, n=blocks.shape[1])
        estimated = np.where(is_alone, 0.0, variance[moved])
        self.first_order += estimated @ found.first_order.reshape(-1, choices)
        self.total += estimated @ found.total_order.reshape(-1, choices)

    def merge(self, other: "Shares") -> None:
        """Add what another saw."""
        self.variance += other.variance
        self.first_order += other.first_order
        self.total += other.total

    def averaged(self) -> list[tuple[float | None, float | None]]:
        """First-order and total index of every choice; none where no rank moves."""
        if not self.variance:
            return [(None, None)] * len(self.total)
        shares = np.clip(np.stack([self.first_order, self.total], axis=1) / self.variance, 0.0, 1.0)
        return [(float(min(first, total)), float(total)) for first, total in shares]
