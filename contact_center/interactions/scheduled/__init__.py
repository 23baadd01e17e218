"""Messages that wait in their outbox for their time: some seconds to take them back, or until a chosen hour."""
