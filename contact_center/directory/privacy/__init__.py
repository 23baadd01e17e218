"""Requests of persons about their data, legal holds, and how long what is kept."""
