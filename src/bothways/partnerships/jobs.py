"""Long work of partnerships: sends to many schools."""
