"""Conversations that begin with us: what is tried, by which address, and what became of it (decision 0037)."""
