"""A figure, its table and its sentence together."""
