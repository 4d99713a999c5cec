"""Where a transform is defined."""


def in_domain(transform: str | None, value: float) -> bool:
    """Is log (x > 0), log1p (x > −1) or sqrt (x ≥ 0) defined at this value? Without a transform every value will do."""
    return {"log": value > 0, "log1p": value > -1, "sqrt": value >= 0}.get(transform or "", True)
