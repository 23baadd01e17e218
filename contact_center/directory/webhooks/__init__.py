"""What happens here, told to programs elsewhere: signed, in order, again until they have taken it."""
