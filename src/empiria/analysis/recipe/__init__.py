"""Recipes: how indicators become scores. Written in YAML, validated here, executed by `empiria.analysis.index`."""

from empiria.analysis.recipe.model import Change, Method, Node, Per, Recipe, Step, Uncertainty
from empiria.analysis.recipe.reading import read_recipe

__all__ = ["Change", "Method", "Node", "Per", "Recipe", "Step", "Uncertainty", "read_recipe"]
