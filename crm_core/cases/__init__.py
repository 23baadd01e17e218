"""Cases: one matter of a customer, over all its conversations, until it is resolved."""
