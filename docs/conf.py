"""How the documentation is built: `make docs`."""

from importlib.metadata import version as version_of

project = "Empiria"
author = "The Empiria contributors"
project_copyright = "The Empiria contributors, EUPL-1.2"
release = version_of("empiria")
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "Empiria"
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#12506b", "color-brand-content": "#12506b"},
    "dark_css_variables": {"color-brand-primary": "#8fc3d9", "color-brand-content": "#8fc3d9"},
}
