"""Polish: the day and the hour apart."""

DATETIME_FORMAT = "j E Y, H:i"
