"""What a caller hears before an agent: call flows as versioned, validated data (decision 0085)."""
