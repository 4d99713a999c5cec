"""The tokens: what they promise about contrast and colour vision is computed, not believed."""

from itertools import combinations

import numpy as np
import pytest

from empiria.apps.portal.selectors.design import STYLES, contrast_ratio, contrasts, design_tokens

# Simulation of complete colour blindness on linear RGB: Machado, Oliveira & Fernandes (2009), severity 1.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Linear RGB → LMS → OKLab (Ottosson 2020); distances in it follow perceived difference.
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def seen(colour: str, vision: np.ndarray) -> np.ndarray:
    """A #rrggbb colour in OKLab as someone with this vision sees it."""
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return TO_LAB @ np.cbrt(TO_LMS @ np.clip(vision @ linear, 0, 1))


def palette(name: str, theme: str) -> list[str]:
    tokens = [token for token in design_tokens() if token.name.startswith(f"{name}-")]
    return [token.light if theme == "light" else str(token.dark) for token in tokens]


def test_contrast_ratio_of_black_and_white_is_21() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#5a6572", "#5a6572") == pytest.approx(1)


def test_contrast_of_every_pair_is_enough_in_both_themes() -> None:
    assert [pair for pair in contrasts() if not pair.is_enough] == []


def test_dark_theme_has_every_colour() -> None:
    assert [token.name for token in design_tokens() if token.is_colour and token.dark is None] == []


def test_dark_theme_names_no_token_that_the_light_one_lacks() -> None:
    names = {token.name for token in design_tokens()}
    dark = {
        line.split(":")[0].strip()
        for line in (STYLES / "tokens-dark.css").read_text().splitlines()
        if "--" in line
    }
    assert {name.removeprefix("--") for name in dark} - names == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_categories_differ_for_every_colour_vision(theme: str, vision: str) -> None:
    colours = palette("category", theme)
    assert len(colours) == 8
    views = [seen(colour, VISIONS[vision]) for colour in colours]
    # 0.09 in OKLab is about four and a half times a difference that is just noticed side by side.
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(views, 2)) > 0.09


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("name", "size"), [("polarity", 5), ("sequence", 7)])
def test_scales_have_distinct_steps_for_every_colour_vision(
    name: str, size: int, theme: str, vision: str
) -> None:
    colours = palette(name, theme)
    assert len(colours) == size
    views = [seen(colour, VISIONS[vision]) for colour in colours]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(views, 2)) > 0.04


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sequence_goes_one_way_in_lightness(theme: str) -> None:
    lightness = [float(seen(colour, VISIONS["usual"])[0]) for colour in palette("sequence", theme)]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))


def test_stylesheets_use_only_tokens_that_exist() -> None:
    import re

    known = {token.name for token in design_tokens()}
    # Set by the sheets themselves, next to their use.
    own = {"gutter", "least"}
    used = {
        name for path in STYLES.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())
    }
    assert used - known - own == set()


def test_stylesheets_state_no_colour_of_their_own() -> None:
    import re

    literal = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])", path.read_text())
        for path in STYLES.glob("*.css")
        if path.name not in {"tokens.css", "tokens-dark.css", "print.css"}
    }
    assert {name: found for name, found in literal.items() if found} == {}
