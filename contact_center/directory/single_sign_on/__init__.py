"""Sign-on through the organisation's own provider, by OpenID Connect."""
