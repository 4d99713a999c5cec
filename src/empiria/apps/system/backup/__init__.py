"""Backup and restore: everything an installation keeps, in one file that belongs to no database (docs/adr/0012).

`archive` and `encryption` know the file and no Django; `tables` and `folders` know what is kept; `making` and `restoring`
put them together.
"""
