"""Benchmarks: `python -m bench` runs them all, `python -m bench index` one. Each prints one line with a ratio.

Inputs are made by seed. A ratio against a bare operation, measured side by side in one run, means the same on every
machine; absolute figures stand beside it.
"""
