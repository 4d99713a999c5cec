"""Pages of the monitor, split by what they show."""
