"""The monitor through the public API: its catalogue, its releases, their figures and scores. Nothing of a draft."""

from empiria.apps.monitor.api import figures, indicators, releases

ROUTERS = {
    "indicators": indicators.router,
    "releases": releases.router,
    "observations": figures.observations_router,
    "scores": figures.scores_router,
}

__all__ = ["ROUTERS"]
