"""The monitor through the public API: its catalogue, its releases, their figures and scores, local indicators.

Nothing of a draft, nothing before its day."""

from empiria.apps.monitor.api import figures, indicators, local, releases

ROUTERS = {
    "indicators": indicators.router,
    "releases": releases.router,
    "observations": figures.observations_router,
    "scores": figures.scores_router,
    "local-indicators": local.indicators_router,
    "local-figures": local.figures_router,
}

__all__ = ["ROUTERS"]
