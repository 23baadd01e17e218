"""Simulations and replays as jobs: asked for, computed in a process of their own, kept for a month."""
