"""Empiria: evidence and experience for local development."""
