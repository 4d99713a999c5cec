"""Public registers and files, read into tidy tables with their provenance and findings.

Each reader takes a path and what is known of the file's origin, and returns a `reading.Reading`; wrong input is
an `InputError` that names its place. No reader knows which units or indicators exist.

- `bdl_files.read_bdl` — exports of the Local Data Bank, CTAB and CREL
- `tidy.read_tidy` — tables `unit, indicator, period, value[, status]`: CSV, Parquet, XLSX
- `terc.read_terc` — the official list of units, CSV and XML
- `boundaries.read_boundaries` — GeoJSON keyed by TERYT
- `areas.read_areas` — the register of areas, XLSX
- `classes.read_classes` — assignments of units to the classes of a typology

Beneath them: `received` (fingerprint, archives) · `encoding` · `delimited` · `workbook` · `numbers` ·
`teryt` and `codes` · `geometry`.
"""
