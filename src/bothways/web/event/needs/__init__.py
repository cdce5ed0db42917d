"""What children need, what their parents answered, and the kitchen's counts."""
