"""Training: what there is, who did it, what was shared, what schools lack."""
