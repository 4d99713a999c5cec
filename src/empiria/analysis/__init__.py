"""The method of the field: frames in, frames out. Knows no Django and no database."""
