"""The router of a shard: reads the log, lets the engine decide, commits what it decided."""
