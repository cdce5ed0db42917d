"""What each school gave to an event and got from it."""
