"""The organisations of one installation, as whoever runs it sees them: who they are, never what they hold."""
