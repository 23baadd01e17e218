"""Administration of routing: every page edits the draft; only publishing changes what the router follows."""
