"""What happens to work while it waits: opening hours, overflow, closures, expected wait, callbacks."""
