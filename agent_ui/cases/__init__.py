"""The pages of cases: the board, one case, and what is asked about it."""
