"""Backups of earlier schemas, made by a small sample: every one must be restored by every later version.

`make.py` makes the next one; CONTRIBUTING says when.
"""
