"""A recorded day run once more: under its own policy, to see that the replay is true, and under another."""
