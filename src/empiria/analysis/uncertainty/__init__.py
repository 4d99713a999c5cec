"""How far scores and ranks move when the choices that a recipe declares move (contracts, section 2).

`draws` draws the choices, `variants` scores the leaves in each way they may be scored, `tree` aggregates many replicates
at once, `intervals` and `sensitivity` say what came of it, `compute` puts them together.

Sources: Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality
assessment of composite indicators, JRSS A 168(2); OECD/JRC Handbook (2008), step 7; COINr: get_sensitivity.
"""

from empiria.analysis.uncertainty.compute import UncertaintyResult, compute_uncertainty

__all__ = ["UncertaintyResult", "compute_uncertainty"]
