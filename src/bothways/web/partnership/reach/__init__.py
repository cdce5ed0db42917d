"""Who was reached, and who had nothing yet."""
