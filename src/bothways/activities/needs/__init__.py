"""What activities need from somebody."""
