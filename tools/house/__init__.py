"""Rules of this house that no linter knows. `python -m tools.house` checks the whole repository."""
