"""Public registers and files, read into tidy tables with their provenance and findings."""
