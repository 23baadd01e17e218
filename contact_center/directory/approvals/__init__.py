"""A second person agrees before something happens that one alone may not do, such as a refund above a limit."""
