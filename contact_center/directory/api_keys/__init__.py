"""Keys by which programs call the API in the name of a person."""
