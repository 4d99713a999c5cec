"""Tags of the system's templates."""
