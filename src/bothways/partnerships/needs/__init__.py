"""What needs somebody. Any room contributes: a function named in settings.NEED_SOURCES (see `need.Source`)."""
