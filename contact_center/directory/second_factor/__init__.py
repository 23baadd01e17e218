"""A second factor at the door: codes of an authenticator, and codes on paper for the day it is lost."""
