"""A figure, its table and its sentence together. Pure: nothing here knows Django, the database or the store."""
