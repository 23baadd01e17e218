"""Why work went to whom, and why it waits."""
