"""Together: who belongs, what was agreed, when it happens, who offers what, and what needs somebody."""
