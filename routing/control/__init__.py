"""What supervisors do to running work."""
