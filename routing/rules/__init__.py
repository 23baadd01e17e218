"""Rules: what is true of work and its customer decides queue, skills, priority and agent."""
